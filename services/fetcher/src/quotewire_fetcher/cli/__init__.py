"""The fetcher's commands."""
