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
from selaras.client.errors import FieldViolation, SelarasApiError
from selaras.client.models import (
    Agency,
    AgencyLevel,
    AgencyRef,
    Channel,
    Check,
    CheckState,
    Confidence,
    Draft,
    DraftState,
    Evidence,
    FactKind,
    Finding,
    Key,
    NewKey,
    Owner,
    Relation,
    Review,
    ReviewReason,
    ReviewVerdict,
    ShareLevel,
    Span,
    Submission,
    Translation,
    WatchEvent,
    WatchKind,
)
from selaras.client.sync import Client

__all__ = [
    "AdminClient",
    "Agency",
    "AgencyLevel",
    "AgencyRef",
    "AsyncAdminClient",
    "AsyncClient",
    "Channel",
    "Check",
    "CheckState",
    "Client",
    "Confidence",
    "Draft",
    "DraftState",
    "Evidence",
    "FactKind",
    "FieldViolation",
    "Finding",
    "Key",
    "NewKey",
    "Owner",
    "Relation",
    "Review",
    "ReviewReason",
    "ReviewVerdict",
    "SelarasApiError",
    "ShareLevel",
    "Span",
    "Submission",
    "Translation",
    "WatchEvent",
    "WatchKind",
]
