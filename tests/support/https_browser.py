"""A browser without scripts that reaches the console from outside, over TLS."""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Callable
from pathlib import Path

import httpx

_CSRF = re.compile(r'name="csrf" value="([^"]+)"')
_SECONDS = 30.0


class HttpsBrowser:
    """Follows links, sends forms, keeps cookies.

    Args:
        url: of the console.
        authority: the CA that it trusts.
    """

    def __init__(self, url: str, authority: Path) -> None:
        trust = ssl.create_default_context(cafile=str(authority))
        self.http = httpx.Client(base_url=url, verify=trust, timeout=_SECONDS)

    def get(self, path: str) -> httpx.Response:
        """Open a page that must be there."""
        answer = self.http.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:500]}"
        return answer

    def send(self, page: str, path: str = "", **fields: str) -> httpx.Response:
        """Send a form of a page, to another path where the form says so."""
        found = _CSRF.search(self.get(page).text)
        assert found, f"no form on {page}"
        return self.http.post(path or page, data={"csrf": found[1], **fields})

    def accept(self, link: str, password: str) -> httpx.Response:
        """Set a password with an invitation; who accepts is signed in."""
        path = link.removeprefix(str(self.http.base_url).rstrip("/"))
        done = self.send(path, password=password, repeat=password)
        assert done.status_code == 303, done.text[:500]
        return done

    def follow(self, path: str, meanwhile: Callable[[], object]) -> list[str]:
        """Lines of a stream until the first event, which something meanwhile brings about."""
        read: list[str] = []
        with self.http.stream("GET", path) as answer:
            assert answer.status_code == 200, answer.status_code
            lines = answer.iter_lines()
            read.append(next(lines))  # it is connected
            meanwhile()
            limit = time.monotonic() + _SECONDS
            for line in lines:
                read.append(line)
                assert time.monotonic() < limit, read
                if line.startswith("data:"):
                    return read
        raise AssertionError(f"the stream ended: {read}")
