"""Finds new articles in feeds and fetches their pages, politely."""
