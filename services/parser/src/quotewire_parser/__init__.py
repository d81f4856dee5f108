"""Reads a page into an article, its actors and its quotes."""
