"""An agency's newer message that puts its older one right."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Reason, Relation
from selaras.matching.judge.decide import FactJudge
from selaras.matching.judge.interface import Prepared
from selaras.matching.judge.superseded import without_superseded
from selaras.matching.settings import JudgeSettings

from tests.unit.matching.judge.test_decide import VACCINATION, prepared


def later(message: Prepared) -> Prepared:
    authored = message.message.authored + timedelta(days=1)
    return replace(message, message=replace(message.message, authored=authored))


async def test_what_the_agency_has_put_right_is_no_contradiction() -> None:
    mine = await prepared("dinas", VACCINATION.format(day=14, hour="08.00"))
    older = await prepared("kominfo", VACCINATION.format(day=12, hour="08.00"))
    update = later(await prepared("kominfo", VACCINATION.format(day=14, hour="08.00")))
    verdict = FactJudge(JudgeSettings()).weigh(mine, older).decide({})
    assert verdict.relation is Relation.CONTRADICTION
    settled = without_superseded(mine, older, verdict, [older, update])
    assert (settled.relation, settled.reason) == (Relation.NONE, Reason.SUPERSEDED)
    assert settled.evidence == verdict.evidence


async def test_whole_claims_that_clash_are_not_put_right_by_a_date() -> None:
    mine = await prepared("dinas", VACCINATION.format(day=14, hour="08.00"))
    older = await prepared("kominfo", VACCINATION.format(day=12, hour="08.00"))
    update = later(await prepared("kominfo", VACCINATION.format(day=14, hour="08.00")))
    verdict = FactJudge(JudgeSettings()).weigh(mine, older).decide({})
    date = verdict.evidence[0]
    claims = replace(date, kind=FactKind.PROCEDURE)
    both = replace(verdict, evidence=(date, claims))
    assert without_superseded(mine, older, both, [older, update]) is both


async def test_only_a_newer_message_of_the_same_agency_that_agrees_counts() -> None:
    mine = await prepared("dinas", VACCINATION.format(day=14, hour="08.00"))
    older = await prepared("kominfo", VACCINATION.format(day=12, hour="08.00"))
    verdict = FactJudge(JudgeSettings()).weigh(mine, older).decide({})
    before = await prepared("kominfo", VACCINATION.format(day=14, hour="08.00"))
    of_another = later(await prepared("camat", VACCINATION.format(day=14, hour="08.00")))
    other_day = later(await prepared("kominfo", VACCINATION.format(day=16, hour="08.00")))
    far = later(await prepared("kominfo", VACCINATION.format(day=14, hour="08.00")))
    elsewhere = replace(far, vectors=-far.vectors)
    for message in (before, of_another, other_day, elsewhere):
        assert without_superseded(mine, older, verdict, [older, message]) is verdict
