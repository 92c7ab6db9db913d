"""An alert as its owner reads it."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from google.protobuf.json_format import MessageToDict

from selaras.api.v1 import finding_pb2
from selaras.event.v1 import alert_pb2, case_pb2

if TYPE_CHECKING:
    from rich.panel import Panel


def panel(alert: alert_pb2.Alert) -> Panel:
    """The alert in a frame."""
    from rich.panel import Panel  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    style = _style(alert)
    stamp = alert.create_time.ToDatetime(tzinfo=UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    return Panel(
        Text(alert.text),
        title=Text(f"✉ {owner_of(alert)}", style=f"bold {style}"),
        subtitle=Text(stamp, style="dim"),
        title_align="left",
        subtitle_align="right",
        border_style=style,
    )


def owner_of(alert: alert_pb2.Alert) -> str:
    """``agency/owner`` of the alert."""
    _, agency, _, owner = alert.owner.split("/")
    return f"{agency}/{owner}"


def to_dict(alert: alert_pb2.Alert) -> dict[str, Any]:
    """The alert for scripts, with the field names of the proto."""
    values: dict[str, Any] = MessageToDict(alert, preserving_proto_field_name=True)
    return values


def _style(alert: alert_pb2.Alert) -> str:
    if alert.state == case_pb2.CASE_STATE_RESOLVED:
        return "green"
    return "red" if alert.relation == finding_pb2.RELATION_CONTRADICTION else "yellow"
