"""Writes parsed articles and their quotes to OpenSearch."""
