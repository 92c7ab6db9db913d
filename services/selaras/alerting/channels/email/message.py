"""An alert as an e-mail: text and HTML, threaded by case, with the same Message-ID each time."""

from __future__ import annotations

import hashlib
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from selaras.alerting.channels.chat import cut, flat, reference
from selaras.alerting.ports.channel import AlertView, Refused
from selaras.catalogue import text

# What an SMTP envelope takes without quoting; the directory has checked more than this.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_LONGEST_ADDRESS = 254
_SUBJECT = 200
_GRAVE = {"CRITICAL"}
_POLICY = SMTP.clone(cte_type="7bit")  # lines of any length and any letter pass every server


class Composer:
    """Writes e-mails.

    Args:
        sender: address that they come from, with a name if there is one.
        reply_to: address that answers go to; empty: the sender.
    """

    def __init__(self, sender: str, reply_to: str = "") -> None:
        self._sender = _address(sender)
        self._reply_to = _address(reply_to) if reply_to else None
        environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._html = environment.get_template("alert.html.jinja")
        self._text = environment.overlay(autoescape=False).get_template("alert.txt.jinja")

    @property
    def sender(self) -> str:
        """Address of the envelope."""
        return self._sender.addr_spec

    @property
    def domain(self) -> str:
        """Domain of that address."""
        return self._sender.domain

    def compose(self, alert: AlertView, recipient: str) -> bytes:
        """The message, ready for SMTP.

        Raises:
            Refused: ADDRESS_INVALID.
        """
        if len(recipient) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(recipient):
            raise Refused("ADDRESS_INVALID", "the address is no e-mail address", asked=False)
        message = EmailMessage(policy=_POLICY)
        message["From"] = self._sender
        message["To"] = Address(addr_spec=recipient)
        if self._reply_to:
            message["Reply-To"] = self._reply_to
        message["Subject"] = cut(f"[Selaras] {flat(alert.title)}", _SUBJECT)
        message["Date"] = format_datetime(alert.create_time)
        self._identify(message, alert)
        values = self._values(alert)
        message.set_content(self._text.render(values))
        message.add_alternative(self._html.render(values), subtype="html")
        return message.as_bytes()

    def _identify(self, message: EmailMessage, alert: AlertView) -> None:
        """What tells programs which message it is: no answer by machines, one thread for a case."""
        domain = self.domain
        message["Message-ID"] = f"<{_token(alert.alert_id)}@{domain}>"
        if alert.case:
            thread = f"<{_token(alert.case)}.case@{domain}>"
            message["In-Reply-To"] = thread
            message["References"] = thread
            message["X-Selaras-Case"] = flat(alert.case)
        message["X-Selaras-Alert"] = flat(alert.alert_id)
        message["List-Id"] = f"Selaras <alerts.{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        if alert.severity in _GRAVE:
            message["Importance"] = "high"
            message["X-Priority"] = "1"

    def _values(self, alert: AlertView) -> dict[str, object]:
        def say(key: str, **values: object) -> str:
            return text(f"message.{key}", lang=alert.language, **values)

        def fact(kind: str) -> str:
            return text(f"alert.kind.{kind or 'text'}", lang=alert.language)

        return {
            "alert": alert,
            "say": say,
            "fact": fact,
            "reference": reference(alert),
        }


def _address(value: str) -> Address:
    name, address = parseaddr(value)
    return Address(display_name=name, addr_spec=address)


def _token(identity: str) -> str:
    """A short ASCII name for an id, the same for the same one."""
    if re.fullmatch(r"[A-Za-z0-9-]{1,40}", identity):
        return identity
    return hashlib.sha256(identity.encode()).hexdigest()[:32]
