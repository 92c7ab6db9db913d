"""The look of posts: capitals, asterisks, emoji, the short forms of chat."""

from __future__ import annotations

import enum
import random
import re

_SHORT = {
    "untuk": "utk",
    "dengan": "dgn",
    "yang": "yg",
    "tidak": "tdk",
    "sudah": "sdh",
    "dan": "&",
    "sampai": "sampe",
    "pukul": "jam",
    "tanggal": "tgl",
    "karena": "krn",
    "orang": "org",
    "belum": "blm",
}
_EMOJI = ("✅", "📢", "⚠️", "👉", "🔹", "-", "•", "1.", "📌", "❗")


class Style(enum.Enum):
    """How a sentence is dressed; the plain one is the most frequent by its doubles."""

    PLAIN = 0
    SENTENCE = 1
    NEWS = 2
    BULLET = 3
    CHAT = 4
    CAPITALS = 5
    BOLD = 6


def styled(text: str, style: Style, rng: random.Random) -> str:
    """The sentence in that dress; what it says stays."""
    if style is Style.CHAT:
        return re.sub(r"\w+", lambda word: _short(word[0], rng), text.lower())
    if style is Style.CAPITALS and rng.random() < 0.4:
        return text.upper()
    if style is Style.BULLET:
        return f"{rng.choice(_EMOJI)} {text}"
    if style is Style.BOLD:
        return f"*{text}*"
    if style is Style.NEWS:
        return f"{text[0].upper()}{text[1:]}, {rng.choice(_SAID)}."
    return f"{text[0].upper()}{text[1:]}."


_SAID = (
    "kata kepala dinas",
    "ujarnya",
    "demikian keterangan resmi",
    "menurut juru bicara",
    "jelas camat",
    "tambahnya, kemarin",
    "kata bupati",
)


def _short(word: str, rng: random.Random) -> str:
    return _SHORT[word] if word in _SHORT and rng.random() < 0.6 else word
