"""What a person who runs this asks: where is my article, why is this feed quiet."""
