"""What may be seen of the draft on one side of a finding, beside what clashes in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from selaras.matching.domain.message import Agency, Message, MessageState, ShareLevel


@dataclass(frozen=True, slots=True)
class DraftView:
    """The draft of one side as somebody may see it.

    Attributes:
        title, body: empty where they may not be seen, or are not those that were compared.
        publish_time: when it is to go out, or went out; None: not planned, or not to be known.
        published: it is public.
    """

    agency: Agency
    title: str
    body: str
    publish_time: datetime | None
    published: bool


def whole_draft(message: Message) -> DraftView:
    """A draft as its own agency sees it."""
    published = message.state is MessageState.PUBLISHED
    return DraftView(message.agency, message.title, message.body, message.publish_time, published)


def shared_draft(message: Message, level: ShareLevel, *, whole: bool) -> DraftView:
    """A draft as somebody else sees it.

    Args:
        level: how much of it may be seen, see :func:`~selaras.matching.domain.view.visible_level`.
        whole: whether the text itself is shown.
    """
    known = level is not ShareLevel.CONTACT
    return DraftView(
        message.agency,
        title=message.title if whole else "",
        body=message.body if whole else "",
        publish_time=message.publish_time if known else None,
        published=message.state is MessageState.PUBLISHED,
    )


def compared(draft: DraftView, message: Message, revision: int) -> DraftView:
    """A draft without its text where the message has moved on from the revision compared."""
    if message.revision == revision:
        return draft
    return DraftView(draft.agency, "", "", draft.publish_time, draft.published)
