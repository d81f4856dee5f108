"""Texts that tests share."""
