"""The areas of Indonesia as they lie in the packed tables: codes, names, levels.

Codes are those of Kemendagri: `32` a province, `32.73` a regency or city, `32.73.01` a district,
`32.73.01.1001` a village. Provinces, regencies and districts are read at once; villages stay
packed until a district is asked for, for there are eighty thousand.
"""

from __future__ import annotations

import enum
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources


class Level(enum.IntEnum):
    """How deep an area lies; the number of parts in its code."""

    PROVINCE = 1
    REGENCY = 2
    DISTRICT = 3
    VILLAGE = 4


@dataclass(frozen=True, slots=True)
class Area:
    """An area of Indonesia; `parent` is the code of the one around it, None for provinces."""

    code: str
    name: str
    level: Level
    parent: str | None


_CODE = re.compile(r"\d\d(?:\.\d\d(?:\.\d\d(?:\.\d{4})?)?)?\Z")


def parent_of(code: str) -> str | None:
    """The code of the area around this one."""
    return code.rpartition(".")[0] or None


class AreaTable:
    """Codes and names, looked up by code."""

    def __init__(self, areas: dict[str, str]) -> None:
        self._names = areas
        self._children: dict[str, list[str]] = {}
        for code in areas:
            self._children.setdefault(code.rpartition(".")[0], []).append(code)

    @classmethod
    def load(cls) -> AreaTable:
        """Reads provinces, regencies and districts."""
        return cls(dict(_lines("areas.tsv.gz")))

    def name(self, code: str) -> str | None:
        """The official name, or None when no area has this code."""
        if not _CODE.match(code):
            return None
        if code.count(".") == Level.VILLAGE - 1:
            return self.villages(code.rpartition(".")[0]).get(code)
        return self._names.get(code)

    def children(self, code: str) -> list[str]:
        """Codes of the areas right below this one; with an empty code the provinces."""
        if code.count(".") == Level.DISTRICT - 1:
            return list(self.villages(code))
        return self._children.get(code, [])

    def of_level(self, level: Level) -> Iterator[str]:
        """All codes of a level but villages."""
        return (code for code in self._names if code.count(".") == level - 1)

    @cached_property
    def _packed_villages(self) -> dict[str, str]:
        return dict(_lines("villages.tsv.gz"))

    @lru_cache(maxsize=4096)  # noqa: B019 - one table lives as long as the process
    def villages(self, district: str) -> dict[str, str]:
        """Codes and names of the villages of a district."""
        packed = self._packed_villages.get(district)
        if packed is None:
            return {}
        villages: dict[str, str] = {}
        number = 0
        for part in packed.split("|"):
            digits, colon, name = part.partition(":")
            if colon and digits.isdigit():
                number = int(digits)
            else:
                number, name = number + 1, part
            villages[f"{district}.{number}"] = name
        return villages


def _lines(name: str) -> Iterator[tuple[str, str]]:
    packed = resources.files("selaras.gazetteer").joinpath(name).read_bytes()
    for line in gzip.decompress(packed).decode().splitlines():
        code, _, rest = line.partition("\t")
        yield code, rest
