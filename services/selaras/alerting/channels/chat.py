"""What the chat channels share: the words of a message, and cutting them to a limit."""

from __future__ import annotations

from selaras.alerting.ports.channel import AlertView
from selaras.catalogue import text

_SHORT_ID = 8


def reference(alert: AlertView) -> str:
    """The line by which people tell a repeated message: case and short id of the alert."""
    short = alert.alert_id[:_SHORT_ID]
    if not alert.case:
        return text("message.reference.alert", lang=alert.language, alert=short)
    return text("message.reference.case", lang=alert.language, case=alert.case, alert=short)


def buttons(alert: AlertView) -> list[tuple[str, str]]:
    """Label and URL of the buttons: acknowledge, open; those that have no URL are left out."""
    pairs = (("acknowledge", alert.acknowledge_url), ("open", alert.open_url))
    return [
        (text(f"message.button.{name}", lang=alert.language), url) for name, url in pairs if url
    ]


def cut(words: str, limit: int) -> str:
    """The words, cut to so many code points; a cut is seen by its ellipsis."""
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


def cut_utf16(words: str, limit: int) -> str:
    """The same, counted in UTF-16 code units as Telegram does."""
    if len(words.encode("utf-16-le")) <= limit * 2:
        return words
    kept = words.encode("utf-16-le")[: (limit - 1) * 2].decode("utf-16-le", "ignore")
    return kept.rstrip() + "…"


def flat(words: str) -> str:
    """On one line, without control characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in words).split())
