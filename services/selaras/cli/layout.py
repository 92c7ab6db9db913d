"""Lines that stand below another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text


def indented(told: str | Text, style: str = "", by: int = 2) -> RenderableType:
    """A line moved to the right; where it is too long, all of its lines are.

    Args:
        told: shown as it is, never read as markup.
        style: how, where ``told`` has no styles of its own.
        by: how far, in columns.
    """
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    line = Text(told, style) if isinstance(told, str) else told
    return Padding(line, (0, 0, 0, by), expand=False)
