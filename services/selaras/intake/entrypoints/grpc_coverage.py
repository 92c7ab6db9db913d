"""CoverageService."""

from __future__ import annotations

from selaras.api.v1 import report_pb2, report_pb2_grpc
from selaras.intake.convert.directory import to_proto_agency_ref
from selaras.intake.convert.times import from_proto_time
from selaras.intake.entrypoints.errors import named_errors
from selaras.intake.handlers.coverage import AgencyCoverage, Coverage
from selaras.kit.auth import current_caller
from selaras.kit.grpc_server import Context


class CoverageServicer(report_pb2_grpc.CoverageServiceServicer):
    """Figures about posts; numbers only."""

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage

    @named_errors
    async def GetCoverage(  # noqa: N802
        self,
        request: report_pb2.GetCoverageRequest,
        context: Context,  # noqa: ARG002
    ) -> report_pb2.GetCoverageResponse:
        """Figures of a period by agency."""
        found = await self._coverage.by_agency(
            current_caller(),
            from_proto_time(request.start_time, "start_time"),
            from_proto_time(request.end_time, "end_time"),
        )
        return report_pb2.GetCoverageResponse(agencies=[_to_proto(item) for item in found])


def _to_proto(item: AgencyCoverage) -> report_pb2.CoverageFigures:
    figures = item.figures
    return report_pb2.CoverageFigures(
        agency=to_proto_agency_ref(item.agency),
        drafts=figures.drafts,
        published=figures.published,
        checked_before=figures.checked_before,
        published_clashing=figures.published_clashing,
        unchecked=figures.unchecked,
    )
