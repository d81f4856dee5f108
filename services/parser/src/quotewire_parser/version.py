"""Which parser this is; in every article it reads, and part of the article's version in the index."""

PARSER_VERSION = "0.1.0"

PARSER_REVISION = 41
"""Raise it by ten with every change of what the parser finds, so that a re-parsed page replaces its older reading."""

WITH_MODEL = 1
"""Added where a model read the page: its reading replaces the rules' own of the same page, and never the other way."""
