"""Articles from files and archives, and back into archives."""
