"""What an administrator does beside the directory: alerts, records, figures and accounts."""

from __future__ import annotations

from selaras.client.accounts import AsyncInvitingMethods, InvitingMethods
from selaras.client.alerts import AlertMethods, AsyncAlertMethods
from selaras.client.records import AsyncKeeperMethods, KeeperMethods
from selaras.client.reports import AsyncReportMethods, ReportMethods


class Oversight(AlertMethods, KeeperMethods, ReportMethods, InvitingMethods):
    """A base of :class:`selaras.client.AdminClient`; also a client of its own."""


class AsyncOversight(
    AsyncAlertMethods, AsyncKeeperMethods, AsyncReportMethods, AsyncInvitingMethods
):
    """The same on asyncio."""
