"""The options that say what an owner is, shared by the commands that send one."""

from __future__ import annotations

import base64
import enum
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from selaras.cli.exits import CommandError
from selaras.cli.hours import parse_hours
from selaras.cli.people import SeverityWord

if TYPE_CHECKING:
    from selaras.client.models import Owner, OwnerChannel, OwnerOptions, Severity

_KINDS = ("email", "webhook", "telegram", "whatsapp", "slack")


class RoleWord(enum.StrEnum):
    """What an owner may do, as it is written on the command line."""

    OWNER = "owner"
    HEAD = "head"
    COORDINATOR = "coordinator"


ContactOption = Annotated[
    str | None, typer.Option("--contact", help="Phone or e-mail; the other side of a case sees it.")
]
ZoneOption = Annotated[
    str | None, typer.Option("--time-zone", help="IANA time zone; default Asia/Jakarta.")
]
RoleOption = Annotated[
    RoleWord | None,
    typer.Option("--role", help="What the owner may do, and when the owner is told."),
]
EmailOption = Annotated[str | None, typer.Option("--email", help="E-mail address for alerts.")]
WebhookOption = Annotated[
    str | None, typer.Option("--webhook", help="https URL that alerts are posted to, signed.")
]
WebhookSecretOption = Annotated[
    str | None,
    typer.Option(
        "--webhook-secret",
        help="Secret that signs the webhook, whsec_...; made and shown this once if left out.",
    ),
]
TelegramOption = Annotated[
    str | None, typer.Option("--telegram", help="Id of the Telegram chat with the bot.")
]
WhatsappOption = Annotated[str | None, typer.Option("--whatsapp", help="WhatsApp number.")]
SlackOption = Annotated[
    str | None, typer.Option("--slack", help="URL of an incoming webhook of Slack or Mattermost.")
]
HoursOption = Annotated[
    list[str] | None,
    typer.Option(
        "--hours",
        help='When the owner may be told: "senin-jumat 08.00-16.00"; repeat for more. '
        "Default: at any time.",
    ),
]
TopicOption = Annotated[
    list[str] | None,
    typer.Option("--topic", help="Works on this topic only; repeat for more."),
]
AreaOption = Annotated[
    list[str] | None,
    typer.Option("--area", help="Kemendagri code; works on this area only; repeat for more."),
]
MinSeverityOption = Annotated[
    SeverityWord | None,
    typer.Option("--min-severity", help="Told of cases at least this grave only."),
]
RankOption = Annotated[
    int | None,
    typer.Option("--rank", min=0, max=100, help="The smaller is told first; equal: together."),
]
LanguageOption = Annotated[
    str | None, typer.Option("--language", help="Language of alerts: id or en.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the options say; None: not given, empty: to be taken away."""

    contact: str | None = None
    time_zone: str | None = None
    role: RoleWord | None = None
    email: str | None = None
    webhook: str | None = None
    webhook_secret: str | None = None
    telegram: str | None = None
    whatsapp: str | None = None
    slack: str | None = None
    hours: list[str] | None = None
    topics: list[str] | None = None
    areas: list[str] | None = None
    min_severity: SeverityWord | None = None
    rank: int | None = None
    language: str | None = None


def owner_options(given: Given, stored: Owner | None) -> tuple[OwnerOptions, str]:
    """What to send of an owner, and the secret that was made for a webhook; empty: none.

    Args:
        given: the options.
        stored: the owner as it is; None: there is none yet.

    Raises:
        CommandError: hours that cannot be read, or a secret without a webhook.
    """
    options: OwnerOptions = {}
    if given.contact is not None:
        options["contact"] = given.contact
    if given.time_zone is not None:
        options["time_zone"] = given.time_zone
    if given.role is not None:
        options["role"] = given.role.name
    if given.rank is not None:
        options["rank"] = given.rank
    if given.language is not None:
        options["language"] = given.language
    _add_what_is_told(options, given)
    channels, made = _channels(given, stored.channels if stored else ())
    if channels is not None:
        options["channels"] = channels
    return options, made


def read_moment(value: str, option: str, zone: str) -> datetime:
    """A time; one without a zone is of the owner's, as working hours are.

    Raises:
        CommandError: it is none.
    """
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise CommandError(
            f"{option}: {value} is not a time", hint="write 2026-08-03T08:00"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone or "Asia/Jakarta"))


def _add_what_is_told(options: OwnerOptions, given: Given) -> None:
    if given.hours is not None:
        options["working_hours"] = [parse_hours(text) for text in _filled(given.hours)]
    if given.topics is not None:
        options["topics"] = _filled(given.topics)
    if given.areas is not None:
        options["area_codes"] = _filled(given.areas)
    if given.min_severity is not None:
        options["min_severity"] = given.min_severity.name


def _filled(values: Sequence[str]) -> list[str]:
    """The values that say something: one empty one takes a list away."""
    return [value for value in values if value.strip()]


def _channels(
    given: Given, stored: Sequence[OwnerChannel]
) -> tuple[list[OwnerChannel] | None, str]:
    """All channels as they shall be; an option takes the place of all channels of its kind."""
    wanted = {kind: getattr(given, kind) for kind in _KINDS}
    wanted = {kind: address for kind, address in wanted.items() if address is not None}
    if given.webhook_secret is not None and not wanted.get("webhook"):
        wanted["webhook"] = _only_webhook(stored)
    if not wanted:
        return None, ""
    made = ""
    channels = [one for one in stored if one.kind.lower() not in wanted]
    for kind, address in wanted.items():
        if not address:
            continue
        secret = given.webhook_secret or ""
        if kind == "webhook" and not secret and not _is_known(stored, kind, address):
            secret = made = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
        channels.append(_channel(kind, address, secret if kind == "webhook" else "", stored))
    return channels, made


def _channel(kind: str, address: str, secret: str, stored: Sequence[OwnerChannel]) -> OwnerChannel:
    from selaras.client.models import ChannelKind, OwnerChannel, Severity  # noqa: PLC0415

    # What was said of the kind before holds for its new address too.
    before: list[Severity | str] = [one.min_severity for one in stored if one.kind.lower() == kind]
    severity = before[0] if before else Severity.UNSPECIFIED
    return OwnerChannel(ChannelKind(kind.upper()), address, secret, min_severity=severity)


def _is_known(stored: Sequence[OwnerChannel], kind: str, address: str) -> bool:
    return any(one.kind.lower() == kind and one.address == address for one in stored)


def _only_webhook(stored: Sequence[OwnerChannel]) -> str:
    addresses = [one.address for one in stored if one.kind.lower() == "webhook"]
    if len(addresses) != 1:
        raise CommandError(
            "--webhook-secret without --webhook: the owner has not one webhook but "
            f"{len(addresses) or 'none'}",
            hint="give the URL with --webhook",
        )
    return addresses[0]
