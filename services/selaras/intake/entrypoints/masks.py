"""Field masks, read strictly: a path that means nothing is an error, not a wish ignored."""

from __future__ import annotations

from collections.abc import Collection

from google.protobuf.field_mask_pb2 import FieldMask

from selaras.intake.domain.errors import RuleBroken


def read_update_mask(
    mask: FieldMask, fields: Collection[str], mutable: Collection[str]
) -> frozenset[str]:
    """Paths to change; ``*`` means all that can be.

    Args:
        mask: the mask as it was sent.
        fields: all fields of the message.
        mutable: those of them that can be changed.

    Raises:
        RuleBroken: FIELD_MASK_INVALID or FIELD_IMMUTABLE.
    """
    if not mask.paths:
        raise _invalid("update_mask", "must name a field", "")
    if list(mask.paths) == ["*"]:
        return frozenset(mutable)
    for path in mask.paths:
        if path in mutable:
            continue
        if path in fields:
            raise RuleBroken.field(
                "FIELD_IMMUTABLE", "update_mask", f"{path} never changes", path=path
            )
        raise _invalid("update_mask", f"there is no field {path!r}", path)
    return frozenset(mask.paths)


def read_read_mask(mask: FieldMask, fields: Collection[str]) -> frozenset[str] | None:
    """Paths to fill; None: all.

    Raises:
        RuleBroken: FIELD_MASK_INVALID.
    """
    if not mask.paths or list(mask.paths) == ["*"]:
        return None
    for path in mask.paths:
        if path not in fields:
            raise _invalid("read_mask", f"there is no field {path!r}", path)
    return frozenset(mask.paths)


def _invalid(field: str, description: str, path: str) -> RuleBroken:
    return RuleBroken.field("FIELD_MASK_INVALID", field, description, path=path[:100])
