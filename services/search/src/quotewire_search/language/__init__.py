"""The query language of page, API and terminal: text -> tree, and what was made of slips. No I/O, and no text is an error."""
