"""Rows into alerting's own words and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from selaras.alerting.domain.case import CaseEvent, CaseState, Status
from selaras.alerting.domain.decision import Decision, DecisionRecord, Reason
from selaras.alerting.domain.directory import (
    Channel,
    ChannelKind,
    Hours,
    Owner,
    OwnerRole,
    Shift,
)
from selaras.alerting.domain.notice import AlertKind, Held, News, Told
from selaras.alerting.domain.quiet import Crisis, Matcher, Silence
from selaras.alerting.domain.track import Timer, TimerKind, Track

Row = RowMapping


def from_owner(agency_id: str, owner: Owner) -> dict[str, Any]:
    """Row of an owner."""
    profile = {
        "channels": [
            [item.kind.value, item.address, item.secret, item.min_severity]
            for item in owner.channels
        ],
        "hours": [[sorted(item.days), item.start, item.end] for item in owner.hours],
        "topics": owner.topics,
        "areas": owner.area_codes,
        "min_severity": owner.min_severity,
        "shifts": [[item.start.isoformat(), item.end.isoformat()] for item in owner.shifts],
        "rank": owner.rank,
        "language": owner.language,
    }
    return {
        "agency_id": agency_id,
        "owner_id": owner.owner_id,
        "display_name": owner.display_name,
        "contact": owner.contact,
        "time_zone": owner.time_zone,
        "role": owner.role.value,
        "profile": json.dumps(profile, ensure_ascii=False),
    }


def to_owner(row: Row) -> Owner:
    """Owner of a row; one of an older version of Selaras has an empty profile."""
    profile = json.loads(row["profile"])
    return Owner(
        owner_id=row["owner_id"],
        display_name=row["display_name"],
        contact=row["contact"],
        time_zone=row["time_zone"],
        role=OwnerRole(row["role"]),
        channels=tuple(
            Channel(ChannelKind(kind), address, secret, least)
            for kind, address, secret, least in profile.get("channels", ())
        ),
        hours=tuple(
            Hours(frozenset(days), start, end) for days, start, end in profile.get("hours", ())
        ),
        topics=tuple(profile.get("topics", ())),
        area_codes=tuple(profile.get("areas", ())),
        min_severity=profile.get("min_severity", 0),
        shifts=tuple(
            Shift(datetime.fromisoformat(start), datetime.fromisoformat(end))
            for start, end in profile.get("shifts", ())
        ),
        rank=profile.get("rank", 0),
        language=profile.get("language", ""),
    )


def from_track(track: Track) -> dict[str, Any]:
    """Row of a track, without its key."""
    event = track.event
    return {
        "version": track.version,
        "epoch": track.epoch,
        "state": track.state.value,
        "waiting": track.waiting,
        "announced": track.announced,
        "step": track.step,
        "heard_severity": track.heard_severity,
        "heard_others": json.dumps(sorted(track.heard_others)),
        "last_notice": track.last_notice,
        "payload": event.payload if event else None,
        "relation": event.own_relation.value if event else "",
        "severity": int(event.severity) if event else 0,
        "acknowledged": bool(event and event.looked_after),
        "assignee": event.party.assignee if event else "",
        "topic": event.topic if event else "",
        "areas": json.dumps(event.area_codes if event else ()),
        "pairs": json.dumps(sorted(event.pairs) if event else ()),
        "deadline": event.deadline if event else None,
        "traceparent": track.traceparent or None,
    }


def to_track(row: Row, read_event: Callable[[bytes], CaseEvent]) -> Track:
    """Track of a row."""
    return Track(
        case_id=row["case_id"],
        agency_id=row["agency_id"],
        version=row["version"],
        epoch=row["epoch"],
        state=CaseState(row["state"]),
        event=read_event(row["payload"]) if row["payload"] else None,
        waiting=row["waiting"],
        announced=row["announced"],
        step=row["step"],
        heard_severity=row["heard_severity"],
        heard_others=frozenset(json.loads(row["heard_others"])),
        last_notice=row["last_notice"],
        traceparent=row["traceparent"] or "",
    )


def to_pairs(text: str) -> list[tuple[str, str]]:
    """Pairs of a track."""
    return [(draft, other) for draft, other in json.loads(text)]


def to_told(row: Row) -> Told:
    """That somebody was told."""
    return Told(
        row["agency_id"],
        row["owner_id"],
        AlertKind(row["kind"]),
        Status(row["status"]),
        row["slot"],
    )


def to_timer(row: Row, lease: str) -> Timer:
    """Timer of a row."""
    return Timer(
        row["case_id"],
        row["agency_id"],
        TimerKind(row["kind"]),
        row["due_time"],
        row["step"],
        lease,
    )


def from_held(held: Held) -> dict[str, Any]:
    """Row of a held notice, without its key."""
    return {
        "track_id": held.track_id,
        "epoch": held.epoch,
        "kind": held.kind.value,
        "slot": held.slot,
        "step": held.step,
        "news": ",".join(held.news),
        "reason": held.reason,
        "subject": held.subject,
        "until_time": held.until,
        "lease": "",
        "lease_until": None,
    }


def to_held(row: Row, lease: str = "") -> Held:
    """Held notice of a row."""
    return Held(
        case_id=row["case_id"],
        track_id=row["track_id"],
        agency_id=row["agency_id"],
        owner_id=row["owner_id"],
        epoch=row["epoch"],
        kind=AlertKind(row["kind"]),
        slot=row["slot"],
        step=row["step"],
        reason=row["reason"],
        until=row["until_time"],
        subject=row["subject"],
        news=tuple(News(entry) for entry in row["news"].split(",") if entry),
        lease=lease,
    )


def to_decision(row: Row) -> DecisionRecord:
    """Decision of a row."""
    return DecisionRecord(
        row["create_time"],
        row["case_version"],
        row["agency_id"],
        Decision(
            Reason(row["reason"]),
            row["owner_id"],
            AlertKind(row["kind"]),
            row["agency_id"],
            row["until_time"],
            row["subject"],
        ),
    )


def from_silence(silence: Silence) -> dict[str, Any]:
    """Row of a silence, without its key."""
    return {
        "agency_id": silence.matcher.agency_id,
        "matcher": json.dumps(asdict(silence.matcher)),
        "reason": silence.reason,
        "author": silence.author,
        "start_time": silence.start,
        "end_time": silence.end,
        "create_time": silence.create_time,
    }


def to_silence(row: Row) -> Silence:
    """Silence of a row."""
    return Silence(
        row["silence_id"],
        Matcher(**json.loads(row["matcher"])),
        row["reason"],
        row["author"],
        row["start_time"],
        row["end_time"],
        row["create_time"],
    )


def from_crisis(crisis: Crisis) -> dict[str, Any]:
    """Row of a crisis, without its key."""
    return {
        "area_code": crisis.area_code,
        "topic": crisis.topic,
        "reason": crisis.reason,
        "author": crisis.author,
        "start_time": crisis.start,
        "end_time": crisis.end,
    }


def to_crisis(row: Row) -> Crisis:
    """Crisis of a row."""
    return Crisis(
        row["crisis_id"],
        row["area_code"],
        row["topic"],
        row["reason"],
        row["author"],
        row["start_time"],
        row["end_time"],
    )
