"""Steps 1 and 2 of the pipeline: a message taken apart, and the areas that it speaks to."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.gazetteer import Gazetteer
from selaras.matching.domain.facts import ExtractedMessage
from selaras.matching.domain.message import Message
from selaras.matching.domain.text import MessageText, Zone
from selaras.matching.facts.extract import extract
from selaras.matching.judge.interface import AreaScope, Prepared
from selaras.matching.judge.scope import area_scope
from selaras.matching.judge.words import content_words, names
from selaras.matching.ports import Vectors


@dataclass(frozen=True, slots=True)
class TakenApart:
    """A message without vectors yet."""

    message: Message
    extracted: ExtractedMessage
    scope: AreaScope

    def with_vectors(self, vectors: Vectors) -> Prepared:
        """Ready for the judge; ``vectors`` [1 + claims, dimensions]."""
        return Prepared(
            message=self.message,
            extracted=self.extracted,
            scope=self.scope,
            vectors=vectors,
            words=tuple(
                content_words(f"{claim.context} {claim.text}") for claim in self.extracted.claims
            ),
            names=names(self.message.text),
        )


class Preparation:
    """Takes messages apart."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def take_apart(self, message: Message) -> TakenApart:
        """Claims, facts and area scope of a message."""
        text = MessageText(
            title=message.title,
            body=message.body,
            authored=message.authored,
            default_zone=self._zone(message),
            areas=message.area_codes,
        )
        return TakenApart(message, extract(text), area_scope(message, self._gazetteer))

    def _zone(self, message: Message) -> Zone:
        """The time zone that a bare ``pukul 08.00`` means."""
        for code in (*message.area_codes, message.agency.area_code):
            if code:
                return Zone(self._gazetteer.zone(code))
        return Zone.WIB
