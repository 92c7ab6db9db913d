"""Protobuf messages to the client's values and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp

from selaras.api.v1 import agency_pb2, case_pb2, directory_pb2, draft_pb2, finding_pb2
from selaras.client import draft_models, models
from selaras.client.values import from_proto_enum as _enum
from selaras.client.values import from_proto_time as _time


def to_proto_time(moment: datetime, field: str) -> Timestamp:
    """A timestamp.

    Raises:
        ValueError: the time has no zone, so that nobody could say which moment it is.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{field} must have a time zone, as in datetime.now(timezone.utc)")
    stamp = Timestamp()
    stamp.FromDatetime(moment)
    return stamp


def to_proto_duration(seconds: float) -> Duration:
    """A duration."""
    duration = Duration()
    duration.FromTimedelta(timedelta(seconds=seconds))
    return duration


def to_proto_enum(wrapper: Any, prefix: str, value: str) -> int:
    """Number of an enum value.

    Raises:
        ValueError: no such value.
    """
    return int(wrapper.Value(f"{prefix}_{value}"))


def from_proto_draft(draft: draft_pb2.Draft) -> models.Draft:
    """A draft."""
    return models.Draft(
        name=draft.name,
        external_id=draft.external_id,
        revision=draft.revision,
        title=draft.title,
        body=draft.body,
        channel=_enum(models.Channel, draft_pb2.Channel, "CHANNEL", draft.channel),
        publish_time=_time(draft, "publish_time"),
        valid_from=_time(draft, "valid_from"),
        valid_until=_time(draft, "valid_until"),
        area_codes=tuple(draft.area_codes),
        audience_tags=tuple(draft.audience_tags),
        share_level=_enum(
            models.ShareLevel, draft_pb2.ShareLevel, "SHARE_LEVEL", draft.share_level
        ),
        authored_time=_time(draft, "authored_time"),
        state=_enum(models.DraftState, draft_pb2.DraftState, "DRAFT_STATE", draft.state),
        create_time=_time(draft, "create_time"),
        update_time=_time(draft, "update_time"),
    )


def from_proto_check(check: draft_pb2.Check) -> models.Check:
    """A check with its findings."""
    return models.Check(
        state=_enum(models.CheckState, draft_pb2.CheckState, "CHECK_STATE", check.state),
        revision=check.revision,
        check_time=_time(check, "check_time"),
        findings=tuple(from_proto_finding(finding) for finding in check.findings),
    )


def from_proto_draft_page(answer: draft_pb2.ListDraftsResponse) -> draft_models.DraftPage:
    """A page of drafts with their checks; an older server sends none, which reads as not known."""
    checks = [_summary(check) for check in answer.checks]
    checks += [_summary(draft_pb2.CheckSummary())] * (len(answer.drafts) - len(checks))
    return draft_models.DraftPage(
        drafts=tuple(
            draft_models.ListedDraft(from_proto_draft(draft), check)
            for draft, check in zip(answer.drafts, checks, strict=True)
        ),
        next_page_token=answer.next_page_token,
    )


def _summary(check: draft_pb2.CheckSummary) -> draft_models.CheckSummary:
    return draft_models.CheckSummary(
        state=_enum(models.CheckState, draft_pb2.CheckState, "CHECK_STATE", check.state),
        revision=check.revision,
        check_time=_time(check, "check_time"),
        alerts=check.alerts,
    )


def from_proto_finding(finding: finding_pb2.Finding) -> models.Finding:
    """A finding."""
    return models.Finding(
        name=finding.name,
        relation=_enum(models.Relation, finding_pb2.Relation, "RELATION", finding.relation),
        confidence=_enum(
            models.Confidence, finding_pb2.Confidence, "CONFIDENCE", finding.confidence
        ),
        probability=finding.probability,
        own_draft=finding.own_draft,
        own_revision=finding.own_revision,
        other_agency=from_proto_agency_ref(finding.other_agency),
        other_title=finding.other_title,
        other_text=finding.other_text,
        evidence=tuple(_evidence(entry) for entry in finding.evidence),
        reason=finding.reason,
        explanation=finding.explanation,
        create_time=_time(finding, "create_time"),
        case=finding.case,
        own_review=(
            from_proto_review(finding.own_review) if finding.HasField("own_review") else None
        ),
        suggestion=finding.suggestion,
        translations=_translations(finding),
        own_title=finding.own_title,
        own_text=finding.own_text,
        own_agency=(
            from_proto_agency_ref(finding.own_agency) if finding.HasField("own_agency") else None
        ),
        other_body=finding.other_body,
        own_publish_time=_time(finding, "own_publish_time"),
        other_publish_time=_time(finding, "other_publish_time"),
        own_published=finding.own_published,
        other_published=finding.other_published,
    )


def from_proto_review(review: finding_pb2.Review) -> models.Review:
    """A review."""
    return models.Review(
        verdict=_enum(
            models.ReviewVerdict, finding_pb2.ReviewVerdict, "REVIEW_VERDICT", review.verdict
        ),
        reason=_enum(models.ReviewReason, finding_pb2.ReviewReason, "REVIEW_REASON", review.reason),
        note=review.note,
        reviewer=review.reviewer,
        review_time=_time(review, "review_time"),
        relation=_enum(models.Relation, finding_pb2.Relation, "RELATION", review.relation),
        confidence=_enum(
            models.Confidence, finding_pb2.Confidence, "CONFIDENCE", review.confidence
        ),
        own_revision=review.own_revision,
    )


def from_proto_watch(message: finding_pb2.WatchFindingsResponse) -> models.WatchEvent:
    """One event of a watch."""
    return models.WatchEvent(
        kind=_enum(models.WatchKind, finding_pb2.WatchFindingsResponse.Kind, "KIND", message.kind),
        finding=from_proto_finding(message.finding) if message.HasField("finding") else None,
        resume_token=message.resume_token,
    )


def from_proto_agency_ref(agency: agency_pb2.AgencyRef) -> models.AgencyRef:
    """What one agency may know of another."""
    return models.AgencyRef(
        agency.name, agency.display_name, _level(agency.level), agency.area_code
    )


def from_proto_agency(agency: directory_pb2.Agency) -> models.Agency:
    """An agency of the directory."""
    return models.Agency(
        name=agency.name,
        agency_id=agency.agency_id,
        display_name=agency.display_name,
        level=_level(agency.level),
        area_code=agency.area_code,
        parent=agency.parent,
        create_time=_time(agency, "create_time"),
    )


def from_proto_owner(owner: directory_pb2.Owner) -> models.Owner:
    """An owner."""
    return models.Owner(
        name=owner.name,
        owner_id=owner.owner_id,
        display_name=owner.display_name,
        contact=owner.contact,
        time_zone=owner.time_zone,
        create_time=_time(owner, "create_time"),
        role=_enum(models.OwnerRole, directory_pb2.OwnerRole, "OWNER_ROLE", owner.role),
        channels=tuple(_owner_channel(channel) for channel in owner.channels),
        working_hours=tuple(
            models.WorkingHours(tuple(hours.days), hours.start, hours.end)
            for hours in owner.working_hours
        ),
        topics=tuple(owner.topics),
        area_codes=tuple(owner.area_codes),
        min_severity=_severity(owner.min_severity),
        duty_shifts=tuple(
            models.DutyShift(
                shift.start_time.ToDatetime(tzinfo=UTC), shift.end_time.ToDatetime(tzinfo=UTC)
            )
            for shift in owner.duty_shifts
        ),
        rank=owner.rank,
        language=owner.language,
    )


def set_owner(owner: directory_pb2.Owner, values: models.OwnerChanges) -> None:
    """Write the values that are given into an owner.

    Raises:
        ValueError: a role, kind of channel or severity that does not exist, a time without a zone.
        AttributeError: an owner has no such field.
    """
    for field, value in values.items():
        given: Any = value
        match field:
            case "role":
                owner.role = _number(directory_pb2.OwnerRole, "OWNER_ROLE", given)
            case "min_severity":
                owner.min_severity = _number(case_pb2.Severity, "SEVERITY", given)
            case "channels":
                owner.channels.extend(_to_proto_owner_channel(channel) for channel in given)
            case "working_hours":
                owner.working_hours.extend(
                    directory_pb2.WorkingHours(days=hours.days, start=hours.start, end=hours.end)
                    for hours in given
                )
            case "duty_shifts":
                owner.duty_shifts.extend(_to_proto_shift(shift) for shift in given)
            case "topics" | "area_codes":
                getattr(owner, field).extend(given)
            case _:
                setattr(owner, field, given)


def from_proto_key(key: directory_pb2.Key) -> models.Key:
    """A key without its secret."""
    return models.Key(
        name=key.name,
        prefix=key.prefix,
        display_name=key.display_name,
        create_time=_time(key, "create_time"),
        last_use_time=_time(key, "last_use_time"),
        expire_time=_time(key, "expire_time"),
        revoke_time=_time(key, "revoke_time"),
        owner=key.owner,
    )


def _evidence(evidence: finding_pb2.Evidence) -> models.Evidence:
    return models.Evidence(
        kind=_enum(models.FactKind, finding_pb2.FactKind, "FACT_KIND", evidence.kind),
        own=_span(evidence.own),
        own_sentence=evidence.own_sentence,
        other=_span(evidence.other),
        other_sentence=evidence.other_sentence,
        explanation=evidence.explanation,
        difference=evidence.difference,
        correction=evidence.correction,
        own_aligned=evidence.own_aligned,
        other_aligned=evidence.other_aligned,
        translations=_translations(evidence),
    )


def _translations(
    owner: finding_pb2.Finding | finding_pb2.Evidence,
) -> tuple[models.Translation, ...]:
    return tuple(
        models.Translation(
            entry.language, entry.explanation, entry.difference, entry.correction, entry.suggestion
        )
        for entry in owner.translations
    )


def _span(span: finding_pb2.Span) -> models.Span:
    part = "TITLE" if span.part == finding_pb2.Span.PART_TITLE else "BODY"
    return models.Span(part, span.start, span.end, span.text)


def _owner_channel(channel: directory_pb2.OwnerChannel) -> models.OwnerChannel:
    return models.OwnerChannel(
        kind=_enum(models.ChannelKind, directory_pb2.ChannelKind, "CHANNEL_KIND", channel.kind),
        address=channel.address,
        has_secret=channel.has_secret,
        min_severity=_severity(channel.min_severity),
    )


def _to_proto_owner_channel(channel: models.OwnerChannel) -> directory_pb2.OwnerChannel:
    return directory_pb2.OwnerChannel(
        kind=_number(directory_pb2.ChannelKind, "CHANNEL_KIND", channel.kind),
        address=channel.address,
        secret=channel.secret,
        min_severity=_number(case_pb2.Severity, "SEVERITY", channel.min_severity),
    )


def _to_proto_shift(shift: models.DutyShift) -> directory_pb2.DutyShift:
    return directory_pb2.DutyShift(
        start_time=to_proto_time(shift.start_time, "duty_shifts.start_time"),
        end_time=to_proto_time(shift.end_time, "duty_shifts.end_time"),
    )


def _severity(value: int) -> models.Severity:
    return _enum(models.Severity, case_pb2.Severity, "SEVERITY", value)


def _number(wrapper: Any, prefix: str, value: str) -> Any:
    # Any: the stubs give every enum a type of its own, which a number read at run time has not.
    return to_proto_enum(wrapper, prefix, value)


def _level(value: int) -> models.AgencyLevel:
    return _enum(models.AgencyLevel, agency_pb2.AgencyLevel, "AGENCY_LEVEL", value)
