"""What the failures of SMTP mean for an alert.

What is the recipient's fault is refused or tried again alone; what is the mail server's or the
deployment's (the sender, the password, TLS) holds all e-mail until it works again. A server's words
are told but for those about the content: a filter may quote it.
"""

from __future__ import annotations

import ssl

import aiosmtplib

from selaras.alerting.channels.chat import cut, flat
from selaras.alerting.ports.channel import ChannelError, Failed, Refused

_WORDS = 200
_CLOSING = 421
_TOO_LARGE = 552


def to_channel_error(error: Exception) -> ChannelError:
    """The error of the port for one of aiosmtplib or of the system."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused) and error.recipients:
        return _recipient(error.recipients[0])
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _response(error)
    cause = _tls_cause(error)
    if cause:
        return Failed("SMTP_TLS_FAILED", _tls(cause))
    if isinstance(error, aiosmtplib.SMTPException):
        return _without_response(error)
    if isinstance(error, ValueError):
        return Refused("ADDRESS_INVALID", "the address cannot be used", asked=False)
    return Failed("SMTP_DISCONNECTED", type(error).__name__, uncertain=True)


def _response(error: aiosmtplib.SMTPResponseException) -> ChannelError:
    """The server answered with a code."""
    if isinstance(error, aiosmtplib.SMTPSenderRefused):
        return _sender(error)
    if isinstance(error, aiosmtplib.SMTPDataError):
        return _content(error.code)
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return Failed("SMTP_LOGIN_REFUSED", _told(error))
    return Failed("SMTP_UNAVAILABLE", _told(error))


def _recipient(error: aiosmtplib.SMTPResponseException) -> ChannelError:
    if _is_final(error.code):
        return Refused("SMTP_REFUSED", _told(error))
    return Failed("SMTP_DEFERRED", _told(error), wide=error.code == _CLOSING)


def _sender(error: aiosmtplib.SMTPResponseException) -> ChannelError:
    if error.code == _TOO_LARGE:
        return Refused("SMTP_REFUSED", _told(error))
    reason = "SMTP_SENDER_REFUSED" if _is_final(error.code) else "SMTP_UNAVAILABLE"
    return Failed(reason, _told(error))


def _content(code: int) -> ChannelError:
    if _is_final(code):
        return Refused("SMTP_REFUSED", f"{code} after the content")
    return Failed("SMTP_DEFERRED", f"{code} after the content", wide=code == _CLOSING)


def _without_response(error: aiosmtplib.SMTPException) -> ChannelError:
    """The server did not answer, or cannot do what is asked of it."""
    if isinstance(error, aiosmtplib.SMTPConnectError):
        detail = getattr(error.__cause__, "strerror", None) or type(error).__name__
        return Failed("SMTP_UNREACHABLE", cut(flat(str(detail)), _WORDS))
    if isinstance(error, aiosmtplib.SMTPServerDisconnected | aiosmtplib.SMTPTimeoutError):
        # It may have happened after the content: then the server has the message.
        return Failed("SMTP_DISCONNECTED", "the connection was lost", uncertain=True)
    # Such as a server without STARTTLS: nothing is sent in the clear instead.
    return Failed("SMTP_UNSUPPORTED", cut(flat(str(error.message)), _WORDS))


def _is_final(code: int) -> bool:
    return 500 <= code < 600


def _tls_cause(error: BaseException) -> ssl.SSLError | None:
    """The failure of TLS behind an error, if there is one."""
    for candidate in (error, error.__cause__, error.__context__):
        if isinstance(candidate, ssl.SSLError):
            return candidate
    return None


def _tls(error: ssl.SSLError) -> str:
    words = getattr(error, "verify_message", "") or error.reason
    return cut(flat(str(words or "")), _WORDS)


def _told(error: aiosmtplib.SMTPResponseException) -> str:
    return cut(flat(f"{error.code} {error.message}"), _WORDS)
