"""``selaras case propose`` and ``answer``: how two sides agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selaras.cli.case_options import (
    AnswerArgument,
    AnswerNoteOption,
    KindArgument,
    NumberArgument,
    ProposalNoteOption,
)
from selaras.cli.connection import (
    DATA,
    DataOption,
    JsonOption,
    KeyOption,
    TargetOption,
    TimeoutOption,
    TlsOption,
    agency_client,
)
from selaras.cli.output import print_json, say
from selaras.cli.people import CaseArgument

if TYPE_CHECKING:
    from selaras.client import Case


def propose(
    *,
    case: CaseArgument,
    kind: KindArgument,
    note: ProposalNoteOption = "",
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: KeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Propose how the clash ends. It takes the place of a proposal that is still open.

    "We" is your agency: we-correct, it corrects its text; you-correct, the others correct theirs;
    both-right, they speak of different things; joint-statement, one text for all (--note is the
    text); not-our-authority (bukan wewenang), your agency takes its statement back; false-alarm,
    nothing clashes.
    """
    with agency_client(data, target, key, tls_ca, timeout) as client:
        found = client.propose_resolution(case, kind.name, note)
    _tell(found, _proposed(found), as_json=as_json)


def answer(
    *,
    case: CaseArgument,
    number: NumberArgument,
    verdict: AnswerArgument,
    note: AnswerNoteOption = "",
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: KeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Agree to the open proposal for your agency, or decline it and say why.

    With the last yes the case is resolved, or, where somebody must correct a text, waits for that.
    """
    with agency_client(data, target, key, tls_ca, timeout) as client:
        found = client.answer_resolution(case, number, agree=verdict.agrees, note=note)
    told = _agreed(found) if verdict.agrees else say("case.did.decline", number=number)
    _tell(found, told, as_json=as_json)


def _proposed(case: Case) -> str:
    from selaras.cli.words import word  # noqa: PLC0415

    if case.proposal is None:
        return say("case.did.propose_unseen", case=case.name)
    kind = word("resolution.kind", case.proposal.kind)
    told = say("case.did.propose", number=case.proposal.number, kind=kind)
    return f"{told}\n{_awaited(case)}".rstrip()


def _agreed(case: Case) -> str:
    if case.state == "RESOLVED":
        return say("case.did.agree_resolved", case=case.name)
    if case.state == "AGREED":
        return say("case.did.agree_correct", case=case.name)
    return f"{say('case.did.agree')}\n{_awaited(case)}".rstrip()


def _awaited(case: Case) -> str:
    from selaras.cli.case_steps import named  # noqa: PLC0415

    awaited = case.proposal.awaited if case.proposal else ()
    return say("case.awaited", agencies=named(case, awaited)) if awaited else ""


def _tell(case: Case, told: str, *, as_json: bool) -> None:
    if as_json:
        print_json(case)
    else:
        print(told)
