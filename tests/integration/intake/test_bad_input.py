"""The table of bad inputs: each has its code and named reason, and nothing is stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from selaras.api.v1 import directory_pb2, draft_pb2

from tests.support.grpc import INTERNAL_TOKEN, RpcFailure, expect_failure
from tests.support.intake import ADMIN_KEY

INVALID = grpc.StatusCode.INVALID_ARGUMENT
PRECONDITION = grpc.StatusCode.FAILED_PRECONDITION
DENIED = grpc.StatusCode.PERMISSION_DENIED
NOBODY = grpc.StatusCode.UNAUTHENTICATED
NOT_FOUND = grpc.StatusCode.NOT_FOUND
EXISTS = grpc.StatusCode.ALREADY_EXISTS

SERVICES = {
    "SubmitDraft": "selaras.api.v1.DraftService",
    "CheckDraft": "selaras.api.v1.DraftService",
    "GetDraft": "selaras.api.v1.DraftService",
    "ListDrafts": "selaras.api.v1.DraftService",
    "WithdrawDraft": "selaras.api.v1.DraftService",
    "MarkPublished": "selaras.api.v1.DraftService",
}


def after(**delta) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(datetime.now(UTC) + timedelta(**delta))
    return stamp


def draft(**changes) -> draft_pb2.Draft:
    return draft_pb2.Draft(**{"external_id": "new", "body": "Mulai 3 Agustus.", **changes})


def submit(request_id: str = "", **changes) -> draft_pb2.SubmitDraftRequest:
    return draft_pb2.SubmitDraftRequest(draft=draft(**changes), request_id=request_id)


def named(kind, name: str, **more):
    return kind(name=name, **more)


async def call(intake, method: str, request, *, key: str | None) -> RpcFailure:
    """Call a method with a message, or with bytes that are none."""
    service = SERVICES.get(method, "selaras.api.v1.DirectoryService")
    raw = request if isinstance(request, bytes) else request.SerializeToString()
    multicallable = intake.server.channel(key).unary_unary(f"/{service}/{method}")
    return await expect_failure(multicallable(raw))


@pytest.fixture
async def key(intake):
    """The key of an agency with one draft, beside another agency with one of the same name."""
    text = await intake.register("dinkes")
    other = await intake.register("bpbd")
    for one in (text, other):
        await intake.drafts(one).SubmitDraft(submit("r1", external_id="post-1"))
    return text


MINE = "agencies/dinkes/drafts/post-1"
LAST_HOUR, NEXT_HOUR = {"hours": -1}, {"hours": 1}

# (what, method, request, code, reason, fields)
DRAFTS = [
    ("empty", "SubmitDraft", submit(body=""), INVALID, "TEXT_EMPTY", ["draft.body"]),
    ("blank", "SubmitDraft", submit(body=" \n"), INVALID, "TEXT_EMPTY", ["draft.body"]),
    ("1 MiB", "SubmitDraft", submit(body="a " * (1 << 19)), INVALID, "TEXT_TOO_LONG",
     ["draft.body"]),
    ("emoji", "SubmitDraft", submit(body="🎉👶💧"), INVALID, "TEXT_WITHOUT_WORDS",
     ["draft.body"]),
    ("NUL", "SubmitDraft", submit(body="a\x00b"), INVALID, "TEXT_HAS_CONTROL_CHARACTERS",
     ["draft.body"]),
    ("long title", "SubmitDraft", submit(title="a" * 1001), INVALID, "REQUEST_INVALID",
     ["draft.title"]),
    ("area", "SubmitDraft", submit(area_codes=["32.78", "99.99"]), INVALID, "AREA_UNKNOWN",
     ["draft.area_codes[1]"]),
    ("areas twice", "SubmitDraft", submit(area_codes=["32.78", "32.78"]), INVALID,
     "REQUEST_INVALID", ["draft.area_codes"]),
    ("past", "SubmitDraft", submit(publish_time=after(minutes=-6)), INVALID,
     "PUBLISH_TIME_IN_PAST", ["draft.publish_time"]),
    ("reversed", "SubmitDraft",
     submit(valid_from=after(hours=2), valid_until=after(hours=1)), INVALID,
     "VALIDITY_REVERSED", ["draft.valid_until"]),
    ("year 1", "SubmitDraft", submit(authored_time=Timestamp(seconds=-62135596800)), INVALID,
     "TIME_OUT_OF_RANGE", ["draft.authored_time"]),
    ("no time", "SubmitDraft", submit(valid_from=Timestamp(seconds=1 << 60)), INVALID,
     "TIME_OUT_OF_RANGE", ["draft.valid_from"]),
    ("tag", "SubmitDraft", submit(audience_tags=[" "]), INVALID, "TAG_INVALID",
     ["draft.audience_tags[0]"]),
    ("no id", "SubmitDraft", submit(external_id=""), INVALID, "EXTERNAL_ID_MISSING",
     ["draft.external_id"]),
    ("odd id", "SubmitDraft", submit(external_id="a/b"), INVALID, "REQUEST_INVALID",
     ["draft.external_id"]),
    ("no draft", "SubmitDraft", draft_pb2.SubmitDraftRequest(), INVALID, "REQUEST_INVALID",
     ["draft"]),
    ("long wait", "SubmitDraft",
     draft_pb2.SubmitDraftRequest(draft=draft(), wait={"seconds": 31}), INVALID,
     "REQUEST_INVALID", ["wait"]),
    ("enum", "SubmitDraft", submit(channel=77), INVALID, "REQUEST_INVALID", ["draft.channel"]),
    ("request id reused", "SubmitDraft", submit("r1", external_id="post-1", body="Lain."),
     PRECONDITION, "REQUEST_ID_REUSED", []),
    ("two wrong things", "SubmitDraft",
     submit(body="", valid_from=after(hours=2), valid_until=after(hours=1)), INVALID,
     "TEXT_EMPTY", ["draft.body", "draft.valid_until"]),
    ("broken UTF-8", "SubmitDraft", b"\x0a\x07\x12\x01a\x2a\x02\xc3\x28", INVALID,
     "TEXT_NOT_UTF8", []),
    ("surrogate in UTF-8", "SubmitDraft", b"\x0a\x08\x12\x01a\x2a\x03\xed\xa0\x80", INVALID,
     "TEXT_NOT_UTF8", []),
    ("not a message", "SubmitDraft", b"\xff\xff\xff", INVALID, "MESSAGE_MALFORMED", []),
    ("deeply nested", "SubmitDraft", b"\x0b" * 10_000, INVALID, "MESSAGE_MALFORMED", []),
    ("unknown field", "SubmitDraft", submit().SerializeToString() + b"\xf8\x3f\x01", INVALID,
     "FIELD_UNKNOWN", []),
    ("unknown field inside", "SubmitDraft", b"\x0a\x0b\x12\x01a\x2a\x03abc\xf8\x3f\x01",
     INVALID, "FIELD_UNKNOWN", []),
    ("check: empty", "CheckDraft", draft_pb2.CheckDraftRequest(draft=draft(body="")), INVALID,
     "TEXT_EMPTY", ["draft.body"]),
    ("other's draft", "WithdrawDraft",
     named(draft_pb2.WithdrawDraftRequest, "agencies/bpbd/drafts/post-1"), DENIED,
     "AGENCY_MISMATCH", []),
    ("other's draft that is not", "GetDraft",
     named(draft_pb2.GetDraftRequest, "agencies/bpbd/drafts/none"), DENIED,
     "AGENCY_MISMATCH", []),
    ("no such draft", "GetDraft", named(draft_pb2.GetDraftRequest, MINE + "0"), NOT_FOUND,
     "DRAFT_NOT_FOUND", []),
    ("no name", "GetDraft", named(draft_pb2.GetDraftRequest, "post-1"), INVALID,
     "NAME_INVALID", ["name"]),
    ("published to come", "MarkPublished",
     named(draft_pb2.MarkPublishedRequest, MINE, publish_time=after(hours=1)), INVALID,
     "PUBLISH_TIME_IN_FUTURE", ["publish_time"]),
    ("page token", "ListDrafts", draft_pb2.ListDraftsRequest(page_token="x"), INVALID,
     "PAGE_TOKEN_INVALID", ["page_token"]),
    ("page size", "ListDrafts", draft_pb2.ListDraftsRequest(page_size=501), INVALID,
     "REQUEST_INVALID", ["page_size"]),
    ("read mask", "ListDrafts", draft_pb2.ListDraftsRequest(read_mask={"paths": ["x"]}), INVALID,
     "FIELD_MASK_INVALID", ["read_mask"]),
    ("state", "ListDrafts", draft_pb2.ListDraftsRequest(states=[9]), INVALID, "STATE_UNKNOWN",
     ["states"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "request_", "code", "reason", "fields"),
    [row[1:] for row in DRAFTS],
    ids=[row[0] for row in DRAFTS],
)
async def test_drafts(intake, key, count_rows, method, request_, code, reason, fields):
    before = await count_rows()
    failure = await call(intake, method, request_, key=key)
    assert (failure.code, failure.reason, failure.fields) == (code, reason, fields)
    assert await count_rows() == before


def agency(**changes) -> directory_pb2.CreateAgencyRequest:
    values = {"agency_id": "bmkg", "display_name": "BMKG", "level": 1, **changes}
    return directory_pb2.CreateAgencyRequest(agency=directory_pb2.Agency(**values))


def owner(**changes) -> directory_pb2.CreateOwnerRequest:
    values = {"owner_id": "kepala", "display_name": "Kepala", **changes}
    return directory_pb2.CreateOwnerRequest(
        parent="agencies/dinkes", owner=directory_pb2.Owner(**values)
    )


def update(*paths: str, **values) -> directory_pb2.UpdateAgencyRequest:
    wanted = directory_pb2.Agency(**{"name": "agencies/dinkes", **values})
    return directory_pb2.UpdateAgencyRequest(agency=wanted, update_mask={"paths": paths})


def update_owner(*paths: str, **values) -> directory_pb2.UpdateOwnerRequest:
    wanted = directory_pb2.Owner(**{"name": "agencies/dinkes/owners/humas", **values})
    return directory_pb2.UpdateOwnerRequest(owner=wanted, update_mask={"paths": paths})


def channel(kind: int, address: str, **more) -> dict:
    return {"channels": [{"kind": kind, "address": address, **more}]}


EMAIL, WEBHOOK = directory_pb2.CHANNEL_KIND_EMAIL, directory_pb2.CHANNEL_KIND_WEBHOOK
NIGHT = {"days": [1], "start": "22:00", "end": "06:00"}

DIRECTORY = [
    ("agency twice", "CreateAgency", agency(agency_id="dinkes"), EXISTS, "AGENCY_EXISTS", []),
    ("slug", "CreateAgency", agency(agency_id="Dinas K"), INVALID, "REQUEST_INVALID",
     ["agency.agency_id"]),
    ("no level", "CreateAgency", agency(level=0), INVALID, "REQUEST_INVALID", ["agency.level"]),
    ("area", "CreateAgency", agency(area_code="99"), INVALID, "AREA_UNKNOWN",
     ["agency.area_code"]),
    ("parent", "CreateAgency", agency(parent="agencies/none"), INVALID, "PARENT_UNKNOWN",
     ["agency.parent"]),
    ("parent's name", "CreateAgency", agency(parent="none"), INVALID, "NAME_INVALID",
     ["agency.parent"]),
    ("terminal in name", "CreateAgency", agency(display_name="\x1b[2J"), INVALID,
     "DISPLAY_NAME_INVALID", ["agency.display_name"]),
    ("cycle", "UpdateAgency", update("parent", parent="agencies/dinkes"), INVALID,
     "PARENT_CYCLE", ["agency.parent"]),
    ("mask", "UpdateAgency", update("shoe_size"), INVALID, "FIELD_MASK_INVALID",
     ["update_mask"]),
    ("empty mask", "UpdateAgency", update(), INVALID, "FIELD_MASK_INVALID", ["update_mask"]),
    ("immutable", "UpdateAgency", update("agency_id", agency_id="x"), INVALID,
     "FIELD_IMMUTABLE", ["update_mask"]),
    ("level", "UpdateAgency", update("level", level=99), INVALID, "LEVEL_UNKNOWN",
     ["agency.level"]),
    ("nameless", "UpdateAgency", update("level", name=""), INVALID, "NAME_INVALID",
     ["agency.name"]),
    ("no agency", "UpdateAgency", update("display_name", name="agencies/none", display_name="x"),
     NOT_FOUND, "AGENCY_NOT_FOUND", []),
    ("time zone", "CreateOwner", owner(time_zone="Asia/Bandung"), INVALID, "TIME_ZONE_UNKNOWN",
     ["owner.time_zone"]),
    ("address", "CreateOwner", owner(**channel(EMAIL, "x")), INVALID, "CHANNEL_ADDRESS_INVALID",
     ["owner.channels[0].address"]),
    ("NATS", "CreateOwner", owner(**channel(1, "x")), INVALID, "REQUEST_INVALID",
     ["owner.channels.kind"]),
    ("secret", "CreateOwner", owner(**channel(WEBHOOK, "https://a.go.id")), INVALID,
     "CHANNEL_SECRET_MISSING", ["owner.channels[0].secret"]),
    ("night", "CreateOwner", owner(working_hours=[NIGHT]), INVALID, "HOURS_REVERSED",
     ["owner.working_hours[0].end"]),
    ("owner's area", "CreateOwner", owner(area_codes=["32", "99"]), INVALID, "AREA_UNKNOWN",
     ["owner.area_codes[1]"]),
    ("role", "UpdateOwner", update_owner("role", role=9), INVALID, "ROLE_UNKNOWN",
     ["owner.role"]),
    ("kind", "UpdateOwner", update_owner("channels", **channel(9, "x")), INVALID,
     "CHANNEL_KIND_UNKNOWN", ["owner.channels[0].kind"]),
    ("channels", "UpdateOwner",
     update_owner("channels", channels=[{"kind": 4, "address": str(n)} for n in range(11)]),
     INVALID, "LIST_TOO_LONG", ["owner.channels"]),
    ("new address", "UpdateOwner",
     update_owner("channels", **channel(WEBHOOK, "https://a.go.id")), INVALID,
     "CHANNEL_SECRET_MISSING", ["owner.channels[0].secret"]),
    ("severity", "UpdateOwner", update_owner("min_severity", min_severity=7), INVALID,
     "SEVERITY_UNKNOWN", ["owner.min_severity"]),
    ("no time", "UpdateOwner",
     update_owner("working_hours", working_hours=[{"days": [1], "start": "8", "end": "9"}]),
     INVALID, "HOURS_INVALID", ["owner.working_hours[0].start"]),
    ("half a shift", "UpdateOwner",
     update_owner("duty_shifts", duty_shifts=[{"start_time": after(days=1)}]), INVALID,
     "SHIFT_TIME_MISSING", ["owner.duty_shifts[0]"]),
    ("topic", "UpdateOwner", update_owner("topics", topics=["A b"]), INVALID, "TOPIC_INVALID",
     ["owner.topics[0]"]),
    ("rank", "UpdateOwner", update_owner("rank", rank=-1), INVALID, "RANK_OUT_OF_RANGE",
     ["owner.rank"]),
    ("language", "UpdateOwner", update_owner("language", language="jv"), INVALID,
     "LANGUAGE_UNKNOWN", ["owner.language"]),
    ("owner's mask", "UpdateOwner", update_owner("channels.secret"), INVALID,
     "FIELD_MASK_INVALID", ["update_mask"]),
    ("key of no owner", "CreateKey",
     directory_pb2.CreateKeyRequest(parent="agencies/dinkes", owner="agencies/dinkes/owners/x"),
     NOT_FOUND, "OWNER_NOT_FOUND", []),
    ("key of another's owner", "CreateKey",
     directory_pb2.CreateKeyRequest(parent="agencies/dinkes", owner="agencies/bpbd/owners/humas"),
     INVALID, "NAME_INVALID", ["owner"]),
    ("key of a name", "CreateKey",
     directory_pb2.CreateKeyRequest(parent="agencies/dinkes", owner="humas"),
     INVALID, "NAME_INVALID", ["owner"]),
    ("owner twice", "CreateOwner", owner(owner_id="humas"), EXISTS, "OWNER_EXISTS", []),
    ("no owner", "DeleteOwner",
     named(directory_pb2.DeleteOwnerRequest, "agencies/dinkes/owners/none"), NOT_FOUND,
     "OWNER_NOT_FOUND", []),
    ("no key", "RevokeKey", named(directory_pb2.RevokeKeyRequest, "agencies/dinkes/keys/none"),
     NOT_FOUND, "KEY_NOT_FOUND", []),
    ("grace", "RotateKey",
     named(directory_pb2.RotateKeyRequest, "agencies/dinkes/keys/x", grace_hours=721), INVALID,
     "REQUEST_INVALID", ["grace_hours"]),
    ("key of nobody", "CreateKey", directory_pb2.CreateKeyRequest(parent="agencies/none"),
     NOT_FOUND, "AGENCY_NOT_FOUND", []),
]  # fmt: skip


@pytest.mark.usefixtures("key")
@pytest.mark.parametrize(
    ("method", "request_", "code", "reason", "fields"),
    [row[1:] for row in DIRECTORY],
    ids=[row[0] for row in DIRECTORY],
)
async def test_directory(intake, count_rows, method, request_, code, reason, fields):
    before = await count_rows()
    failure = await call(intake, method, request_, key=ADMIN_KEY)
    assert (failure.code, failure.reason, failure.fields) == (code, reason, fields)
    assert await count_rows() == before


CALLERS = [
    ("no key", "SubmitDraft", lambda _key: None, NOBODY, "KEY_MISSING"),
    ("unknown key", "SubmitDraft", lambda _key: "slr_abcdefghij_xyz", NOBODY, "KEY_UNKNOWN"),
    ("no key at all", "SubmitDraft", lambda _key: "hello", NOBODY, "KEY_UNKNOWN"),
    ("wrong secret", "SubmitDraft", lambda key: key[:-1], NOBODY, "KEY_UNKNOWN"),
    ("administrator", "SubmitDraft", lambda _key: ADMIN_KEY, DENIED, "ROLE_NOT_ALLOWED"),
    ("service", "SubmitDraft", lambda _key: INTERNAL_TOKEN, DENIED, "ROLE_NOT_ALLOWED"),
    ("agency", "CreateAgency", lambda key: key, DENIED, "ROLE_NOT_ALLOWED"),
]


@pytest.mark.parametrize(
    ("method", "make_key", "code", "reason"),
    [row[1:] for row in CALLERS],
    ids=[row[0] for row in CALLERS],
)
async def test_callers(intake, key, count_rows, method, make_key, code, reason):
    before = await count_rows()
    request = agency() if method == "CreateAgency" else submit()
    failure = await call(intake, method, request, key=make_key(key))
    assert (failure.code, failure.reason) == (code, reason)
    assert await count_rows() == before


async def test_keys_that_have_ended(intake, key, count_rows):
    prefix = key.split("_")[1]
    name = f"agencies/dinkes/keys/{prefix}"
    rotated = await intake.directory.RotateKey(directory_pb2.RotateKeyRequest(name=name))
    await intake.directory.RevokeKey(directory_pb2.RevokeKeyRequest(name=rotated.key.name))
    before = await count_rows()
    expired = await call(intake, "SubmitDraft", submit(), key=key)
    revoked = await call(intake, "SubmitDraft", submit(), key=rotated.secret)
    assert (expired.code, expired.reason) == (NOBODY, "KEY_EXPIRED")
    assert (revoked.code, revoked.reason) == (NOBODY, "KEY_REVOKED")
    assert await count_rows() == before


async def test_publishing_what_was_withdrawn(intake, key, count_rows):
    await intake.drafts(key).WithdrawDraft(draft_pb2.WithdrawDraftRequest(name=MINE))
    before = await count_rows()
    request = named(draft_pb2.MarkPublishedRequest, MINE)
    failure = await call(intake, "MarkPublished", request, key=key)
    assert (failure.code, failure.reason) == (PRECONDITION, "DRAFT_WITHDRAWN")
    assert await count_rows() == before


async def test_a_message_beyond_all_limits_is_refused_by_the_transport(intake, key, count_rows):
    before = await count_rows()
    failure = await call(intake, "SubmitDraft", submit(body="a" * (5 << 20)), key=key)
    assert failure.code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert await count_rows() == before
