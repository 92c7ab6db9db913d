"""Ways to reach an owner, and the form that the address of each must have.

Whether the host of a URL may be called at all (private networks) is decided when it is called: a
name leads elsewhere tomorrow.
"""

from __future__ import annotations

import base64
import binascii
import enum
import ipaddress
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import SplitResult, urlsplit

from selaras.intake.domain.errors import Violation

MAX_CHANNELS = 10
_MAX_ADDRESS = 1_000
_MAX_EMAIL = 254
_MAX_LOCAL_PART = 64
_SECRET_PREFIX = "whsec_"  # noqa: S105  # the mark of one, not one
_SECRET_BYTES = range(24, 65)

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@(?:{_LABEL}\.)+{_LABEL}")
_TELEGRAM = re.compile(r"-?[0-9]{1,20}|@[A-Za-z][A-Za-z0-9_]{3,31}")
_PHONE = re.compile(r"\+[1-9][0-9]{7,14}")
_IN_PHONES = str.maketrans("", "", " -.()")
# What a URL is made of (RFC 3986): no spaces, no controls, no backslash, which some readers of URLs
# take for a slash and others do not.
_URL = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")


class ChannelKind(enum.Enum):
    """What an alert is sent through, beside the event bus."""

    EMAIL = "email"
    WEBHOOK = "webhook"
    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    SLACK = "slack"


# Two spellings of one mailbox or one account would tell the same person twice.
_NO_CASE = frozenset({ChannelKind.EMAIL, ChannelKind.TELEGRAM})


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerChannel:
    """One way to reach an owner.

    Attributes:
        address: e-mail address, URL, chat or phone number.
        secret: signs webhooks; empty for every other kind.
        min_severity: 1 (low) to 4 (critical): only cases at least this grave; 0: all.
    """

    kind: ChannelKind
    address: str
    # The URL of Slack is a secret itself, so neither is ever in a log.
    secret: str = field(default="", repr=False)
    min_severity: int = 0

    def tidied(self) -> OwnerChannel:
        """With the phone number or the host of the e-mail address in its one form."""
        if self.kind is ChannelKind.WHATSAPP:
            return replace(self, address=_phone(self.address))
        if self.kind is ChannelKind.EMAIL:
            name, at, host = self.address.rpartition("@")
            return replace(self, address=f"{name}{at}{host.lower()}")
        return self

    def keeping(self, stored: Sequence[OwnerChannel]) -> OwnerChannel:
        """With the secret that is stored for the same kind and address, where it has none."""
        if self.secret:
            return self
        before = next((one for one in stored if one.place == self.place), None)
        return replace(self, secret=before.secret) if before else self

    @property
    def place(self) -> tuple[ChannelKind, str]:
        """What names the channel among those of one owner."""
        return self.kind, self.address.casefold() if self.kind in _NO_CASE else self.address


def channel_violations(channels: Sequence[OwnerChannel]) -> Iterator[Violation]:
    """What is wrong with the channels of an owner; never says an address or a secret.

    CHANNEL_ADDRESS_INVALID, CHANNEL_SECRET_MISSING, CHANNEL_SECRET_INVALID, CHANNEL_TWICE,
    SEVERITY_UNKNOWN or LIST_TOO_LONG.
    """
    if len(channels) > MAX_CHANNELS:
        yield Violation("LIST_TOO_LONG", "owner.channels", f"at most {MAX_CHANNELS}")
        return
    seen: set[tuple[ChannelKind, str]] = set()
    for index, channel in enumerate(channels):
        path = f"owner.channels[{index}]"
        if wrong := _address_fault(channel):
            yield Violation("CHANNEL_ADDRESS_INVALID", f"{path}.address", wrong)
        yield from _secret_violations(channel, f"{path}.secret")
        yield from severity_violations(channel.min_severity, f"{path}.min_severity")
        if channel.place in seen:
            yield Violation("CHANNEL_TWICE", path, "the owner has this kind and address already")
        seen.add(channel.place)


def severity_violations(severity: int, path: str) -> Iterator[Violation]:
    """SEVERITY_UNKNOWN for what is neither 0 nor one of the four."""
    if severity not in range(5):
        yield Violation("SEVERITY_UNKNOWN", path, "must be one of the severities")


def _phone(text: str) -> str:
    digits = text.translate(_IN_PHONES)
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return f"+62{digits[1:]}" if digits.startswith("0") else digits


def _address_fault(channel: OwnerChannel) -> str:
    if len(channel.address) > _MAX_ADDRESS:
        return f"at most {_MAX_ADDRESS} characters"
    return _FAULTS[channel.kind](channel.address)


def _email_fault(address: str) -> str:
    found = _EMAIL.fullmatch(address)
    if found is None or len(address) > _MAX_EMAIL or len(found[1]) > _MAX_LOCAL_PART:
        return "must be an e-mail address such as humas@dinkes.go.id"
    return ""


def _telegram_fault(address: str) -> str:
    if _TELEGRAM.fullmatch(address):
        return ""
    return "must be the number of a chat or the @name of a channel"


def _phone_fault(address: str) -> str:
    if _PHONE.fullmatch(address):
        return ""
    return "must be + and 8 to 15 digits with the country code, such as +6281234567890"


def _url_fault(address: str) -> str:
    if not _URL.fullmatch(address):
        return "must be a URL in ASCII"
    try:
        url = urlsplit(address)
        port = url.port
    except ValueError:
        return "must be a URL"
    if url.username is not None or url.password is not None:
        return "must not have a user name or password in it"
    if not _is_host(url.hostname or "") or port == 0:
        return "must have a host"
    if url.fragment:
        return "must not have a #fragment"
    return _scheme_fault(url)


def _scheme_fault(url: SplitResult) -> str:
    # On loopback there is no wire to listen on: a Mattermost on the same machine, a test.
    if url.scheme == "https" or (url.scheme == "http" and _is_loopback(url.hostname or "")):
        return ""
    return "must begin with https://"


def _is_host(host: str) -> bool:
    if ":" in host:
        return _address(host) is not None
    return re.fullmatch(rf"(?:{_LABEL}\.)*{_LABEL}\.?", host) is not None


def _is_loopback(host: str) -> bool:
    address = _address(host)
    return address.is_loopback if address else host == "localhost"


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


_FAULTS: dict[ChannelKind, Callable[[str], str]] = {
    ChannelKind.EMAIL: _email_fault,
    ChannelKind.WEBHOOK: _url_fault,
    ChannelKind.TELEGRAM: _telegram_fault,
    ChannelKind.WHATSAPP: _phone_fault,
    ChannelKind.SLACK: _url_fault,
}


def _secret_violations(channel: OwnerChannel, path: str) -> Iterator[Violation]:
    if channel.kind is not ChannelKind.WEBHOOK:
        if channel.secret:
            yield Violation("CHANNEL_SECRET_INVALID", path, "only webhooks have a secret")
    elif not channel.secret:
        yield Violation("CHANNEL_SECRET_MISSING", path, "a webhook needs a secret that signs it")
    elif not _is_secret(channel.secret):
        yield Violation(
            "CHANNEL_SECRET_INVALID", path, "must be whsec_ and base64 of 24 to 64 bytes"
        )


def _is_secret(text: str) -> bool:
    if not text.startswith(_SECRET_PREFIX):
        return False
    try:
        raw = base64.b64decode(text.removeprefix(_SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(raw) in _SECRET_BYTES
