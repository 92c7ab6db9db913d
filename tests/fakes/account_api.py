"""AccountService in memory on a real gRPC server, for the client and the commands."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent import futures
from contextlib import contextmanager

import grpc
from google.protobuf.message import Message
from selaras.api.v1 import account_pb2 as pb
from selaras.api.v1 import account_pb2_grpc
from selaras.kit.errors import NotFound, SelarasError, Unauthenticated
from selaras.kit.grpc_errors import to_proto_status

ADMIN_KEY = "sk-admin"
SESSION = "sls_rina_secret"
MADE = 1_785_000_000


class FakeAccountApi(account_pb2_grpc.AccountServiceServicer):
    """Keeps accounts by login, two on a page.

    Attributes:
        requests: what came.
        accounts: by login.
        profile: who calls.
        failures: what the next calls end with, once they have done their work.
    """

    def __init__(self) -> None:
        self.requests: list[Message] = []
        self.accounts: dict[str, pb.Account] = {}
        self.profile = pb.Profile(kind=pb.Profile.KIND_ADMIN, time_zone="Asia/Jakarta")
        self.failures: list[SelarasError] = []
        self.ended = False

    def GetProfile(self, request, context):  # noqa: N802
        self._admit(request, context)
        return pb.GetProfileResponse(profile=self.profile)

    def InviteAccount(self, request, context):  # noqa: N802
        login = request.login.lower()
        account = pb.Account(
            name=f"accounts/{len(self.accounts)}",
            login=login,
            owner=request.owner,
            state=pb.Account.STATE_INVITED,
        )
        account.create_time.seconds = MADE
        account = self.accounts.setdefault(login, account)
        self._admit(request, context)
        answer = pb.InviteAccountResponse(account=account, invitation="sli_secret")
        answer.expire_time.seconds = MADE + 7 * 24 * 3600
        return answer

    def ListAccounts(self, request, context):  # noqa: N802
        self._admit(request, context)
        found = [
            account
            for login, account in sorted(self.accounts.items())
            if account.owner.startswith(request.agency) and login > request.page_token
        ]
        token = found[1].login if len(found) > 2 else ""
        return pb.ListAccountsResponse(accounts=found[:2], next_page_token=token)

    def DeleteAccount(self, request, context):  # noqa: N802
        names = {account.name: login for login, account in self.accounts.items()}
        if request.name not in names:
            self.failures.insert(0, NotFound("ACCOUNT_NOT_FOUND", "there is no such account"))
        self.accounts.pop(names.get(request.name, ""), None)
        self._admit(request, context)
        return pb.DeleteAccountResponse()

    def ChangePassword(self, request, context):  # noqa: N802
        self._admit(request, context)
        return pb.ChangePasswordResponse()

    def EndSession(self, request, context):  # noqa: N802
        self._admit(request, context)
        self.ended = True
        return pb.EndSessionResponse()

    def CreateCalendarSecret(self, request, context):  # noqa: N802
        self._admit(request, context)
        self.profile.has_calendar_secret = True
        return pb.CreateCalendarSecretResponse(secret="slf_secret")

    def DeleteCalendarSecret(self, request, context):  # noqa: N802
        self._admit(request, context)
        self.profile.has_calendar_secret = False
        return pb.DeleteCalendarSecretResponse()

    def _admit(self, request, context) -> None:
        self.requests.append(request)
        given = dict(context.invocation_metadata()).get("authorization")
        if self.ended or given not in {f"Bearer {ADMIN_KEY}", f"Bearer {SESSION}"}:
            self.failures.insert(0, Unauthenticated("KEY_UNKNOWN", "this key is not valid"))
        if self.failures:
            error = self.failures.pop(0)
            status = to_proto_status(error).SerializeToString()
            context.set_trailing_metadata((("grpc-status-details-bin", status),))
            context.abort(error.code, f"{error.reason}: {error.message}")


@contextmanager
def serving_accounts() -> Iterator[tuple[FakeAccountApi, str]]:
    """Accounts and the address that they are served at."""
    accounts = FakeAccountApi()
    server = grpc.server(futures.ThreadPoolExecutor(2))
    account_pb2_grpc.add_AccountServiceServicer_to_server(accounts, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield accounts, f"127.0.0.1:{port}"
    finally:
        server.stop(None)
