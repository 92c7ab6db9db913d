"""Conditions on columns of serialised messages."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Column, ColumnElement, LargeBinary, bindparam, false, func, or_


def holds(column: Column[Any], marks: Collection[bytes], *, is_sqlite: bool) -> ColumnElement[bool]:
    """The condition that a column of serialised messages has one of the marks.

    See :mod:`selaras.kit.marks`.
    """
    return or_(false(), *(_place(column, one, is_sqlite=is_sqlite) > 0 for one in marks))


def _place(column: Column[Any], one: bytes, *, is_sqlite: bool) -> ColumnElement[Any]:
    wanted = bindparam(None, one, type_=LargeBinary, unique=True)
    if is_sqlite:
        return func.instr(column, wanted)
    return func.position(wanted.op("IN")(column))
