"""What agencies plan to publish and what went out, as somebody may see it.

Somebody's own plans are seen whole. Of another agency's the share level decides: FULL, and what is
public, is seen whole; of EXCERPT the agency, the time, the topic and such areas as anybody knows;
CONTACT is not listed. A coordinator sees those of other agencies that are subscribed to.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from selaras.matching.domain.message import Agency, Message, MessageState, ShareLevel
from selaras.matching.domain.viewer import Scope, Viewer, is_touched

DAY = timedelta(hours=24)
_FIRST_WORDS = 80


@dataclass(frozen=True, slots=True)
class PlanCard:
    """What the calendar needs of a message that has a time of publication; nothing of its text.

    Attributes:
        key, agency, revision, state, share_level, area_codes, audience_tags: those of the message.
        topic: id of the topic of its text; empty: not known.
    """

    key: str
    agency: Agency
    revision: int
    state: MessageState
    share_level: ShareLevel
    area_codes: tuple[str, ...]
    audience_tags: tuple[str, ...]
    publish_time: datetime
    topic: str


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """Which plans somebody wants to see; empty: no matter.

    Attributes:
        start, end: aware; ``end`` is the first moment that does not count.
        area_code: what has to do with this area.
        agency: id of the agency.
        colliding: only those with something in their way.
    """

    start: datetime
    end: datetime
    topic: str = ""
    area_code: str = ""
    agency: str = ""
    colliding: bool = False


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan as its viewer may see it, without its title.

    Attributes:
        card: all that is known of it; only what the other fields say may be shown.
        plan_id: the same for all, and tells nothing of the draft.
        own: it is the viewer's agency's.
        whole: the viewer may know title and name.
        area_codes: as far as the viewer may know them; empty: the whole country, or hidden.
        reach: the areas that the rules go by: where they are hidden, the area of the agency, so
            that nobody learns more by asking.
        audience: likewise; empty: not known.
    """

    card: PlanCard
    plan_id: str
    own: bool
    whole: bool
    area_codes: tuple[str, ...]
    reach: tuple[str, ...]
    audience: frozenset[str]

    @property
    def position(self) -> tuple[datetime, str]:
        """Its place in the calendar."""
        return (self.card.publish_time, self.plan_id)

    @property
    def is_reveal(self) -> bool:
        """Whether its title is a part of another agency's text that is not public."""
        return self.whole and not self.own and self.card.state is not MessageState.PUBLISHED

    def fits(self, wanted: PlanFilter) -> bool:
        """Whether it is wanted, whatever is in its way."""
        return (
            wanted.start <= self.card.publish_time < wanted.end
            and wanted.topic in ("", self.card.topic)
            and wanted.agency in ("", self.card.agency.id)
            and (not wanted.area_code or is_touched(self.reach, [wanted.area_code]))
        )


def card_of(message: Message, topic: str) -> PlanCard | None:
    """The card of a message; None: it is not planned, or was withdrawn."""
    if message.publish_time is None or message.state is MessageState.WITHDRAWN:
        return None
    return PlanCard(
        key=message.key,
        agency=message.agency,
        revision=message.revision,
        state=message.state,
        share_level=message.share_level,
        area_codes=message.area_codes,
        audience_tags=message.audience_tags,
        publish_time=message.publish_time,
        topic=topic,
    )


def plan_id(secret: bytes, key: str) -> str:
    """Id of the plan of a message: who does not know the secret cannot tell the key from it."""
    return hmac.digest(secret, key.encode(), "sha256").hex()[:32]


def see(viewer: Viewer, card: PlanCard, name: str) -> PlanView | None:
    """A plan as somebody may see it; None: not at all.

    Args:
        name: its ``plan_id``.
    """
    own = card.agency.id == viewer.agency
    whole = own or card.state is MessageState.PUBLISHED or card.share_level is ShareLevel.FULL
    if not whole and card.share_level is ShareLevel.CONTACT:
        return None
    home = (card.agency.area_code,) if card.agency.area_code else ()
    known = whole or card.area_codes == home
    view = PlanView(
        card=card,
        plan_id=name,
        own=own,
        whole=whole,
        area_codes=card.area_codes if known else (),
        reach=card.area_codes if known else home,
        audience=frozenset(tag.casefold() for tag in card.audience_tags) if whole else frozenset(),
    )
    return view if own or _is_subscribed(viewer, view) else None


def title_of(message: Message) -> str:
    """Title of a message, or the first words of its text."""
    if message.title.strip():
        return message.title.strip()
    text = " ".join(message.body.split())
    if len(text) <= _FIRST_WORDS:
        return text
    return text[:_FIRST_WORDS].rsplit(" ", 1)[0] + "…"


def _is_subscribed(viewer: Viewer, view: PlanView) -> bool:
    if not viewer.coordinates:
        return True
    return viewer.sees(Scope(frozenset(), view.card.topic, frozenset(view.reach)))
