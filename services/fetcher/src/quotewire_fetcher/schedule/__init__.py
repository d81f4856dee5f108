"""When what is due."""
