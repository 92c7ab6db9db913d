"""Texts that would run, load, lead elsewhere or compute: the console shows them as text.

In every field that people or their CMS fill, on every page, in the calendar's file and the tables.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.support.console_stack import console_stack
from tests.support.leak_console import (
    ROLES,
    Crowd,
    Look,
    Sweep,
    Tab,
    broken,
    case_of,
    routes,
)
from tests.support.leak_html import PageReader, csv_faults, unfolded
from tests.support.leak_scene import (
    ADMIN,
    AGENCIES,
    COORDINATOR,
    COORDINATOR_HERE,
    NOBODY,
    PEOPLE,
    drafts,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(autouse=True)
def many_sign_ins(monkeypatch) -> None:
    """Everybody signs in from one address here."""
    monkeypatch.setenv("SELARAS_CONSOLE_SIGN_IN_PER_MINUTE", "1000")


HOSTILE = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>'{{7*7}}${7*7}"
# Turns around how the rest of a line is read.
TURNED = "\u202e"


def hostile(what: str) -> str:
    """A text for one field: it says which one, and begins as a formula."""
    return f"=1+1 {what} {HOSTILE}{TURNED}"


async def test_what_people_write_is_shown_as_text(tmp_path):
    async with console_stack(tmp_path / "data") as stack:
        crowd = Crowd(stack)
        try:
            case = await write_everywhere(crowd)
            await crowd.make_feeds()
            await say_everything(crowd, case)
            looks = await Sweep(crowd, [case], ("m1", "m2"), [HOSTILE]).all()
            looks += await refused_forms(crowd, case)
        finally:
            await crowd.close()
    # Tries of the same login are limited, as they should be.
    faults = broken([look for look in looks if look.route != "/sign-in"])
    faults += [fault for look in looks for fault in faults_of(look)]
    assert not faults, "\n".join(dict.fromkeys(faults))
    missing = [what for what in SHOWN if not any(what_is_shown(what, look) for look in looks)]
    assert not missing, f"nowhere shown, so that it was not tried: {missing}"
    feeds = [look for look in looks if look.path.endswith(".ics")]
    assert any("title dinkes" in "".join(unfolded(look.answer.text)) for look in feeds)
    tables = [look for look in looks if look.path.endswith("agencies.csv")]
    assert any("'=1+1 agency dinkes" in look.answer.text for look in tables)


# Fields that people fill, by the word that their text carries.
SHOWN = (
    *("agency dinkes", "owner dinkes", "contact dinkes", "title dinkes", "body dinkes"),
    *("comment", "proposal", "dismissal", "silence", "crisis", "key", "checked body"),
)


def what_is_shown(what: str, look: Look) -> bool:
    """Whether a page shows a text of a field whole, and as text."""
    if not look.answer.headers.get("content-type", "").startswith("text/html"):
        return False
    return f"=1+1 {what} {HOSTILE}" in PageReader(look.answer.text).text


def faults_of(look: Look) -> list[str]:
    """What in an answer would run, load, lead elsewhere or turn the text around."""
    kind, text = look.answer.headers.get("content-type", ""), look.answer.text
    faults = []
    if kind.startswith("text/html"):
        faults = PageReader(text).faults
        faults += [
            f"{part} is not escaped" for part in ("<script>alert", "<img src=x") if part in text
        ]
        faults += ["the rest of the line is turned around"] * (TURNED in text)
    elif kind.startswith("text/csv"):
        faults = csv_faults(text)
        faults += ["the rest of the line is turned around"] * (TURNED in text)
    elif kind.startswith("text/calendar"):
        faults = [
            f"a line of its own: {line}"
            for line in unfolded(text)
            if line and not CALENDAR_LINE.match(line)
        ]
        faults += ["the rest of the line is turned around"] * (TURNED in text)
    return [f"{look.path.partition('?')[0]} for {look.viewer}: {fault}" for fault in faults]


CALENDAR_LINE = re.compile(r"(BEGIN|END|[A-Z-]+(;[A-Z-]+=[A-Za-z/-]+)*):")


async def write_everywhere(crowd: Crowd) -> str:
    """Agencies, people and drafts with hostile texts; answers the case of two of the drafts."""
    admin, stack = crowd.stack.admin, crowd.stack
    for agency, area in AGENCIES.items():
        await admin.create_agency(agency, hostile(f"agency {agency}"), "KOTA", area_code=area)
        stack.keys[agency] = (await admin.create_key(agency, hostile("key"))).secret
    for one in PEOPLE:
        name = await stack.owner(
            one.agency,
            one.owner,
            hostile(f"owner {one.agency}"),
            role=ROLES[one.role],
            contact=hostile(f"contact {one.agency}")
            if one.owner == "humas"
            else "javascript:alert(1)",
            area_codes=[AGENCIES[one.agency]] if one.role == COORDINATOR else [],
        )
        await crowd.invite(one.name, name)
    await crowd.invite(ADMIN)
    crowd.tabs[NOBODY] = Tab(stack.url)
    for draft in drafts(0)[:2]:
        # Whole texts are shown of both: of the second it is the level that is not.
        written = replace(
            draft,
            title=hostile(f"title {draft.agency}"),
            body=f"{draft.body} {hostile(f'body {draft.agency}')}",
        )
        await crowd.submit(written)
    return await case_of(crowd, "dinkes")


async def say_everything(crowd: Crowd, case: str) -> None:
    """Every text that forms take, by who may send it."""
    async with crowd.api("dinkes/humas") as api:
        finding = (await api.get_case(f"cases/{case}")).findings[0].name
    joint = {"kind": "JOINT_STATEMENT", "note": hostile("proposal")}
    wrong = {"finding": finding, "reason": "OTHER", "note": hostile("dismissal")}
    said = [
        ("dinkes/humas", f"/cases/{case}/comment", {"text": hostile("comment")}),
        ("dinkes/humas", f"/cases/{case}/dismiss", wrong),
        ("dinkes/humas", f"/cases/{case}/propose", joint),
        ("dinkes/humas", "/silences", {"reason": hostile("silence"), "hours": "4"}),
        (
            COORDINATOR_HERE,
            "/silences/crises",
            {"reason": hostile("crisis"), "hours": "6", "area_code": "32.78"},
        ),
    ]
    for who, path, fields in said:
        answer = await crowd.tabs[who].send(path, fields)
        assert answer.status_code == 303, (path, answer.status_code)


async def refused_forms(crowd: Crowd, case: str) -> list[Look]:
    """Forms that are refused show again what was typed; so do the pages that say why."""
    nonsense = dict.fromkeys(
        (
            *("login", "note", "text", "kind", "reason", "number", "others", "findings", "owner"),
            *("title", "audience", "area", "publish", "agency_id", "owner_id", "display_name"),
            *("level", "area_code", "parent", "agency", "topic", "case", "other", "hours", "do"),
            *("channel-0-kind", "channel-0-address", "hours-0-start", "shift-0-start", "rank"),
            *("password", "new", "repeat", "lang", "contact", "role", "finding", "time_zone"),
        ),
        hostile("typed"),
    )
    nonsense |= {"next": "//jahat.example", "body": hostile("checked body")}
    looks = []
    for route in routes("POST"):
        if route in {"/sign-out", "/invitation/{token}"}:
            continue
        path = route.replace("{id}", case).replace("{agency}", "coba").replace("{owner}", "humas")
        path = re.sub(r"\{[a-z_]+\}", "x", path)
        for who in ("dinkes/humas", "kominfo/koordinator", ADMIN):
            for fields in (nonsense, {**nonsense, "area": "", "publish": "", "audience": ""}):
                answer = await crowd.tabs[who].send(
                    path, fields, headers={"referer": "javascript:alert(1)"}
                )
                assert answer.headers.get("location", "/").startswith("/"), path
                assert not answer.headers.get("location", "/").startswith("//"), path
                looks.append(Look(who, route, path, answer))
        nobody = await crowd.tabs[NOBODY].send("/sign-in", nonsense)
        looks.append(Look(NOBODY, "/sign-in", "/sign-in", nobody))
    return looks
