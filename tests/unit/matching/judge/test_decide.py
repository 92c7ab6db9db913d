"""The decision over all signals, on small texts with made vectors."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from selaras.gazetteer import Gazetteer
from selaras.matching.domain.entailment import Entailment, Reading
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Confidence, Reason, Relation, Verdict
from selaras.matching.domain.message import Agency, AgencyLevel, Message
from selaras.matching.judge.decide import FactJudge
from selaras.matching.judge.interface import OPENINGS, Prepared, Readings
from selaras.matching.judge.model import LogisticModel, load_models
from selaras.matching.preparation import Preparation
from selaras.matching.settings import JudgeSettings

from tests.fakes.matching import FakeEmbedder

PREPARATION = Preparation(Gazetteer.load())
AUTHORED = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)


async def prepared(agency: str, body: str, area: str = "32.78") -> Prepared:
    message = Message(
        Agency(agency, agency, AgencyLevel.KOTA, area),
        "1",
        1,
        1,
        "",
        body,
        AUTHORED,
        area_codes=(area,),
    )
    apart = PREPARATION.take_apart(message)
    texts = [message.text, *(claim.text for claim in apart.extracted.claims)]
    # Hashed words spread wider than a real model's vectors, which lie between 0.7 and 1.
    vectors = (await FakeEmbedder().embed(texts)).vectors + 0.25
    return apart.with_vectors(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def decided(
    judge: FactJudge, asking: Prepared, other: Prepared, readings: Readings | None = None
) -> Verdict:
    return judge.weigh(asking, other).decide(readings or {})


@pytest.fixture(scope="module")
def judge() -> FactJudge:
    return FactJudge(JudgeSettings())


VACCINATION = (
    "Vaksinasi rabies gratis digelar {day} Mei 2026 pukul {hour} di Alun-alun Tasikmalaya."
)


async def test_another_day_for_the_same_event_is_a_contradiction(judge: FactJudge) -> None:
    mine = await prepared("dinas", VACCINATION.format(day=12, hour="08.00"))
    theirs = await prepared("kominfo", VACCINATION.format(day=14, hour="08.00"))
    verdict = decided(judge, mine, theirs)
    assert verdict.relation is Relation.CONTRADICTION
    assert verdict.alerts
    [evidence] = [item for item in verdict.evidence if item.kind is FactKind.DATE]
    assert (evidence.left.text, evidence.right.text) == ("12 Mei 2026", "14 Mei 2026")
    assert mine.message.body[evidence.left.span.start : evidence.left.span.end] == "12 Mei 2026"


async def test_the_same_values_in_other_words_are_no_contradiction(judge: FactJudge) -> None:
    mine = await prepared("dinas", VACCINATION.format(day=12, hour="08.00 WIB"))
    theirs = await prepared("kominfo", VACCINATION.format(day=12, hour="delapan pagi"))
    assert decided(judge, mine, theirs).relation is not Relation.CONTRADICTION


async def test_a_copy_is_an_overlap(judge: FactJudge) -> None:
    body = VACCINATION.format(day=12, hour="08.00") + " Bawa buku vaksin dan KTP Tasikmalaya."
    verdict = decided(judge, await prepared("dinas", body), await prepared("kominfo", body))
    assert verdict.relation is Relation.OVERLAP
    assert verdict.reason is Reason.NEAR_COPY


async def test_far_areas_are_never_compared(judge: FactJudge) -> None:
    mine = await prepared("dinas", "Vaksinasi digelar 12 Mei 2026 di balai desa.")
    theirs = await prepared("lain", "Vaksinasi digelar 14 Mei 2026 di balai desa.", area="73.71")
    verdict = decided(judge, mine, theirs)
    assert (verdict.relation, verdict.reason) == (Relation.NONE, Reason.OTHER_AREA)


async def test_a_template_of_two_regencies_is_two_events(judge: FactJudge) -> None:
    body = "Vaksinasi rabies gratis digelar {} Mei 2026 pukul 08.00 di Alun-alun Kabupaten."
    mine = await prepared("tasik", body.format(12), area="32.78")
    theirs = await prepared("ciamis", body.format(14), area="32.07")
    verdict = decided(judge, mine, theirs)
    assert (verdict.relation, verdict.reason) == (Relation.NONE, Reason.OTHER_AREA)


async def test_two_rounds_of_one_programme_have_two_dates(judge: FactJudge) -> None:
    first = await prepared("dinas", "Putaran pertama imunisasi polio berlangsung 3–8 Agustus 2026.")
    second = await prepared(
        "pkk",
        "Putaran kedua imunisasi polio berlangsung 7–12 September 2026, "
        "sekitar sebulan setelah putaran pertama.",
    )
    apart = decided(judge, first, second)
    assert apart.relation is not Relation.CONTRADICTION or not apart.alerts
    same_round = await prepared("rs", "Putaran pertama imunisasi polio berlangsung 5–9 Agustus.")
    assert decided(judge, first, same_round).relation is Relation.CONTRADICTION


async def test_a_denied_hoax_is_no_claim(judge: FactJudge) -> None:
    mine = await prepared("dinas", VACCINATION.format(day=12, hour="08.00"))
    theirs = await prepared(
        "kominfo", 'HOAKS: "Vaksinasi rabies digelar 20 Mei 2026". Tidak benar kabar tersebut.'
    )
    assert decided(judge, mine, theirs).relation is not Relation.CONTRADICTION


async def test_the_verdict_is_the_same_from_both_sides(judge: FactJudge) -> None:
    mine = await prepared("dinas", VACCINATION.format(day=12, hour="08.00"))
    theirs = await prepared("kominfo", VACCINATION.format(day=14, hour="09.30"))
    one, other = decided(judge, mine, theirs), decided(judge, theirs, mine)
    assert (one.relation, one.confidence) == (other.relation, other.confidence)
    assert one.probability == pytest.approx(other.probability)
    assert {item.kind for item in one.evidence} == {item.kind for item in other.evidence}


@pytest.mark.parametrize("body", ["😀", "halo", "1" * 40, "A" * 5000, "31 Juni 2026 " * 50])
async def test_odd_texts_are_judged_without_a_crash(judge: FactJudge, body: str) -> None:
    odd = await prepared("dinas", body)
    plain = await prepared("kominfo", VACCINATION.format(day=12, hour="08.00"))
    assert decided(judge, odd, plain).relation in set(Relation)
    assert decided(judge, plain, odd).relation in set(Relation)


async def test_thresholds_are_settings() -> None:
    sure, certain = LogisticModel(0.2, {}), LogisticModel(9, {})
    always = {
        "conflict": sure,
        "conflict_read": sure,
        "same": certain,
        "same_read": certain,
        "clash": sure,
        "clash_read": sure,
    }
    mine = await prepared("dinas", VACCINATION.format(day=12, hour="08.00"))
    theirs = await prepared("kominfo", VACCINATION.format(day=14, hour="08.00"))
    for likely, confidence in ((0.5, Confidence.LIKELY), (0.6, Confidence.POSSIBLE)):
        settings = JudgeSettings(contradiction_likely=likely, overlap_likely=0.9)
        judge = FactJudge(settings, always)
        assert decided(judge, mine, theirs).confidence is confidence


async def test_what_was_read_moves_the_verdict(judge: FactJudge) -> None:
    mine = await prepared("dinas", VACCINATION.format(day=12, hour="08.00"))
    theirs = await prepared("kominfo", VACCINATION.format(day=14, hour="08.00"))
    weighing = judge.weigh(mine, theirs)
    asked = {question.about: (question.mine, question.theirs) for question in weighing.questions}
    dates = [texts for texts in asked.values() if "«12 Mei 2026»" in texts[0]]
    assert ["«14 Mei 2026»" in theirs for _, theirs in dates] == [True]
    clash, apart = Entailment(0.0, 0.02, 0.98), Entailment(0.01, 0.98, 0.01)
    with_clash, with_neutral = (
        weighing.decide(dict.fromkeys(asked, Reading(said, said))) for said in (clash, apart)
    )
    assert with_clash.probability > with_neutral.probability
    assert with_clash.relation is Relation.CONTRADICTION
    assert not with_neutral.alerts


async def test_the_openings_are_asked_first_and_read_as_one_message_or_not(
    judge: FactJudge,
) -> None:
    mine = await prepared("dinas", VACCINATION.format(day=12, hour="08.00"))
    theirs = await prepared("kominfo", VACCINATION.format(day=12, hour="08.00"))
    weighing = judge.weigh(mine, theirs)
    first = weighing.questions[0]
    assert first.about == OPENINGS
    assert first.worth == max(question.worth for question in weighing.questions)
    one, apart = Entailment(0.98, 0.01, 0.01), Entailment(0.01, 0.98, 0.01)
    said = [weighing.decide({OPENINGS: Reading(item, item)}) for item in (one, apart)]
    assert said[0].relation is Relation.OVERLAP
    assert said[0].probability > said[1].probability


async def test_of_messages_that_have_nothing_in_common_nothing_is_asked(judge: FactJudge) -> None:
    mine = await prepared("dinas", VACCINATION.format(day=12, hour="08.00"))
    theirs = await prepared("kominfo", "Selamat ulang tahun untuk guru-guru kami tercinta.")
    far = replace(theirs, vectors=-theirs.vectors)
    assert judge.weigh(mine, far).questions == []


def test_the_shipped_models_name_signals_that_exist() -> None:
    models = load_models()
    assert set(models) == {
        "conflict",
        "conflict_read",
        "same",
        "same_read",
        "clash",
        "clash_read",
    }
    assert models["conflict"].weights["claim_words"] > 0
    assert models["conflict"].weights["answered_elsewhere"] < 0
    assert models["same"].weights["message_cosine"] > 0
    assert models["clash"].weights["strongest"] > 0
