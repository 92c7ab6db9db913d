"""The words and options of ``selaras alerts``."""

from __future__ import annotations

import enum
from typing import Annotated

import typer

from selaras.cli.people import SeverityWord


class ChannelWord(enum.StrEnum):
    """Channels as they are written on the command line."""

    NATS = "nats"
    EMAIL = "email"
    WEBHOOK = "webhook"
    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    SLACK = "slack"


class DeliveryWord(enum.StrEnum):
    """States of deliveries as they are written on the command line."""

    PENDING = "pending"
    SENT = "sent"
    DEAD = "dead"
    DROPPED = "dropped"


OwnerOption = Annotated[
    str, typer.Option("--owner", help="Only those of this owner, AGENCY/OWNER.")
]
CaseOption = Annotated[str, typer.Option("--case", help="Only those of this case, by id or name.")]
ExplainedOwnerArgument = Annotated[
    str,
    typer.Argument(
        metavar="[OWNER]", help="AGENCY/OWNER; without it all of your agency.", show_default=False
    ),
]
ChannelArgument = Annotated[
    ChannelWord,
    typer.Argument(
        metavar="CHANNEL",
        case_sensitive=False,
        help="Through what: nats, email, webhook, telegram, whatsapp or slack.",
        show_default=False,
    ),
]
AgencyOption = Annotated[
    str, typer.Option("--agency", help="Id of the agency whose people are asked for.")
]
RouteTopicOption = Annotated[str, typer.Option("--topic", help="Topic of the case.")]
RouteAreasOption = Annotated[
    list[str] | None,
    typer.Option("--area", help="Kemendagri code of an area of the case; repeat for more."),
]
RouteSeverityOption = Annotated[
    SeverityWord,
    typer.Option("--severity", case_sensitive=False, help="How grave the case is."),
]
OverlapOption = Annotated[
    bool, typer.Option("--overlap", help="The messages say the same instead of contradicting.")
]
DeliveryStateOption = Annotated[
    DeliveryWord, typer.Option("--state", case_sensitive=False, help="Which ones.")
]
DeliveriesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[DELIVERY]...",
        help="Ids or names, as `selaras alerts deliveries` shows them; none: all given up.",
        show_default=False,
    ),
]
