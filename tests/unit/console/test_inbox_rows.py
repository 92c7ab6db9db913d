"""What the inbox asks for, and what a row says of a case."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
import selaras.matching.cases
from selaras import catalogue
from selaras.client import CaseEvent as Event
from selaras.client import CaseState, FactKind, WatchKind
from selaras.console.content.changes import CaseChanges
from selaras.console.content.inbox import Shown, Wanted, inbox, row
from selaras.console.content.person import Role

from tests.support import console_cases as samples
from tests.support.console import AGENCY, NOW, person
from tests.support.console_cases import BUDI, DINKES, KOMINFO, PUSKESMAS, RINA, SITI

OWNER = person()
COORDINATOR = person(Role.COORDINATOR, owner="agencies/prov/owners/wati", agency="agencies/prov")
OURS = samples.acknowledged(DINKES, RINA)
THEIRS = samples.acknowledged(PUSKESMAS, SITI)


def keeper(who=OWNER, **changes) -> tuple[str, tuple[str, ...]] | None:
    found = row(samples.case(**changes), who).keeper
    return (found.key, found.names) if found else None


def test_without_parameters_what_is_still_to_be_done_is_asked_for() -> None:
    wanted = Wanted.from_query({}, OWNER)
    assert wanted.filter(OWNER) == {"states": (CaseState.OPEN, CaseState.AGREED)}
    assert wanted.active == ()


def test_every_filter_reaches_the_api() -> None:
    query = {
        "state": "all",
        "relation": "OVERLAP",
        "kind": "DATE",
        "topic": "kesehatan",
        "area": "Kota Bogor",
        "mine": "1",
        "q": "  vaksin   polio ",
    }
    wanted = Wanted.from_query(query, OWNER)
    assert wanted.filter(OWNER) == {
        "states": (CaseState.OPEN, CaseState.AGREED, CaseState.RESOLVED),
        "relation": "OVERLAP",
        "kinds": ("DATE",),
        "topic": "kesehatan",
        "area_code": "32.71",
        "assignee": RINA,
        "query": "vaksin polio",
    }
    assert wanted.active == ("relation", "kind", "topic", "area", "mine", "q")


@pytest.mark.parametrize(
    "query",
    [
        {"state": "closed", "relation": "SAME", "kind": "COLOUR"},
        {"relation": "NONE", "kind": "UNSPECIFIED", "mine": "yes", "q": "   "},
    ],
)
def test_what_makes_no_sense_asks_for_nothing(query: dict[str, str]) -> None:
    assert Wanted.from_query(query, OWNER) == Wanted()


def test_a_coordinator_is_given_no_case_and_asks_for_none() -> None:
    assert "assignee" not in Wanted.from_query({"mine": "1"}, COORDINATOR).filter(COORDINATOR)


def test_what_is_too_long_for_the_api_is_cut() -> None:
    wanted = Wanted.from_query({"q": "x" * 300, "topic": "y" * 300, "page": "z" * 900}, OWNER)
    assert (len(wanted.text), len(wanted.topic), len(wanted.page)) == (200, 63, 500)


def test_an_area_that_is_not_settled_filters_nothing_and_stays_in_the_links() -> None:
    wanted = Wanted.from_query({"area": "Bogor"}, OWNER)
    assert "area_code" not in wanted.filter(OWNER)
    assert wanted.active == ()
    assert wanted.parameters()["area"] == "Bogor"


@pytest.mark.parametrize("state", list(Shown))
def test_the_parameters_lead_back_to_the_same_page(state: Shown) -> None:
    query = {"state": state.value, "kind": "AMOUNT", "area": "32.71", "mine": "1", "q": "biaya"}
    wanted = Wanted.from_query(query, OWNER)
    again = Wanted.from_query(wanted.parameters(), OWNER)
    assert again.filter(OWNER) == wanted.filter(OWNER)
    assert again.parameters() == wanted.parameters()


def test_what_waits_for_our_answer_comes_first_in_the_order_of_the_api() -> None:
    waiting = samples.proposal(PUSKESMAS)
    cases = [
        samples.case(name="cases/a"),
        samples.case(name="cases/b", proposal=waiting),
        samples.case(name="cases/c", proposal=samples.proposal(DINKES)),
        samples.case(name="cases/d", proposal=waiting),
    ]
    found = inbox(cases, OWNER)
    assert [item.id for item in found.answer] == ["b", "d"]
    assert [item.id for item in found.other] == ["a", "c"]
    assert found.count == 4


def test_an_answered_proposal_waits_for_nobody() -> None:
    answered = replace(samples.proposal(PUSKESMAS), state="AGREED")
    found = row(samples.case(proposal=answered), OWNER)
    assert (found.answer, found.awaited) == (False, ())


def test_a_coordinator_is_asked_for_no_answer() -> None:
    coordinator = replace(COORDINATOR, agency=AGENCY)
    found = row(samples.case(proposal=samples.proposal(PUSKESMAS)), coordinator)
    assert not found.answer
    assert found.awaited == (DINKES.display_name,)


def test_an_agency_reads_the_others_and_a_coordinator_all() -> None:
    case = samples.case()
    assert row(case, OWNER).agencies == (PUSKESMAS.display_name,)
    assert row(case, COORDINATOR).agencies == (DINKES.display_name, PUSKESMAS.display_name)


@pytest.mark.parametrize(("others", "named", "more"), [(3, 3, 0), (4, 4, 0), (5, 3, 2), (9, 3, 6)])
def test_of_many_agencies_some_are_named(others: int, named: int, more: int) -> None:
    parties = [
        samples.party(replace(KOMINFO, name=f"agencies/a{n}", display_name=f"A{n}"))
        for n in range(others)
    ]
    found = row(samples.case(parties=(samples.party(), *parties)), OWNER)
    assert (len(found.agencies), found.more) == (named, more)


def test_kinds_without_words_are_left_out() -> None:
    case = samples.case(kinds=(FactKind.UNSPECIFIED, FactKind.TIME))
    assert row(case, OWNER).kinds == (FactKind.TIME,)


def test_who_has_a_case() -> None:
    def ours(**changes) -> dict:
        return {"parties": (replace(OURS, **changes), THEIRS)}

    assert keeper() == ("nobody", ())
    assert keeper(**ours()) == ("acknowledged_me", ())
    assert keeper(**ours(acknowledged_by=BUDI)) == ("acknowledged", ("budi",))
    assert keeper(**ours(assignee=RINA)) == ("me", ())
    assert keeper(**ours(assignee=BUDI)) == ("person", ("budi",))
    assert keeper(**ours(findings=0)) == ("corrected", ())


def test_who_has_not_responded_is_told_to_a_coordinator() -> None:
    assert keeper(COORDINATOR) == ("silent", (DINKES.display_name,))
    assert keeper(COORDINATOR, parties=(OURS, THEIRS)) == ("answered", ())


@pytest.mark.parametrize("who", [OWNER, COORDINATOR])
@pytest.mark.parametrize("state", [CaseState.AGREED, CaseState.RESOLVED])
def test_nobody_is_missed_once_all_have_agreed(who, state: CaseState) -> None:
    assert keeper(who, state=state) is None


# --- topics


def test_every_topic_has_its_words_in_both_languages() -> None:
    source = Path(selaras.matching.cases.__file__).parent / "topics.toml"
    for topic, entry in tomllib.loads(source.read_text("utf-8")).items():
        for lang in catalogue.LANGUAGES:
            assert catalogue.text(f"web.topic.{topic}", lang=lang) == entry[lang]


# --- changes


def event(kind: WatchKind, case_id: str = "", token: str = "t", **changes) -> Event:
    case = samples.case(name=f"cases/{case_id}", **changes) if case_id else None
    return Event(kind, case, token)


def told(changes: CaseChanges, *events: Event) -> list[tuple[str, str, int]]:
    for item in events:
        changes.note(item)
    if not changes.is_there:
        return []
    return [(item.case, item.kind.value, item.version) for item in changes.take()[1]]


def test_what_was_there_before_is_no_news() -> None:
    first = [event(WatchKind.ADDED, "a"), event(WatchKind.CURRENT)]
    assert told(CaseChanges(), *first) == []


def test_what_changed_while_the_page_was_made_is_news() -> None:
    changes = CaseChanges(since=NOW)
    assert told(changes, event(WatchKind.ADDED, "old"), event(WatchKind.ADDED, "a")) == []
    changes.note(event(WatchKind.ADDED, "new", update_time=NOW, version=2))
    assert told(changes) == []  # more of them may be on the way
    assert told(changes, event(WatchKind.CURRENT)) == [("cases/new", "ADDED", 2)]


def test_the_last_change_of_each_case_is_told_once() -> None:
    changes = CaseChanges()
    found = told(
        changes,
        event(WatchKind.CURRENT),
        event(WatchKind.ADDED, "a"),
        event(WatchKind.CHANGED, "a", version=5),
        event(WatchKind.CHANGED, "b"),
        event(WatchKind.REMOVED, "b", version=0),
    )
    assert found == [("cases/a", "ADDED", 5), ("cases/b", "REMOVED", 0)]
    assert not changes.is_there


def test_the_token_is_that_of_the_last_event() -> None:
    changes = CaseChanges()
    changes.note(event(WatchKind.CURRENT, token="t1"))
    changes.note(event(WatchKind.CHANGED, "a", token="t2"))
    assert changes.take()[0] == "t2"


def test_a_resumed_stream_begins_with_what_is_new() -> None:
    assert told(CaseChanges(is_resumed=True), event(WatchKind.CHANGED, "a", version=9)) == [
        ("cases/a", "CHANGED", 9)
    ]


def test_after_a_reset_everything_may_have_changed() -> None:
    changes = CaseChanges(is_resumed=True)
    assert told(changes, event(WatchKind.RESET), event(WatchKind.ADDED, "a")) == []
    assert not changes.is_there
    changes.note(event(WatchKind.CURRENT))
    assert changes.is_there
    assert changes.take()[1] == []
    assert not changes.is_there


def test_one_case_is_told_alone_and_as_it_is_at_first() -> None:
    changes = CaseChanges("cases/a")
    first = [event(WatchKind.ADDED, "a", version=4), event(WatchKind.ADDED, "b")]
    assert told(changes, *first, event(WatchKind.CURRENT)) == [("cases/a", "ADDED", 4)]
    assert told(changes, event(WatchKind.CHANGED, "b")) == []
