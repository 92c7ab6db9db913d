"""Wiring of delivery: the channels that the settings allow, the store, the worker."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from selaras.alerting.adapters.sql_deliveries import SqlDeliveryStore
from selaras.alerting.channels.addresses import Resolve, resolve
from selaras.alerting.channels.email.channel import EmailChannel
from selaras.alerting.channels.email.settings import EmailSettings
from selaras.alerting.channels.http import HttpClient
from selaras.alerting.channels.slack.channel import SlackChannel
from selaras.alerting.channels.slack.settings import SlackSettings
from selaras.alerting.channels.telegram.channel import TelegramChannel
from selaras.alerting.channels.telegram.settings import TelegramSettings
from selaras.alerting.channels.unconfigured import UnconfiguredChannel
from selaras.alerting.channels.webhook.channel import WebhookChannel
from selaras.alerting.channels.webhook.settings import WebhookSettings
from selaras.alerting.channels.whatsapp.channel import WhatsappChannel
from selaras.alerting.channels.whatsapp.settings import WhatsappSettings
from selaras.alerting.deliver.backoff import Backoff
from selaras.alerting.deliver.circuit import GateRules, Gates
from selaras.alerting.deliver.convert import read_alert
from selaras.alerting.deliver.sender import Sender
from selaras.alerting.deliver.settings import DeliverySettings
from selaras.alerting.deliver.worker import Worker
from selaras.alerting.ports.channel import Channel
from selaras.alerting.ports.deliveries import ChannelKind, DeliveryStore
from selaras.kit import metrics
from selaras.kit.clock import Clock
from selaras.kit.database import Database
from selaras.kit.health import Health
from selaras.kit.logging import get_logger

_log = get_logger(__name__)
_SERVICE = "alerting"


@dataclass(frozen=True, slots=True)
class DeliverConfiguration:
    """Settings of delivery and of each channel; read from the environment when it is made."""

    delivery: DeliverySettings = field(default_factory=DeliverySettings)
    email: EmailSettings = field(default_factory=EmailSettings)
    webhook: WebhookSettings = field(default_factory=WebhookSettings)
    telegram: TelegramSettings = field(default_factory=TelegramSettings)
    whatsapp: WhatsappSettings = field(default_factory=WhatsappSettings)
    slack: SlackSettings = field(default_factory=SlackSettings)


def make_worker(
    database: Database,
    clock: Clock,
    health: Health,
    settings: DeliverConfiguration,
    *,
    chance: random.Random | None = None,
    resolve: Resolve = resolve,
) -> Worker:
    """The worker on alerting's database; nothing connects before ``run``.

    Args:
        chance: where jitter comes from.
        resolve: answers the addresses of the host names of webhooks.
    """
    store = SqlDeliveryStore(database, clock)
    channels = make_channels(settings, clock, resolve)
    return wire(store, channels, clock, settings.delivery, health=health, chance=chance)


def make_channels(
    settings: DeliverConfiguration, clock: Clock, resolve: Resolve = resolve
) -> dict[ChannelKind, Channel]:
    """All channels; one without settings is there and refuses."""
    return {
        ChannelKind.EMAIL: _email(settings.email),
        ChannelKind.WEBHOOK: WebhookChannel(settings.webhook, clock, resolve),
        ChannelKind.TELEGRAM: _telegram(settings.telegram, clock),
        ChannelKind.WHATSAPP: _whatsapp(settings.whatsapp, clock),
        ChannelKind.SLACK: SlackChannel(settings.slack, clock, resolve),
    }


def wire(
    store: DeliveryStore,
    channels: dict[ChannelKind, Channel],
    clock: Clock,
    settings: DeliverySettings,
    *,
    health: Health,
    chance: random.Random | None = None,
) -> Worker:
    """A worker on any store and channels."""
    rules = GateRules(
        failures=settings.circuit_failures,
        probe=settings.probe_seconds,
        longest=settings.retry_after_cap_seconds,
        pace=settings.pace_per_second,
    )
    gates = Gates(rules)
    backoff = Backoff(
        base=settings.base_seconds,
        cap=settings.cap_seconds,
        retry_after_cap=settings.retry_after_cap_seconds,
        attempts=settings.max_attempts,
        age=timedelta(hours=settings.max_age_hours),
    )
    # Longer than a try, the two looks at the database around it, and a pause of the process.
    lease = settings.timeout_seconds * 2 + 15
    sender = Sender(
        store,
        channels,
        read_alert,
        backoff=backoff,
        clock=clock,
        chance=chance or random.SystemRandom(),
        timeout=settings.timeout_seconds,
        lease=lease,
        changed=_tell(gates, health),
    )
    return Worker(store, sender, channels, gates=gates, clock=clock, settings=settings, lease=lease)


def _tell(gates: Gates, health: Health) -> Callable[[str, str | None], None]:
    """Tells of circuits: in the log, in the metrics, and in the health of whole channels."""

    def changed(scope: str, reason: str | None) -> None:
        channel, _, host = scope.partition(":")
        opened = [name for name in gates.open_scopes() if name.partition(":")[0] == channel]
        metrics.CIRCUITS_OPEN.labels(channel).set(len(opened))
        if reason:
            _log.warning("circuit_opened", channel=channel, host=host, reason=reason)
        else:
            _log.info("circuit_closed", channel=channel, host=host)
        if not host and reason:
            health.down(_SERVICE, f"channel-{channel}", reason)
        elif not host:
            health.up(_SERVICE, f"channel-{channel}")

    return changed


def _email(settings: EmailSettings) -> Channel:
    if not settings.host:
        return UnconfiguredChannel(ChannelKind.EMAIL, "SELARAS_EMAIL_HOST")
    return EmailChannel(settings)


def _telegram(settings: TelegramSettings, clock: Clock) -> Channel:
    token = settings.token.get_secret_value() if settings.token else ""
    if not token:
        return UnconfiguredChannel(ChannelKind.TELEGRAM, "SELARAS_TELEGRAM_TOKEN")
    return TelegramChannel(token, settings.base_url, HttpClient(clock))


def _whatsapp(settings: WhatsappSettings, clock: Clock) -> Channel:
    token = settings.token.get_secret_value() if settings.token else ""
    if not token:
        return UnconfiguredChannel(ChannelKind.WHATSAPP, "SELARAS_WHATSAPP_TOKEN")
    if not settings.phone_number_id:
        return UnconfiguredChannel(ChannelKind.WHATSAPP, "SELARAS_WHATSAPP_PHONE_NUMBER_ID")
    return WhatsappChannel(settings, token, HttpClient(clock))
