"""Models through sentence-transformers; imported when one is loaded, never before."""
