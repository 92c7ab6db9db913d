"""Every call about accounts as a value; see :mod:`selaras.client.calls`."""

from __future__ import annotations

from selaras.api.v1 import account_pb2
from selaras.client import account_models as models
from selaras.client.account_convert import from_proto_account, from_proto_profile
from selaras.client.calls import Call
from selaras.client.names import optional_agency, optional_owner, resource_name
from selaras.client.values import from_proto_time

_PATH = "/selaras.api.v1.AccountService/"
_PAGE = 500


def get_profile() -> Call[models.Profile]:
    """Who calls."""
    return Call(
        f"{_PATH}GetProfile",
        account_pb2.GetProfileRequest(),
        account_pb2.GetProfileResponse,
        lambda answer: from_proto_profile(answer.profile),
    )


def invite_account(login: str, owner: str) -> Call[models.Invitation]:
    """Invite somebody. Repeated, the invitation of the lost answer ends."""
    return Call(
        f"{_PATH}InviteAccount",
        account_pb2.InviteAccountRequest(login=login, owner=optional_owner(owner)),
        account_pb2.InviteAccountResponse,
        _read_invitation,
    )


def list_accounts(agency: str, page_token: str) -> Call[tuple[list[models.Account], str]]:
    """A page of accounts and the token of the next."""
    request = account_pb2.ListAccountsRequest(
        agency=optional_agency(agency), page_size=_PAGE, page_token=page_token
    )
    return Call(
        f"{_PATH}ListAccounts",
        request,
        account_pb2.ListAccountsResponse,
        lambda answer: (
            [from_proto_account(account) for account in answer.accounts],
            answer.next_page_token,
        ),
    )


def delete_account(account: str) -> Call[None]:
    """Take an account away. Not repeated: the second answer would be NOT_FOUND."""
    return Call(
        f"{_PATH}DeleteAccount",
        account_pb2.DeleteAccountRequest(name=resource_name("accounts", account)),
        account_pb2.DeleteAccountResponse,
        lambda _: None,
        repeatable=False,
    )


def change_password(password: str, new_password: str) -> Call[None]:
    """Set a new password. Not repeated: the password until now would be wrong then."""
    return Call(
        f"{_PATH}ChangePassword",
        account_pb2.ChangePasswordRequest(password=password, new_password=new_password),
        account_pb2.ChangePasswordResponse,
        lambda _: None,
        repeatable=False,
    )


def end_session() -> Call[None]:
    """End the session that the client has. Not repeated: nobody would be known then."""
    return Call(
        f"{_PATH}EndSession",
        account_pb2.EndSessionRequest(),
        account_pb2.EndSessionResponse,
        lambda _: None,
        repeatable=False,
    )


def create_calendar_secret() -> Call[str]:
    """Make a secret for the feed. Repeated, the one of the lost answer ends."""
    return Call(
        f"{_PATH}CreateCalendarSecret",
        account_pb2.CreateCalendarSecretRequest(),
        account_pb2.CreateCalendarSecretResponse,
        lambda answer: str(answer.secret),
    )


def delete_calendar_secret() -> Call[None]:
    """End the address of the feed."""
    return Call(
        f"{_PATH}DeleteCalendarSecret",
        account_pb2.DeleteCalendarSecretRequest(),
        account_pb2.DeleteCalendarSecretResponse,
        lambda _: None,
    )


def _read_invitation(answer: account_pb2.InviteAccountResponse) -> models.Invitation:
    return models.Invitation(
        from_proto_account(answer.account),
        answer.invitation,
        from_proto_time(answer, "expire_time"),
    )
