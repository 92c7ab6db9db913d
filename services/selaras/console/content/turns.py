"""Characters that turn text around: with them a name could change how the words after it read."""

from __future__ import annotations

import re

# Embeddings, overrides and isolates of the Unicode bidirectional algorithm. Marks (U+200E, U+200F)
# stay: they turn nothing around, and texts in Arabic script need them.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def without_turns(text: str) -> str:
    """The text without them; what has none is answered as it is, markup as markup."""
    return type(text)(_TURNS.sub("", text)) if _TURNS.search(text) else text
