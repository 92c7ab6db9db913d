"""A data folder with many cases, made around the API before a stack is started on it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from selaras.kit.bus import Bus
from selaras.kit.clock import SystemClock
from selaras.kit.database import Database
from selaras.kit.health import Health
from selaras.kit.outbox import Outbox
from selaras.kit.settings import NatsSettings
from selaras.matching.adapters import tables
from selaras.matching.adapters.sql import MIGRATIONS, VERSION_TABLE, SqlStore
from selaras.matching.domain.case import Case, CaseState, Party, Severity
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import (
    Confidence,
    Evidence,
    Finding,
    Passage,
    Reason,
    Relation,
    Side,
    Verdict,
    finding_id,
)
from selaras.matching.domain.message import Agency, AgencyLevel, Message, MessageState
from selaras.matching.domain.text import Part, Span

AGENCY = "dinkes-kota-tasikmalaya"
_OTHERS = 40
_BATCH = 500
_BODY = (
    "Vaksinasi polio untuk anak usia 0 sampai 7 tahun dimulai {day} Mei 2027 di semua puskesmas. "
)
_SEED = 7


async def fill(folder: Path, count: int) -> None:
    """Put cases of :data:`AGENCY`, each with one of forty others, into a data folder."""
    database = Database(f"sqlite+aiosqlite:///{folder / 'matching.db'}")
    await database.migrate(MIGRATIONS, VERSION_TABLE)
    clock = SystemClock()
    # Never connected: nobody is told of these cases.
    outbox = Outbox(
        "matching", tables.outbox, database, Bus(NatsSettings(), Health(), "fill"), clock
    )
    store = SqlStore(database, outbox, clock)
    rng = random.Random(_SEED)
    now = datetime.now(UTC)
    for start in range(0, count, _BATCH):
        async with store.transaction() as transaction:
            for number in range(start, min(start + _BATCH, count)):
                case, finding, messages = _case(number, now, rng)
                for message in messages:
                    await transaction.put_message(message)
                await transaction.put_finding(finding)
                await transaction.put_case(case)
    await database.close()


def _case(
    number: int, now: datetime, rng: random.Random
) -> tuple[Case, Finding, tuple[Message, Message]]:
    days = rng.sample(range(1, 29), 2)
    other = f"dinas-{rng.randrange(_OTHERS)}"
    messages = (_message(AGENCY, number, days[0], now), _message(other, number, days[1], now))
    left, right = (
        Side(item.key, item.agency.id, item.external_id, item.revision) for item in messages
    )
    evidence = Evidence(FactKind.DATE, _passage(days[0]), _passage(days[1]), 0.9)
    verdict = Verdict(
        Relation.CONTRADICTION, Confidence.CONFIRMED, 0.95, Reason.FACTS_DIFFER, (evidence,)
    )
    name = f"{number:032x}"
    finding = Finding(finding_id(left.key, right.key), left, right, verdict, create_time=now)
    case = Case(
        name,
        CaseState.OPEN,
        1,
        Relation.CONTRADICTION,
        tuple(sorted((Party(AGENCY, 1), Party(other, 1)), key=lambda party: party.agency)),
        now,
        now,
        topic="kesehatan",
        area_codes=("32.78",),
        kinds=(FactKind.DATE,),
        severity=Severity(1 + number % 4),
        deadline=now + timedelta(hours=rng.randint(1, 400)) if number % 3 else None,
    )
    return case, replace(finding, case_id=name), messages


def _message(agency: str, number: int, day: int, now: datetime) -> Message:
    words = agency.replace("-", " ").title()
    return Message(
        agency=Agency(agency, words, AgencyLevel.KOTA, "32.78"),
        external_id=f"post-{number}",
        revision=1,
        version=1,
        title=f"Vaksinasi polio gelombang {number}",
        body=_BODY.format(day=day) * 8,
        authored=now,
        # What is withdrawn is not indexed: nothing is read in the background.
        state=MessageState.WITHDRAWN,
        area_codes=("32.78",),
    )


def _passage(day: int) -> Passage:
    sentence = _BODY.format(day=day).strip()
    text = f"{day} Mei 2027"
    start = sentence.index(text)
    return Passage(Span(Part.BODY, start, start + len(text)), text, sentence, 0)
