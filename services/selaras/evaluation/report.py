"""The errors of a replay as a page to read: HTML that stands on its own, or Markdown.

Texts of drafts are shown as they are and never read as markup: HTML is escaped by the template,
Markdown by :func:`plain`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from selaras.evaluation.dataset import Dataset
from selaras.evaluation.errors import EVIDENCE, FACET, TITLES, Sort, collect
from selaras.evaluation.highlight import Segment
from selaras.evaluation.measures import Measures, Prediction

SUFFIXES = (".html", ".md")
# What Markdown reads as markup inside a line, and what it does at the beginning of one.
_INLINE = re.compile(r"([\\`*_\[\]|~#!$^])")
_LINE_START = re.compile(r"^([ \t]*)([-+=]|\d+(?=[.)]))", re.MULTILINE)


def render(
    suffix: str,
    dataset: Dataset,
    measures: Measures,
    predictions: Iterable[Prediction],
    report: dict[str, Any],
) -> str:
    """The page in the format of a suffix of :data:`SUFFIXES`.

    Args:
        report: the measures as ``selaras evaluate --json`` prints them.
    """
    found = collect(dataset, measures, predictions)
    template = _environment().get_template(f"errors{suffix}.jinja")
    return template.render(
        groups=[(sort, TITLES[sort], found[sort]) for sort in Sort],
        total=sum(map(len, found.values())),
        report=report,
        drafts=len(dataset.drafts),
        pairs=len(dataset.pairs),
    )


def plain(text: str) -> str:
    """Text that Markdown shows as it is; ``<`` and ``&`` as entities."""
    return _LINE_START.sub(_escape_start, _inline(text))


def quoted(parts: Iterable[Segment]) -> str:
    """A text as a Markdown quotation, its marks in bold (labelled) and in ⟦brackets⟧ (evidence)."""
    lines = "".join(_marked(part) for part in parts).splitlines() or [""]
    escaped = [_LINE_START.sub(_escape_start, line).rstrip() for line in lines]
    # Two blanks at the end keep the line break.
    ends = ["  " if line and following else "" for line, following in pairwise([*escaped, ""])]
    return "\n".join(
        f"> {line}{end}" if line else ">" for line, end in zip(escaped, ends, strict=True)
    )


def _inline(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _INLINE.sub(r"\\\1", text)


def _escape_start(match: re.Match[str]) -> str:
    blanks, sign = match.groups()
    return f"{blanks}{sign}\\" if sign.isdigit() else f"{blanks}\\{sign}"


def _marked(part: Segment) -> str:
    return "\n".join(_marked_line(line, part.marks) for line in part.text.split("\n"))


def _marked_line(line: str, marks: tuple[str, ...]) -> str:
    core = line.strip()
    if not core:
        return line
    said = _inline(core)
    if EVIDENCE in marks:
        said = f"⟦{said}⟧"
    if FACET in marks:
        said = f"**{said}**"
    before, _, after = line.partition(core)
    return f"{before}{said}{after}"


def _cell(text: str) -> str:
    """One line for a table of Markdown."""
    return " ".join(plain(" ".join(text.split())).split()) or "–"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _moment(time: datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M %z")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(enabled_extensions=("html.jinja",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "cell": _cell,
        "moment": _moment,
        "percent": _percent,
        "plain": plain,
        "quoted": quoted,
    }
    return environment
