"""What changes among the cases that somebody looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from selaras.client import Case, CaseEvent, WatchKind

_TOLD = frozenset({WatchKind.ADDED, WatchKind.CHANGED, WatchKind.REMOVED})


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a case.

    Attributes:
        kind: ADDED, CHANGED or REMOVED.
        version: of the case now; 0: it is gone.
    """

    case: str
    kind: WatchKind
    version: int


class CaseChanges:
    """Collects the events of a stream of cases until somebody asks for them.

    A stream that begins anew first gives all cases that are there; of those only what has changed
    since the page was made is news.

    Args:
        only: the one case that matters, by its name; empty: all. How it is at first is told, too:
            its page knows which version it shows.
        since: when the page was made; None: what is there at first is no news.
        is_resumed: the stream goes on where another one ended.
    """

    def __init__(
        self, only: str = "", since: datetime | None = None, *, is_resumed: bool = False
    ) -> None:
        self._only = only
        self._since = since
        self._is_current = is_resumed
        self._is_lost = False
        self._changes: dict[str, Change] = {}
        self._token = ""

    def note(self, event: CaseEvent) -> None:
        """Take an event of the stream."""
        self._token = event.resume_token or self._token
        if event.kind is WatchKind.RESET:
            # Nobody knows what was missed: whoever looks must look again.
            self._is_current, self._is_lost = False, True
        elif event.kind is WatchKind.CURRENT:
            self._is_current = True
        elif event.kind in _TOLD and event.case is not None and self._is_news(event.case):
            self._add(event.kind, event.case)

    def restart(self) -> None:
        """The stream could not go on where it was: it begins anew, with a gap."""
        self._is_current, self._is_lost, self._token = False, True, ""

    @property
    def is_there(self) -> bool:
        """Something changed; while all cases are still being told it waits."""
        return self._is_current and (self._is_lost or bool(self._changes))

    def take(self) -> tuple[str, list[Change]]:
        """Where to go on after these changes, and the last one of each case."""
        taken = list(self._changes.values())
        self._changes.clear()
        self._is_lost = False
        return self._token, taken

    def _add(self, kind: WatchKind, case: Case) -> None:
        before = self._changes.get(case.name)
        if kind is WatchKind.CHANGED and before is not None and before.kind is WatchKind.ADDED:
            kind = WatchKind.ADDED  # nobody has been told that it is there
        self._changes[case.name] = Change(case.name, kind, case.version)

    def _is_news(self, case: Case) -> bool:
        if self._only:
            return case.name == self._only
        if self._is_current:
            return True
        if self._since is None or case.update_time is None:
            return False
        return case.update_time >= self._since
