"""The JSON of a webhook; docs/channels.md describes it to those who receive it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from selaras.alerting.ports.channel import AlertView, ClashView

TYPE = "case.alert.v1"


def render(alert: AlertView) -> bytes:
    """The body: the same bytes for the same alert, however often it is sent."""
    message = {"type": TYPE, "timestamp": _time(alert.create_time), "data": _data(alert)}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def _data(alert: AlertView) -> dict[str, Any]:
    said = alert.said
    return {
        "alert_id": alert.alert_id,
        "owner": alert.owner,
        "case": alert.case or None,
        "kind": alert.kind,
        "state": alert.state or None,
        "relation": alert.relation or None,
        "severity": alert.severity or None,
        "language": alert.language,
        "title": alert.title,
        "text": alert.text,
        "others": [
            {"agency": name, "display_name": shown}
            for name, shown in zip(alert.others, alert.other_names, strict=True)
        ],
        "contacts": [
            {"agency": entry.agency, "name": entry.name, "contact": entry.contact}
            for entry in alert.contacts
        ],
        "clashes": [_clash(entry) for entry in alert.clashes],
        "said": (
            {"kind": said.kind, "detail": said.detail, "text": said.text, "agency": said.agency}
            if said
            else None
        ),
        "deadline": _time(alert.deadline) if alert.deadline else None,
        "open_url": alert.open_url or None,
        "acknowledge_url": alert.acknowledge_url or None,
        "digest": [{"case": case, "title": title} for case, title in alert.digest],
    }


def _clash(entry: ClashView) -> dict[str, Any]:
    return {
        "relation": "CONTRADICTION" if entry.contradiction else "OVERLAP",
        "fact_kind": entry.kind or None,
        "agency": entry.agency,
        "other_title": entry.title or None,
        "own_sentence": entry.own or None,
        "other_sentence": entry.other or None,
        "difference": entry.difference or None,
        "own_aligned": entry.aligned or None,
    }


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
