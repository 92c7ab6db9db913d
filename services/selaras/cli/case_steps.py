"""What can be done next about a case: in words, and as the command to type."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.cli.output import say
from selaras.cli.people import short_name
from selaras.client import Case, CaseState

_KINDS = "we-correct, you-correct, both-right, joint-statement, not-our-authority, false-alarm"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; ``command`` is empty where it is done elsewhere."""

    words: str
    command: str = ""


def agency_names(case: Case) -> dict[str, str]:
    """Names of its agencies as people write them, by resource name."""
    return {party.agency.name: party.agency.display_name for party in case.parties}


def named(case: Case, agencies: tuple[str, ...]) -> str:
    """Agencies as people write them, in a row."""
    names = agency_names(case)
    return ", ".join(names.get(agency) or short_name(agency) for agency in agencies)


def next_steps(case: Case) -> list[Step]:
    """What can be done next, the most urgent first.

    The steps name the agencies that they are for: the command line does not know whose key it has.
    """
    key = short_name(case.name)
    if case.state is CaseState.RESOLVED:
        if not case.merged_into:
            return []
        return [Step(say("steps.merged"), f"selaras case show {short_name(case.merged_into)}")]
    steps = _acknowledge(case, key)
    if case.state is CaseState.AGREED:
        return [*steps, Step(say("steps.correct"))]
    if case.proposal and case.proposal.is_open:
        number = case.proposal.number
        awaited = named(case, case.proposal.awaited)
        return [
            *steps,
            Step(
                say("steps.answer", number=number, agencies=awaited),
                f"selaras case answer {key} {number} yes",
            ),
            Step(say("steps.decline"), f'selaras case answer {key} {number} no --note "..."'),
        ]
    return [
        *steps,
        Step(say("steps.propose", kinds=_KINDS), f"selaras case propose {key} we-correct"),
        Step(say("steps.comment"), f'selaras case comment {key} "..."'),
    ]


def _acknowledge(case: Case, key: str) -> list[Step]:
    silent = tuple(party.agency.name for party in case.unacknowledged if not party.authority)
    if not silent:
        return []
    words = say("steps.acknowledge", agencies=named(case, silent))
    return [Step(words, f"selaras case ack {key}")]
