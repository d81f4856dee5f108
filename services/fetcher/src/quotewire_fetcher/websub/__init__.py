"""Being told by hubs what is new."""
