"""A whole Selaras with its console, people who can sign in, and drafts that clash."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import grpc
from selaras.client import AsyncAdminClient, AsyncClient, Submission
from selaras.console.api.sign_in import GrpcSignIn
from selaras.data_folder import read_secrets
from selaras.embedded import EmbeddedStack

# People look on: alerts wait for nothing.
_AT_ONCE = {"group_seconds": 0, "regroup_seconds": 0, "digest_time": ""}
AREA = "32.78"  # Kota Tasikmalaya
_TEXT = (
    "Imunisasi polio untuk anak usia 0 sampai 7 tahun di Kota Tasikmalaya dimulai hari Senin, "
    "{day} pukul {hour} WIB di semua puskesmas. Pelayanan gratis dan tidak dipungut biaya."
)
# Two agencies, two days.
TEXTS = {
    "dinkes": _TEXT.format(day="3 Agustus 2026", hour="08.00"),
    "disdik": _TEXT.format(day="10 Agustus 2026", hour="09.00"),
}
NAMES = {
    "dinkes": "Dinas Kesehatan Kota Tasikmalaya",
    "disdik": "Dinas Pendidikan Kota Tasikmalaya",
}


@dataclass(frozen=True)
class Login:
    """With what somebody signs in, and who that is."""

    login: str
    password: str
    owner: str = ""


@dataclass
class ConsoleStack:
    """A running stack.

    Attributes:
        url: address of the console.
        keys: of the agencies' plugins, by agency id.
    """

    stack: EmbeddedStack
    admin: AsyncAdminClient
    sign_in: GrpcSignIn
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.stack.console_url

    async def register(self, agency: str, name: str = "", *, level: str = "KOTA") -> None:
        """Register an agency with an owner ``humas`` and a plugin."""
        await self.admin.create_agency(
            agency, name or NAMES.get(agency, agency.title()), level, area_code=AREA
        )
        await self.owner(agency, "humas", f"Humas {agency.title()}")
        self.keys[agency] = (await self.admin.create_key(agency, "CMS")).secret

    async def owner(self, agency: str, owner: str, name: str, **options: Any) -> str:
        """Make an owner; answers the resource name."""
        values = {"contact": f"{owner}@{agency}.example.go.id", **options}
        return (await self.admin.create_owner(agency, owner, name, **values)).name

    async def invitation(self, login: str, owner: str = "") -> str:
        """Invite somebody; answers the link."""
        invited = await self.admin.invite_account(login, owner=owner)
        return f"{self.url}/invitation/{invited.invitation}"

    async def account(self, login: str, owner: str = "") -> Login:
        """Let somebody sign in, as an owner or, without one, as an administrator."""
        invited = await self.admin.invite_account(login, owner=owner)
        password = secrets.token_urlsafe(16)
        await self.sign_in.accept(invited.invitation, password)
        return Login(login, password, owner)

    async def submit(
        self, agency: str, body: str, external_id: str = "post-1", title: str = "", **options: Any
    ) -> Submission:
        """Push a draft as the agency's plugin; it has been checked when this ends."""
        values = {"publish_time": datetime.now(UTC) + timedelta(hours=5), **options}
        async with AsyncClient(self.stack.target, self.keys[agency]) as client:
            done = await client.submit_draft(external_id, body, title, wait=30, **values)
        assert not done.pending, "the draft was not checked"
        return done

    async def open_case(self, title: str = "Jadwal imunisasi polio") -> str:
        """Let the drafts of Dinkes and Disdik clash; answers the id of the case."""
        for agency, text in TEXTS.items():
            if agency not in self.keys:
                await self.register(agency)
            done = await self.submit(agency, text, title=title)
        found = next(item for item in done.findings if item.alerted)
        return found.case.removeprefix("cases/")


@asynccontextmanager
async def console_stack(
    folder: Path, alerting: Mapping[str, Any] | None = None
) -> AsyncIterator[ConsoleStack]:
    """A stack until the block ends. Further settings of the console come from the environment."""
    waits = {**_AT_ONCE, **(alerting or {})}
    async with EmbeddedStack(folder, alerting=waits, console_port=0) as stack:
        known = read_secrets(folder)
        assert known is not None
        async with (
            AsyncAdminClient(stack.target, stack.admin_key) as admin,
            grpc.aio.insecure_channel(stack.target) as channel,
        ):
            yield ConsoleStack(stack, admin, GrpcSignIn(channel, known.console_token))
