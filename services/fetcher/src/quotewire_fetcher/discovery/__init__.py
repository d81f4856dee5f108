"""Finding the feeds of a homepage, and trying sources."""
