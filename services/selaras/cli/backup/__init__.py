"""Copies of what a deployment holds beside its database, and the way back."""
