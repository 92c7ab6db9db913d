"""Measures the judge on a labelled set by replaying it through a real stack."""
