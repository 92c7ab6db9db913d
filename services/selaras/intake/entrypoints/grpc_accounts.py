"""AccountService: one's own account, and for administrators those of others."""

from __future__ import annotations

from selaras.api.v1 import account_pb2 as pb
from selaras.api.v1 import account_pb2_grpc
from selaras.intake.convert.account import to_proto_account, to_proto_profile
from selaras.intake.convert.times import to_proto_time
from selaras.intake.domain import names
from selaras.intake.domain.errors import NotPossible
from selaras.intake.domain.session import split_session
from selaras.intake.entrypoints.errors import named_errors
from selaras.intake.handlers.accounts import Accounts
from selaras.kit.auth import PEOPLE, Caller, Role, bearer, current_caller
from selaras.kit.errors import PermissionDenied
from selaras.kit.grpc_server import Context


class AccountServicer(account_pb2_grpc.AccountServiceServicer):
    """Accounts."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    @named_errors
    async def GetProfile(  # noqa: N802
        self, _request: pb.GetProfileRequest, _context: Context
    ) -> pb.GetProfileResponse:
        """Who calls."""
        caller = current_caller()
        profile = await self._accounts.profile(caller.account, caller.agency_id, caller.owner_id)
        return pb.GetProfileResponse(profile=to_proto_profile(profile))

    @named_errors
    async def InviteAccount(  # noqa: N802
        self, request: pb.InviteAccountRequest, _context: Context
    ) -> pb.InviteAccountResponse:
        """Invite somebody."""
        _administrator()
        agency_id, owner_id = (
            names.parse_owner(request.owner, field="owner") if request.owner else ("", "")
        )
        invited = await self._accounts.invite(request.login, agency_id, owner_id)
        return pb.InviteAccountResponse(
            account=to_proto_account(invited.account),
            invitation=invited.invitation,
            expire_time=to_proto_time(invited.account.invitation_expire_time),
        )

    @named_errors
    async def ListAccounts(  # noqa: N802
        self, request: pb.ListAccountsRequest, _context: Context
    ) -> pb.ListAccountsResponse:
        """Accounts by login."""
        _administrator()
        agency_id = names.parse_agency(request.agency, field="agency") if request.agency else ""
        page, token = await self._accounts.page(
            agency_id, size=request.page_size, token=request.page_token
        )
        return pb.ListAccountsResponse(
            accounts=[to_proto_account(account) for account in page], next_page_token=token
        )

    @named_errors
    async def DeleteAccount(  # noqa: N802
        self, request: pb.DeleteAccountRequest, _context: Context
    ) -> pb.DeleteAccountResponse:
        """Take an account away."""
        _administrator()
        await self._accounts.delete(names.parse_account(request.name))
        return pb.DeleteAccountResponse()

    @named_errors
    async def ChangePassword(  # noqa: N802
        self, request: pb.ChangePasswordRequest, context: Context
    ) -> pb.ChangePasswordResponse:
        """Set a new password."""
        account_id = _signed_in().account
        await self._accounts.change_password(
            account_id, _session_id(context), request.password, request.new_password
        )
        return pb.ChangePasswordResponse()

    @named_errors
    async def EndSession(  # noqa: N802
        self, _request: pb.EndSessionRequest, context: Context
    ) -> pb.EndSessionResponse:
        """End the session that the call is made with."""
        await self._accounts.end_session(_signed_in().account, _session_id(context))
        return pb.EndSessionResponse()

    @named_errors
    async def CreateCalendarSecret(  # noqa: N802
        self, _request: pb.CreateCalendarSecretRequest, _context: Context
    ) -> pb.CreateCalendarSecretResponse:
        """Make a secret for the address of the caller's feed."""
        secret = await self._accounts.create_feed(_person().account)
        return pb.CreateCalendarSecretResponse(secret=secret)

    @named_errors
    async def DeleteCalendarSecret(  # noqa: N802
        self, _request: pb.DeleteCalendarSecretRequest, _context: Context
    ) -> pb.DeleteCalendarSecretResponse:
        """End the address of the caller's feed."""
        await self._accounts.delete_feed(_person().account)
        return pb.DeleteCalendarSecretResponse()


def _administrator() -> None:
    caller = current_caller()
    if caller.role is not Role.ADMIN:
        raise _not_allowed(caller, "administrators invite people")


def _person() -> Caller:
    """Who is signed in for an agency: administrators have no calendar."""
    caller = _signed_in()
    if caller.role not in PEOPLE:
        raise _not_allowed(caller, "a calendar is that of a person of an agency")
    return caller


def _signed_in() -> Caller:
    caller = current_caller()
    if not caller.account:
        raise NotPossible("SESSION_REQUIRED", "this is for who is signed in, not for a key")
    return caller


def _session_id(context: Context) -> str:
    """Id of the session that the call is made with."""
    metadata = {
        key: value for key, value in context.invocation_metadata() or () if isinstance(value, str)
    }
    _, session_id, _ = split_session(bearer(metadata))
    return session_id


def _not_allowed(caller: Caller, message: str) -> PermissionDenied:
    return PermissionDenied("ROLE_NOT_ALLOWED", message, metadata={"role": caller.role.value})
