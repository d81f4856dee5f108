"""One module for each kind of generated document: a function `render()` that gives its text."""
