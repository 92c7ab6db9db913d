"""The audit trail and the authorities as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable

from selaras.cli.layout import indented
from selaras.cli.output import console, say, table
from selaras.cli.people import short_name
from selaras.cli.times import stamp
from selaras.cli.words import fact_kind, word
from selaras.client import AuditEntry, Authority, Verification


def show_entries(entries: Iterable[AuditEntry]) -> None:
    """Print entries of the audit trail, two lines each; hashes are for --json."""
    from rich.text import Text  # noqa: PLC0415

    out = console()
    for entry in entries:
        head = f"{entry.sequence:>6}  {stamp(entry.time)}  {short_name(entry.actor)}  "
        out.print(Text.assemble(head, (word("audit.action", entry.action), "bold")))
        about = "  ".join(dict.fromkeys(filter(None, (entry.subject, entry.case))))
        detail = entry.detail if entry.detail not in {"", "{}"} else ""
        out.print(indented("  ".join(filter(None, (about, detail))), "dim", by=8))


def show_verification(result: Verification) -> None:
    """Print whether the trail is whole, and the hash to note down."""
    if result.intact:
        print(say("audit.intact", entries=result.entries))
        print(say("audit.note", hash=result.last_hash))
        return
    print(say("audit.broken", reason=word("audit.reason", result.reason)))
    if result.broken_at:
        print(say("audit.broken_at", sequence=result.broken_at))


def show_authorities(rules: Iterable[Authority]) -> None:
    """Print the rules, the most specific first as they come."""
    names = ("name", "agency", "topic", "kind", "area", "basis")
    table([say(f"authority.column.{name}") for name in names], [_rule(rule) for rule in rules])


def scope(rule: Authority) -> str:
    """For what and where a rule holds, in words."""
    kind = "" if rule.kind == "UNSPECIFIED" else fact_kind(rule.kind)
    topic = say("quiet.topic", topic=rule.topic) if rule.topic else ""
    area = say("quiet.area", area=rule.area_code) if rule.area_code else say("authority.country")
    return ", ".join(filter(None, (topic, kind, area)))


def _rule(rule: Authority) -> tuple[str, ...]:
    return (
        short_name(rule.name),
        short_name(rule.agency),
        rule.topic or "-",
        "-" if rule.kind == "UNSPECIFIED" else fact_kind(rule.kind),
        rule.area_code or say("authority.country"),
        rule.basis or "-",
    )
