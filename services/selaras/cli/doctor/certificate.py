"""Certificates as they are shown: whether they are trusted here, and for how long."""

from __future__ import annotations

import asyncio
import ssl
import time
from contextlib import suppress
from pathlib import Path

from selaras.cli.doctor.result import Result, ok, warn, wrong

_SECONDS = 5.0
_DAY = 86400.0
_SOON = 21.0  # days
_NOW = 3.0
_MEND = "renew it, and restart who shows it: scripts/init --renew-certificates"


async def check(name: str, address: str, tls_ca: Path | None, *, greets: bool = False) -> Result:
    """Look at the certificate of a server.

    Args:
        name: of the server, for the result.
        address: HOST:PORT.
        tls_ca: the CA to trust; None: those of the system.
        greets: it sends a line in plain text before TLS, as NATS does.
    """
    part = f"certificate {name}"
    try:
        async with asyncio.timeout(_SECONDS):
            left = await _seconds_left(address, tls_ca, greets=greets)
    except ssl.SSLError as error:
        why = getattr(error, "verify_message", "") or error.reason or str(error)
        return wrong(part, f"{address}: {why}", f"{_MEND}; or correct --tls-ca")
    except (OSError, TimeoutError) as error:
        return wrong(part, f"{address} does not answer: {error or 'too slow'}", f"start {name}")
    days = left / _DAY
    detail = f"valid for {days:.0f} days more"
    if days < _NOW:
        return wrong(part, detail, _MEND)
    return warn(part, detail, _MEND) if days < _SOON else ok(part, detail)


async def _seconds_left(address: str, tls_ca: Path | None, *, greets: bool) -> float:
    host, _, port = address.rpartition(":")
    context = ssl.create_default_context(cafile=str(tls_ca) if tls_ca else None)
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        if greets:
            await reader.readline()
        else:
            context.set_alpn_protocols(["h2"])
        await writer.start_tls(context, server_hostname=host)
        shown = writer.get_extra_info("ssl_object").getpeercert()
    finally:
        writer.close()
        with suppress(OSError, ssl.SSLError):
            await writer.wait_closed()
    return ssl.cert_time_to_seconds(shown["notAfter"]) - time.time()
