"""What embedding does."""
