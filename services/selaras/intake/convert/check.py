"""Checks. The findings stay as the checker serialised them: intake stores and passes them on."""

from __future__ import annotations

from collections.abc import Collection

from selaras.api.v1 import draft_pb2, finding_pb2
from selaras.event.v1 import draft_pb2 as event_pb2
from selaras.intake.convert.times import from_proto_time, to_proto_time
from selaras.intake.domain.draft import Check, CheckState
from selaras.intake.domain.errors import RuleBroken

_MOST_FINDINGS = 100


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
        findings=_findings(list(event.check.findings)),
    )


def from_proto_findings(findings: list[finding_pb2.Finding], check: Check) -> Check:
    """A check with the findings, the most certain 100."""
    return Check(state=check.state, check_time=check.check_time, findings=_findings(findings))


def without_findings(findings: bytes, names: Collection[str]) -> bytes:
    """The findings of a check without those of these names."""
    kept = draft_pb2.Check.FromString(findings).findings
    return _findings([item for item in kept if item.name not in names])


def _findings(findings: list[finding_pb2.Finding]) -> bytes:
    return draft_pb2.Check(findings=findings[:_MOST_FINDINGS]).SerializeToString()
