"""Accounts for somebody who wants to click through the demo at the console."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import grpc

from selaras.cli.demo_sample import Sample
from selaras.client import AsyncAdminClient
from selaras.console.api.sign_in import GrpcSignIn
from selaras.data_folder import Secrets
from selaras.embedded import EmbeddedStack

_PASSWORD_BYTES = 12
_COORDINATOR = "koordinator"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Who can sign in: the login, and who that is."""

    login: str
    who: str


async def make_accounts(
    stack: EmbeddedStack, known: Secrets, sample: Sample, agencies: Sequence[str]
) -> tuple[list[DemoAccount], str]:
    """Let people sign in; answers the accounts and the password of all of them.

    Args:
        known: the secrets of the stack.
        agencies: whose first owners get an account; the first one gets a coordinator too.
    """
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    accounts: list[DemoAccount] = []
    channel = grpc.aio.insecure_channel(stack.target)
    async with channel, AsyncAdminClient(stack.target, stack.admin_key) as admin:
        sign_in = GrpcSignIn(channel, known.console_token)

        async def add(login: str, who: str, owner: str = "") -> None:
            invited = await admin.invite_account(login, owner=owner)
            await sign_in.accept(invited.invitation, password)
            accounts.append(DemoAccount(login, who))

        for agency_id in agencies:
            agency = sample.agencies[agency_id]
            owner = agency.owners[0]
            name = f"agencies/{agency_id}/owners/{owner.owner_id}"
            await add(f"{owner.owner_id}@{agency_id}", f"{owner.name}, {agency.name}", name)
        coordinator = await admin.create_owner(
            agencies[0], _COORDINATOR, "Koordinator Humas", role="COORDINATOR"
        )
        await add(_COORDINATOR, "koordinator humas", coordinator.name)
        await add("admin", "administrator")
    return accounts, password
