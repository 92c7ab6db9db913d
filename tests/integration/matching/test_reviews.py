"""Reviews over gRPC, through the wired service: who may say what, and who may read it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import grpc
import pytest
from selaras.api.v1 import finding_pb2, finding_pb2_grpc
from selaras.internal.v1 import calibration_pb2, calibration_pb2_grpc
from selaras.kit.auth import Caller, Role
from selaras.kit.bus import Bus
from selaras.kit.clock import FakeClock
from selaras.kit.database import Database
from selaras.kit.errors import Unauthenticated
from selaras.kit.health import Health
from selaras.kit.outbox import Outbox
from selaras.kit.settings import InternalSettings, NatsSettings
from selaras.matching.adapters import tables
from selaras.matching.adapters.sql import SqlStore
from selaras.matching.bootstrap import build, weights_version
from selaras.matching.domain.finding import Finding
from selaras.matching.index.settings import IndexSettings
from selaras.matching.settings import JudgeSettings, MatchingSettings

from tests.support.grpc import INTERNAL_TOKEN, RunningServer, expect_failure, running_server
from tests.support.matching import NOW, finding, message

FALSE_ALARM = finding_pb2.REVIEW_VERDICT_FALSE_ALARM
CONFIRMED = finding_pb2.REVIEW_VERDICT_CONFIRMED
OTHER_AREA = finding_pb2.REVIEW_REASON_OTHER_AREA
MINE, THEIRS = message("dinkes"), message("disdik")
MADE = finding(MINE, THEIRS)
NAME = f"findings/{MADE.id}"
CALLERS = {
    "dinkes": Caller(Role.AGENCY, "dinkes"),
    "disdik": Caller(Role.AGENCY, "disdik"),
    "polres": Caller(Role.AGENCY, "polres"),
    "admin": Caller(Role.ADMIN),
}


class KnownKeys:
    """Keys are the names of who has them."""

    async def authenticate(self, key: str) -> Caller:
        if key not in CALLERS:
            raise Unauthenticated("KEY_UNKNOWN", "no such key")
        return CALLERS[key]


@dataclass
class Served:
    """Matching behind gRPC, and its store."""

    server: RunningServer
    store: SqlStore

    def findings(self, key: str) -> finding_pb2_grpc.FindingServiceStub:
        return finding_pb2_grpc.FindingServiceStub(self.server.channel(key))

    def calibration(self, key: str) -> calibration_pb2_grpc.CalibrationServiceStub:
        return calibration_pb2_grpc.CalibrationServiceStub(self.server.channel(key))

    async def review(self, key: str, **fields) -> finding_pb2.Review:
        request = {"name": NAME, "verdict": CONFIRMED, "reviewer": "humas"} | fields
        answer = await self.findings(key).ReviewFinding(finding_pb2.ReviewFindingRequest(**request))
        return answer.review

    async def put(self, *findings: Finding) -> None:
        async with self.store.transaction() as transaction:
            for item in findings:
                await transaction.put_finding(item)


@pytest.fixture
async def served(tmp_path) -> AsyncIterator[Served]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'matching.db'}"
    nowhere = "127.0.0.1:1"
    internal = InternalSettings(token=INTERNAL_TOKEN)
    nats = NatsSettings(url=f"nats://{nowhere}")

    def compose(_server, health):
        service = build(
            MatchingSettings(database_url=url, embedding_target=nowhere, directory_target=nowhere),
            nats=nats,
            internal=internal,
            health=health,
            clock=FakeClock(NOW),
            judge=JudgeSettings(contradiction_likely=0.5),
            index=IndexSettings(folder=tmp_path / "index"),
        )
        return [service], KnownKeys()

    async with running_server(compose) as server:
        database = Database(url)
        clock = FakeClock(NOW)
        outbox = Outbox("matching", tables.outbox, database, Bus(nats, Health(), "test"), clock)
        served = Served(server, SqlStore(database, outbox, clock, weights_version()))
        async with served.store.transaction() as transaction:
            await transaction.put_message(MINE)
            await transaction.put_message(THEIRS)
        await served.put(MADE)
        yield served
        await database.close()


async def test_the_review_comes_back_with_the_finding_of_its_agency(served: Served) -> None:
    said = await served.review("dinkes", verdict=FALSE_ALARM, reason=OTHER_AREA, note="Kota lain")
    assert (said.verdict, said.reason, said.note) == (FALSE_ALARM, OTHER_AREA, "Kota lain")
    assert (said.relation, said.own_revision) == (finding_pb2.RELATION_CONTRADICTION, 1)
    assert said.review_time.ToDatetime(tzinfo=NOW.tzinfo) == NOW
    got = await served.findings("dinkes").GetFinding(finding_pb2.GetFindingRequest(name=NAME))
    assert got.finding.own_review == said
    listed = await served.findings("disdik").ListFindings(finding_pb2.ListFindingsRequest())
    assert [item.name for item in listed.findings] == [NAME]
    assert not listed.findings[0].HasField("own_review")


async def test_repeating_is_safe_and_the_last_one_counts(served: Served) -> None:
    first = await served.review("dinkes")
    assert await served.review("dinkes") == first
    await served.review("dinkes", verdict=FALSE_ALARM, reason=OTHER_AREA)
    await served.review("disdik")
    answer = await served.calibration("admin").ListReviews(calibration_pb2.ListReviewsRequest())
    assert [(item.agency, item.verdict) for item in answer.reviews] == [
        ("agencies/dinkes", FALSE_ALARM),
        ("agencies/disdik", CONFIRMED),
    ]


async def test_what_the_judge_had_said_is_kept_without_any_text(served: Served) -> None:
    await served.review("dinkes", note="rahasia", reviewer="Ibu Ani")
    await served.put(replace(MADE, verdict=replace(MADE.verdict, probability=0.1)))
    answer = await served.calibration("admin").ListReviews(calibration_pb2.ListReviewsRequest())
    [review] = answer.reviews
    assert (review.finding, review.probability) == (NAME, 0.8)
    assert review.judge_version == weights_version()
    assert [(side.agency, side.revision) for side in review.sides] == [
        ("agencies/dinkes", 1),
        ("agencies/disdik", 1),
    ]
    assert [item.strength for item in review.evidence] == [0.8]
    for secret in (b"Mei", b"rahasia", b"Ani"):
        assert secret not in answer.SerializeToString()


async def test_a_corrected_finding_can_still_be_reviewed(served: Served) -> None:
    async with served.store.transaction() as transaction:
        await transaction.remove_finding(MADE)
    assert (await served.review("dinkes")).verdict == CONFIRMED
    call = served.findings("dinkes").GetFinding(finding_pb2.GetFindingRequest(name=NAME))
    assert (await expect_failure(call)).reason == "FINDING_NOT_FOUND"


@pytest.mark.parametrize(
    ("key", "fields", "code", "reason", "field"),
    [
        ("polres", {}, "NOT_FOUND", "FINDING_NOT_FOUND", None),
        ("dinkes", {"name": "findings/x"}, "NOT_FOUND", "FINDING_NOT_FOUND", None),
        ("dinkes", {"name": "x"}, "INVALID_ARGUMENT", "FINDING_NAME_INVALID", "name"),
        ("dinkes", {"verdict": 0}, "INVALID_ARGUMENT", "REQUEST_INVALID", "verdict"),
        ("dinkes", {"verdict": 9}, "INVALID_ARGUMENT", "REQUEST_INVALID", "verdict"),
        ("dinkes", {"reason": 99}, "INVALID_ARGUMENT", "REQUEST_INVALID", "reason"),
        ("dinkes", {"note": "x" * 2001}, "INVALID_ARGUMENT", "REQUEST_INVALID", "note"),
        ("dinkes", {"reviewer": ""}, "INVALID_ARGUMENT", "REQUEST_INVALID", "reviewer"),
        ("dinkes", {"reason": OTHER_AREA}, "INVALID_ARGUMENT", "REVIEW_REASON_UNFIT", "reason"),
        (
            "dinkes",
            {"verdict": FALSE_ALARM},
            "INVALID_ARGUMENT",
            "REVIEW_REASON_MISSING",
            "reason",
        ),
        ("dinkes", {"note": "\0"}, "INVALID_ARGUMENT", "REVIEW_TEXT_INVALID", "note"),
        ("admin", {}, "PERMISSION_DENIED", "ROLE_NOT_ALLOWED", None),
    ],
)
async def test_what_is_refused_has_a_name(served, key, fields, code, reason, field) -> None:
    failure = await expect_failure(served.review(key, **fields))
    assert (failure.code, failure.reason) == (grpc.StatusCode[code], reason)
    assert failure.fields == ([field] if field else [])
    answer = await served.calibration("admin").ListReviews(calibration_pb2.ListReviewsRequest())
    assert not answer.reviews


async def test_agencies_cannot_read_the_reviews_of_all(served: Served) -> None:
    call = served.calibration("dinkes").ListReviews(calibration_pb2.ListReviewsRequest())
    assert (await expect_failure(call)).reason == "ROLE_NOT_ALLOWED"


async def test_the_thresholds_in_force_and_those_shipped_are_told(served: Served) -> None:
    judge = await served.calibration("admin").DescribeJudge(calibration_pb2.DescribeJudgeRequest())
    assert judge.contradiction.likely == 0.5
    shipped = JudgeSettings.shipped()
    assert judge.shipped_contradiction.likely == shipped.contradiction_likely
    assert judge.shipped_overlap.confirmed == shipped.overlap_confirmed
    assert judge.judge_version == weights_version()
