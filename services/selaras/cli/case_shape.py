"""``selaras case merge`` and ``split``: which findings are about one matter."""

from __future__ import annotations

from selaras.cli.case_options import FindingsArgument, OthersArgument
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
from selaras.cli.people import CaseArgument, NoteOption


def merge(
    *,
    case: CaseArgument,
    others: OthersArgument,
    note: NoteOption = "",
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: KeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Put the findings of other cases into CASE: they are about the same matter.

    For an agency head, and for a coordinator.
    """
    with agency_client(data, target, key, tls_ca, timeout) as client:
        found = client.merge_cases(case, others, note)
    if as_json:
        print_json(found)
        return
    values = {"count": len(others), "case": found.name, "findings": found.finding_count}
    print(say("case.did.merge", **values))


def split(
    *,
    case: CaseArgument,
    findings: FindingsArgument,
    note: NoteOption = "",
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: KeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Move findings of CASE into a new one: they are about another matter. They stay apart.

    For an agency head, and for a coordinator. With --json both cases are printed.
    """
    with agency_client(data, target, key, tls_ca, timeout) as client:
        both = client.split_case(case, findings, note)
    if as_json:
        print_json(both)
        return
    values = {"count": len(findings), "split": both.split.name, "case": both.case.name}
    print(say("case.did.split", **values))
