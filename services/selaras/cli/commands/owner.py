"""``selaras owner``: who is alerted, of what, when and how."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import typer

from selaras.cli.connection import (
    DATA,
    AdminKeyOption,
    DataOption,
    JsonOption,
    TargetOption,
    TimeoutOption,
    TlsOption,
    admin_client,
)
from selaras.cli.exits import REFUSED, CommandError
from selaras.cli.output import print_json, table
from selaras.cli.owner_input import (
    AreaOption,
    ContactOption,
    EmailOption,
    Given,
    HoursOption,
    LanguageOption,
    MinSeverityOption,
    RankOption,
    RoleOption,
    SlackOption,
    TelegramOption,
    TopicOption,
    WebhookOption,
    WebhookSecretOption,
    WhatsappOption,
    ZoneOption,
    owner_options,
    read_moment,
)

if TYPE_CHECKING:
    from selaras.client import AdminClient, Owner
    from selaras.client.models import DutyShift, OwnerChanges, OwnerChannel

AgencyArgument = Annotated[str, typer.Argument(metavar="AGENCY", help="Id of the agency.")]
OwnerArgument = Annotated[str, typer.Argument(metavar="OWNER", help='Id, a slug such as "humas".')]
NameOption = Annotated[str, typer.Option("--name", help="Name as people write it.")]
NewNameOption = Annotated[str | None, typer.Option("--name", help="Name as people write it.")]
FromOption = Annotated[
    str, typer.Option("--from", help="Begin, as 2026-08-03T08:00, in the owner's time zone.")
]
UntilOption = Annotated[str, typer.Option("--until", help="End of the turn, at most 31 days on.")]
ClearOption = Annotated[bool, typer.Option("--clear", help="Take all turns of duty away first.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Say who answers for what an agency publishes.")
    group.command("create", short_help="Register an owner, who is alerted from now on.")(create)
    group.command("add", hidden=True, help="The same as create.")(create)
    group.command("list", short_help="List the owners of an agency.")(list_)
    group.command("update", short_help="Change what is given of an owner.")(update)
    group.command("duty", short_help="Show an owner's turns of duty, or add one.")(duty)
    group.command("delete", short_help="Take an owner away: no more alerts.")(delete)
    app.add_typer(group, name="owner")


def create(
    *,
    agency: AgencyArgument,
    owner: OwnerArgument,
    name: NameOption,
    contact: ContactOption = None,
    time_zone: ZoneOption = None,
    role: RoleOption = None,
    email: EmailOption = None,
    webhook: WebhookOption = None,
    webhook_secret: WebhookSecretOption = None,
    telegram: TelegramOption = None,
    whatsapp: WhatsappOption = None,
    slack: SlackOption = None,
    hours: HoursOption = None,
    topic: TopicOption = None,
    area: AreaOption = None,
    min_severity: MinSeverityOption = None,
    rank: RankOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Register an owner. Alerts always go to the event bus, and to each address given here."""
    given = Given(
        contact=contact,
        time_zone=time_zone,
        role=role,
        email=email,
        webhook=webhook,
        webhook_secret=webhook_secret,
        telegram=telegram,
        whatsapp=whatsapp,
        slack=slack,
        hours=hours,
        topics=topic,
        areas=area,
        min_severity=min_severity,
        rank=rank,
        language=language,
    )
    options, secret = owner_options(given, None)
    with admin_client(data, target, admin_key, tls_ca, timeout) as admin:
        made = admin.create_owner(agency, owner, name, **options)
    _show(made, secret, "Registered", as_json=as_json)


def update(
    *,
    agency: AgencyArgument,
    owner: OwnerArgument,
    name: NewNameOption = None,
    contact: ContactOption = None,
    time_zone: ZoneOption = None,
    role: RoleOption = None,
    email: EmailOption = None,
    webhook: WebhookOption = None,
    webhook_secret: WebhookSecretOption = None,
    telegram: TelegramOption = None,
    whatsapp: WhatsappOption = None,
    slack: SlackOption = None,
    hours: HoursOption = None,
    topic: TopicOption = None,
    area: AreaOption = None,
    min_severity: MinSeverityOption = None,
    rank: RankOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Change what is given and leave the rest.

    An address takes the place of all addresses of its kind, --hours, --topic and --area that of the
    whole list; an empty value ("") takes them away.
    """
    given = Given(
        contact=contact,
        time_zone=time_zone,
        role=role,
        email=email,
        webhook=webhook,
        webhook_secret=webhook_secret,
        telegram=telegram,
        whatsapp=whatsapp,
        slack=slack,
        hours=hours,
        topics=topic,
        areas=area,
        min_severity=min_severity,
        rank=rank,
        language=language,
    )
    if name is None and given == Given():
        raise CommandError("nothing to change", hint="`selaras owner update --help` lists what can")
    with admin_client(data, target, admin_key, tls_ca, timeout) as admin:
        options, secret = owner_options(given, _stored(admin, agency, owner))
        changes = cast("OwnerChanges", options)  # what may be said may be changed
        if name is not None:
            changes["display_name"] = name
        made = admin.update_owner(agency, owner, **changes)
    _show(made, secret, "Changed", as_json=as_json)


def duty(
    *,
    agency: AgencyArgument,
    owner: OwnerArgument,
    begin: FromOption = "",
    until: UntilOption = "",
    clear: ClearOption = False,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Show the turns of duty of an owner, or add one; those that are over are then forgotten."""
    if bool(begin) != bool(until):
        raise CommandError("a turn of duty needs both --from and --until")
    with admin_client(data, target, admin_key, tls_ca, timeout) as admin:
        found = _stored(admin, agency, owner)
        if begin or clear:
            shifts = _shifts(found, begin, until, clear=clear)
            found = admin.update_owner(agency, owner, duty_shifts=shifts)
    if as_json:
        print_json(found)
        return
    zone = ZoneInfo(found.time_zone)
    table(
        ("FROM", "UNTIL"),
        [
            (_local(shift.start_time, zone), _local(shift.end_time, zone))
            for shift in found.duty_shifts
        ],
    )


def list_(
    *,
    agency: AgencyArgument,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """List the owners of an agency, with --json one a line and with all that is known of them."""
    with admin_client(data, target, admin_key, tls_ca, timeout) as admin:
        owners = list(admin.list_owners(agency))
    if as_json:
        for owner in owners:
            print_json(owner)
        return
    table(
        ("OWNER", "NAME", "ROLE", "CONTACT", "CHANNELS", "TIME ZONE", "SINCE"),
        [
            (
                owner.owner_id,
                owner.display_name,
                owner.role.lower(),
                owner.contact or "-",
                "\n".join(_channel_words(channel) for channel in owner.channels) or "-",
                owner.time_zone or "-",
                owner.create_time,
            )
            for owner in owners
        ],
    )


def delete(
    *,
    agency: AgencyArgument,
    owner: OwnerArgument,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Take an owner away: no more alerts, and the keys of the owner end."""
    with admin_client(data, target, admin_key, tls_ca, timeout) as admin:
        admin.delete_owner(agency, owner)
    print(f"agencies/{agency}/owners/{owner} is gone")


def _stored(admin: AdminClient, agency: str, owner: str) -> Owner:
    for found in admin.list_owners(agency):
        if found.owner_id == owner:
            return found
    raise CommandError(f"agencies/{agency} has no owner {owner}", code=REFUSED)


def _show(owner: Owner, secret: str, done: str, *, as_json: bool) -> None:
    if as_json:
        made = {"webhook_secret": secret} if secret else {}
        print_json(dataclasses.asdict(owner) | made)
        return
    print(f"{done} {owner.name}: {owner.display_name}, {owner.contact or 'no contact'}")
    if secret:
        print(f"Secret that signs its webhook, shown this once: {secret}")


def _shifts(owner: Owner, begin: str, until: str, *, clear: bool) -> list[DutyShift]:
    from selaras.client.models import DutyShift  # noqa: PLC0415

    now = datetime.now(UTC)
    kept = [] if clear else [shift for shift in owner.duty_shifts if shift.end_time > now]
    if not begin:
        return kept
    start = read_moment(begin, "--from", owner.time_zone)
    end = read_moment(until, "--until", owner.time_zone)
    return sorted([*kept, DutyShift(start, end)], key=lambda shift: shift.start_time)


def _channel_words(channel: OwnerChannel) -> str:
    """Kind and address; of a URL the host only: the rest of it may be a secret."""
    is_url = channel.kind in {"WEBHOOK", "SLACK"}
    address = urlsplit(channel.address).hostname or "?" if is_url else channel.address
    least = "" if channel.min_severity == "UNSPECIFIED" else f" ({channel.min_severity.lower()})"
    return f"{channel.kind.lower()} {address}{least}"


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
