"""What an administrator does beside the directory: alerts, the audit trail and the authorities."""

from __future__ import annotations

from selaras.client.alerts import AlertMethods, AsyncAlertMethods
from selaras.client.records import AsyncKeeperMethods, KeeperMethods


class Oversight(AlertMethods, KeeperMethods):
    """A base of :class:`selaras.client.AdminClient`; also a client of its own."""


class AsyncOversight(AsyncAlertMethods, AsyncKeeperMethods):
    """The same on asyncio."""
