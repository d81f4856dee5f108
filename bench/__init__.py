"""Measurements: each module prints the figures of one run on this machine."""
