"""The client SDK for CMS plugins. Needs grpcio and protobuf, nothing else.

::

    from selaras.client import Client

    with Client("127.0.0.1:7700", key="...") as selaras:
        result = selaras.submit_draft("post-17", "Vaksinasi mulai 3 Agustus.", wait=2)
        for finding in result.findings:
            print(finding.relation, finding.other_agency.display_name, finding.explanation)

Every call has a deadline. Calls are repeated while the server is away, with the same request id, so
that nothing is stored twice. Errors are :class:`SelarasApiError`, with a stable ``reason``.
"""

from selaras.client.admin import AdminClient, AsyncAdminClient
from selaras.client.aio import AsyncClient
from selaras.client.alert_models import (
    AlertDecision,
    AlertKind,
    AlertRecord,
    ChannelTest,
    Crisis,
    Delivery,
    DeliveryState,
    Route,
    Silence,
    SilenceMatcher,
)
from selaras.client.case_models import (
    Answer,
    Case,
    CaseEvent,
    CaseParty,
    CaseState,
    Dismissal,
    Proposal,
    ProposalState,
    ResolutionKind,
    Split,
    TimelineEntry,
    TimelineKind,
)
from selaras.client.errors import FieldViolation, SelarasApiError
from selaras.client.models import (
    Agency,
    AgencyLevel,
    AgencyRef,
    Channel,
    ChannelKind,
    Check,
    CheckState,
    Confidence,
    Draft,
    DraftState,
    DutyShift,
    Evidence,
    FactKind,
    Finding,
    Key,
    NewKey,
    Owner,
    OwnerChannel,
    OwnerRole,
    Relation,
    Review,
    ReviewReason,
    ReviewVerdict,
    Severity,
    ShareLevel,
    Span,
    Submission,
    Translation,
    WatchEvent,
    WatchKind,
    WorkingHours,
)
from selaras.client.record_models import (
    AuditEntry,
    Authority,
    Dispute,
    DisputeKind,
    PublishedMessage,
    Verification,
)
from selaras.client.sync import Client

__all__ = [
    "AdminClient",
    "Agency",
    "AgencyLevel",
    "AgencyRef",
    "AlertDecision",
    "AlertKind",
    "AlertRecord",
    "Answer",
    "AsyncAdminClient",
    "AsyncClient",
    "AuditEntry",
    "Authority",
    "Case",
    "CaseEvent",
    "CaseParty",
    "CaseState",
    "Channel",
    "ChannelKind",
    "ChannelTest",
    "Check",
    "CheckState",
    "Client",
    "Confidence",
    "Crisis",
    "Delivery",
    "DeliveryState",
    "Dismissal",
    "Dispute",
    "DisputeKind",
    "Draft",
    "DraftState",
    "DutyShift",
    "Evidence",
    "FactKind",
    "FieldViolation",
    "Finding",
    "Key",
    "NewKey",
    "Owner",
    "OwnerChannel",
    "OwnerRole",
    "Proposal",
    "ProposalState",
    "PublishedMessage",
    "Relation",
    "ResolutionKind",
    "Review",
    "ReviewReason",
    "ReviewVerdict",
    "Route",
    "SelarasApiError",
    "Severity",
    "ShareLevel",
    "Silence",
    "SilenceMatcher",
    "Span",
    "Split",
    "Submission",
    "TimelineEntry",
    "TimelineKind",
    "Translation",
    "Verification",
    "WatchEvent",
    "WatchKind",
    "WorkingHours",
]
