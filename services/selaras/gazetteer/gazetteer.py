"""The gazetteer: areas by code and by name, how they lie to each other, their time zones."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from selaras.gazetteer.errors import UnknownAreaError
from selaras.gazetteer.names import (
    DESIGNATORS,
    TOKEN,
    NameIndex,
    lower_index,
    regency_index,
    upper_index,
)
from selaras.gazetteer.table import Area, AreaTable, Level, parent_of

_WITA = frozenset({"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"})
_WIT = frozenset({"81", "82", "91", "92", "93", "94", "95", "96"})
_NATIONWIDE = frozenset({"indonesia", "nasional", "seluruh indonesia", "republik indonesia", "ri"})
_SPLIT = re.compile(r" *(?:,| dan | serta |/|;|&) *", re.IGNORECASE)
# A name after one of these is that of a street, a house or a club.
_NAMED_AFTER = frozenset(
    """
    jalan jl jln simpang masjid gereja pasar hotel gang persib psis universitas gunung sungai kali
    pantai selat laut bandara stasiun terminal trans jembatan tanjung kebun bukit gedung plaza
    stadion
    """.split()  # noqa: SIM905 - a block of words reads better
)
# Names that are also plain words: alone they count only as names of an area near by.
_PLAIN_WORDS = frozenset(
    """
    batu metro banjar buru malang pati solok serang landak palu bima siak tegal batang agam bone
    wajo karo ende alor kaur buton muna sabang dki oki nad hst hss hsu klu kbb barru bangli pidie
    """.split()  # noqa: SIM905
)


class Relation(enum.Enum):
    """How the first of two groups of areas lies to the second."""

    SAME = "same"
    CONTAINS = "contains"
    WITHIN = "within"
    OVERLAPS = "overlaps"
    DISJOINT = "disjoint"


@dataclass(frozen=True, slots=True)
class AreaMention:
    """A name of an area in a text: code points `start` to `end`, and what it may stand for.

    Several codes mean that the name alone does not tell, the likeliest first.
    """

    start: int
    end: int
    codes: tuple[str, ...]


class Gazetteer:
    """Areas of Indonesia. Load it once; it is safe to share between threads."""

    def __init__(self, table: AreaTable) -> None:
        self._table = table

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Gazetteer:
        """The gazetteer of the packed tables, read on the first call."""
        return cls(AreaTable.load())

    def is_known(self, code: str) -> bool:
        """Whether an area of any level has this code. Never raises."""
        return self._table.name(code) is not None

    def area(self, code: str) -> Area:
        """The area with this code.

        Raises:
            UnknownAreaError: there is none.
        """
        name = self._table.name(code)
        if name is None:
            raise UnknownAreaError(code)
        return Area(code, name, Level(code.count(".") + 1), parent_of(code))

    def lineage(self, code: str) -> tuple[str, ...]:
        """The area and all around it, the widest first: ("32", "32.73", "32.73.01").

        Raises:
            UnknownAreaError: no area has this code.
        """
        if not self.is_known(code):
            raise UnknownAreaError(code)
        parts = code.split(".")
        return tuple(".".join(parts[: n + 1]) for n in range(len(parts)))

    def zone(self, code: str) -> str:
        """The time zone of an area: WIB, WITA or WIT.

        Raises:
            UnknownAreaError: no area has this code.
        """
        if not self.is_known(code):
            raise UnknownAreaError(code)
        if code[:2] in _WITA:
            return "WITA"
        return "WIT" if code[:2] in _WIT else "WIB"

    def relation(self, a: Iterable[str], b: Iterable[str]) -> Relation:
        """How two groups of areas lie; an empty group is the whole country."""
        mine, theirs = _without_nested(a), _without_nested(b)
        if mine == theirs:
            return Relation.SAME
        if not mine:
            return Relation.CONTAINS
        if not theirs:
            return Relation.WITHIN
        if all(_covers(mine, code) for code in theirs):
            return Relation.CONTAINS
        if all(_covers(theirs, code) for code in mine):
            return Relation.WITHIN
        touching = any(_covers(mine, code) for code in theirs) or any(
            _covers(theirs, code) for code in mine
        )
        return Relation.OVERLAPS if touching else Relation.DISJOINT

    def resolve(self, name: str, near: Iterable[str] | None = None) -> list[str]:
        """Codes for a name as people write it in a form: `Kota Bogor`, `DIY dan Surakarta`.

        An empty list stands for the whole country as well as for an unknown name; ask
        `is_nationwide` to tell them apart.
        """
        if self.is_nationwide(name):
            return []
        whole = self._resolve_one(name, tuple(near or ()))
        if whole:
            return whole
        codes: list[str] = []
        for part in _SPLIT.split(name):
            codes.extend(self._resolve_one(part, tuple(near or ())))
        return list(dict.fromkeys(codes))

    def regencies(self) -> tuple[str, ...]:
        """Codes of all regencies and cities."""
        return self._all_regencies

    @staticmethod
    def is_nationwide(name: str) -> bool:
        """Whether the name means all of Indonesia."""
        return name.strip().lower() in _NATIONWIDE

    def _resolve_one(self, name: str, near: tuple[str, ...]) -> list[str]:
        words = [word.lower() for word in TOKEN.findall(name)]
        if not words:
            return []
        designator = DESIGNATORS.get(words[0])
        if designator is not None and len(words) > 1:
            rest = words[1:]
            if rest[0] == "administrasi":
                rest = rest[1:]
            codes = self._designated(designator, near).exact(" ".join(rest))
            if codes:
                return list(self._nearest(codes, near))
        codes = self._upper.exact(" ".join(words))
        if not codes:
            codes = self._joined.get("".join(words[1:] if designator else words), ())
        provinces = [code for code in codes if "." not in code]
        if provinces and words[0] != "yogyakarta":
            return provinces
        return list(self._nearest(codes, near))

    def find(self, text: str, near: Iterable[str] = ()) -> list[AreaMention]:
        """Names of areas in a text, in order, the longest at each place.

        Names of provinces and regencies count wherever they stand; those of districts and
        villages only inside the regencies of `near`, or districts after a word such as
        `Kecamatan`. Names must begin with a capital.
        """
        return _Finder(self, text, tuple(near)).run()

    @cached_property
    def _upper(self) -> NameIndex:
        return upper_index(self._table)

    @cached_property
    def _all_regencies(self) -> tuple[str, ...]:
        return tuple(self._table.of_level(Level.REGENCY))

    @cached_property
    def _provinces(self) -> NameIndex:
        index = NameIndex()
        for words_codes in self._upper.by_first.values():
            for words, codes in words_codes:
                kept = [code for code in codes if "." not in code]
                index.add(" ".join(words), kept) if kept else None
        return index

    @cached_property
    def _joined(self) -> dict[str, tuple[str, ...]]:
        """Names without their spaces, for those that are spelt both ways."""
        return {
            "".join(words): codes
            for entries in self._upper.by_first.values()
            for words, codes in entries
        }

    @lru_cache(maxsize=4)  # noqa: B019 - one gazetteer lives as long as the process
    def _regencies(self, kind: str) -> NameIndex:
        return regency_index(self._table, kind)

    @lru_cache(maxsize=512)  # noqa: B019
    def _below(self, regencies: tuple[str, ...], level: Level) -> NameIndex:
        return lower_index(self._table, regencies, level)

    def _designated(self, designator: tuple[Level, str], near: tuple[str, ...]) -> NameIndex:
        """The index that a word such as `Kota` or `Kecamatan` points to."""
        level, kind = designator
        if level is Level.PROVINCE:
            return self._provinces
        if level is Level.REGENCY:
            return self._regencies(kind)
        regencies = self._regencies_near(near)
        if level is Level.DISTRICT and not regencies:
            regencies = self._all_regencies
        return self._below(regencies, level)

    def _regencies_near(self, near: tuple[str, ...]) -> tuple[str, ...]:
        """The regencies that `near` names, holds or lies in."""
        regencies: list[str] = []
        for code in near:
            if "." in code:
                regencies.append(".".join(code.split(".")[:2]))
            else:
                regencies.extend(self._table.children(code))
        return tuple(dict.fromkeys(regencies))

    @staticmethod
    def _nearest(codes: tuple[str, ...], near: tuple[str, ...]) -> tuple[str, ...]:
        """Of several areas with one name, those in the neighbourhood, if any."""
        if len(codes) < 2 or not near:
            return codes
        for depth in (2, 1):
            roots = {".".join(code.split(".")[:depth]) for code in near}
            kept = tuple(c for c in codes if ".".join(c.split(".")[:depth]) in roots)
            if kept:
                return kept
        return codes


def _without_nested(codes: Iterable[str]) -> frozenset[str]:
    group = set(codes)
    return frozenset(
        code for code in group if not any(_covers((other,), code) for other in group - {code})
    )


def _covers(group: Iterable[str], code: str) -> bool:
    return any(code == area or code.startswith(area + ".") for area in group)


class _Finder:
    """One search of one text."""

    def __init__(self, gazetteer: Gazetteer, text: str, near: tuple[str, ...]) -> None:
        self._gazetteer = gazetteer
        self._near = near
        self._tokens = list(TOKEN.finditer(text))
        self._words = [token.group().lower().replace("’", "'") for token in self._tokens]
        self._text = text
        narrow = tuple(code for code in near if "." in code)
        regencies = gazetteer._regencies_near(narrow)
        self._local: Sequence[NameIndex] = (
            gazetteer._below(regencies, Level.DISTRICT),
            gazetteer._below(regencies, Level.VILLAGE),
        ) if regencies else ()  # fmt: skip

    def run(self) -> list[AreaMention]:
        mentions: list[AreaMention] = []
        position = 0
        while position < len(self._words):
            if not self._capital(position) and self._words[position] not in DESIGNATORS:
                position += 1
                continue
            hit = self._at(position)
            if hit is None:
                position += 1
                continue
            first, length, codes = hit
            start, end = self._tokens[first].start(), self._tokens[position + length - 1].end()
            mentions.append(AreaMention(start, end, self._gazetteer._nearest(codes, self._near)))
            position += length
        return self._refined(mentions)

    @staticmethod
    def _refined(mentions: list[AreaMention]) -> list[AreaMention]:
        """Settles names of many areas by the regencies that the text names for certain."""
        sure = {m.codes[0] for m in mentions if len(m.codes) == 1 and "." in m.codes[0]}
        refined: list[AreaMention] = []
        for mention in mentions:
            inside = tuple(c for c in mention.codes if c not in sure and _covers(sure, c))
            settled = len(mention.codes) > 1 and len(inside) > 0
            refined.append(AreaMention(mention.start, mention.end, inside) if settled else mention)
        return refined

    def _at(self, position: int) -> tuple[int, int, tuple[str, ...]] | None:
        """The name at a word: its first word, how many words from `position`, its codes."""
        designator = DESIGNATORS.get(self._words[position])
        if designator is not None and position + 1 < len(self._words):
            skip = 2 if self._words[position + 1] == "administrasi" else 1
            name = position + skip
            if name < len(self._words) and self._adjacent(name) and self._capital(name):
                index = self._gazetteer._designated(designator, self._near)
                found = index.longest(self._words, name)
                if found is not None:
                    return position, found[0] + skip, found[1]
        return self._bare(position)

    def _bare(self, position: int) -> tuple[int, int, tuple[str, ...]] | None:
        if not self._capital(position) or self._names_something_else(position):
            return None
        upper = self._gazetteer._upper.longest(self._words, position)
        if upper is not None and not self._is_name(position, upper):
            upper = None
        local = self._local_name(position)
        if upper is None or local is None or local[0] != upper[0]:
            best = max((hit for hit in (upper, local) if hit), default=None)
            return (position, *best) if best else None
        if any(_covers(self._near, code) or code in self._near for code in upper[1]):
            return position, *upper
        # A village here and a regency elsewhere may share a name; the nearer is likelier.
        return position, local[0], (*local[1], *upper[1])

    def _local_name(self, position: int) -> tuple[int, tuple[str, ...]] | None:
        """A district or village near by whose name stands here."""
        if len(self._words[position]) < 4:
            return None
        if self._text[self._tokens[position].start() :][:2].isupper():
            # In capitals every word looks like a name; villages are too often plain words.
            return None
        hits = (index.longest(self._words, position) for index in self._local)
        return next((hit for hit in hits if hit is not None), None)

    def _is_name(self, position: int, found: tuple[int, tuple[str, ...]]) -> bool:
        length, codes = found
        if length > 1 or self._words[position] not in _PLAIN_WORDS:
            return True
        return any(_covers(self._near, code) or _covers((code,), near)
                   for code in codes for near in self._near)  # fmt: skip

    def _capital(self, position: int) -> bool:
        return self._text[self._tokens[position].start()].isupper()

    def _adjacent(self, position: int) -> bool:
        gap = self._text[self._tokens[position - 1].end() : self._tokens[position].start()]
        return gap.strip(" .*_") == "" and "\n" not in gap

    def _names_something_else(self, position: int) -> bool:
        if position == 0 or not self._adjacent(position):
            return False
        return self._words[position - 1] in _NAMED_AFTER
