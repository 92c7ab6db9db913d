"""What the demo shows."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from selaras.cli import alert_view, finding_view
from selaras.cli.demo_play import Tally
from selaras.cli.demo_sample import Sample, SampleDraft
from selaras.cli.output import say
from selaras.client import Submission
from selaras.event.v1 import alert_pb2

_FULL_ALERTS = 2  # the first are shown as they are, then one line each: people want to see the flow


class Show:
    """Prints what happens, as it happens."""

    def __init__(self, console: Console, sample: Sample, *, full: bool) -> None:
        self._console = console
        self._sample = sample
        self._full = full
        self._alerts = 0

    def section(self, title: str) -> None:
        """Begin a part."""
        self._console.print()
        self._console.print(Rule(Text(title, style="bold"), align="left"))

    def line(self, text: str) -> None:
        """Print a line."""
        self._console.print(Text(text))

    def checked(self, draft: SampleDraft, result: Submission) -> None:
        """A draft came back from its check."""
        agency = self._sample.agencies[draft.agency].name
        head = Text("\n▸ ", style="bold")
        head.append(f"{draft.created_at:%d-%m-%Y %H.%M}", style="dim")
        head.append(f"  {agency}", style="bold cyan")
        head.append(f"  {draft.channel.lower()}", style="dim")
        self._console.print(head)
        preview = " ".join(f"{draft.title}  {draft.body}".split())
        self._console.print(Text(f"  {preview}", "dim"), no_wrap=True, overflow="ellipsis")
        alerted = [finding for finding in result.findings if finding.alerted]
        if not alerted:
            self._console.print(
                Text(f"  {say('demo.pending' if result.pending else 'demo.quiet')}", style="green")
            )
        for finding in alerted:
            self._console.print(finding_view.panel(finding, own=agency, advice=False))

    def alerted(self, alert: alert_pb2.Alert) -> None:
        """An owner received an alert."""
        self._alerts += 1
        if self._full or self._alerts <= _FULL_ALERTS:
            self._console.print(alert_view.panel(alert))
            return
        line = Text("  ✉ ", style="bold magenta")
        line.append(alert_view.owner_of(alert), style="magenta")
        line.append(f"  {alert.title}")
        self._console.print(line)

    def summary(self, tally: Tally, seconds: float) -> None:
        """The tables at the end."""
        self.section(say("demo.summary"))
        totals = Table(show_header=False, box=None)
        totals.add_column()
        totals.add_column(justify="right")
        totals.add_row(say("demo.drafts"), str(tally.drafts))
        for relation, count in Counter(
            finding.relation for finding in tally.findings.values()
        ).most_common():
            name = finding_view.relation_name(relation).lower()
            totals.add_row(say("demo.findings_of", relation=name), str(count))
        for kind, count in _kinds(tally).most_common():
            totals.add_row(f"  {kind.lower()}", str(count))
        totals.add_row(say("demo.alerts_total"), str(tally.alerts.total()))
        totals.add_row(say("demo.seconds"), say("demo.seconds_value", seconds=seconds))
        self._console.print(totals)
        self._console.print()
        self._console.print(self._owners(tally))

    def _owners(self, tally: Tally) -> Table:
        table = Table(title=say("demo.per_owner"), title_justify="left", title_style="bold")
        table.add_column(say("demo.column_agency"))
        table.add_column(say("demo.column_owner"))
        table.add_column(say("demo.column_alerts"), justify="right")
        for agency in self._sample.agencies.values():
            for owner in agency.owners:
                count = tally.alerts[f"{agency.agency_id}/{owner.owner_id}"]
                table.add_row(agency.name, owner.name, str(count) if count else "-")
        return table


def _kinds(tally: Tally) -> Counter[str]:
    """How often each kind of fact clashes."""
    return Counter(
        finding_view.kind_name(evidence)
        for finding in tally.findings.values()
        if finding.relation == "CONTRADICTION"
        for evidence in finding.evidence
    )
