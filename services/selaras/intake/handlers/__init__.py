"""What intake does, one module per group of use cases."""
