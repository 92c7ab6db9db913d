"""Cases as people name them in a field: ids, resource names, or addresses copied from elsewhere."""

from __future__ import annotations

import re

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def case_ids(written: str) -> tuple[str, ...]:
    """Ids of the cases that are named, each once, in order.

    Raises:
        ValueError: one of them is no name of a case.
    """
    found: list[str] = []
    for name in re.split(r"[\s,;]+", written.strip()):
        if not name:
            continue
        path = name.partition("?")[0].partition("#")[0].rstrip("/")
        case_id = path.rpartition("/")[2]
        if not _ID.fullmatch(case_id):
            raise ValueError(f"{name} names no case")
        found.append(case_id)
    return tuple(dict.fromkeys(found))
