"""Runs Quotewire on one machine: engines without Docker, supervision, the demo newsroom."""
