"""The API on a real gRPC server with scripted answers."""

from __future__ import annotations

import threading
from concurrent import futures
from datetime import UTC, datetime

import grpc
import pytest
from selaras.api.v1 import (
    directory_pb2,
    directory_pb2_grpc,
    draft_pb2,
    draft_pb2_grpc,
    finding_pb2,
    finding_pb2_grpc,
)
from selaras.kit.errors import InvalidRequest, SelarasError, Unauthenticated, Unavailable
from selaras.kit.grpc_errors import to_proto_status

KEY = "sk-test"


class FakeServer(
    draft_pb2_grpc.DraftServiceServicer,
    finding_pb2_grpc.FindingServiceServicer,
    directory_pb2_grpc.DirectoryServiceServicer,
):
    """Stores drafts in memory; fails as often as it is told to."""

    def __init__(self) -> None:
        self.requests: list = []
        self.failures: list[SelarasError] = []
        self.stored: dict[str, draft_pb2.Draft] = {}
        self.watches: list[list] = []
        self._lock = threading.Lock()

    def _admit(self, request, context) -> None:
        metadata = dict(context.invocation_metadata())
        if metadata.get("authorization") != f"Bearer {KEY}":
            self._abort(context, Unauthenticated("KEY_UNKNOWN", "this key is not valid"))
        with self._lock:
            self.requests.append(request)
            failure = self.failures.pop(0) if self.failures else None
        if failure:
            self._abort(context, failure)

    @staticmethod
    def _abort(context, error: SelarasError) -> None:
        status = to_proto_status(error).SerializeToString()
        context.set_trailing_metadata((("grpc-status-details-bin", status),))
        context.abort(error.code, f"{error.reason}: {error.message}")

    def SubmitDraft(self, request, context):  # noqa: N802
        # Stored before the failure: the answer is what gets lost.
        known = self.stored.get(request.request_id)
        draft = known or draft_pb2.Draft()
        if known is None:
            draft.CopyFrom(request.draft)
            draft.name = f"agencies/dinkes/drafts/{draft.external_id}"
            draft.revision = 1
            self.stored[request.request_id] = draft
        self._admit(request, context)
        check = draft_pb2.Check(state=draft_pb2.CHECK_STATE_CHECKED, revision=1)
        check.findings.append(make_finding("findings/1"))
        return draft_pb2.SubmitDraftResponse(draft=draft, check=check)

    def CheckDraft(self, request, context):  # noqa: N802
        self._admit(request, context)
        return draft_pb2.CheckDraftResponse(
            check=draft_pb2.Check(state=draft_pb2.CHECK_STATE_CHECKED)
        )

    def GetDraft(self, request, context):  # noqa: N802
        self._admit(request, context)
        return draft_pb2.GetDraftResponse(draft=draft_pb2.Draft(name=request.name))

    def WithdrawDraft(self, request, context):  # noqa: N802
        self._admit(request, context)
        state = draft_pb2.DRAFT_STATE_WITHDRAWN
        return draft_pb2.WithdrawDraftResponse(
            draft=draft_pb2.Draft(name=request.name, state=state)
        )

    def MarkPublished(self, request, context):  # noqa: N802
        self._admit(request, context)
        state = draft_pb2.DRAFT_STATE_PUBLISHED
        draft = draft_pb2.Draft(name=request.name, state=state, publish_time=request.publish_time)
        return draft_pb2.MarkPublishedResponse(draft=draft)

    def ListDrafts(self, request, context):  # noqa: N802
        self._admit(request, context)
        page = int(request.page_token or 0)
        answer = draft_pb2.ListDraftsResponse(next_page_token=str(page + 1) if page < 2 else "")
        for number in range(2):
            answer.drafts.add(external_id=f"post-{page * 2 + number}")
        check = answer.checks.add(state=draft_pb2.CHECK_STATE_CHECKED, revision=3, alerts=2)
        check.check_time.FromDatetime(datetime(2026, 8, 1, tzinfo=UTC))
        return answer

    def ListFindings(self, request, context):  # noqa: N802
        self._admit(request, context)
        return finding_pb2.ListFindingsResponse(findings=[make_finding("findings/1")])

    def ReviewFinding(self, request, context):  # noqa: N802
        self._admit(request, context)
        review = finding_pb2.Review(
            verdict=request.verdict,
            reason=request.reason,
            reviewer=request.reviewer,
            relation=finding_pb2.RELATION_CONTRADICTION,
            own_revision=2,
        )
        return finding_pb2.ReviewFindingResponse(review=review)

    def WatchFindings(self, request, context):  # noqa: N802
        self._admit(request, context)
        for answer in self.watches.pop(0) if self.watches else []:
            if isinstance(answer, SelarasError):
                self._abort(context, answer)
            yield answer

    def CreateAgency(self, request, context):  # noqa: N802
        self._admit(request, context)
        agency = directory_pb2.Agency()
        agency.CopyFrom(request.agency)
        agency.name = f"agencies/{agency.agency_id}"
        return directory_pb2.CreateAgencyResponse(agency=agency)

    def CreateKey(self, request, context):  # noqa: N802
        self._admit(request, context)
        key = directory_pb2.Key(name=f"{request.parent}/keys/1", prefix="sk")
        return directory_pb2.CreateKeyResponse(key=key, secret="sk-secret")

    def UpdateOwner(self, request, context):  # noqa: N802
        self._admit(request, context)
        return directory_pb2.UpdateOwnerResponse(owner=request.owner)


def make_finding(name: str) -> finding_pb2.Finding:
    finding = finding_pb2.Finding(
        name=name,
        relation=finding_pb2.RELATION_CONTRADICTION,
        confidence=finding_pb2.CONFIDENCE_LIKELY,
        probability=0.9,
        explanation="Tanggal berbeda.",
    )
    finding.other_agency.display_name = "Dinas Pendidikan"
    evidence = finding.evidence.add(kind=finding_pb2.FACT_KIND_DATE, own_sentence="Mulai 3 Agustus")
    evidence.own.part = finding_pb2.Span.PART_TITLE
    evidence.own.end = 5
    return finding


@pytest.fixture
def fake():
    return FakeServer()


@pytest.fixture
def target(fake):
    server = grpc.server(futures.ThreadPoolExecutor(4))
    draft_pb2_grpc.add_DraftServiceServicer_to_server(fake, server)
    finding_pb2_grpc.add_FindingServiceServicer_to_server(fake, server)
    directory_pb2_grpc.add_DirectoryServiceServicer_to_server(fake, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop(None)


@pytest.fixture
def away():
    return Unavailable("CHECKER_UNAVAILABLE", "the checker is away")


@pytest.fixture
def invalid():
    return InvalidRequest.field("AREA_UNKNOWN", "draft.area_codes", "no such area", code="99")
