"""One suite for what is read of alerts, on every backend."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from selaras.alerting.domain.directory import Agency, Owner, Recipient
from selaras.alerting.domain.notice import AlertKind, Digest, DigestLine, Notice, Telling
from selaras.alerting.entrypoints.convert import from_proto_case
from selaras.alerting.ports.reader import AlertQuery

from tests.fakes.alerting import case_payload
from tests.support.alerting import MONDAY

MINUTE = timedelta(minutes=1)


def notice(case: str, owner: str = "a", agency: str = "dinkes", minutes: int = 0) -> Notice:
    event = from_proto_case(case_payload(case=case, severity="HIGH"))
    to = Recipient(Agency(agency, agency), Owner(owner, owner))
    telling = Telling(AlertKind.OPENED, event, "dinkes", to, 0)
    return Notice(telling, f"judul {case}", "isi", "id", MONDAY + minutes * MINUTE)


async def add(store, *notices: Notice) -> None:
    async with store.transaction() as unit:
        for one in notices:
            await unit.add_notice(one)


async def test_alerts_are_read_the_newest_first_and_page_by_page(store, reader):
    await add(store, *(notice(f"cases/c{number}", minutes=number // 2) for number in range(5)))
    first = await reader.alerts(AlertQuery("dinkes", limit=2))
    assert first[0].case_id == "cases/c4"
    seen = [row.alert_id for row in first]
    while page := await reader.alerts(
        AlertQuery("dinkes", limit=2, after=(first[-1].create_time, first[-1].alert_id))
    ):
        seen += [row.alert_id for row in page]
        first = page
    assert len(seen) == len(set(seen)) == 5


async def test_alerts_are_found_by_agency_owner_and_case(store, reader):
    await add(store, notice("cases/c1"), notice("cases/c1", "b"), notice("cases/c2", "a", "prov"))
    row = (await reader.alerts(AlertQuery("prov")))[0]
    assert (row.agency_id, row.owner_id, row.case_id) == ("prov", "a", "cases/c2")
    assert (row.kind, row.severity, row.title) == (AlertKind.OPENED, 3, "judul cases/c2")
    assert len(await reader.alerts(AlertQuery("dinkes", "b"))) == 1
    assert len(await reader.alerts(AlertQuery(case_id="cases/c1"))) == 2
    assert len(await reader.alerts(AlertQuery())) == 3


async def test_a_digest_is_one_alert_and_found_by_its_cases(store, reader):
    lines = tuple(DigestLine(notice(f"cases/c{number}").telling, f"j{number}") for number in (1, 2))
    digest = Digest(lines[0].telling.to, lines, "dua kasus", "isi", "id", MONDAY)
    async with store.transaction() as unit:
        await unit.add_digest(digest)
    [row] = await reader.alerts(AlertQuery("dinkes"))
    assert (row.kind, row.case_id, row.title) == (AlertKind.DIGEST, "", "dua kasus")
    [of_case] = await reader.alerts(AlertQuery("dinkes", case_id="cases/c2"))
    assert (of_case.alert_id, of_case.case_id, of_case.title) == (row.alert_id, "cases/c2", "j2")


async def test_recent_notices_of_several_agencies(store, reader):
    later = replace(notice("cases/c3"), create_time=MONDAY + MINUTE)
    await add(store, notice("cases/c1"), notice("cases/c2", "k", "prov"), later)
    found = await reader.recent(["dinkes", "prov", "x"], MONDAY - MINUTE)
    assert found == {("dinkes", "a"): [MONDAY, MONDAY + MINUTE], ("prov", "k"): [MONDAY]}
    assert await reader.recent(["dinkes"], MONDAY) == {("dinkes", "a"): [MONDAY + MINUTE]}
