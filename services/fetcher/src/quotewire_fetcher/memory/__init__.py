"""What the fetcher remembers, in a compacted topic."""
