"""The example of the README works when pasted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent import futures
from pathlib import Path

import grpc
import pytest
from selaras.api.v1 import draft_pb2, draft_pb2_grpc, finding_pb2

README = Path(__file__).resolve().parents[3] / "README.md"


class OneFinding(draft_pb2_grpc.DraftServiceServicer):
    """Finds in each submitted draft one contradiction."""

    def SubmitDraft(  # noqa: N802
        self, request: draft_pb2.SubmitDraftRequest, context: grpc.ServicerContext
    ) -> draft_pb2.SubmitDraftResponse:
        answer = draft_pb2.SubmitDraftResponse()
        answer.draft.CopyFrom(request.draft)
        answer.draft.name = f"agencies/a/drafts/{request.draft.external_id}"
        answer.check.state = draft_pb2.CHECK_STATE_CHECKED
        finding = answer.check.findings.add(relation=finding_pb2.RELATION_CONTRADICTION)
        finding.other_agency.display_name = "Puskesmas Cihideung"
        finding.explanation = "Tanggalnya berbeda."
        return answer


@pytest.fixture
def target() -> Iterator[str]:
    server = grpc.server(futures.ThreadPoolExecutor(2))
    draft_pb2_grpc.add_DraftServiceServicer_to_server(OneFinding(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop(None).wait()


def test_the_client_example_runs_as_it_stands(
    target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", README.read_text(), re.DOTALL | re.MULTILINE)
    assert len(blocks) == 1
    assert '"127.0.0.1:7700"' in blocks[0]
    exec(compile(blocks[0].replace("127.0.0.1:7700", target), "README.md", "exec"), {})
    assert capsys.readouterr().out == "CONTRADICTION Puskesmas Cihideung Tanggalnya berbeda.\n"
