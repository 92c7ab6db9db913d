"""The one HTTP client of the channels: POST, limits, and what a status means.

====================== =============================================== =====================
answer                 means                                           error
====================== =============================================== =====================
2xx                    taken, whatever the body says                   none
3xx                    redirects are not followed                      Refused
408, 425, 429          later; Retry-After is kept                      Failed
other 4xx              wrong address or request                        Refused
5xx and anything else  the server is in trouble; Retry-After is kept   Failed, wide
====================== =============================================== =====================

No URL, header or body gets into an error: URLs carry secrets, bodies may echo an alert.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from selaras.alerting.channels.addresses import AddressGuard, Checked
from selaras.alerting.ports.channel import Failed, Refused
from selaras.kit.clock import Clock

_BODY = 64 * 1024
_BODY_SECONDS = 2.0
_LATER = {408, 425, 429}
_BY_FAMILY = {4: socket.AF_INET, 6: socket.AF_INET6}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; ``body`` is that of a failure, cut at 64 KiB, else empty."""

    status: int
    retry_after: float | None
    body: bytes


class HttpClient:
    """Posts to URLs.

    Args:
        clock: to read dates in Retry-After by.
        guard: checks each URL, and the connection is pinned to what was checked; None: the URL is
            the deployment's own and is called as it is.
        tls_ca: PEM file with a CA to trust besides the machine's.
    """

    def __init__(
        self, clock: Clock, guard: AddressGuard | None = None, tls_ca: Path | None = None
    ) -> None:
        self._clock = clock
        self._guard = guard
        self._tls_ca = tls_ca
        self._context: ssl.SSLContext | None = None
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post once.

        Raises:
            Refused: the URL may not be called; see :class:`AddressGuard`.
            Failed: NAME_NOT_RESOLVED, CONNECTION_FAILED, CONNECTION_LOST, TLS_FAILED.
        """
        if self._guard is None:
            return await self._post(self._shared(), url, body, headers)
        checked = await self._guard.check(url)
        async with self._new_session(_Pinned(checked)) as session:
            return await self._post(session, url, body, headers)

    async def close(self) -> None:
        """Close the connections that are kept open."""
        if self._session:
            await self._session.close()
            self._session = None

    async def _post(
        self, session: aiohttp.ClientSession, url: str, data: bytes, headers: Mapping[str, str]
    ) -> Answer:
        try:
            async with session.post(
                url, data=data, headers={"User-Agent": "Selaras", **headers}, allow_redirects=False
            ) as response:
                retry_after = self._retry_after(response.headers.get("Retry-After", ""))
                # What was taken is taken, however long its body goes on.
                body = b"" if response.ok else await _limited(response)
                response.close()
                return Answer(response.status, retry_after, body)
        except (aiohttp.ClientError, ssl.SSLError, OSError, ValueError) as error:
            raise _connection_error(error) from None

    def _retry_after(self, value: str) -> float | None:
        """Seconds, from a number or a date; None: nothing that can be read."""
        value = value.strip()
        if value.isascii() and value.isdigit():
            return float(value[:10])
        try:
            moment = parsedate_to_datetime(value)
        except (TypeError, ValueError):
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return max((moment - self._clock.now()).total_seconds(), 0.0)

    def _shared(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = self._new_session(None)
        return self._session

    def _new_session(self, resolver: AbstractResolver | None) -> aiohttp.ClientSession:
        if self._context is None:
            self._context = ssl.create_default_context()
            if self._tls_ca:
                self._context.load_verify_locations(self._tls_ca)
        connector = aiohttp.TCPConnector(
            ssl=self._context, resolver=resolver, use_dns_cache=resolver is None
        )
        return aiohttp.ClientSession(
            connector=connector,
            # The worker limits the whole try. A body is never unpacked: it could be a bomb.
            timeout=aiohttp.ClientTimeout(total=None),
            auto_decompress=False,
            headers={"Accept-Encoding": "identity"},
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )


def raise_for_status(answer: Answer) -> None:
    """Nothing for an answer that took the alert, else the error that its status means."""
    status = answer.status
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise Refused("REDIRECT_NOT_FOLLOWED", f"status {status}")
    reason = f"HTTP_{status}"
    if status in _LATER:
        raise Failed(reason, f"status {status}", retry_after=answer.retry_after, wide=False)
    if 400 <= status < 500:
        raise Refused(reason, f"status {status}")
    raise Failed(reason, f"status {status}", retry_after=answer.retry_after)


class _Pinned(AbstractResolver):
    """Answers what was checked; nothing is resolved a second time."""

    def __init__(self, checked: Checked) -> None:
        self._checked = checked

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002
    ) -> list[ResolveResult]:
        """See aiohttp."""
        if host.rstrip(".").lower() != self._checked.host.rstrip(".").lower():
            raise OSError(None, "a host that was not checked")
        return [_result(host, port, address) for address in self._checked.addresses]

    async def close(self) -> None:
        """See aiohttp."""


def _result(host: str, port: int, address: str) -> ResolveResult:
    return ResolveResult(
        hostname=host,
        host=address,
        port=port,
        family=_BY_FAMILY[6 if ":" in address else 4],
        proto=0,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )


async def _limited(response: aiohttp.ClientResponse) -> bytes:
    """The beginning of a body. The status has come: a body that breaks off changes nothing."""
    found = bytearray()
    with suppress(aiohttp.ClientError, OSError, TimeoutError):
        async with asyncio.timeout(_BODY_SECONDS):
            async for chunk in response.content.iter_any():
                found += chunk
                if len(found) >= _BODY:
                    break
    return bytes(found[:_BODY])


def _connection_error(error: BaseException) -> Failed | Refused:
    match error:
        case aiohttp.InvalidURL():
            return Refused("URL_INVALID", "the address is no URL", asked=False)
        case aiohttp.ClientConnectorDNSError():
            return Failed("NAME_NOT_RESOLVED", "the host name does not resolve")
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return Failed("TLS_FAILED", _tls_detail(error))
        case aiohttp.ClientConnectorError():
            return Failed("CONNECTION_FAILED", _os_detail(error.os_error))
        case ValueError():
            return Refused("URL_INVALID", "the request cannot be made", asked=False)
    # The request may have arrived and been acted on.
    return Failed("CONNECTION_LOST", type(error).__name__, uncertain=True)


def _tls_detail(error: Any) -> str:
    cause = getattr(error, "certificate_error", None) or getattr(error, "os_error", None) or error
    return str(getattr(cause, "verify_message", "") or getattr(cause, "reason", "") or "")[:200]


def _os_detail(error: OSError) -> str:
    return str(error.strerror or type(error).__name__).partition("[")[0][:200]
