"""What alerting needs from the world."""
