"""What an address is called: canonical form, article id, owner's domain."""
