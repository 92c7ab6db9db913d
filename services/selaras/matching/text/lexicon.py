"""Word lists compiled into regular expressions that share prefixes.

An alternation of eighty words is tried word by word at every position; as a trie it fails on
the first letter. That is what keeps twenty extractors under a few milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


class _Node(dict[str, "_Node"]):
    __slots__ = ("terminal",)

    def __init__(self) -> None:
        super().__init__()
        self.terminal = False


def _render(node: _Node) -> str:
    branches = [_escape(char) + _render(child) for char, child in sorted(node.items())]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 else "(?:" + "|".join(branches) + ")"
    if not node.terminal:
        return body
    return f"(?:{body})?"


def _escape(char: str) -> str:
    return " +" if char == " " else re.escape(char)


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of `words`, the longest first; a space stands for one or more spaces."""
    root = _Node()
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, _Node())
        node.terminal = True
    return "(?:" + _render(root) + ")"


def word_set(text: str) -> frozenset[str]:
    """The words of a text block as a set."""
    return frozenset(text.split())
