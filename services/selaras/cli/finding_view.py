"""A finding as a person reads it: both sentences with the clash marked, and what differs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from selaras.catalogue import text
from selaras.cli.output import console, lang, say
from selaras.client import Confidence, Evidence, Finding, Relation

if TYPE_CHECKING:
    from rich.panel import Panel
    from rich.text import Text

_STYLES = {Relation.CONTRADICTION: "red", Relation.OVERLAP: "yellow", Relation.NONE: "dim"}
_SHOWN = 4


def show(findings: Iterable[Finding]) -> None:
    """Print findings one below the other."""
    out = console()
    for finding in findings:
        out.print(panel(finding))


def panel(finding: Finding, own: str = "") -> Panel:
    """A finding in a frame.

    Args:
        own: name of the caller's agency; empty: "you".
    """
    from rich.panel import Panel  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    style = _STYLES.get(finding.relation, "dim")
    own = own or say("finding.you")
    other = finding.other_agency.display_name
    body = Text()
    if not finding.evidence:
        body.append(finding.explanation)
    for number, evidence in enumerate(finding.evidence[:_SHOWN]):
        body.append("\n\n" if number else "")
        body.append(_evidence(evidence, finding, own, other, style))
    if len(finding.evidence) > _SHOWN:
        body.append("\n\n" + say("finding.more", count=len(finding.evidence) - _SHOWN))
    return Panel(
        body,
        title=Text(headline(finding), style=f"bold {style}"),
        subtitle=Text(f"{finding.own_draft.rpartition('/')[2]} × {other}", style="dim"),
        title_align="left",
        subtitle_align="right",
        border_style=style,
    )


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


def _evidence(evidence: Evidence, finding: Finding, own: str, other: str, style: str) -> Text:
    from rich.text import Text  # noqa: PLC0415

    view = Text(kind_name(evidence), style="bold")
    view.append("\n")
    view.append(_side(own, evidence.own_sentence or evidence.own.text, evidence.own.text, style))
    view.append("\n")
    sentence = evidence.other_sentence or evidence.other.text
    view.append(_side(other, sentence, evidence.other.text, style))
    explanation = evidence.explanation or finding.explanation
    if explanation:
        key = "finding.differs" if finding.relation is Relation.CONTRADICTION else "finding.why"
        view.append(f"\n{say(key)}: ", style="bold")
        view.append(explanation, style="not bold")
    return view


def _side(who: str, sentence: str, clash: str, style: str) -> Text:
    from rich.text import Text  # noqa: PLC0415

    view = Text(f"  {who}: ", style="not bold cyan")
    if not sentence:
        return view.append(say("finding.hidden"), style="italic")
    flat = " ".join(sentence.split())
    quoted = Text(f'"{flat}"', style="not bold")
    quoted.stylize("default")
    needle = " ".join(clash.split())
    if needle:
        quoted.highlight_words([needle], f"bold {style}")
    return view.append(quoted)
