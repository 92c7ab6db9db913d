"""Who reads what at the console and who does what there: by share level, role and agency.

On a real stack, asked by browsers without scripts. Every page and every form that the console has
takes part: a new one is covered, or the tests say that nobody has said how it is tried.
"""

from __future__ import annotations

import json
import re

import pytest

from tests.support.eventually import assert_eventually
from tests.support.leak import Reading, Shown, Spot
from tests.support.leak_console import (
    LIVE,
    Crowd,
    Look,
    Sweep,
    broken,
    clash,
    crowd_of,
    following,
    routes,
)
from tests.support.leak_forms import Form, Things, forms, snapshot
from tests.support.leak_log import logged
from tests.support.leak_scene import (
    ADMIN,
    COMMENT,
    COORDINATOR_HERE,
    LOG,
    NOBODY,
    Rules,
    drafts,
    level_spots,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

QUESTIONS = ("vaksinasi polio di Tasikmalaya", "biaya pesantren kilat")


@pytest.fixture(autouse=True)
def many_sign_ins(monkeypatch) -> None:
    """Everybody signs in from one address here."""
    monkeypatch.setenv("SELARAS_CONSOLE_SIGN_IN_PER_MINUTE", "1000")


# --- who reads what


@pytest.mark.parametrize(
    "turn",
    [
        pytest.param(0, id="full", marks=pytest.mark.long),
        pytest.param(1, id="excerpt"),
        pytest.param(2, id="contact", marks=pytest.mark.long),
    ],
)
async def test_no_page_shows_more_than_the_share_level_lets(turn, tmp_path, capfd):
    """``turn`` says the level of Dinkes; the others have the levels that follow."""
    rules = Rules(drafts(turn))
    shown: list[Shown] = []
    with logged():
        async with crowd_of(tmp_path / "data") as crowd:
            async with following(crowd.tabs.values()) as live:
                case, other = await clash(crowd, rules.drafts)
                await crowd.make_feeds()
                await talk(crowd, case, other)
                await heard_of(live, case)
            shown += [Shown(who, LIVE, Reading(bytes(data))) for who, data in live.items()]
            sweep = Sweep(crowd, [case, other], ("m1", "m2"), QUESTIONS)
            looks = await sweep.all()
            rules.secrets += crowd.secrets
            assert {look.route for look in looks} | {LIVE} == set(routes("GET"))
            shown += [look.shown for look in looks]
            problems = unread(looks, rules) + broken(looks)
            problems += await not_written_down(crowd, rules, shown)
    written = "".join(capfd.readouterr())
    (tmp_path / "log.txt").write_text(written)
    shown.append(Shown(LOG, "the log", Reading(written.encode())))
    problems += leaks(rules, shown)
    assert not problems, "\n".join(dict.fromkeys(problems))


async def talk(crowd: Crowd, case: str, other: str) -> None:
    """Dinkes says something, and the coordinator puts both cases together."""
    said = await crowd.tabs["dinkes/humas"].send(
        f"/cases/{case}/comment", {"text": f"Kami periksa dulu. {COMMENT.forms[0]}"}
    )
    assert said.status_code == 303
    merged = await crowd.tabs[COORDINATOR_HERE].send(f"/cases/{case}/merge", {"others": other})
    assert merged.status_code == 303


async def heard_of(live: dict[str, bytearray], case: str) -> None:
    """Everybody with a part in a case hears of it at once; the others have waited as long."""
    for who in ("dinkes/humas", "disdik/humas", "kemenag/kepala", COORDINATOR_HERE):
        await assert_eventually(
            lambda who=who: case.encode() in live[who], timeout=20, what=f"{who} hears of {case}"
        )
    for who in ("polres/humas", "surabaya/koordinator", "coba/humas", ADMIN, NOBODY):
        assert b'"cases"' not in live[who], f"{who} hears of a case of others"
    for data in live.values():
        for line in data.decode().splitlines():
            # Names and versions alone: what is in a case is on its page.
            if line.startswith("data: {"):
                told = json.loads(line.removeprefix("data: "))
                assert set(told) <= {"cases", "version"}
                assert all(set(one) == {"name", "kind"} for one in told.get("cases", ()))


def leaks(rules: Rules, shown: list[Shown]) -> list[str]:
    """What was shown to somebody who may not read it."""
    return sorted(
        {
            f"{one.viewer} reads the {mark.spot} of {mark.of} in {one.where}"
            for one in shown
            for mark in rules.marks
            if not rules.may_read(one, mark) and mark.is_in(one.reading)
        }
    )


def unread(looks: list[Look], rules: Rules) -> list[str]:
    """What should have been shown on the page of the case and was not."""
    faults = []
    for own in rules.drafts:
        for draft in rules.drafts:
            if draft.matter != own.matter or draft.agency == own.agency:
                continue
            viewer = f"{own.agency}/humas"
            pages = [
                one.shown.reading
                for one in looks
                if one.route == "/cases/{id}" and one.viewer == viewer
            ]
            for mark in draft.marks:
                wanted = mark.spot in level_spots(draft.share_level) - {Spot.AREA, Spot.TITLE}
                if wanted and not any(mark.is_in(page) for page in pages):
                    faults.append(f"{viewer} is not shown the {mark.spot} of {draft.key}")
    return faults


async def not_written_down(crowd: Crowd, rules: Rules, shown: list[Shown]) -> list[str]:
    """Who saw something of another agency's draft without an entry in the audit trail."""
    entries = [entry async for entry in crowd.stack.admin.list_audit_entries()]
    named = {
        (entry.actor, json.loads(entry.detail).get("of", ""))
        for entry in entries
        if entry.action.endswith("_REVEALED")
    }
    saw: dict[tuple[str, str], set[str]] = {}
    for one in shown:
        for draft in rules.drafts:
            foreign = one.viewer.partition("/")[0] != draft.agency
            if foreign and any(mark.is_in(one.reading) for mark in draft.marks):
                saw.setdefault((actor(one), f"agencies/{draft.agency}"), set()).add(one.where)
    assert saw, "nobody saw anything"
    return [
        f"{who} saw text of {of} in {sorted(saw[who, of])} without a trace"
        for who, of in sorted(saw.keys() - named)
    ]


def actor(shown: Shown) -> str:
    """Who an entry names: a coordinator, or the agency of who looks, also through a feed."""
    agency, _, owner = shown.viewer.partition("/")
    coordinates = owner == "koordinator" and shown.where != "/calendar/{secret}.ics"
    return f"agencies/{agency}/owners/{owner}" if coordinates else f"agencies/{agency}"


# --- who does what


async def test_no_form_works_without_the_token_from_elsewhere_or_for_strangers(tmp_path):
    async with crowd_of(tmp_path / "data") as crowd:
        case, other = await clash(crowd, drafts(1))
        known = forms(await things(crowd, case, other))
        # Signing in with an identity provider has tests of its own: there is none here.
        assert set(known) | {"/sign-in/identity"} == set(routes("POST"))
        problems: list[str] = []
        before = await snapshot(crowd)
        for route, form in known.items():
            path = filled(route, form)
            problems += await refused_without_token(crowd, path, form)
            problems += await refused_to_strangers(crowd, path, form)
            after = await snapshot(crowd)
            changed = [name for name in {*before, *after} if before.get(name) != after.get(name)]
            problems += [f"{route} changed {name} for a stranger" for name in changed]
            before = after
        # Each works for whom it is for: what was refused was not refused for being wrong.
        for route, form in known.items():
            answer = await crowd.tabs[form.who].send(filled(route, form), form.fields)
            if answer.status_code != (200 if form.shows else 303):
                problems.append(f"{route} answers {answer.status_code} to {form.who}")
    assert not problems, "\n".join(dict.fromkeys(problems))


async def things(crowd: Crowd, case: str, other: str) -> Things:
    """What the forms are about."""
    admin = crowd.stack.admin
    async with crowd.api("dinkes/humas") as api:
        found = (await api.get_case(f"cases/{case}")).findings[0]
    silence = await crowd.tabs["dinkes/humas"].send(
        "/silences", {"reason": "Percobaan", "hours": "4"}
    )
    crisis = await crowd.tabs[COORDINATOR_HERE].send(
        "/silences/crises", {"reason": "Percobaan", "hours": "6", "area_code": "32.78"}
    )
    assert (silence.status_code, crisis.status_code) == (303, 303)
    keys = [(await admin.create_key("coba", name)).key.name for name in ("Satu", "Dua")]
    account = await admin.invite_account("ditinggal", owner="agencies/coba/owners/humas")
    invited = await admin.invite_account("baru", owner="agencies/coba/owners/humas")
    return Things(
        case=case,
        other=other,
        finding=found.name,
        silence=(await admin.list_silences())[0].name.partition("/")[2],
        crisis=(await admin.list_crises())[0].name.partition("/")[2],
        key=keys[0].rpartition("/")[2],
        spare_key=keys[1].rpartition("/")[2],
        account=account.account.name.partition("/")[2],
        invitation=invited.invitation,
        passwords=crowd.logins,
    )


def filled(route: str, form: Form) -> str:
    """The path of a form."""
    return re.sub(r"\{([a-z_]+)\}", lambda found: form.values[found[1]], route)


async def refused_without_token(crowd: Crowd, path: str, form: Form) -> list[str]:
    """Tries that another site could make somebody's browser send, and mistaken tokens."""
    tab, stranger = crowd.tabs[form.who], crowd.tabs["surabaya/koordinator"]
    token = await tab.token()
    own = {**form.fields, "csrf": token}
    foreign = {**form.fields, "csrf": await stranger.token()}
    tries: list[tuple[dict[str, str], dict[str, str]]] = [
        (form.fields, {}),
        ({**form.fields, "csrf": ""}, {}),
        (own, {"origin": "https://jahat.example"}),
        (own, {"origin": "null"}),
        (own, {"sec-fetch-site": "cross-site"}),
        (own, {"sec-fetch-site": "same-site"}),
        (own, {"x-csrf-token": ""}),
    ]
    tries += [(foreign, {})] if tab is not stranger else []
    answers = [await tab.client.post(path, data=data, headers=head) for data, head in tries]
    # As a script sends it: no form at all, and JSON.
    answers.append(await tab.client.post(path, json=own))
    answers.append(await tab.client.post(path))
    return [
        f"{path} answers {answer.status_code} without a token: try {number}"
        for number, answer in enumerate(answers)
        if answer.status_code != 403
    ]


async def refused_to_strangers(crowd: Crowd, path: str, form: Form) -> list[str]:
    """Tries of people whom it does not concern, each with a token of their own."""
    faults = []
    for who in form.strangers:
        answer = await crowd.tabs[who].send(path, form.fields)
        to_sign_in = answer.headers.get("location", "").startswith("/sign-in")
        if not (answer.status_code in {401, 403, 404, 409, 422} or to_sign_in):
            faults.append(f"{path} answers {answer.status_code} to {who}")
    return faults
