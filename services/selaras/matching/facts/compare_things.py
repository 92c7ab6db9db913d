"""Whether two counts can be of the same things."""

from __future__ import annotations

from selaras.matching.domain.facts import QuantityValue
from selaras.matching.text.lexicon import word_set

# Heads that count anything, so that what follows them decides.
_GENERIC = word_set(
    "unit buah kasus titik lembar nilai angka skor paket indeks skala formasi posisi "
    "batang butir keping"
)
_PERSONS = word_set("orang korban pasien tewas pengungsi dunia")
# What befell people, one number each: those who died are no part of those who were hurt.
_FATES = {"tewas": 1, "gugur": 1, "luka": 2, "cedera": 2, "hilang": 3, "lamat": 4, "sembuh": 5,
          "pengungsi": 6, "positif": 7}  # fmt: skip
# Who fled may be all that another text counts.
_MANY = {6}
# A seat for each of four people of a family.
_SEATS = word_set("kapasitas orang nama penumpang tiket peserta anggota")


def same_things(a: QuantityValue, b: QuantityValue) -> bool:
    """Whether both counts are of one sort of thing, as far as the words for it tell."""
    if a.unit not in {"count", "index"}:
        return not (a.counted and b.counted) or bool(set(a.counted) & set(b.counted))
    if not a.counted or not b.counted:
        return False
    befell_a, befell_b = _fates(a), _fates(b)
    if befell_a and befell_b:
        return bool(befell_a & befell_b)
    if (befell_a or befell_b) - _MANY and {a.counted[0], b.counted[0]} == {"orang"}:
        # Those who died are a part of the people that the other text counts.
        return False
    return a.counted[0] == b.counted[0] or _same_heads(a, b)


def _same_heads(a: QuantityValue, b: QuantityValue) -> bool:
    heads = {a.counted[0], b.counted[0]}
    if heads <= _SEATS and a.per and {p.unit for p in a.per} & {p.unit for p in b.per}:
        return True
    if "orang" in heads and len(heads) == 2 and heads & (set(a.counted[1:]) | set(b.counted[1:])):
        # 'Peserta lari 2.000 orang' and '1.500 peserta'.
        return True
    if not heads & _GENERIC:
        return False
    return a.unit == "index" or bool(set(a.counted) & set(b.counted))


def _fates(value: QuantityValue) -> set[int]:
    """What befell the people counted; nothing where no people are."""
    if not _PERSONS & set(value.counted):
        return set()
    return {_FATES[root] for root in value.counted if root in _FATES}
