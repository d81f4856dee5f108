"""The sources file, in all its forms."""
