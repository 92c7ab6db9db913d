"""What the client gives and takes: plain values, no protobuf.

Times are aware :class:`datetime.datetime`. A value that a newer server sends and this client does
not know reads as ``UNSPECIFIED``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from selaras.client.directory_models import (
    ChannelKind,
    DutyShift,
    Key,
    NewKey,
    Owner,
    OwnerChanges,
    OwnerChannel,
    OwnerOptions,
    OwnerRole,
    Severity,
    WorkingHours,
)

__all__ = [
    "Agency",
    "AgencyLevel",
    "AgencyRef",
    "Channel",
    "ChannelKind",
    "Check",
    "CheckState",
    "Confidence",
    "Draft",
    "DraftState",
    "DutyShift",
    "Evidence",
    "FactKind",
    "Finding",
    "Key",
    "NewKey",
    "Owner",
    "OwnerChanges",
    "OwnerChannel",
    "OwnerOptions",
    "OwnerRole",
    "Relation",
    "Review",
    "ReviewReason",
    "ReviewVerdict",
    "Severity",
    "ShareLevel",
    "Span",
    "Submission",
    "Translation",
    "WatchEvent",
    "WatchKind",
    "WorkingHours",
]


class Channel(StrEnum):
    """Where a text is shown."""

    UNSPECIFIED = "UNSPECIFIED"
    WEBSITE = "WEBSITE"
    PRESS_RELEASE = "PRESS_RELEASE"
    INSTAGRAM = "INSTAGRAM"
    FACEBOOK = "FACEBOOK"
    X = "X"
    WHATSAPP = "WHATSAPP"
    TIKTOK = "TIKTOK"
    YOUTUBE = "YOUTUBE"
    OTHER = "OTHER"


class ShareLevel(StrEnum):
    """How much of an unpublished text the other side of a case may see."""

    UNSPECIFIED = "UNSPECIFIED"
    FULL = "FULL"
    EXCERPT = "EXCERPT"
    CONTACT = "CONTACT"


class DraftState(StrEnum):
    """State of a draft."""

    UNSPECIFIED = "UNSPECIFIED"
    RECEIVED = "RECEIVED"
    SCHEDULED = "SCHEDULED"
    PUBLISHED = "PUBLISHED"
    WITHDRAWN = "WITHDRAWN"


class CheckState(StrEnum):
    """State of the check of a revision."""

    UNSPECIFIED = "UNSPECIFIED"
    PENDING = "PENDING"
    CHECKED = "CHECKED"
    FAILED = "FAILED"


class Relation(StrEnum):
    """What two messages are to each other."""

    UNSPECIFIED = "UNSPECIFIED"
    CONTRADICTION = "CONTRADICTION"
    OVERLAP = "OVERLAP"
    NONE = "NONE"


class Confidence(StrEnum):
    """How certain a finding is; POSSIBLE is listed and never alerted."""

    UNSPECIFIED = "UNSPECIFIED"
    POSSIBLE = "POSSIBLE"
    LIKELY = "LIKELY"
    CONFIRMED = "CONFIRMED"


class FactKind(StrEnum):
    """What kind of fact clashes."""

    UNSPECIFIED = "UNSPECIFIED"
    DATE = "DATE"
    TIME = "TIME"
    DURATION = "DURATION"
    AMOUNT = "AMOUNT"
    QUANTITY = "QUANTITY"
    PERCENTAGE = "PERCENTAGE"
    PLACE = "PLACE"
    ELIGIBILITY = "ELIGIBILITY"
    REQUIREMENT = "REQUIREMENT"
    STATUS = "STATUS"
    PROCEDURE = "PROCEDURE"
    CONTACT = "CONTACT"
    CAUSE = "CAUSE"
    ACTOR = "ACTOR"
    IDENTITY = "IDENTITY"


class ReviewVerdict(StrEnum):
    """What a person says of a finding."""

    UNSPECIFIED = "UNSPECIFIED"
    CONFIRMED = "CONFIRMED"
    FALSE_ALARM = "FALSE_ALARM"


class ReviewReason(StrEnum):
    """Why a person says so."""

    UNSPECIFIED = "UNSPECIFIED"
    OTHER_MATTER = "OTHER_MATTER"
    OTHER_AREA = "OTHER_AREA"
    OTHER_PERIOD = "OTHER_PERIOD"
    OTHER_PHASE = "OTHER_PHASE"
    OTHER_AUDIENCE = "OTHER_AUDIENCE"
    SAME_VALUE = "SAME_VALUE"
    NOT_A_CLAIM = "NOT_A_CLAIM"
    ALREADY_CORRECTED = "ALREADY_CORRECTED"
    OTHER = "OTHER"


class AgencyLevel(StrEnum):
    """How far an agency's authority reaches."""

    UNSPECIFIED = "UNSPECIFIED"
    PUSAT = "PUSAT"
    PROVINSI = "PROVINSI"
    KABUPATEN = "KABUPATEN"
    KOTA = "KOTA"
    VERTIKAL = "VERTIKAL"
    BUMN = "BUMN"


class WatchKind(StrEnum):
    """What happened to a finding that is watched."""

    UNSPECIFIED = "UNSPECIFIED"
    ADDED = "ADDED"
    CHANGED = "CHANGED"
    REMOVED = "REMOVED"
    CURRENT = "CURRENT"
    RESET = "RESET"
    HEARTBEAT = "HEARTBEAT"


@dataclass(frozen=True, slots=True)
class AgencyRef:
    """What one agency may know of another."""

    name: str
    display_name: str
    level: AgencyLevel
    area_code: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A post on its way to the public, as the server keeps it."""

    name: str
    external_id: str
    revision: int
    title: str
    body: str
    channel: Channel
    publish_time: datetime | None
    valid_from: datetime | None
    valid_until: datetime | None
    area_codes: tuple[str, ...]
    audience_tags: tuple[str, ...]
    share_level: ShareLevel
    authored_time: datetime | None
    state: DraftState
    create_time: datetime | None
    update_time: datetime | None


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text; offsets count code points from 0, end exclusive.

    ``part`` is ``TITLE`` or ``BODY``. ``text`` is empty where the share level hides it.
    """

    part: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Translation:
    """What is said of a finding, or of its evidence, in one language; what it lacks is empty."""

    language: str
    explanation: str
    difference: str = ""
    correction: str = ""
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One pair of places that speak for the relation, and what differs in Bahasa Indonesia.

    ``own_aligned`` is your sentence with the other agency's value, ``other_aligned`` theirs with
    yours; ``correction`` is a sentence to copy with both values to choose from. All of them are
    empty where they do not apply or the share level hides the other text.
    """

    kind: FactKind
    own: Span
    own_sentence: str
    other: Span
    other_sentence: str
    explanation: str
    difference: str = ""
    correction: str = ""
    own_aligned: str = ""
    other_aligned: str = ""
    translations: tuple[Translation, ...] = ()

    def words(self, language: str) -> Translation:
        """What is said in a language; in Bahasa Indonesia where there is no translation."""
        said = Translation("id", self.explanation, self.difference, self.correction)
        return next((item for item in self.translations if item.language == language), said)


@dataclass(frozen=True, slots=True)
class Review:
    """What a person of your agency said of a finding.

    ``relation``, ``confidence`` and ``own_revision`` are what it was said of: the verdict then, and
    the revision of your draft.
    """

    verdict: ReviewVerdict
    reason: ReviewReason
    note: str
    reviewer: str
    review_time: datetime | None
    relation: Relation
    confidence: Confidence
    own_revision: int


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one of your drafts and a message of another agency.

    ``own_review`` is the last review by your agency; it comes with findings that are listed, got
    or watched, not with those of a check.
    ``suggestion`` says what to do about it; empty for NONE.
    Only ``get_case`` has both drafts, as far as you may see them: ``own_title``, ``own_text`` (its
    body), ``own_agency``, ``other_body`` (``other_text`` without its title), when they go out or
    went out, and whether they are public. For a coordinator the first agency's is the own one.
    """

    name: str
    relation: Relation
    confidence: Confidence
    probability: float
    own_draft: str
    own_revision: int
    other_agency: AgencyRef
    other_title: str
    other_text: str
    evidence: tuple[Evidence, ...]
    reason: str
    explanation: str
    create_time: datetime | None
    case: str
    own_review: Review | None = None
    suggestion: str = ""
    translations: tuple[Translation, ...] = ()
    own_title: str = ""
    own_text: str = ""
    own_agency: AgencyRef | None = None
    other_body: str = ""
    own_publish_time: datetime | None = None
    other_publish_time: datetime | None = None
    own_published: bool = False
    other_published: bool = False

    def words(self, language: str) -> Translation:
        """What is said in a language; in Bahasa Indonesia where there is no translation."""
        said = Translation("id", self.explanation, suggestion=self.suggestion)
        return next((item for item in self.translations if item.language == language), said)

    @property
    def alerted(self) -> bool:
        """Certain enough that people are alerted."""
        alarming = self.relation in {Relation.CONTRADICTION, Relation.OVERLAP}
        return alarming and self.confidence in {Confidence.LIKELY, Confidence.CONFIRMED}


@dataclass(frozen=True, slots=True)
class Check:
    """The check of one revision, the most certain findings first."""

    state: CheckState
    revision: int
    check_time: datetime | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Submission:
    """A stored draft and its check as far as it is done."""

    draft: Draft
    check: Check

    @property
    def pending(self) -> bool:
        """The findings were not there in time; they come, see ``get_draft``."""
        return self.check.state is CheckState.PENDING

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, as far as they are known."""
        return self.check.findings


@dataclass(frozen=True, slots=True)
class WatchEvent:
    """One thing that happened; a stream opened with its token goes on right after it.

    ``finding`` is set for ADDED and CHANGED, and for REMOVED with its name only.
    """

    kind: WatchKind
    finding: Finding | None
    resume_token: str


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency of the directory."""

    name: str
    agency_id: str
    display_name: str
    level: AgencyLevel
    area_code: str
    parent: str
    create_time: datetime | None
