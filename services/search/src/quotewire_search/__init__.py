"""Answers who said what: API, page and terminal."""
