"""Whole claims against each other: which are chosen, and what an entailment model does to them."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from selaras.gazetteer import Gazetteer
from selaras.matching.domain.entailment import Entailment, Reading
from selaras.matching.domain.facts import FactKind, StatementValue
from selaras.matching.domain.finding import Relation
from selaras.matching.domain.message import Agency, AgencyLevel, Message
from selaras.matching.judge.alignment import align
from selaras.matching.judge.claims import nearest, statement_fact
from selaras.matching.judge.decide import FactJudge
from selaras.matching.judge.interface import Prepared
from selaras.matching.preparation import Preparation
from selaras.matching.settings import JudgeSettings

PREPARATION = Preparation(Gazetteer.load())
AUTHORED = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
CLASH = Reading(Entailment(0.01, 0.01, 0.98), Entailment(0.01, 0.01, 0.98))
NOTHING = Reading(Entailment(0.01, 0.98, 0.01), Entailment(0.01, 0.98, 0.01))


def prepared(body: str, subjects: dict[str, int]) -> Prepared:
    """A message whose claims point where the word in them says; all are near each other."""
    agency = Agency("dinas", "Dinas", AgencyLevel.KOTA, "32.78")
    message = Message(agency, "1", 1, 1, "", body, AUTHORED, area_codes=("32.78",))
    apart = PREPARATION.take_apart(message)
    vectors = np.full((1 + len(apart.extracted.claims), 8), 0.6, dtype=np.float32)
    for at, claim in enumerate(apart.extracted.claims, 1):
        for word, axis in subjects.items():
            vectors[at, axis] += word in claim.text
    return apart.with_vectors(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


SUBJECTS = {"karcis": 1, "lapangan": 2}
ONE = "Pengambilan karcis dilayani petugas tiap malam. Acara digelar di lapangan yang sama."
OTHER = "Semua karcis hanya beredar di antara keluarga pemain. Lapangan akan ramai sekali."


def test_the_nearest_claims_stand_beside_each_other() -> None:
    one, other = prepared(ONE, SUBJECTS), prepared(OTHER, SUBJECTS)
    [first, *_] = nearest(one, other, align(one, other))
    assert [fact.surface.split()[1] for fact in first] == ["karcis", "karcis"]
    assert all(isinstance(fact.value, StatementValue) for fact in first)
    for fact, message in zip(first, (one, other), strict=True):
        assert message.message.body[fact.span.start : fact.span.end] == fact.surface


@pytest.mark.parametrize(
    "empty", ["Halo semua!", "#karcis #murah", 'HOAKS: "karcis dijual di toko". Tidak benar.']
)
def test_claims_that_assert_nothing_are_left_out(empty: str) -> None:
    one, other = prepared(ONE, SUBJECTS), prepared(empty, SUBJECTS)
    chosen = nearest(one, other, align(one, other))
    assert not [fact for _, fact in chosen if "karcis" in fact.surface]


@pytest.mark.parametrize(
    ("mine", "theirs", "kind"),
    [
        ("Kebakaran akibat puntung rokok.", "Api dipicu hubungan pendek.", FactKind.CAUSE),
        ("Cukup membawa KTP.", "Bawa juga surat pengantar.", FactKind.REQUIREMENT),
        ("Khusus warga kota.", "Terbuka bagi semua orang, umum.", FactKind.ELIGIBILITY),
        ("Daftar lewat aplikasi.", "Pendaftaran hanya di loket.", FactKind.PROCEDURE),
        ("Jembatan tetap dilalui.", "Jembatan sedang ditutup.", FactKind.STATUS),
    ],
)
def test_the_kind_follows_from_the_words(mine: str, theirs: str, kind: FactKind) -> None:
    one, other = prepared(mine, {"a": 1}), prepared(theirs, {"a": 1})
    [(fact, answer)] = nearest(one, other, align(one, other))
    assert (fact.kind, answer.kind) == (kind, kind)


def test_what_a_model_reads_in_two_claims_decides() -> None:
    judge = FactJudge(JudgeSettings())
    one, other = prepared(ONE, SUBJECTS), prepared(OTHER, SUBJECTS)
    weighing = judge.weigh(one, other)
    asked = [item.about for item in weighing.questions]
    assert asked
    clash = weighing.decide(dict.fromkeys(asked, CLASH))
    nothing = weighing.decide(dict.fromkeys(asked, NOTHING))
    assert clash.probability > 2 * nothing.probability
    assert clash.relation is Relation.CONTRADICTION
    assert nothing.relation is not Relation.CONTRADICTION


def test_a_claim_as_a_fact_keeps_its_place() -> None:
    [claim, _] = prepared(ONE, SUBJECTS).extracted.claims
    fact = statement_fact(claim, FactKind.PROCEDURE)
    assert (fact.span, fact.surface, fact.claim_index) == (claim.span, claim.text, 0)
