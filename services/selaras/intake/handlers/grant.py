"""Who calls, as the record says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from selaras.intake.domain.owner import OwnerRole


@dataclass(frozen=True, slots=True)
class Grant:
    """Who calls: an agency, or an administrator (then without an agency).

    Attributes:
        owner_id, role: of the owner who acts with the key; empty and None for a plugin.
        topics, area_codes: of that owner; empty: all.
        expire_time: when the key ends; None: never.
        account_id: of who is signed in; empty: it is a key.
        feed: it opens the calendar and nothing else.
    """

    agency_id: str = ""
    admin: bool = False
    owner_id: str = ""
    role: OwnerRole | None = None
    topics: tuple[str, ...] = ()
    area_codes: tuple[str, ...] = ()
    expire_time: datetime | None = None
    account_id: str = ""
    feed: bool = False
