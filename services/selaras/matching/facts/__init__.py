"""Facts: reads normalised values out of claims, and compares them."""

from selaras.matching.facts.extract import extract

__all__ = ["extract"]
