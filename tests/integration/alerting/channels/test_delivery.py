"""Worker, database and channels together: an outage, a kill, two workers."""

from __future__ import annotations

import asyncio
import base64
import random
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_network

import pytest
from selaras.alerting.adapters.sql import MIGRATIONS, VERSION_TABLE
from selaras.alerting.adapters.sql_deliveries import SqlDeliveryUnit
from selaras.alerting.channels.email.settings import EmailSettings
from selaras.alerting.channels.slack.settings import SlackSettings
from selaras.alerting.channels.telegram.settings import TelegramSettings
from selaras.alerting.channels.webhook.settings import WebhookSettings
from selaras.alerting.channels.whatsapp.settings import WhatsappSettings
from selaras.alerting.deliver.bootstrap import DeliverConfiguration, make_worker
from selaras.alerting.deliver.settings import DeliverySettings
from selaras.alerting.deliver.worker import Worker
from selaras.alerting.ports.deliveries import ChannelKind, DeliveryState
from selaras.kit.clock import FakeClock
from selaras.kit.database import Database
from selaras.kit.health import Health
from sqlalchemy import column, table

from tests.support.deliveries import make_alert, make_delivery
from tests.support.eventually import assert_eventually
from tests.support.http_server import HttpUnderTest, answer, hang
from tests.support.smtp import SmtpUnderTest

LOOPBACK = (ip_network("127.0.0.0/8"),)
SECRET = f"whsec_{base64.b64encode(b'k' * 32).decode()}"
NUMBERS = range(60)


class Site:
    """Alerting's database with owners in it, and workers on it."""

    def __init__(self, database: Database, http: HttpUnderTest, smtp: SmtpUnderTest) -> None:
        self.database = database
        self.clock = FakeClock()
        self.http = http
        self.smtp = smtp
        self.worker = self.make_worker()

    def make_worker(self, **values) -> Worker:
        settings = DeliverConfiguration(
            delivery=DeliverySettings(timeout_seconds=2, poll_seconds=0.02, **values),
            email=EmailSettings(
                host="127.0.0.1", port=self.smtp.port, security="none", sender="s@example.go.id"
            ),
            webhook=WebhookSettings(allow_networks=LOOPBACK),
            telegram=TelegramSettings(token="1:t", base_url=f"{self.http.url}/telegram"),
            whatsapp=WhatsappSettings(
                token="wa-token-7f3a", phone_number_id="7", base_url=f"{self.http.url}/whatsapp"
            ),
            slack=SlackSettings(allow_networks=LOOPBACK),
        )
        return make_worker(self.database, self.clock, Health(), settings, chance=random.Random(5))

    async def prepare(self) -> None:
        await self.database.migrate(MIGRATIONS, VERSION_TABLE)
        names = ("agency_id", "owner_id", "display_name", "contact", "time_zone")
        owners = table("alerting_owner", *(column(name) for name in names))
        rows = [
            dict(zip(names, ("dinkes", owner, "Ibu A", "0811", "Asia/Makassar"), strict=True))
            for owner in ("humas", *(f"o{number}" for number in NUMBERS))
        ]
        async with self.database.write() as connection:
            await connection.execute(owners.insert(), rows)

    async def add(self, *deliveries) -> None:
        async with self.database.write() as connection:
            await self._unit(connection).add(deliveries)

    async def resolve(self, case_id: str) -> None:
        async with self.database.write() as connection:
            await self._unit(connection).drop(case_id, "dinkes")

    async def turn(self, seconds: float = 0) -> int:
        self.clock.advance(timedelta(seconds=seconds))
        started = await self.worker.turn()
        await self.worker.settle()
        return started

    async def states(self) -> Counter[str]:
        counts: Counter[str] = Counter()
        for state in DeliveryState:
            page, _ = await self.worker.list(state, 500)
            counts[state.value] = len(page)
        return counts

    def hooks(self):
        return [
            make_delivery(
                number + 1,
                channel=ChannelKind.WEBHOOK,
                address=f"{self.http.url}/{number}",
                secret=SECRET,
                owner=f"o{number}",
                case=f"cases/{number}",
            )
            for number in NUMBERS
        ]

    def _unit(self, connection) -> SqlDeliveryUnit:
        return SqlDeliveryUnit(connection, self.clock, is_sqlite=self.database.is_sqlite)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def site(request, tmp_path, http, smtp):
    url = f"sqlite+aiosqlite:///{tmp_path}/alerting.db"
    if request.param == "postgres":
        url = str(request.getfixturevalue("postgres_url"))
    site = Site(Database(url), http, smtp)
    await site.prepare()
    yield site
    await site.database.close()


async def test_one_alert_goes_through_every_channel(site: Site):
    addresses = {
        ChannelKind.EMAIL: "humas@dinkes.go.id",
        ChannelKind.WEBHOOK: f"{site.http.url}/hook",
        ChannelKind.TELEGRAM: "-100123",
        ChannelKind.WHATSAPP: "+6281234567890",
        ChannelKind.SLACK: f"{site.http.url}/slack",
    }
    await site.add(
        *(
            make_delivery(
                channel=channel,
                address=address,
                secret=SECRET if channel is ChannelKind.WEBHOOK else "",
            )
            for channel, address in addresses.items()
        )
    )
    assert await site.turn() == 5
    assert await site.states() == {"SENT": 5, "PENDING": 0, "DEAD": 0, "DROPPED": 0}
    assert sorted(request.path for request in site.http.requests) == [
        "/hook",
        "/slack",
        "/telegram/bot1:t/sendMessage",
        "/whatsapp/v23.0/7/messages",
    ]
    html = site.smtp.messages[0].get_body(("html",)).get_content()
    assert "pukul 16.00 WITA" in html


async def test_channels_without_settings_give_up_where_everybody_sees_it(site: Site):
    bare = make_worker(
        site.database,
        site.clock,
        Health(),
        DeliverConfiguration(
            email=EmailSettings(), telegram=TelegramSettings(), whatsapp=WhatsappSettings()
        ),
    )
    kinds = (ChannelKind.EMAIL, ChannelKind.TELEGRAM, ChannelKind.WHATSAPP)
    await site.add(*(make_delivery(channel=kind, address="x") for kind in kinds))
    await bare.turn()
    await bare.settle()
    dead, _ = await bare.list(DeliveryState.DEAD, 10)
    assert {row.reason for row in dead} == {"CHANNEL_NOT_CONFIGURED"}
    assert {row.detail for row in dead} == {
        "SELARAS_EMAIL_HOST is not set",
        "SELARAS_TELEGRAM_TOKEN is not set",
        "SELARAS_WHATSAPP_TOKEN is not set",
    }
    assert await bare.requeue([]) == 3


async def test_an_hour_of_outage_is_caught_up_without_a_storm(site: Site):
    await site.add(*site.hooks())
    site.http.behaviour = answer(503)
    for _ in range(120):
        await site.turn(30)
    assert (await site.states())["PENDING"] == 60
    tried = len(site.http.requests)
    assert tried < 150
    for number in range(30):
        await site.resolve(f"cases/{number}")
    site.http.behaviour = answer(200)
    most = 0
    for _ in range(60):
        before = len(site.http.requests)
        await site.turn(1)
        most = max(most, len(site.http.requests) - before)
    assert await site.states() == {"SENT": 30, "PENDING": 0, "DEAD": 0, "DROPPED": 30}
    assert most <= 5
    assert len(site.http.requests) == tried + 30


async def test_a_kill_after_the_send_repeats_it_with_the_same_id(site: Site):
    hook = site.hooks()[0]
    await site.add(hook)
    killed = site.make_worker()
    taken = asyncio.Event()

    async def take(exchange):
        taken.set()
        await hang(exchange)

    site.http.behaviour = take
    await killed.turn()
    await taken.wait()
    running = [task for _, task in killed._running.values()]
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    site.http.behaviour = answer(200)
    assert await site.turn(15) == 0  # held until the claim of the dead one runs out
    assert await site.turn(5) == 1
    ids = [request.headers["webhook-id"] for request in site.http.requests]
    assert ids == [hook.alert_id] * 2
    assert (await site.states())["SENT"] == 1


async def test_two_workers_at_once_send_each_one_once(site: Site):
    await site.add(*site.hooks())
    workers = [site.make_worker() for _ in range(2)]
    running = [asyncio.create_task(worker.run()) for worker in workers]

    async def all_sent() -> bool:
        return (await site.states())["SENT"] == len(NUMBERS)

    await assert_eventually(all_sent, timeout=30)
    for task in running:
        task.cancel()
    for task in running:
        with suppress(asyncio.CancelledError):
            await task
    ids = Counter(request.headers["webhook-id"] for request in site.http.requests)
    assert set(ids.values()) == {1}
    assert len(ids) == len(NUMBERS)


async def test_a_test_of_a_channel_keeps_nothing(site: Site):
    alert = make_alert(kind="TEST", case="", clashes=False).SerializeToString()
    outcome = await site.worker.send_test(ChannelKind.EMAIL, "a@x.go.id", "", alert, "en")
    assert outcome.delivered
    site.smtp.answers = {"RCPT": "550 no such user"}
    outcome = await site.worker.send_test(ChannelKind.EMAIL, "a@x.go.id", "", alert)
    assert (outcome.delivered, outcome.reason) == (False, "SMTP_REFUSED")
    assert sum((await site.states()).values()) == 0


async def test_nothing_confidential_is_logged(site: Site, capsys):
    hook = make_delivery(
        channel=ChannelKind.WEBHOOK, address=f"{site.http.url}/hidden", secret=SECRET
    )
    await site.add(hook)
    site.http.behaviour = answer(500)
    await site.turn()
    site.http.behaviour = answer(404)
    await site.turn(600)
    written = capsys.readouterr()
    for word in ("Vaksinasi", "hidden", SECRET, "0812"):
        assert word not in written.out + written.err
    assert "HTTP_404" in written.out + written.err
