"""The index: finds messages near another by vectors and by words they share, within a scope."""
