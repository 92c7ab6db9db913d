"""What intake is about, in the standard library alone."""
