"""What the page of a case makes of it: sides, matrix, whose turn it is, people, timeline."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from selaras.client import (
    Answer,
    Case,
    CaseState,
    FactKind,
    ProposalState,
    Relation,
    ResolutionKind,
    TimelineKind,
)
from selaras.console.content.case_ids import case_ids
from selaras.console.content.case_messages import Shown, by_gravity, compare
from selaras.console.content.case_people import Names, Way, links, offices
from selaras.console.content.case_step import Tone, may, next_step
from selaras.console.content.matrix import matrix
from selaras.console.content.person import Role
from selaras.console.content.timeline import events

from tests.support import console_cases as samples
from tests.support.console import AGENCY, NOW, person
from tests.support.console_cases import DINKES, KOMINFO, PUSKESMAS, RINA, SITI

COORDINATOR = person(Role.COORDINATOR, owner="agencies/prov/owners/wati", agency="agencies/prov")


# --- the two messages


def test_both_texts_are_whole_and_marked_with_the_same_numbers() -> None:
    case = samples.case()
    found = compare(case, case.findings[0], AGENCY)
    assert (found.own.shown, found.other.shown) == (Shown.WHOLE, Shown.WHOLE)
    assert "".join(piece.text for piece in found.own.body) == samples.TEXT
    assert found.own.placed == found.other.placed == {1, 2, 3}
    marked = {piece.begins[0].number: piece.text for piece in found.other.body if piece.begins}
    assert marked == {1: "5 Agustus 2026", 2: "09.00 WIB", 3: "Tidak dipungut biaya"}


def test_a_mark_in_the_title_is_in_the_title() -> None:
    date = replace(samples.DATES, own=samples.span(samples.TITLE, "3 Agustus", "TITLE"))
    case = samples.case(findings=(samples.finding(evidence=(date,)),))
    own = compare(case, case.findings[0], AGENCY).own
    assert [piece.text for piece in own.title if piece.marks] == ["3 Agustus"]
    assert not any(piece.marks for piece in own.body)


def test_an_excerpt_has_each_sentence_once() -> None:
    case = samples.case(findings=(samples.excerpt(),))
    other = compare(case, case.findings[0], AGENCY).other
    assert other.shown is Shown.EXCERPT
    assert other.body == ()
    told = ["".join(piece.text for piece in sentence) for sentence in other.sentences]
    assert told == samples.OTHER_TEXT.splitlines()
    assert other.placed == {1, 2, 3}


def test_of_a_text_that_is_not_shared_nothing_is_there() -> None:
    case = samples.case(findings=(samples.contact_only(),))
    other = compare(case, case.findings[0], AGENCY).other
    assert (other.shown, other.sentences, other.placed) == (Shown.HIDDEN, (), frozenset())


def test_ones_own_text_that_has_moved_on_is_told_apart_from_one_that_is_not_shared() -> None:
    case = samples.case(findings=(samples.finding(own_text="", own_title=""),))
    assert compare(case, case.findings[0], AGENCY).own.shown is Shown.OUTDATED
    assert compare(case, case.findings[0], "agencies/prov").own.shown is Shown.EXCERPT


def test_a_mark_that_no_longer_fits_the_text_is_shown_beside_it() -> None:
    case = samples.case(findings=(samples.finding(own_text="Naskah yang lain sama sekali."),))
    own = compare(case, case.findings[0], AGENCY).own
    assert not any(piece.marks for piece in own.body)
    assert own.placed == {1, 2, 3}
    assert len(own.sentences) == 2


def test_the_gravest_finding_comes_first() -> None:
    overlap = samples.finding(1, relation=Relation.OVERLAP, probability=0.99)
    cost = samples.finding(2, evidence=(samples.COSTS,), probability=0.99)
    date = samples.finding(3, evidence=(samples.DATES,), probability=0.8)
    case = samples.case(findings=(overlap, cost, date))
    assert [item.name for item in by_gravity(case)] == ["findings/f3", "findings/f2", "findings/f1"]


# --- the matrix


def _three(*findings: Any, count: int | None = None, **changes: Any) -> Case:
    parties = tuple(samples.party(agency) for agency in (DINKES, PUSKESMAS, KOMINFO))
    return samples.case(
        findings=findings, finding_count=len(findings) if count is None else count,
        parties=parties, **changes,
    )  # fmt: skip


def _kominfo(number: int, said: str) -> Any:
    date = replace(samples.DATES, other=replace(samples.DATES.other, text=said))
    return samples.finding(number, other_agency=KOMINFO, evidence=(date,))


def test_two_agencies_need_no_matrix() -> None:
    assert matrix(samples.case()) is None


def test_who_stands_alone_is_marked() -> None:
    found = matrix(_three(samples.finding(1), _kominfo(2, "5 agustus  2026"), count=5))
    assert found is not None
    assert [agency.name for agency in found.agencies] == [DINKES.name, PUSKESMAS.name, KOMINFO.name]
    date = found.rows[0]
    assert date.kind == "date"
    assert [cell.odd for cell in date.cells] == [True, False, False]
    assert [row.kind for row in found.rows] == ["date", "amount", "time"]
    assert found.rows[1].cells[2].values == ()


def test_where_not_all_pairs_are_in_sight_other_words_are_no_agreement() -> None:
    findings = (samples.finding(1), _kominfo(2, "Rabu depan"))
    unsure, sure = matrix(_three(*findings, count=3)), matrix(_three(*findings))
    assert unsure is not None
    assert sure is not None
    assert not any(cell.odd for cell in unsure.rows[0].cells)
    assert [cell.odd for cell in sure.rows[0].cells] == [True, False, False]


def test_three_that_all_differ_have_no_odd_one() -> None:
    between = samples.finding(
        3,
        own_agency=PUSKESMAS,
        other_agency=KOMINFO,
        evidence=(
            replace(
                samples.DATES,
                own=samples.DATES.other,
                other=replace(samples.DATES.other, text="7 Agustus"),
            ),
        ),
    )
    found = matrix(_three(samples.finding(1), _kominfo(2, "7 Agustus"), between))
    assert found is not None
    assert len([row for row in found.rows if row.kind == "date"]) == 1
    assert not any(cell.odd for cell in found.rows[0].cells)


def test_what_is_not_shared_is_said_to_be_hidden() -> None:
    found = matrix(_three(samples.finding(1), samples.contact_only(2, other_agency=KOMINFO)))
    assert found is not None
    assert found.rows[0].cells[2].hidden
    assert found.rows[0].cells[2].values == ()


# --- whose turn it is


def _step(case: Case, role: Role = Role.OWNER) -> tuple[str, Tone, tuple[str, ...]]:
    step = next_step(case, COORDINATOR if role is Role.COORDINATOR else person(role))
    return step.key, step.tone, step.agencies


OURS = samples.acknowledged(DINKES, RINA)
THEIRS = samples.acknowledged(PUSKESMAS, SITI)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("acknowledge", Tone.ACT, ())),
        ({"parties": (OURS, THEIRS)}, ("propose", Tone.ACT, ("Puskesmas Y",))),
        ({"proposal": samples.proposal()}, ("answer", Tone.ACT, ("Puskesmas Y",))),
        (
            {"proposal": samples.proposal(DINKES)},
            ("await_answer", Tone.WAIT, ("Puskesmas Y",)),
        ),
        (
            {
                "parties": (OURS, THEIRS),
                "proposal": samples.proposal(
                    DINKES,
                    state=ProposalState.DECLINED,
                    answers=(Answer(PUSKESMAS.name, False, "Tidak.", SITI, NOW),),
                ),
            },
            ("propose_again", Tone.ACT, ("Puskesmas Y",)),
        ),
        (
            {"parties": (samples.party(findings=0), THEIRS)},
            ("ours_corrected", Tone.WAIT, ("Puskesmas Y",)),
        ),
        (
            {"parties": (replace(OURS, authority=True), THEIRS)},
            ("authority", Tone.WAIT, ("Puskesmas Y",)),
        ),
        ({"state": CaseState.RESOLVED}, ("resolved", Tone.DONE, ())),
        ({"state": CaseState.RESOLVED, "merged_into": "cases/c2"}, ("merged", Tone.DONE, ())),
    ],
)
def test_who_must_do_what(changes: dict[str, Any], expected: tuple[str, Tone, Any]) -> None:
    assert _step(samples.case(**changes)) == expected


@pytest.mark.parametrize(
    ("kind", "proposer", "key"),
    [
        (ResolutionKind.WE_CORRECT, DINKES, "correct_ours"),
        (ResolutionKind.WE_CORRECT, PUSKESMAS, "await_correction"),
        (ResolutionKind.YOU_CORRECT, PUSKESMAS, "correct_ours"),
        (ResolutionKind.YOU_CORRECT, DINKES, "await_correction"),
        (ResolutionKind.NOT_OUR_AUTHORITY, DINKES, "correct_ours"),
    ],
)
def test_after_agreement_who_corrects_is_told_to(
    kind: ResolutionKind, proposer: Any, key: str
) -> None:
    agreed = samples.proposal(proposer, kind=kind, state=ProposalState.AGREED, awaited=())
    case = samples.case(state=CaseState.AGREED, agreed_kind=kind, proposal=agreed)
    assert _step(case)[0] == key


def test_a_coordinator_hears_who_is_waited_for() -> None:
    assert _step(samples.case(), Role.COORDINATOR) == (
        "unacknowledged", Tone.WAIT, ("Dinas Kesehatan Kota X",)
    )  # fmt: skip
    assert _step(samples.case(parties=(OURS, THEIRS)), Role.COORDINATOR)[0] == "await_proposal"


def _allowed(case: Case, role: Role) -> set[str]:
    allowed = may(case, COORDINATOR if role is Role.COORDINATOR else person(role))
    return {name for name in allowed.__slots__ if getattr(allowed, name)}


def test_only_what_the_role_may_is_offered() -> None:
    case = samples.case(finding_count=2, proposal=samples.proposal())
    decisions = {"acknowledge", "comment", "assign", "propose", "answer", "dismiss"}
    assert _allowed(case, Role.OWNER) == decisions
    assert _allowed(case, Role.HEAD) == decisions | {"merge", "split"}
    assert _allowed(case, Role.COORDINATOR) == {"comment", "dismiss", "merge", "split"}


def test_only_what_the_state_allows_is_offered() -> None:
    assert _allowed(samples.case(state=CaseState.RESOLVED), Role.HEAD) == {"comment"}
    assert "answer" not in _allowed(samples.case(proposal=samples.proposal(DINKES)), Role.OWNER)
    assert "acknowledge" not in _allowed(samples.case(parties=(OURS, THEIRS)), Role.OWNER)
    assert "propose" not in _allowed(
        samples.case(parties=(samples.party(findings=0), THEIRS)), Role.OWNER
    )
    assert "split" not in _allowed(samples.case(), Role.HEAD)


# --- people


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        ("0812-3456-7890 (WA)", ["tel:+6281234567890", "https://wa.me/6281234567890"]),
        ("+62 812 3456 7890", ["tel:+6281234567890", "https://wa.me/6281234567890"]),
        ("(0541) 731234", ["tel:+62541731234"]),
        ("humas@dinkes.go.id", ["mailto:humas@dinkes.go.id"]),
        ("Rina, rina@x.go.id, 08123456789", [
            "tel:+628123456789", "https://wa.me/628123456789", "mailto:rina@x.go.id"]),
        ("lantai 3, ruang 12", []),
        ("2026", []),
        ("", []),
        ("javascript:alert(1)", []),
        ("user12345678@x.go.id", ["mailto:user12345678@x.go.id"]),
    ],
)  # fmt: skip
def test_ways_to_reach_somebody(contact: str, expected: list[str]) -> None:
    assert [link.href for link in links(contact)] == expected


def test_a_landline_has_no_whatsapp() -> None:
    assert {link.way for link in links("(0541) 731234")} == {Way.CALL}


def test_ones_own_agency_comes_first_and_everybody_is_in_theirs() -> None:
    case = samples.case(parties=(THEIRS, replace(OURS, assignee=samples.BUDI)))
    found = offices(case, samples.CONTACTS, person())
    assert [office.party.agency.name for office in found] == [AGENCY, PUSKESMAS.name]
    assert [somebody.name for somebody in found[0].people] == ["Rina Hidayati", "Budi Santoso"]
    assert [somebody.has_case for somebody in found[0].people] == [False, True]
    assert found[0].people[0].is_me


def test_names_of_who_did_something() -> None:
    names = Names(samples.case(), samples.CONTACTS, person(), "Anda")
    assert names.who(SITI, PUSKESMAS.name) == "Siti Aminah (Puskesmas Y)"
    assert names.who(RINA, AGENCY) == "Anda (Dinas Kesehatan Kota X)"
    assert names.who("agencies/lain/owners/tono", "") == "tono (lain)"
    assert names.who("", PUSKESMAS.name) == "Puskesmas Y"
    assert names.who("", "") == ""


# --- timeline


def test_the_newest_comes_first_and_repetitions_are_told_once() -> None:
    found = events(
        (
            samples.entry(TimelineKind.OPENED, 30),
            *(samples.entry(TimelineKind.FINDING, 30, subject=f"findings/f{at}") for at in "123"),
            samples.entry(TimelineKind.COMMENTED, 20, person=SITI, text="Halo"),
            samples.entry(TimelineKind.COMMENTED, 19, person=SITI, text="Halo"),
            samples.entry(TimelineKind.FINDING, 5),
        )
    )
    assert [(event.kind, event.count) for event in found] == [
        ("finding", 1), ("commented", 1), ("commented", 1), ("finding", 3), ("opened", 1)
    ]  # fmt: skip


def test_findings_hours_apart_are_told_apart() -> None:
    entries = [samples.entry(TimelineKind.FINDING, minutes) for minutes in (200, 20)]
    assert [event.count for event in events(entries)] == [1, 1]


# --- cases that are named


def test_cases_are_read_from_ids_names_and_addresses() -> None:
    written = "a1, cases/b2\nhttps://selaras.go.id/cases/c3?acknowledge=1 a1 https://x/cases/d4/"
    assert case_ids(written) == ("a1", "b2", "c3", "d4")
    assert case_ids("  ") == ()


@pytest.mark.parametrize("written", ["<script>", "a1 b:2", "x" * 65])
def test_what_names_no_case_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="names no case"):
        case_ids(written)


def test_a_whole_message_has_a_kind_of_its_own() -> None:
    whole = replace(samples.DATES, kind=FactKind.UNSPECIFIED)
    case = samples.case(findings=(samples.finding(evidence=(whole,)),))
    assert compare(case, case.findings[0], AGENCY).kinds == ("text",)
