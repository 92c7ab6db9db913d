"""What an agency may do on the event bus: read its own alerts, and nothing else.

It is put into the account AGENCIES, which has no streams and no JetStream and reaches three
subjects of the services' account (deploy/nats/accounts.conf). These permissions leave of the three
what is the agency's own consumer.
"""

from __future__ import annotations

import re
from typing import Any

ACCOUNT = "AGENCIES"
# Before the subjects of JetStream's API in that account, in place of ``$JS.API``.
API_PREFIX = "SELARAS.API"
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_ALERTS = "SELARAS_ALERTS"
# Users of the server's own file; an agency of such a name would share its inbox with a service.
_RESERVED = frozenset({"intake", "matching", "alerting", "ops", "callout"})
# nats-server applies none to users that come by auth callout; those of every connection are in its
# configuration.
_NO_LIMIT = -1


def is_agency_id(text: str) -> bool:
    """Whether a text may be a token of these subjects: no dot, no wildcard, no service's name."""
    return _ID.fullmatch(text) is not None and text not in _RESERVED


def agency_permissions(agency_id: str) -> dict[str, Any]:
    """Claims of a user of NATS who reads the alerts of an agency.

    Raises:
        ValueError: an id that is none.
    """
    if not is_agency_id(agency_id):
        raise ValueError("not the id of an agency that may log in at the bus")
    consumer = f"{_ALERTS}.agency-{agency_id}"
    return {
        "pub": {
            "allow": [
                f"{API_PREFIX}.CONSUMER.INFO.{consumer}",
                f"{API_PREFIX}.CONSUMER.MSG.NEXT.{consumer}",
                f"$JS.ACK.{consumer}.>",
            ]
        },
        "sub": {"allow": [f"_INBOX.{agency_id}.>"]},
        **dict.fromkeys(("subs", "data", "payload"), _NO_LIMIT),
    }
