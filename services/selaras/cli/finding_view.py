"""A finding as a person reads it: both sentences with the clash marked, and what differs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from selaras.catalogue import text
from selaras.cli.output import console, lang, say
from selaras.client import Confidence, Evidence, Finding, Relation, Review, ReviewReason

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.panel import Panel

_STYLES = {Relation.CONTRADICTION: "red", Relation.OVERLAP: "yellow", Relation.NONE: "dim"}
_SHOWN = 4


def show(findings: Iterable[Finding]) -> None:
    """Print findings one below the other, each with its name: a review needs it."""
    from rich.text import Text  # noqa: PLC0415

    out = console()
    for finding in findings:
        out.print(panel(finding))
        if finding.name:
            out.print(Text(trail(finding), style="dim"))


def trail(finding: Finding) -> str:
    """The name of a finding, and what the own agency said of it."""
    if finding.own_review is None:
        return finding.name
    return f"{finding.name}  {say('review.said', words=review_words(finding.own_review))}"


def review_words(review: Review) -> str:
    """What a person said: "false alarm (other area)"."""
    verdict = say(f"review.verdict.{review.verdict.lower()}")
    if review.reason is ReviewReason.UNSPECIFIED:
        return verdict
    return f"{verdict} ({say(f'review.reason.{review.reason.lower()}')})"


def panel(finding: Finding, own: str = "", *, advice: bool = True) -> Panel:
    """A finding in a frame.

    Args:
        own: name of the caller's agency; empty: "you".
        advice: also what to do about it, with sentences to copy.
    """
    from rich.console import Group  # noqa: PLC0415
    from rich.panel import Panel  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    style = _STYLES.get(finding.relation, "dim")
    own = own or say("finding.you")
    other = finding.other_agency.display_name
    lines: list[RenderableType] = []
    if not finding.evidence:
        lines.append(Text(finding.words(lang()).explanation))
    for number, evidence in enumerate(finding.evidence[:_SHOWN]):
        lines += [Text("")] if number else []
        lines += _evidence(evidence, finding, own, other, style)
        lines += _advice(evidence, other) if advice else []
    if len(finding.evidence) > _SHOWN:
        lines.append(Text(say("finding.more", count=len(finding.evidence) - _SHOWN)))
    if advice and (suggestion := finding.words(lang()).suggestion):
        lines += [Text(""), _labelled("suggestion", suggestion)]
    return Panel(
        Group(*lines),
        title=Text(headline(finding), style=f"bold {style}"),
        subtitle=Text(" × ".join(filter(None, (_draft_id(finding), other))), style="dim"),
        title_align="left",
        subtitle_align="right",
        border_style=style,
    )


def _draft_id(finding: Finding) -> str:
    """The CMS's own id; empty for a text that was only checked."""
    return finding.own_draft.rpartition("/")[2]


def headline(finding: Finding) -> str:
    """What it is and how certain: "BERTENTANGAN (pasti)"."""
    certainty = say(f"confidence.{finding.confidence.lower()}")
    if finding.relation is Relation.NONE or finding.confidence is Confidence.UNSPECIFIED:
        return relation_name(finding.relation)
    return f"{relation_name(finding.relation)} ({certainty})"


def relation_name(relation: Relation) -> str:
    """What two messages are to each other, in words."""
    return say(f"relation.{relation.lower()}")


def kind_name(evidence: Evidence) -> str:
    """What kind of fact clashes, in words."""
    kind = "text" if evidence.kind == "UNSPECIFIED" else evidence.kind.lower()
    return text(f"alert.kind.{kind}", lang=lang())


def _evidence(
    evidence: Evidence, finding: Finding, own: str, other: str, style: str
) -> list[RenderableType]:
    from rich.text import Text  # noqa: PLC0415

    mine = evidence.own_sentence or evidence.own.text
    theirs = evidence.other_sentence or evidence.other.text
    lines: list[RenderableType] = [
        Text(kind_name(evidence), style="bold"),
        _side(own, mine, evidence.own.text, style),
        _side(other, theirs, evidence.other.text, style),
    ]
    words = evidence.words(lang())
    told = words.difference or words.explanation or finding.words(lang()).explanation
    if finding.relation is Relation.NONE:
        told = words.explanation
    if told:
        differs = finding.relation is Relation.CONTRADICTION and theirs
        key = "differs" if differs else "why"
        lines.append(_labelled(key, told))
    return lines


def _advice(evidence: Evidence, other: str) -> list[RenderableType]:
    """Sentences to copy, one for whichever side gives way, and a correction."""
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    lines: list[RenderableType] = []
    for key, sentence in (
        ("follow_other", evidence.own_aligned),
        ("follow_own", evidence.other_aligned),
    ):
        if sentence:
            flat = " ".join(sentence.split())
            lines.append(_labelled(key, f'"{flat}"', other=other))
    if correction := evidence.words(lang()).correction:
        lines.append(Padding(Text(correction, style="italic"), (0, 0, 0, 2)))
    return lines


def _labelled(key: str, told: str, **values: str) -> RenderableType:
    from rich.text import Text  # noqa: PLC0415

    return Text.assemble((f"{say(f'finding.{key}', **values)}: ", "bold"), told)


def _side(who: str, sentence: str, clash: str, style: str) -> RenderableType:
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    view = Text(f"{who}: ", style="cyan")
    if not sentence:
        return Padding(view.append(say("finding.hidden"), style="italic"), (0, 0, 0, 2))
    flat = " ".join(sentence.split())
    quoted = Text(f'"{flat}"')
    quoted.stylize("default")
    needle = " ".join(clash.split())
    if needle:
        quoted.highlight_words([needle], f"bold {style}")
    return Padding(view.append(quoted), (0, 0, 0, 2))
