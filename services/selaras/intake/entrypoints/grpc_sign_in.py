"""SignInService, for the console alone."""

from __future__ import annotations

from collections.abc import Awaitable

from selaras.intake.convert.account import to_proto_account, to_proto_signed_in
from selaras.intake.domain.errors import IntakeError, NotAllowed, SignInRefused, TooMany
from selaras.intake.entrypoints.errors import named_errors
from selaras.intake.handlers.sign_in import SignedIn, SignIn
from selaras.internal.v1 import sign_in_pb2 as pb
from selaras.internal.v1 import sign_in_pb2_grpc
from selaras.kit.grpc_server import Context
from selaras.kit.logging import get_logger

_log = get_logger(__name__)


class SignInServicer(sign_in_pb2_grpc.SignInServiceServicer):
    """Begins sessions. Who got in is logged by account, who did not is not named."""

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in

    @named_errors
    async def SignInWithPassword(  # noqa: N802
        self, request: pb.SignInWithPasswordRequest, _context: Context
    ) -> pb.SignInWithPasswordResponse:
        """With a login and a password."""
        signed_in = await _logged(
            "password", self._sign_in.with_password(request.login, request.password)
        )
        return pb.SignInWithPasswordResponse(signed_in=to_proto_signed_in(signed_in))

    @named_errors
    async def GetInvitation(  # noqa: N802
        self, request: pb.GetInvitationRequest, _context: Context
    ) -> pb.GetInvitationResponse:
        """Whom an invitation is for."""
        account = await self._sign_in.invitation(request.invitation)
        return pb.GetInvitationResponse(account=to_proto_account(account))

    @named_errors
    async def AcceptInvitation(  # noqa: N802
        self, request: pb.AcceptInvitationRequest, _context: Context
    ) -> pb.AcceptInvitationResponse:
        """Set the password of who was invited, and sign in."""
        signed_in = await _logged(
            "invitation", self._sign_in.accept(request.invitation, request.password)
        )
        return pb.AcceptInvitationResponse(signed_in=to_proto_signed_in(signed_in))

    @named_errors
    async def SignInWithIdentity(  # noqa: N802
        self, request: pb.SignInWithIdentityRequest, _context: Context
    ) -> pb.SignInWithIdentityResponse:
        """With an identity of an OpenID provider."""
        signed_in = await _logged(
            "identity",
            self._sign_in.with_identity(request.issuer, request.subject, request.verified_email),
        )
        return pb.SignInWithIdentityResponse(signed_in=to_proto_signed_in(signed_in))


async def _logged(how: str, trying: Awaitable[SignedIn]) -> SignedIn:
    try:
        signed_in = await trying
    except (SignInRefused, TooMany, NotAllowed) as error:
        _refused(how, error)
        raise
    account = signed_in.profile.account
    _log.info("signed_in", how=how, account=account.account_id if account else "")
    return signed_in


def _refused(how: str, error: IntakeError) -> None:
    _log.warning("sign_in_refused", how=how, reason=error.reason)
