"""Severity, topic and authority of a case, and the chain of the audit trail."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from selaras.matching.cases.authority import authority_of
from selaras.matching.cases.severity import kinds_of, severity_of
from selaras.matching.cases.topics import topic_of, topics
from selaras.matching.domain.audit import (
    FIRST_HASH,
    Action,
    AuditEntry,
    AuditRecord,
    chain_hash,
    verify,
)
from selaras.matching.domain.authority import Authority
from selaras.matching.domain.case import Severity
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Evidence, Finding, Relation
from selaras.matching.domain.message import AgencyLevel, Message

from tests.support.matching import NOW, finding, message, passage

A, B = message("a"), message("b")


def clash(kind: FactKind | None, mine: str = "3 Mei", theirs: str = "4 Mei") -> Finding:
    base = finding(A, B)
    evidence = Evidence(kind, passage(mine), passage(theirs), 0.8)
    return replace(base, verdict=replace(base.verdict, evidence=(evidence,)))


def national(item: Message) -> Message:
    agency = replace(item.agency, level=AgencyLevel.PUSAT, area_code="")
    return replace(item, agency=agency, area_codes=())


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (FactKind.AMOUNT, Severity.HIGH),
        (FactKind.DATE, Severity.HIGH),
        (FactKind.PLACE, Severity.HIGH),
        (FactKind.QUANTITY, Severity.MEDIUM),
        (None, Severity.MEDIUM),
    ],
)
def test_money_dates_and_places_come_before_wording(
    kind: FactKind | None, expected: Severity
) -> None:
    assert severity_of([clash(kind)], [A, B], None, NOW) is expected


def test_safety_is_critical_where_it_is_soon_or_wide() -> None:
    unsafe = clash(FactKind.STATUS, "Air aman diminum.", "Air tercemar.")
    assert severity_of([unsafe], [A, B], None, NOW) is Severity.HIGH
    soon = NOW + timedelta(hours=1)
    assert severity_of([unsafe], [A, B], soon, NOW) is Severity.CRITICAL
    assert severity_of([unsafe], [national(A), B], None, NOW) is Severity.CRITICAL


def test_what_is_high_is_critical_only_where_it_is_both_wide_and_soon() -> None:
    soon = NOW + timedelta(hours=1)
    assert severity_of([clash(FactKind.DATE)], [A, B], soon, NOW) is Severity.HIGH
    assert severity_of([clash(FactKind.DATE)], [national(A), B], soon, NOW) is Severity.CRITICAL


def test_an_overlap_is_never_grave() -> None:
    overlap = finding(A, B, relation=Relation.OVERLAP)
    assert severity_of([overlap], [A, B], None, NOW) is Severity.LOW
    assert severity_of([overlap], [national(A), B], NOW, NOW) is Severity.MEDIUM


def test_the_gravest_kind_comes_first() -> None:
    found = [clash(FactKind.QUANTITY), clash(FactKind.PLACE), clash(FactKind.AMOUNT)]
    assert kinds_of(found) == (FactKind.AMOUNT, FactKind.PLACE, FactKind.QUANTITY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vaksinasi di puskesmas mulai 3 Mei.", "kesehatan"),
        ("Jadwal PPDB SMP: siswa mendaftar daring.", "pendidikan"),
        ("Penyaluran bansos PKH bagi keluarga penerima manfaat.", "bantuan-sosial"),
        ("Status Gunung Marapi Siaga, warga diminta evakuasi.", "kebencanaan"),
        ("Pemutihan denda pajak kendaraan di Samsat.", "perpajakan"),
        ("Selamat pagi warga kota.", ""),
    ],
)
def test_a_topic_is_known_by_its_words(text: str, expected: str) -> None:
    assert topic_of([text]) == expected


def test_topics_have_slugs_for_ids() -> None:
    assert all(item.id == item.id.lower() and " " not in item.id for item in topics())


def rule(agency: str, **fields: object) -> Authority:
    values = {
        "id": agency,
        "topic": "",
        "kind": None,
        "area_code": "",
        "basis": "",
        "create_time": NOW,
    } | fields
    return Authority(agency=agency, **values)  # type: ignore[arg-type]


def counts(*rules: Authority, kinds: tuple[FactKind, ...] = (FactKind.DATE,)) -> str:
    return authority_of(
        rules,
        topic="kesehatan",
        kinds=kinds,
        area_codes=("32.78",),
        agencies={"dinkes", "disdik", "kemenkes"},
    )


def test_the_most_specific_rule_counts() -> None:
    wide = rule("kemenkes", topic="kesehatan")
    near = rule("dinkes", topic="kesehatan", area_code="32.78")
    kind = rule("disdik", kind=FactKind.DATE)
    assert counts(wide) == "kemenkes"
    assert counts(wide, near) == "dinkes"
    assert counts(wide, near, kind) == "disdik"


def test_a_rule_on_one_kind_says_nothing_of_another() -> None:
    kind = rule("disdik", kind=FactKind.DATE)
    assert counts(kind, kinds=(FactKind.DATE, FactKind.AMOUNT)) == ""
    assert counts(rule("dinkes", topic="pendidikan")) == ""
    assert counts(rule("dinkes", topic="kesehatan", area_code="33")) == ""
    assert counts(rule("polres", topic="kesehatan")) == ""


def chain(*actors: str) -> list[AuditEntry]:
    entries, previous = [], FIRST_HASH
    for number, actor in enumerate(actors, 1):
        record = AuditRecord(Action.CASE_ACKNOWLEDGED, actor, "cases/1", NOW, "1")
        previous = chain_hash(previous, number, record)
        entries.append(AuditEntry(number, record, previous))
    return entries


def test_a_whole_chain_is_intact() -> None:
    entries = chain("a", "b", "c")
    said = verify(entries, known_hash=entries[1].hash)
    assert (said.entries, said.last_hash, said.reason) == (3, entries[-1].hash, "")
    assert verify([]).reason == ""


def test_a_changed_entry_is_found() -> None:
    entries = chain("a", "b", "c")
    entries[1] = replace(entries[1], record=replace(entries[1].record, actor="x"))
    said = verify(entries)
    assert (said.broken_at, said.reason) == (2, "HASH_WRONG")


def test_a_missing_entry_is_found() -> None:
    entries = chain("a", "b", "c")
    said = verify([entries[0], entries[2]])
    assert (said.broken_at, said.reason) == (2, "ENTRY_MISSING")


def test_an_end_that_was_cut_off_is_found_by_a_hash_noted_before() -> None:
    entries = chain("a", "b", "c")
    assert verify(entries[:2]).reason == ""
    assert verify(entries[:2], known_hash=entries[2].hash).reason == "KNOWN_HASH_MISSING"
