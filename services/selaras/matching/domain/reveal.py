"""Reveals: each time that a part of an unpublished text is shown to another agency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from selaras.matching.domain.audit import Action, AuditRecord
from selaras.matching.domain.finding import finding_id
from selaras.matching.domain.message import ShareLevel
from selaras.matching.domain.view import AnyView, OutsideView, SideView
from selaras.matching.domain.viewer import Viewer

REVEALS = frozenset({Action.EXCERPT_REVEALED, Action.TEXT_REVEALED})


def reveals_in(
    viewer: Viewer, views: Iterable[AnyView], now: datetime, *, whole: bool = True
) -> list[AuditRecord]:
    """What some views show of texts that are not public, to be written down once each.

    Args:
        whole: the whole views are shown; else only what clashes in them.
    """
    records = [record for item in views for record in _reveals(viewer, item, now)]
    if whole:
        return records
    return [replace(record, action=Action.EXCERPT_REVEALED) for record in records]


def _reveals(viewer: Viewer, view: AnyView, now: datetime) -> list[AuditRecord]:
    if isinstance(view, OutsideView):
        sides = ((view.left, view.right), (view.right, view.left))
        return [
            _record(
                viewer.name,
                viewer.agency,
                now,
                level=shown.shown,
                case_id=view.case_id,
                shown=(shown.key, shown.revision),
                beside=(beside.key, beside.revision),
            )
            for shown, beside in sides
            if shown.shown is not None and _is_foreign(viewer, shown)
        ]
    if view.other_shown is None:
        return []
    return [
        _record(
            f"agencies/{viewer.agency}",
            viewer.agency,
            now,
            level=view.other_shown,
            case_id=view.case_id,
            shown=(view.other_key, view.other_revision),
            beside=(view.own_key, view.own_revision),
        )
    ]


def _is_foreign(viewer: Viewer, side: SideView) -> bool:
    return side.agency.id != viewer.agency


def _record(
    actor: str,
    agency: str,
    now: datetime,
    *,
    level: ShareLevel | None,
    case_id: str,
    shown: tuple[str, int],
    beside: tuple[str, int],
) -> AuditRecord:
    """Named after its pair, not after the finding: what is only looked at has none."""
    owner = shown[0].partition("/")[0]
    full = level is ShareLevel.FULL
    return AuditRecord(
        action=Action.TEXT_REVEALED if full else Action.EXCERPT_REVEALED,
        actor=actor,
        subject=f"findings/{finding_id(shown[0], beside[0])}",
        time=now,
        case_id=case_id,
        detail={
            "of": f"agencies/{owner}",
            "revision": str(shown[1]),
            "beside": f"agencies/{beside[0].partition('/')[0]}",
            "beside_revision": str(beside[1]),
        },
        agencies=tuple(sorted({owner, agency})),
    )
