"""Checks. The findings stay as the checker serialised them: intake stores and passes them on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TypedDict

from selaras.api.v1 import draft_pb2, finding_pb2
from selaras.event.v1 import draft_pb2 as event_pb2
from selaras.intake.convert.times import from_proto_time, to_proto_time
from selaras.intake.domain.draft import Check, CheckState
from selaras.intake.domain.errors import RuleBroken

_MOST_FINDINGS = 100
_CLASHES = {finding_pb2.RELATION_CONTRADICTION, finding_pb2.RELATION_OVERLAP}
_ALERTED = {finding_pb2.CONFIDENCE_LIKELY, finding_pb2.CONFIDENCE_CONFIRMED}


class Findings(TypedDict):
    """The findings of a check as they are stored, and how many of them people are alerted of."""

    findings: bytes
    alerts: int


def to_proto_check(check: Check, revision: int) -> draft_pb2.Check:
    """The check of a revision."""
    match check.state:
        case CheckState.PENDING:
            return draft_pb2.Check(state=draft_pb2.CHECK_STATE_PENDING, revision=revision)
        case CheckState.CHECKED:
            state = draft_pb2.CHECK_STATE_CHECKED
        case CheckState.FAILED:
            state = draft_pb2.CHECK_STATE_FAILED
    answer = draft_pb2.Check.FromString(check.findings)
    return draft_pb2.Check(
        state=state,
        revision=revision,
        check_time=to_proto_time(check.check_time),
        findings=answer.findings,
    )


def to_proto_check_summary(check: Check, revision: int) -> draft_pb2.CheckSummary:
    """The check of a revision in short."""
    if check.state is CheckState.PENDING:
        return draft_pb2.CheckSummary(state=draft_pb2.CHECK_STATE_PENDING, revision=revision)
    return draft_pb2.CheckSummary(
        state=f"CHECK_STATE_{check.state.name}",
        revision=revision,
        check_time=to_proto_time(check.check_time),
        alerts=check.alerts,
    )


def from_proto_checked(event: event_pb2.DraftChecked) -> Check:
    """The checker's answer about a revision.

    Raises:
        RuleBroken: EVENT_MALFORMED or TIME_OUT_OF_RANGE.
    """
    states = {
        draft_pb2.CHECK_STATE_CHECKED: CheckState.CHECKED,
        draft_pb2.CHECK_STATE_FAILED: CheckState.FAILED,
    }
    state = states.get(event.check.state)
    if state is None or not event.HasField("check_time"):
        raise RuleBroken.field("EVENT_MALFORMED", "check", "must have a final state and a time")
    return Check(
        state=state,
        check_time=from_proto_time(event.check_time, "check_time"),
        **_findings(event.check.findings),
    )


def from_proto_findings(findings: list[finding_pb2.Finding], check: Check) -> Check:
    """A check with the findings, the most certain 100."""
    return replace(check, **_findings(findings))


def without_findings(findings: bytes, names: Collection[str]) -> Findings:
    """The findings of a check without those of these names."""
    kept = draft_pb2.Check.FromString(findings).findings
    return _findings([item for item in kept if item.name not in names])


def _findings(findings: Sequence[finding_pb2.Finding]) -> Findings:
    kept = findings[:_MOST_FINDINGS]
    return Findings(
        findings=draft_pb2.Check(findings=kept).SerializeToString(),
        alerts=sum(_is_alert(item) for item in kept),
    )


def _is_alert(finding: finding_pb2.Finding) -> bool:
    return finding.relation in _CLASHES and finding.confidence in _ALERTED
