"""The client against a real gRPC server: values, retries, errors, streams."""

from __future__ import annotations

import itertools
import subprocess
import sys
from datetime import UTC, datetime

import grpc
import pytest
from selaras.api.v1 import draft_pb2, finding_pb2
from selaras.client import (
    AdminClient,
    AsyncAdminClient,
    AsyncClient,
    CheckState,
    Client,
    Confidence,
    DraftState,
    FactKind,
    Relation,
    ReviewReason,
    ReviewVerdict,
    SelarasApiError,
    WatchKind,
)
from selaras.client.channel import Names, credentials
from selaras.client.convert import from_proto_finding
from selaras.client.errors import from_rpc_error
from selaras.kit.errors import Unauthenticated, Unavailable

from tests.unit.client.conftest import KEY, make_finding

Watch = finding_pb2.WatchFindingsResponse


@pytest.fixture
def client(target):
    with Client(target, KEY, timeout=5) as client:
        yield client


def test_submit_gives_plain_values(client, fake):
    result = client.submit_draft(
        "post-1",
        "Vaksinasi mulai 3 Agustus.",
        "Jadwal",
        wait=2,
        channel="WEBSITE",
        area_codes=["32.78"],
        publish_time=datetime(2026, 8, 1, tzinfo=UTC),
    )
    assert result.draft.name == "agencies/dinkes/drafts/post-1"
    assert result.check.state is CheckState.CHECKED
    finding = result.findings[0]
    assert (finding.relation, finding.confidence) == (Relation.CONTRADICTION, Confidence.LIKELY)
    assert finding.alerted
    assert finding.evidence[0].kind is FactKind.DATE
    assert finding.evidence[0].own.part == "TITLE"
    request = fake.requests[0]
    assert request.draft.channel == draft_pb2.CHANNEL_WEBSITE
    assert request.wait.seconds == 2
    assert request.request_id


def test_a_lost_answer_is_asked_again_with_the_same_request_id(client, fake, away):
    fake.failures = [away, away]
    client.submit_draft("post-1", "teks")
    assert len({request.request_id for request in fake.requests}) == 1
    assert len(fake.requests) == 3
    assert len(fake.stored) == 1


def test_what_can_never_work_is_not_tried_again(client, fake, invalid):
    fake.failures = [invalid]
    with pytest.raises(SelarasApiError) as caught:
        client.submit_draft("post-1", "teks")
    error = caught.value
    assert (error.code, error.reason) == ("INVALID_ARGUMENT", "AREA_UNKNOWN")
    assert str(error) == "AREA_UNKNOWN: draft.area_codes: no such area"
    assert error.field_violations[0].field == "draft.area_codes"
    assert error.metadata == {"field": "draft.area_codes", "code": "99"}
    assert len(fake.requests) == 1


def test_the_time_is_up_once_for_all_tries(target, fake):
    fake.failures = [Unavailable("STARTING", "starting", retry_after=60)]
    with Client(target, KEY, timeout=1) as client, pytest.raises(SelarasApiError) as caught:
        client.check_draft("teks")
    assert caught.value.reason == "STARTING"
    assert caught.value.retry_after == 60
    assert len(fake.requests) == 1


def test_a_server_that_is_not_there_has_a_name():
    with (
        Client("127.0.0.1:1", KEY, timeout=0.3) as client,
        pytest.raises(SelarasApiError) as caught,
    ):
        client.check_draft("teks")
    assert caught.value.reason in {"SERVER_UNREACHABLE", "DEADLINE_EXCEEDED"}


def test_a_wrong_key_says_so(target):
    with Client(target, "wrong") as client, pytest.raises(SelarasApiError) as caught:
        client.check_draft("teks")
    assert caught.value.reason == "KEY_UNKNOWN"


def test_lists_read_all_pages(client):
    drafts = client.list_drafts(states=[DraftState.RECEIVED])
    assert [draft.external_id for draft in drafts] == [f"post-{number}" for number in range(6)]


def test_a_page_of_drafts_comes_with_their_checks(client, fake):
    page = client.drafts_page(states=["SCHEDULED"], page_size=7)
    assert [(one.draft.external_id, one.check.state) for one in page.drafts] == [
        ("post-0", CheckState.CHECKED),
        # A server that does not say how the checks stand.
        ("post-1", CheckState.UNSPECIFIED),
    ]
    check = page.drafts[0].check
    assert (check.revision, check.alerts) == (3, 2)
    assert check.check_time == datetime(2026, 8, 1, tzinfo=UTC)
    assert page.drafts[1].check.check_time is None
    sent = fake.requests[-1]
    assert (sent.page_size, list(sent.states)) == (7, [draft_pb2.DRAFT_STATE_SCHEDULED])
    last = client.drafts_page(page_token="2")
    assert (last.drafts[0].draft.external_id, last.next_page_token) == ("post-4", "")
    assert (fake.requests[-1].page_token, fake.requests[-1].page_size) == ("2", 50)


async def test_a_page_of_drafts_on_asyncio(target):
    async with AsyncClient(target, KEY, timeout=5) as client:
        page = await client.drafts_page(page_token="1")
    assert [one.draft.external_id for one in page.drafts] == ["post-2", "post-3"]
    assert page.next_page_token == "2"


def test_a_page_is_fetched_only_when_it_is_read(client, fake):
    assert len(list(itertools.islice(client.list_drafts(), 2))) == 2
    assert len(fake.requests) == 1


def test_drafts_are_named_by_the_ids_of_the_cms(client, fake):
    with pytest.raises(ValueError, match="agency="):
        client.withdraw("post-1")
    client.submit_draft("post-1", "teks")
    assert client.withdraw("post-1").state is DraftState.WITHDRAWN
    assert fake.requests[-1].name == "agencies/dinkes/drafts/post-1"
    assert client.mark_published("agencies/x/drafts/y").name == "agencies/x/drafts/y"


def test_findings_of_a_draft(client, fake):
    client.submit_draft("post-1", "teks")
    found = list(client.findings("post-1", relations=["OVERLAP"], min_confidence="LIKELY"))
    assert found[0].name == "findings/1"
    assert fake.requests[-1].draft == "agencies/dinkes/drafts/post-1"
    assert fake.requests[-1].min_confidence == finding_pb2.CONFIDENCE_LIKELY


def test_a_person_says_what_a_finding_is(client, fake, away):
    fake.failures = [away]
    review = client.review_finding(
        "findings/1", "FALSE_ALARM", reason=ReviewReason.OTHER_AREA, reviewer="humas"
    )
    assert (review.verdict, review.reason) == (ReviewVerdict.FALSE_ALARM, "OTHER_AREA")
    assert (review.relation, review.own_revision) == (Relation.CONTRADICTION, 2)
    assert len(fake.requests) == 2
    with pytest.raises(ValueError, match="MAYBE"):
        client.review_finding("findings/1", "MAYBE", reviewer="humas")


def test_a_finding_carries_the_review_of_its_agency():
    finding = make_finding("findings/1")
    assert from_proto_finding(finding).own_review is None
    finding.own_review.verdict = finding_pb2.REVIEW_VERDICT_CONFIRMED
    review = from_proto_finding(finding).own_review
    assert (review.verdict, review.reason) == ("CONFIRMED", "UNSPECIFIED")


def test_a_time_without_a_zone_is_refused_before_it_is_sent(client, fake):
    with pytest.raises(ValueError, match="time zone"):
        client.submit_draft("post-1", "teks", publish_time=datetime(2026, 8, 1))
    assert fake.requests == []


def test_a_newer_value_of_an_enum_reads_as_unspecified():
    finding = make_finding("findings/1")
    finding.MergeFromString(b"\x10\x63")  # relation = 99
    assert from_proto_finding(finding).relation is Relation.UNSPECIFIED


def test_a_watch_goes_on_where_it_was_after_a_broken_connection(client, fake, away):
    fake.watches = [
        [
            Watch(kind=Watch.KIND_ADDED, finding=make_finding("findings/1"), resume_token="t1"),
            Watch(kind=Watch.KIND_HEARTBEAT, resume_token="t2"),
            away,
        ],
        [],  # a server that is stopped in order ends its streams without an error
        [Watch(kind=Watch.KIND_REMOVED, finding={"name": "findings/1"}, resume_token="t3")],
    ]
    events = list(itertools.islice(client.watch_findings(), 2))
    assert [event.kind for event in events] == [WatchKind.ADDED, WatchKind.REMOVED]
    assert [request.resume_token for request in fake.requests] == ["", "t2", "t2"]


def test_a_watch_ends_when_the_key_is_revoked(client, fake):
    fake.watches = [[Unauthenticated("KEY_REVOKED", "revoked")]]
    with pytest.raises(SelarasApiError, match="KEY_REVOKED"):
        next(client.watch_findings())


async def test_the_async_client_does_the_same(target, fake, away):
    fake.failures = [away]
    fake.watches = [
        [Watch(kind=Watch.KIND_CURRENT, resume_token="t1"), away],
        [Watch(kind=Watch.KIND_CHANGED, finding=make_finding("findings/2"), resume_token="t2")],
    ]
    async with AsyncClient(target, KEY, timeout=5) as client:
        result = await client.submit_draft("post-1", "teks")
        assert len(fake.stored) == 1
        assert result.findings[0].alerted
        assert [draft.external_id async for draft in client.list_drafts()][-1] == "post-5"
        assert (await client.get_draft("post-1")).draft.name == result.draft.name
        said = await client.review_finding("findings/1", "CONFIRMED", reviewer="humas")
        assert said.verdict is ReviewVerdict.CONFIRMED
        watch = client.watch_findings()
        assert (await anext(watch)).kind is WatchKind.CURRENT
        assert (await anext(watch)).finding.name == "findings/2"
        await watch.aclose()
        fake.failures = [Unauthenticated("KEY_REVOKED", "revoked")]
        with pytest.raises(SelarasApiError):
            await client.check_draft("teks")


def test_the_directory(target, fake):
    with AdminClient(target, KEY) as admin:
        agency = admin.create_agency("dinkes", "Dinas Kesehatan", "KOTA", area_code="32.78")
        new = admin.create_key("dinkes", "CMS")
        admin.update_owner("dinkes", "humas", contact="0811")
    assert (agency.name, agency.level) == ("agencies/dinkes", "KOTA")
    assert new.secret == "sk-secret"
    assert "sk-secret" not in repr(new)
    assert list(fake.requests[-1].update_mask.paths) == ["contact"]


def test_a_key_is_never_made_twice(target, fake, away):
    fake.failures = [away]
    with AdminClient(target, KEY) as admin, pytest.raises(SelarasApiError):
        admin.create_key("dinkes")
    assert len(fake.requests) == 1


async def test_the_directory_on_asyncio(target):
    async with AsyncAdminClient(target, KEY) as admin:
        assert (await admin.create_agency("dinkes", "Dinkes", "KOTA")).agency_id == "dinkes"


@pytest.mark.parametrize("key", ["", "dua\nbaris", "kunci-é"])
def test_a_key_that_cannot_be_sent_is_refused(key):
    with pytest.raises(ValueError, match="key"):
        Client("127.0.0.1:1", key)


def test_plaintext_is_for_loopback_only():
    assert credentials("127.0.0.1:7700", None, plaintext=False) is None
    assert credentials("selaras.go.id:443", None, plaintext=False) is not None
    assert credentials("intake:7700", None, plaintext=True) is None


def test_names_are_learned():
    names = Names("")
    names.learn("agencies/dinkes/drafts/1")
    assert names.draft("2") == "agencies/dinkes/drafts/2"


def test_the_client_needs_grpcio_and_protobuf_only():
    program = (
        "import sys, importlib.abc\n"
        "class Wall(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in {'nats', 'sqlalchemy', 'pydantic', 'structlog',\n"
        "            'protovalidate', 'grpc_status', 'grpc_health', 'rich', 'typer'}"
        " or name.startswith(('google.rpc', 'google.api')):\n"
        "            raise ImportError(name)\n"
        "sys.meta_path.insert(0, Wall())\n"
        "import selaras.client\n"
        "from selaras.client import errors\n"
        "errors._class('ErrorInfo')\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_details_that_cannot_be_read_fall_back_to_the_text():
    class Broken(grpc.RpcError):
        def code(self):
            return grpc.StatusCode.NOT_FOUND

        def details(self):
            return "DRAFT_NOT_FOUND: no such draft"

        def trailing_metadata(self):
            return (("grpc-status-details-bin", b"\xff\xff"),)

    assert from_rpc_error(Broken()).reason == "DRAFT_NOT_FOUND"
