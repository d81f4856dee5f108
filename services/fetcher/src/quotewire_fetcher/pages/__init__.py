"""From an answer to an article."""
