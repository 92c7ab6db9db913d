"""What a page must not hold, whatever people have written: looked for as a browser reads it."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser
from urllib.parse import urlsplit

# Addresses that a page may lead to, besides those of the console.
_OUTSIDE = ("mailto:", "tel:+62", "https://wa.me/62")
_ADDRESSES = {"href", "src", "action", "formaction", "hx-get", "hx-post", "data-live", "poster"}
_FORBIDDEN = {"img", "iframe", "object", "embed", "base", "style", "frame", "applet"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class PageReader(HTMLParser):
    """Reads a page.

    Attributes:
        faults: what would run, load or lead elsewhere.
        text: all that is shown, in text and in fields.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self._text: list[str] = []
        self.feed(page)
        self.close()
        self.text = "\n".join(self._text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See HTMLParser."""
        values = {name: value or "" for name, value in attrs}
        if tag in _FORBIDDEN or values.get("http-equiv", "").lower() == "refresh":
            self.faults.append(f"<{tag}>")
        if tag == "script" and not values.get("src", "").startswith("/static/"):
            self.faults.append("a script within the page")
        for name, value in values.items():
            if name.startswith(("on", "hx-on")) or name in {"style", "srcdoc"}:
                self.faults.append(f"{name}={value}")
            if name in _ADDRESSES and not _is_harmless(value):
                self.faults.append(f"{name} leads to {value}")
        self._text += [values.get(name, "") for name in ("value", "title", "aria-label")]

    def handle_data(self, data: str) -> None:
        """See HTMLParser."""
        self._text.append(data)


def _is_harmless(address: str) -> bool:
    if address.startswith(_OUTSIDE) or address.startswith("#") or not address:
        return True
    parts = urlsplit(address)
    return address.startswith("/") and not address.startswith("//") and not parts.netloc


def csv_faults(text: str) -> list[str]:
    """Cells that a table program would run."""
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    return [f"a formula: {cell}" for row in rows for cell in row if cell.startswith(_FORMULA)]


def unfolded(calendar: str) -> list[str]:
    """The lines of an iCalendar file."""
    return calendar.replace("\r\n ", "").split("\r\n")
