"""Every call for figures as a value; see :mod:`selaras.client.calls`."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from google.protobuf.message import Message

from selaras.api.v1 import report_pb2
from selaras.client import report_models as models
from selaras.client.calls import Call
from selaras.client.convert import from_proto_agency_ref, to_proto_time
from selaras.client.names import optional_agency

_REPORTS = "/selaras.api.v1.ReportService/"
_COVERAGE = "/selaras.api.v1.CoverageService/"


def get_case_report(
    start: datetime, end: datetime, time_zone: str, topic: str, agency: str
) -> Call[models.CaseReport]:
    """Figures about the cases of a period."""
    request = report_pb2.GetCaseReportRequest(
        start_time=to_proto_time(start, "start"),
        end_time=to_proto_time(end, "end"),
        time_zone=time_zone,
        topic=topic,
        agency=optional_agency(agency),
    )
    return Call(
        f"{_REPORTS}GetCaseReport", request, report_pb2.GetCaseReportResponse, from_proto_report
    )


def get_coverage(start: datetime, end: datetime) -> Call[list[models.CoverageFigures]]:
    """Figures about the posts of a period by agency."""
    request = report_pb2.GetCoverageRequest(
        start_time=to_proto_time(start, "start"), end_time=to_proto_time(end, "end")
    )
    return Call(
        f"{_COVERAGE}GetCoverage",
        request,
        report_pb2.GetCoverageResponse,
        lambda answer: [_coverage(item) for item in answer.agencies],
    )


def from_proto_report(answer: report_pb2.GetCaseReportResponse) -> models.CaseReport:
    """A report on cases."""
    return models.CaseReport(
        total=_figures(answer.total),
        agencies=tuple(
            models.AgencyFigures(from_proto_agency_ref(item.agency), _figures(item.figures))
            for item in answer.agencies
        ),
        topics=tuple(
            models.TopicFigures(item.topic, _figures(item.figures)) for item in answer.topics
        ),
        days=tuple(
            models.DayFigures(date.fromisoformat(item.day), item.opened, item.closed, item.open)
            for item in answer.days
        ),
    )


def _figures(figures: report_pb2.CaseFigures) -> models.CaseFigures:
    return models.CaseFigures(
        opened=figures.opened,
        contradictions=figures.contradictions,
        closed=figures.closed,
        open=figures.open,
        acknowledgements=figures.acknowledgements,
        time_to_acknowledge=_duration(figures, "time_to_acknowledge"),
        agreements=figures.agreements,
        time_to_agree=_duration(figures, "time_to_agree"),
        findings=figures.findings,
        false_alarms=figures.false_alarms,
        published_open=figures.published_open,
    )


def _coverage(figures: report_pb2.CoverageFigures) -> models.CoverageFigures:
    return models.CoverageFigures(
        agency=from_proto_agency_ref(figures.agency),
        drafts=figures.drafts,
        published=figures.published,
        checked_before=figures.checked_before,
        published_clashing=figures.published_clashing,
        unchecked=figures.unchecked,
    )


def _duration(message: Message, field: str) -> timedelta | None:
    if not message.HasField(field):
        return None
    value: timedelta = getattr(message, field).ToTimedelta()
    return value
