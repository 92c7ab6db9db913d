"""What is known of an owner beside name and contact, as one JSON document.

It is read and written as a whole and nothing in it is searched for, so it needs no columns.
A row that was stored before there was a profile has an empty one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from selaras.intake.domain.channel import ChannelKind, OwnerChannel
from selaras.intake.domain.duty import DutyShift, WorkingHours
from selaras.intake.domain.owner import Owner, OwnerRole


def to_profile(owner: Owner) -> dict[str, Any]:
    """The document, with the secrets of the channels."""
    return {
        "role": owner.role.value,
        "channels": [
            {
                "kind": channel.kind.value,
                "address": channel.address,
                "secret": channel.secret,
                "min_severity": channel.min_severity,
            }
            for channel in owner.channels
        ],
        "working_hours": [
            {"days": list(hours.days), "start": hours.start, "end": hours.end}
            for hours in owner.working_hours
        ],
        "topics": list(owner.topics),
        "area_codes": list(owner.area_codes),
        "min_severity": owner.min_severity,
        "duty_shifts": [
            [shift.start_time.isoformat(), shift.end_time.isoformat()]
            for shift in owner.duty_shifts
        ],
        "rank": owner.rank,
        "language": owner.language,
    }


def from_profile(profile: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an :class:`Owner` that the document has."""
    return {
        "role": OwnerRole(profile.get("role", OwnerRole.OWNER.value)),
        "channels": tuple(
            OwnerChannel(
                kind=ChannelKind(channel["kind"]),
                address=channel["address"],
                secret=channel["secret"],
                min_severity=channel["min_severity"],
            )
            for channel in profile.get("channels", ())
        ),
        "working_hours": tuple(
            WorkingHours(days=tuple(hours["days"]), start=hours["start"], end=hours["end"])
            for hours in profile.get("working_hours", ())
        ),
        "topics": tuple(profile.get("topics", ())),
        "area_codes": tuple(profile.get("area_codes", ())),
        "min_severity": profile.get("min_severity", 0),
        "duty_shifts": tuple(
            DutyShift(start_time=_time(start), end_time=_time(end))
            for start, end in profile.get("duty_shifts", ())
        ),
        "rank": profile.get("rank", 0),
        "language": profile.get("language", ""),
    }


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
