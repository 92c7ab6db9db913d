"""Intake as a running server, for integration tests of any service that needs drafts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from selaras.api.v1 import (
    account_pb2,
    account_pb2_grpc,
    directory_pb2,
    directory_pb2_grpc,
    draft_pb2_grpc,
)
from selaras.intake.bootstrap import IntakeService, build
from selaras.intake.ports.areas import AreaBook
from selaras.intake.settings import IntakeSettings, LoginSettings
from selaras.internal.v1 import access_pb2_grpc, sign_in_pb2, sign_in_pb2_grpc
from selaras.kit.clock import Clock, SystemClock
from selaras.kit.settings import InternalSettings, LimitSettings, NatsSettings

from tests.fakes.intake import FakeAreas
from tests.support.grpc import INTERNAL_TOKEN, RunningServer, running_server

ADMIN_KEY = "admin-key-of-the-tests-0123456789"
CONSOLE_TOKEN = "console-token-of-the-tests-0123456789"
PASSWORD = "kopi tubruk panas sekali"


@dataclass
class RunningIntake:
    """A running intake with stubs for its callers."""

    server: RunningServer
    service: IntakeService

    @property
    def directory(self) -> directory_pb2_grpc.DirectoryServiceStub:
        return directory_pb2_grpc.DirectoryServiceStub(self.server.channel(ADMIN_KEY))

    @property
    def access(self) -> access_pb2_grpc.AccessServiceStub:
        return access_pb2_grpc.AccessServiceStub(self.server.channel(INTERNAL_TOKEN))

    @property
    def sign_in(self) -> sign_in_pb2_grpc.SignInServiceStub:
        return sign_in_pb2_grpc.SignInServiceStub(self.server.channel(CONSOLE_TOKEN))

    def accounts(self, key: str = ADMIN_KEY) -> account_pb2_grpc.AccountServiceStub:
        return account_pb2_grpc.AccountServiceStub(self.server.channel(key))

    async def invite(self, login: str, owner: str = "") -> str:
        """Invite somebody as an owner, or else as an administrator; answers the invitation."""
        request = account_pb2.InviteAccountRequest(login=login, owner=owner)
        return str((await self.accounts().InviteAccount(request)).invitation)

    async def join(self, login: str, owner: str = "") -> sign_in_pb2.SignedIn:
        """Invite somebody, who sets a password and signs in."""
        request = sign_in_pb2.AcceptInvitationRequest(
            invitation=await self.invite(login, owner), password=PASSWORD
        )
        return (await self.sign_in.AcceptInvitation(request)).signed_in

    def drafts(self, key: str | None) -> draft_pb2_grpc.DraftServiceStub:
        return draft_pb2_grpc.DraftServiceStub(self.server.channel(key))

    async def register(self, agency_id: str, *, area_code: str = "32.78") -> str:
        """Register an agency with an owner ``humas``; answers a key."""
        directory = self.directory
        agency = directory_pb2.Agency(
            agency_id=agency_id, display_name=agency_id.title(), level=4, area_code=area_code
        )
        await directory.CreateAgency(directory_pb2.CreateAgencyRequest(agency=agency))
        owner = directory_pb2.Owner(owner_id="humas", display_name="Humas", contact="0812")
        parent = f"agencies/{agency_id}"
        await directory.CreateOwner(directory_pb2.CreateOwnerRequest(parent=parent, owner=owner))
        made = await directory.CreateKey(directory_pb2.CreateKeyRequest(parent=parent))
        return str(made.secret)

    async def owner_key(self, agency_id: str, owner_id: str, **owner: object) -> str:
        """Register an owner of a registered agency; answers a key that the owner acts with.

        Args:
            owner: fields of the owner, such as ``role`` and ``topics``.
        """
        directory = self.directory
        parent = f"agencies/{agency_id}"
        values = {"owner_id": owner_id, "display_name": owner_id.title(), **owner}
        made = await directory.CreateOwner(
            directory_pb2.CreateOwnerRequest(parent=parent, owner=directory_pb2.Owner(**values))
        )
        request = directory_pb2.CreateKeyRequest(parent=parent, owner=made.owner.name)
        return str((await directory.CreateKey(request)).secret)


def sqlite_url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'intake.db'}"


@asynccontextmanager
async def running_intake(
    database_url: str,
    nats: NatsSettings,
    *,
    clock: Clock | None = None,
    areas: AreaBook | None = None,
    limits: LimitSettings | None = None,
    login: LoginSettings | None = None,
    **settings: object,
) -> AsyncIterator[RunningIntake]:
    """Intake on its own server until the block ends."""
    values = {
        "database_url": database_url,
        "admin_key": ADMIN_KEY,
        "console_token": CONSOLE_TOKEN,
        **settings,
    }
    made: list[IntakeService] = []

    def make(_server, health):
        service = build(
            IntakeSettings.model_validate(values),
            nats=nats,
            internal=InternalSettings.model_validate({"token": INTERNAL_TOKEN}),
            health=health,
            clock=clock or SystemClock(),
            areas=areas or FakeAreas(),
            login=login,
        )
        made.append(service)
        return [service], service.authenticator

    async with running_server(make, limits=limits) as server:
        yield RunningIntake(server, made[0])
