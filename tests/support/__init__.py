"""Servers and helpers that the tests of all services share."""
