"""The area book of the gazetteer."""

from __future__ import annotations

from functools import cached_property

from selaras.gazetteer import Gazetteer


class GazetteerAreas:
    """Knows the areas of the gazetteer, which is read when first asked."""

    def is_known(self, code: str) -> bool:
        """Whether there is an area with this Kemendagri code."""
        return self._gazetteer.is_known(code)

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer.load()
