"""What intake needs from outside, as Protocols."""
