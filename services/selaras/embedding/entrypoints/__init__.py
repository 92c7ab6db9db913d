"""How embedding is called."""
