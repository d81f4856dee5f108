"""What sites say of who may read them: robots.txt and reservations."""
