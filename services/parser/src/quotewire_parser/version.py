"""Which parser this is; in every article it reads, and part of the article's version in the index."""

PARSER_VERSION = "0.1.0"

PARSER_REVISION = 1
"""Raise it with every change of what the parser finds, so that a re-parsed page replaces its older reading."""
