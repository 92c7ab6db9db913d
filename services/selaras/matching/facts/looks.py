"""How a thing that is asked for must look: the ground of a photo, the colour of a folder, dress."""

from __future__ import annotations

import re

from selaras.matching.domain.facts import FactKind, IdentityValue
from selaras.matching.facts.document import Document, Found
from selaras.matching.text.lexicon import any_of

_COLOUR = any_of(
    ["merah", "biru", "putih", "hitam", "kuning", "hijau", "abu-abu", "cokelat", "coklat", "oranye",
     "ungu", "krem"]
)  # fmt: skip
_DRESS = any_of(
    ["batik", "korpri", "kebaya", "adat", "olahraga", "muslim", "pdh", "linmas", "pramuka",
     "putih abu-abu", "hitam putih", "putih hitam", "lurik", "endek", "tenun", "bebas rapi",
     "baju bodo", "beskap", "surjan"]
)  # fmt: skip
_SHADE = r"(?: +(?:tua|muda|polos))?"
_AND = r"(?: *(?:/|,| dan| atau| &) *)"
_COLOURS = rf"(?P<name>{_COLOUR}{_SHADE}(?:{_AND}{_COLOUR}{_SHADE}){{0,3}})(?![\w-])"
_RULES = (
    ("latar", re.compile(
        rf"(?<!\w)(?:berlatar|latar|background|backgroud|bg)(?: +(?:belakang|berwarna|warna|foto|"
        rf"polos)){{0,3}} +{_COLOURS}")),
    ("map", re.compile(
        rf"(?<!\w)(?:stop)?map(?: +(?!merek)[a-z]+){{0,2}}? +(?:berwarna +|warna +)?{_COLOURS}")),
    ("pakaian", re.compile(
        rf"(?<!\w)(?:pakaian|baju|kemeja|atasan|kaos|kaus|busana|dress ?code|seragam)"
        rf"(?: +(?:peserta|bernuansa|warna|berwarna|nasional|dinas|adat)){{0,2}} *:? *"
        rf"(?P<name>(?:{_DRESS}|{_COLOUR})(?:(?:{_AND}| +)(?:{_DRESS}|"
        rf"{_COLOUR})){{0,3}})(?![\w-])")),
)  # fmt: skip
_JOIN = re.compile(r"[/,&]| (?:dan|atau) ")


def find_looks(doc: Document) -> None:
    """Adds how things must look; the findings share their range."""
    for label, pattern in _RULES:
        for match in pattern.finditer(doc.text):
            claim = doc.claim_at(match.start())
            if claim is None or match.end() > claim.end:
                continue
            name = " ".join(_JOIN.sub(" ", match["name"]).split()).replace("coklat", "cokelat")
            value = IdentityValue(label, name=name)
            found = Found(FactKind.REQUIREMENT, match.start(), match.end(), value)
            doc.add(found, shared=True)
