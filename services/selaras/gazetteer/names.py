"""Names by which areas are called, and their search in running text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from selaras.gazetteer.table import AreaTable, Level

TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

# Spoken names of provinces and regencies that their official names do not hold.
ALIASES: dict[str, tuple[str, ...]] = {
    "nad": ("11",), "nanggroe aceh darussalam": ("11",), "sumut": ("12",), "sumbar": ("13",),
    "sumsel": ("16",), "babel": ("19",), "bangka belitung": ("19",), "kepri": ("21",),
    "jakarta": ("31",), "dki": ("31",), "daerah khusus jakarta": ("31",), "dkj": ("31",),
    "daerah khusus ibukota jakarta": ("31",), "jabar": ("32",), "jateng": ("33",),
    "diy": ("34",), "di yogyakarta": ("34",), "yogyakarta": ("34.71", "34"),
    "jogja": ("34.71", "34"), "yogya": ("34.71", "34"), "jogjakarta": ("34.71", "34"),
    "jatim": ("35",), "ntb": ("52",), "ntt": ("53",), "kalbar": ("61",), "kalteng": ("62",),
    "kalsel": ("63",), "kaltim": ("64",), "kaltara": ("65",), "sulut": ("71",),
    "sulteng": ("72",), "sulsel": ("73",), "sultra": ("74",), "sulbar": ("76",),
    "malut": ("82",), "irian jaya": ("91",), "solo": ("33.72",), "pematang siantar": ("12.72",),
    "tangsel": ("36.74",), "sidimpuan": ("12.77",), "ujung pandang": ("73.71",),
    "lotim": ("52.03",), "loteng": ("52.02",), "lobar": ("52.01",), "klu": ("52.08",),
    "kukar": ("64.02",), "kutim": ("64.08",), "kubar": ("64.07",), "gunungkidul": ("34.03",),
    "kbb": ("32.17",), "sitaro": ("71.09",), "pangkep": ("73.10",), "sidrap": ("73.14",),
    "jakbar": ("31.73",), "jakpus": ("31.71",), "jaksel": ("31.74",), "jaktim": ("31.75",),
    "jakut": ("31.72",), "abdya": ("11.12",), "oki": ("16.02",), "muba": ("16.06",),
    "palangka raya": ("62.71",), "bau bau": ("74.72",), "pare pare": ("73.72",),
    "toli toli": ("72.04",), "lubuk linggau": ("16.73",), "padang sidempuan": ("12.77",),
    "padang sidimpuan": ("12.77",), "gunung kidul": ("34.03",), "banjar baru": ("63.72",),
    "tanjung pinang": ("21.72",), "pangkal pinang": ("19.71",), "bukit tinggi": ("13.75",),
    "tebing tinggi": ("12.76",), "tanjung balai": ("12.74",), "pekan baru": ("14.71",),
    "mukomuko": ("17.06",), "muko muko": ("17.06",), "labuhan batu": ("12.10",),
    "hss": ("63.06",), "hst": ("63.07",), "hsu": ("63.08",),
}  # fmt: skip

# Word ahead of a name -> the level it says, and the prefix of the official name, if any.
DESIGNATORS: dict[str, tuple[Level, str]] = {
    "provinsi": (Level.PROVINCE, ""), "prov": (Level.PROVINCE, ""),
    "propinsi": (Level.PROVINCE, ""),
    "pemprov": (Level.PROVINCE, ""), "gubernur": (Level.PROVINCE, ""),
    "kabupaten": (Level.REGENCY, "kabupaten"), "kab": (Level.REGENCY, "kabupaten"),
    "pemkab": (Level.REGENCY, "kabupaten"), "bupati": (Level.REGENCY, "kabupaten"),
    "kota": (Level.REGENCY, "kota"), "kotamadya": (Level.REGENCY, "kota"),
    "pemkot": (Level.REGENCY, "kota"), "walikota": (Level.REGENCY, "kota"),
    "kecamatan": (Level.DISTRICT, ""), "kec": (Level.DISTRICT, ""), "distrik": (Level.DISTRICT, ""),
    "kapanewon": (Level.DISTRICT, ""), "kemantren": (Level.DISTRICT, ""),
    "kapanewonan": (Level.DISTRICT, ""), "camat": (Level.DISTRICT, ""),
    "desa": (Level.VILLAGE, ""), "ds": (Level.VILLAGE, ""), "kelurahan": (Level.VILLAGE, ""),
    "kel": (Level.VILLAGE, ""), "kalurahan": (Level.VILLAGE, ""), "nagari": (Level.VILLAGE, ""),
    "gampong": (Level.VILLAGE, ""), "pekon": (Level.VILLAGE, ""), "kampung": (Level.VILLAGE, ""),
    "lurah": (Level.VILLAGE, ""), "kades": (Level.VILLAGE, ""), "negeri": (Level.VILLAGE, ""),
}  # fmt: skip

_REGENCY_PREFIX = re.compile(r"(?P<kind>kabupaten|kota)(?: administrasi)? (?P<bare>.+)")


@dataclass(slots=True)
class NameIndex:
    """Names as runs of folded words, found by their first word."""

    by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = field(default_factory=dict)

    def add(self, name: str, codes: Iterable[str]) -> None:
        """Adds a name; the same name may stand for several areas."""
        words = tuple(fold(name))
        if not words:
            return
        entries = self.by_first.setdefault(words[0], [])
        for index, (known, others) in enumerate(entries):
            if known == words:
                entries[index] = (words, tuple(dict.fromkeys((*others, *codes))))
                return
        entries.append((words, tuple(codes)))

    def longest(self, words: list[str], start: int) -> tuple[int, tuple[str, ...]] | None:
        """The longest name at `start`: how many words it has, and its codes."""
        best: tuple[int, tuple[str, ...]] | None = None
        for name, codes in self.by_first.get(words[start], ()):
            length = len(name)
            if (best is None or length > best[0]) and tuple(words[start : start + length]) == name:
                best = (length, codes)
        return best

    def exact(self, name: str) -> tuple[str, ...]:
        """Codes of a whole name, in any case; empty when it is unknown."""
        words = fold(name)
        found = self.longest(words, 0) if words else None
        return found[1] if found is not None and found[0] == len(words) else ()


def fold(name: str) -> list[str]:
    """A name as lower-case words without punctuation."""
    return [token.group().lower().replace("’", "'") for token in TOKEN.finditer(name)]


def bare_regency(name: str) -> tuple[str, str]:
    """The sort (`kota`, `kabupaten`) and the rest of an official name."""
    match = _REGENCY_PREFIX.fullmatch(" ".join(fold(name)))
    return (match["kind"], match["bare"]) if match else ("", name)


def _regency_names(table: AreaTable) -> Iterator[tuple[str, str, str]]:
    for code in table.of_level(Level.REGENCY):
        kind, bare = bare_regency(table.name(code) or "")
        yield code, kind, bare


def upper_index(table: AreaTable) -> NameIndex:
    """Provinces, regencies and aliases by their bare names."""
    index = NameIndex()
    for code in table.of_level(Level.PROVINCE):
        index.add(table.name(code) or "", (code,))
    for alias, codes in ALIASES.items():
        index.add(alias, codes)
    taken = {" ".join(fold(table.name(code) or "")) for code in table.of_level(Level.PROVINCE)}
    for code, _, bare in _regency_names(table):
        index.add(bare, (code,))
        short = bare.removeprefix("kepulauan ")
        if short != bare and len(short) >= 4 and short not in taken | {"seribu"}:
            index.add(short, (code,))
    return index


def regency_index(table: AreaTable, kind: str) -> NameIndex:
    """Regencies (`kabupaten`) or cities (`kota`) by their bare names."""
    index = NameIndex()
    for code, its_kind, bare in _regency_names(table):
        if its_kind == kind:
            index.add(bare, (code,))
            index.add(bare.replace(" ", ""), (code,))
            index.add(bare.removeprefix("kepulauan "), (code,))
    for alias, codes in ALIASES.items():
        fitting = [c for c in codes if bare_regency(table.name(c) or "")[0] == kind and "." in c]
        index.add(alias, fitting) if fitting else None
    return index


def lower_index(table: AreaTable, parents: Iterable[str], level: Level) -> NameIndex:
    """Districts or villages below `parents` (regencies) by their names."""
    index = NameIndex()
    for regency in parents:
        for district in table.children(regency):
            if level is Level.DISTRICT:
                index.add(table.name(district) or "", (district,))
                continue
            for code, name in table.villages(district).items():
                index.add(name, (code,))
    return index
