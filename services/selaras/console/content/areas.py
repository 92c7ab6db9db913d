"""Areas as people type them in a form: a name or a Kemendagri code."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selaras.gazetteer import Gazetteer, Level

_CODE = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?")
_MOST_CHOICES = 6


@dataclass(frozen=True, slots=True)
class NamedArea:
    """An area with a name that tells it from others of the same name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class TypedArea:
    """What somebody typed, and which area that is.

    Attributes:
        typed: as it was typed.
        area: the one area; None: nothing or the whole country was typed, or see the others.
        choices: areas of that name, where there are several.
        unknown: there is no such area.
    """

    typed: str = ""
    area: NamedArea | None = None
    choices: tuple[NamedArea, ...] = ()
    unknown: bool = False

    @property
    def code(self) -> str:
        """Code of the area; empty: none in particular."""
        return self.area.code if self.area else ""

    @property
    def is_settled(self) -> bool:
        """It is known which area is meant, or that none is."""
        return not (self.choices or self.unknown)


def typed_area(typed: str) -> TypedArea:
    """The area that somebody means; the gazetteer is read on the first call."""
    typed = typed.strip()
    gazetteer = Gazetteer.load()
    if not typed or gazetteer.is_nationwide(typed):
        return TypedArea(typed)
    if _CODE.fullmatch(typed):
        codes = [typed] if gazetteer.is_known(typed) else []
    else:
        codes = gazetteer.resolve(typed)
    if not codes:
        return TypedArea(typed, unknown=True)
    found = tuple(named_area(code) for code in codes[:_MOST_CHOICES])
    return TypedArea(typed, area=found[0]) if len(found) == 1 else TypedArea(typed, choices=found)


def named_area(code: str) -> NamedArea:
    """An area by its code; a code that is not known is its own name."""
    gazetteer = Gazetteer.load()
    if not gazetteer.is_known(code):
        return NamedArea(code, code)
    area = gazetteer.area(code)
    if area.level in (Level.PROVINCE, Level.REGENCY) or area.parent is None:
        return NamedArea(code, area.name)
    # Districts and villages of one name are many.
    return NamedArea(code, f"{area.name}, {gazetteer.area('.'.join(code.split('.')[:2])).name}")


def area_names(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Names of areas, in their order."""
    return tuple(named_area(code).name for code in codes)
