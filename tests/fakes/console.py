"""The services as the console asks them: answers that a test has set, and what was asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from selaras.client import SelarasApiError
from selaras.console.api.sign_in import SignedIn


@dataclass(frozen=True)
class Stream:
    """What a method gives that is read with ``async for``."""

    entries: tuple[Any, ...] = ()


@dataclass
class FakeApi:
    """Stands for the clients of the SDK.

    Attributes:
        answers: method -> what it answers: a value, a :class:`Stream`, an error to raise, or a
            function of the arguments that gives one of them. A method without an answer fails the
            test.
        calls: what was asked, in order: method, arguments, keyword arguments.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__") or name not in self.answers:
            raise AttributeError(f"the test has no answer for {name}")

        def method(*args: Any, **kwargs: Any) -> Any:
            self.calls.append((name, args, kwargs))
            answer = self.answers[name]
            if callable(answer):
                answer = answer(*args, **kwargs)
            if isinstance(answer, Stream):
                return _read(answer)
            return _answer(answer)

        return method

    def asked(self, name: str) -> list[tuple[tuple[Any, ...], dict[str, Any]]]:
        """The arguments of all calls of a method."""
        return [(args, kwargs) for method, args, kwargs in self.calls if method == name]


async def _answer(value: Any) -> Any:
    if isinstance(value, BaseException):
        raise value
    return value


async def _read(stream: Stream) -> AsyncIterator[Any]:
    for entry in stream.entries:
        if isinstance(entry, BaseException):
            raise entry
        yield entry


@dataclass
class FakeSignIn:
    """Knows one login, one invitation and one identity."""

    signed_in: SignedIn
    login: str = "rina@dinkes.example.go.id"
    password: str = "kopi tubruk panas sekali"
    invitation: str = "undangan-rina"
    identity: tuple[str, str, str] = ("https://sso.example.go.id", "rina", login)
    passwords_set: list[str] = field(default_factory=list)

    async def with_password(self, login: str, password: str) -> SignedIn:
        if (login, password) != (self.login, self.password):
            raise SelarasApiError("UNAUTHENTICATED", "SIGN_IN_REFUSED", "wrong login or password")
        return self.signed_in

    async def invited(self, invitation: str) -> str:
        if invitation != self.invitation:
            raise SelarasApiError("UNAUTHENTICATED", "INVITATION_INVALID", "no such invitation")
        return self.login

    async def accept(self, invitation: str, password: str) -> SignedIn:
        await self.invited(invitation)
        self.passwords_set.append(password)
        self.invitation = ""
        return self.signed_in

    async def with_identity(self, issuer: str, subject: str, verified_email: str) -> SignedIn:
        if (issuer, subject, verified_email) != self.identity:
            raise SelarasApiError("UNAUTHENTICATED", "IDENTITY_UNKNOWN", "nobody invited them")
        return self.signed_in


@dataclass
class FakeGateway:
    """See :class:`selaras.console.api.gateway.Gateway`; people and administrators share one fake.

    Attributes:
        keys: the keys of the sessions that clients were made with.
    """

    sign_in: FakeSignIn
    api: FakeApi = field(default_factory=FakeApi)
    keys: list[str] = field(default_factory=list)

    def client(self, session: str) -> Any:
        self.keys.append(session)
        return self.api

    def admin(self, session: str) -> Any:
        self.keys.append(session)
        return self.api
