"""ReportService: figures about cases."""

# ruff: noqa: ARG002 - gRPC gives every method a request and a context

from __future__ import annotations

from selaras.api.v1 import report_pb2, report_pb2_grpc
from selaras.kit.auth import current_caller
from selaras.kit.grpc_server import Context
from selaras.matching.domain.case_history import CaseFigures
from selaras.matching.entrypoints.convert import to_proto_agency
from selaras.matching.entrypoints.periods import agency_id_of, from_proto_moment
from selaras.matching.handlers.case_report import CaseReporter, NamedReport, ReportQuery


class ReportServicer(report_pb2_grpc.ReportServiceServicer):
    """Reports for heads, coordinators and administrators."""

    def __init__(self, reporter: CaseReporter) -> None:
        self._reporter = reporter

    async def GetCaseReport(  # noqa: N802 - named by gRPC
        self, request: report_pb2.GetCaseReportRequest, context: Context
    ) -> report_pb2.GetCaseReportResponse:
        """See report.proto."""
        made = await self._reporter.make(current_caller(), from_proto_report_query(request))
        return to_proto_report(made)


def from_proto_report_query(request: report_pb2.GetCaseReportRequest) -> ReportQuery:
    """What is asked for.

    Raises:
        InvalidRequest: TIME_OUT_OF_RANGE, NAME_INVALID.
    """
    return ReportQuery(
        start=from_proto_moment(request.start_time, "start_time"),
        end=from_proto_moment(request.end_time, "end_time"),
        time_zone=request.time_zone,
        topic=request.topic,
        agency=agency_id_of(request.agency),
    )


def to_proto_report(made: NamedReport) -> report_pb2.GetCaseReportResponse:
    """A report; an agency that no message names any more is left out."""
    named = sorted(
        (agency for agency in made.agencies.values() if agency.id in made.report.agencies),
        key=lambda agency: (agency.display_name.casefold(), agency.id),
    )
    return report_pb2.GetCaseReportResponse(
        total=_to_proto_figures(made.report.total),
        agencies=[
            report_pb2.AgencyFigures(
                agency=to_proto_agency(agency),
                figures=_to_proto_figures(made.report.agencies[agency.id]),
            )
            for agency in named
        ],
        topics=[
            report_pb2.TopicFigures(topic=topic, figures=_to_proto_figures(figures))
            for topic, figures in made.report.topics.items()
        ],
        days=[
            report_pb2.DayFigures(
                day=item.day, opened=item.opened, closed=item.closed, open=item.open
            )
            for item in made.report.days
        ],
    )


def _to_proto_figures(figures: CaseFigures) -> report_pb2.CaseFigures:
    answer = report_pb2.CaseFigures(
        opened=figures.opened,
        contradictions=figures.contradictions,
        closed=figures.closed,
        open=figures.open,
        acknowledgements=figures.acknowledgements,
        agreements=figures.agreements,
        findings=figures.findings,
        false_alarms=figures.false_alarms,
        published_open=figures.published_open,
    )
    if figures.time_to_acknowledge is not None:
        answer.time_to_acknowledge.FromTimedelta(figures.time_to_acknowledge)
    if figures.time_to_agree is not None:
        answer.time_to_agree.FromTimedelta(figures.time_to_agree)
    return answer
