"""The checker over gRPC: ``CheckService`` of the service that matches."""

from __future__ import annotations

import grpc

from selaras.intake.convert.check import from_proto_findings
from selaras.intake.convert.draft import to_proto_revision
from selaras.intake.domain.agency import Agency
from selaras.intake.domain.draft import Check, CheckState, Draft
from selaras.intake.domain.errors import CheckerAway, CheckerFailed, CheckTooSlow, IntakeError
from selaras.internal.v1 import check_pb2, check_pb2_grpc
from selaras.kit.channels import internal_channel, internal_metadata
from selaras.kit.clock import Clock
from selaras.kit.logging import get_logger
from selaras.kit.settings import InternalSettings

_log = get_logger(__name__)


class GrpcChecker:
    """See :class:`selaras.intake.ports.checker.Checker`."""

    def __init__(self, target: str, settings: InternalSettings, clock: Clock) -> None:
        self._target = target
        self._settings = settings
        self._clock = clock
        self._metadata = internal_metadata(settings)
        self._channel: grpc.aio.Channel | None = None

    async def check(self, agency: Agency, draft: Draft, *, seconds: float) -> Check:
        """The findings on a draft, within the given time."""
        if self._channel is None:
            self._channel = internal_channel(self._target, self._settings)
        stub = check_pb2_grpc.CheckServiceStub(self._channel)
        request = check_pb2.CheckRevisionRequest(revision=to_proto_revision(agency, draft))
        try:
            answer = await stub.CheckRevision(request, timeout=seconds, metadata=self._metadata)
        except grpc.aio.AioRpcError as error:
            raise _named(error, seconds) from error
        check = Check(state=CheckState.CHECKED, check_time=self._clock.now())
        return from_proto_findings(list(answer.findings), check)

    async def close(self) -> None:
        """Close the channel."""
        if self._channel is not None:
            await self._channel.close()


def _named(error: grpc.aio.AioRpcError, seconds: float) -> IntakeError:
    if error.code() is grpc.StatusCode.UNAVAILABLE:
        return CheckerAway("CHECKER_UNAVAILABLE", "the checker does not answer; try again")
    if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
        return CheckTooSlow(
            "CHECK_DEADLINE_EXCEEDED", f"the check took longer than {seconds:.1f} s"
        )
    _log.error("checker_failed", code=error.code().name, details=error.details())
    return CheckerFailed("CHECKER_FAILED", "the checker failed; its log says why")
