"""Drafts, their contents and their events."""

from __future__ import annotations

from datetime import datetime

from google.protobuf.message import Message

from selaras.api.v1 import draft_pb2
from selaras.event.v1 import draft_pb2 as event_pb2
from selaras.intake.convert.directory import to_proto_agency_ref
from selaras.intake.convert.times import from_proto_time, to_proto_time
from selaras.intake.domain.agency import Agency
from selaras.intake.domain.content import Channel, Content, ShareLevel
from selaras.intake.domain.draft import Draft, DraftState
from selaras.intake.domain.errors import RuleBroken
from selaras.intake.domain.events import DraftChange, DraftEvent
from selaras.intake.domain.names import draft_name, parse_draft

_CHANNELS = {
    draft_pb2.CHANNEL_UNSPECIFIED: Channel.UNSPECIFIED,
    draft_pb2.CHANNEL_WEBSITE: Channel.WEBSITE,
    draft_pb2.CHANNEL_PRESS_RELEASE: Channel.PRESS_RELEASE,
    draft_pb2.CHANNEL_INSTAGRAM: Channel.INSTAGRAM,
    draft_pb2.CHANNEL_FACEBOOK: Channel.FACEBOOK,
    draft_pb2.CHANNEL_X: Channel.X,
    draft_pb2.CHANNEL_WHATSAPP: Channel.WHATSAPP,
    draft_pb2.CHANNEL_TIKTOK: Channel.TIKTOK,
    draft_pb2.CHANNEL_YOUTUBE: Channel.YOUTUBE,
    draft_pb2.CHANNEL_OTHER: Channel.OTHER,
}
_SHARE_LEVELS = {
    draft_pb2.SHARE_LEVEL_UNSPECIFIED: ShareLevel.EXCERPT,
    draft_pb2.SHARE_LEVEL_FULL: ShareLevel.FULL,
    draft_pb2.SHARE_LEVEL_EXCERPT: ShareLevel.EXCERPT,
    draft_pb2.SHARE_LEVEL_CONTACT: ShareLevel.CONTACT,
}
_STATES = {
    draft_pb2.DRAFT_STATE_RECEIVED: DraftState.RECEIVED,
    draft_pb2.DRAFT_STATE_SCHEDULED: DraftState.SCHEDULED,
    draft_pb2.DRAFT_STATE_PUBLISHED: DraftState.PUBLISHED,
    draft_pb2.DRAFT_STATE_WITHDRAWN: DraftState.WITHDRAWN,
}
_PROTO_CHANNELS = {channel: number for number, channel in _CHANNELS.items()}
_PROTO_SHARE_LEVELS = {level: number for number, level in _SHARE_LEVELS.items()}
_PROTO_STATES = {state: number for number, state in _STATES.items()}


def from_proto_content(draft: draft_pb2.Draft) -> Content:
    """What a draft says; its output-only fields are ignored.

    Raises:
        RuleBroken: TIME_OUT_OF_RANGE.
    """
    return Content(
        title=draft.title,
        body=draft.body,
        channel=_CHANNELS[draft.channel],
        publish_time=_time(draft, "publish_time"),
        valid_from=_time(draft, "valid_from"),
        valid_until=_time(draft, "valid_until"),
        area_codes=tuple(draft.area_codes),
        audience_tags=tuple(draft.audience_tags),
        share_level=_SHARE_LEVELS[draft.share_level],
        authored_time=_time(draft, "authored_time"),
    )


def to_proto_draft(draft: Draft) -> draft_pb2.Draft:
    """A draft in its newest revision; without a name while it has no external id."""
    content = draft.content
    return draft_pb2.Draft(
        name=draft_name(draft.agency_id, draft.external_id) if draft.external_id else "",
        external_id=draft.external_id,
        revision=draft.revision,
        title=content.title,
        body=content.body,
        channel=_PROTO_CHANNELS[content.channel],
        publish_time=to_proto_time(draft.publish_time),
        valid_from=to_proto_time(content.valid_from),
        valid_until=to_proto_time(content.valid_until),
        area_codes=content.area_codes,
        audience_tags=content.audience_tags,
        share_level=_PROTO_SHARE_LEVELS[content.share_level],
        authored_time=to_proto_time(content.authored_time),
        state=_PROTO_STATES[draft.state],
        create_time=to_proto_time(draft.create_time),
        update_time=to_proto_time(draft.update_time),
    )


def from_proto_states(numbers: list[draft_pb2.DraftState]) -> list[DraftState]:
    """States to filter by.

    Raises:
        RuleBroken: STATE_UNKNOWN.
    """
    unknown = [number for number in numbers if number not in _STATES]
    if unknown:
        raise RuleBroken.field("STATE_UNKNOWN", "states", f"there is no state {unknown[0]}")
    return [_STATES[number] for number in numbers]


def to_proto_revision(agency: Agency, draft: Draft) -> event_pb2.Revision:
    """A revision as the checker needs it."""
    return event_pb2.Revision(
        agency=to_proto_agency_ref(agency), draft=to_proto_draft(draft), version=draft.version
    )


def to_proto_draft_event(event: DraftEvent, event_id: str) -> Message:
    """The event that something happened to a draft."""
    revision = to_proto_revision(event.agency, event.draft)
    match event.change:
        case DraftChange.SUBMITTED:
            return event_pb2.DraftSubmitted(event_id=event_id, revision=revision)
        case DraftChange.WITHDRAWN:
            return event_pb2.DraftWithdrawn(event_id=event_id, revision=revision)
        case DraftChange.PUBLISHED:
            return event_pb2.DraftPublished(event_id=event_id, revision=revision)


class DraftCodec:
    """Writes a draft down as it was answered. Its version and check are not part of that."""

    def encode(self, value: Draft) -> bytes:
        """The draft as bytes."""
        return to_proto_draft(value).SerializeToString()

    def decode(self, data: bytes) -> Draft:
        """The draft from bytes, good for answering it again."""
        draft = draft_pb2.Draft.FromString(data)
        agency_id, external_id = parse_draft(draft.name)
        return Draft(
            agency_id=agency_id,
            external_id=external_id,
            revision=draft.revision,
            version=0,
            content=from_proto_content(draft),
            state=_STATES[draft.state],
            create_time=from_proto_time(draft.create_time, "create_time"),
            update_time=from_proto_time(draft.update_time, "update_time"),
        )


def _time(draft: draft_pb2.Draft, name: str) -> datetime | None:
    if not draft.HasField(name):
        return None
    return from_proto_time(getattr(draft, name), f"draft.{name}")
