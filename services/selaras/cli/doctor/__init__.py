"""Looks at every part of a stack and says what is wrong and how to mend it."""
