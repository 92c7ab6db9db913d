"""Silences and crises: made and ended by people, and what they held is looked at again."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from selaras.alerting.domain.decision import Reason
from selaras.alerting.domain.quiet import Crisis, Matcher, Silence
from selaras.alerting.handlers.scope import check_scope, check_silence, sees_silence
from selaras.alerting.ports.reader import AlertReader
from selaras.alerting.ports.store import AlertStore, AlertUnit
from selaras.alerting.route.crises import concerns
from selaras.kit.auth import Caller, Role
from selaras.kit.clock import Clock
from selaras.kit.errors import InvalidRequest, NotFound
from selaras.kit.logging import get_logger

_log = get_logger(__name__)
_LONGEST_SILENCE = timedelta(days=30)
_LONGEST_CRISIS = timedelta(days=14)
_NOT_IN_A_CRISIS = (Reason.HELD_WORKING_HOURS, Reason.HELD_DIGEST, Reason.HELD_RATE_LIMIT)
# Escape sequences would act in the terminals and mails that show a reason.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class QuietHandler:
    """Makes and ends silences and crises.

    Args:
        is_area: whether an area has this code.
    """

    def __init__(
        self,
        store: AlertStore,
        reader: AlertReader,
        clock: Clock,
        is_area: Callable[[str], bool],
    ) -> None:
        self._store = store
        self._reader = reader
        self._clock = clock
        self._is_area = is_area

    async def silence(
        self,
        caller: Caller,
        matcher: Matcher,
        reason: str,
        start: datetime | None,
        end: datetime,
    ) -> Silence:
        """Make a silence, from now on where no start is given.

        Raises:
            PermissionDenied: see :mod:`.scope`.
            InvalidRequest: AGENCY_MISSING, AREA_UNKNOWN, TEXT_INVALID, TIMES_REVERSED or
                SILENCE_TOO_LONG.
        """
        now = self._clock.now()
        begin = max(start or now, now)
        self._check_area("silence.matcher.area_code", matcher.area_code)
        _check_words("silence.reason", reason)
        _check_span("silence.end_time", begin, end, ("SILENCE_TOO_LONG", _LONGEST_SILENCE))
        if caller.role in {Role.OWNER, Role.HEAD} and not matcher.agency_id:
            raise InvalidRequest.field(
                "AGENCY_MISSING", "silence.matcher.agency", "name the agency whose owners it holds"
            )
        check_silence(caller, matcher)
        silence = Silence(uuid.uuid4().hex, matcher, reason, caller.name, begin, end, now)
        async with self._store.transaction() as unit:
            await unit.put_silence(silence)
        _log.info("silence_made", silence=silence.name, author=silence.author)
        return silence

    async def silences(self, caller: Caller, *, ended: bool) -> list[Silence]:
        """Silences that the caller may know of, those in force first."""
        found = await self._reader.silences(self._clock.now(), ended=ended)
        return [silence for silence in found if sees_silence(caller, silence.matcher)]

    async def end_silence(self, caller: Caller, silence_id: str) -> Silence:
        """End a silence now; again: no change. What it held and still counts is told.

        Raises:
            NotFound: SILENCE_NOT_FOUND.
            PermissionDenied: see :mod:`.scope`.
        """
        now = self._clock.now()
        async with self._store.transaction() as unit:
            silence = await unit.silence(silence_id)
            if silence is None or not sees_silence(caller, silence.matcher):
                raise NotFound("SILENCE_NOT_FOUND", f"there is no silence {silence_id}")
            check_silence(caller, silence.matcher)
            if silence.end <= now:
                return silence
            silence = replace(silence, start=min(silence.start, now), end=now)
            await unit.put_silence(silence)
            for held in await unit.held_by(silence.name):
                await unit.put_held(replace(held, until=now))
        _log.info("silence_ended", silence=silence.name, by=caller.name)
        return silence

    async def declare(
        self, caller: Caller, area_code: str, topic: str, reason: str, end: datetime
    ) -> Crisis:
        """Declare a crisis: what waits for working hours, a digest or room is looked at again.

        Raises:
            PermissionDenied: see :mod:`.scope`.
            InvalidRequest: CRISIS_TOO_WIDE, AREA_UNKNOWN, TEXT_INVALID, TIMES_REVERSED or
                CRISIS_TOO_LONG.
        """
        now = self._clock.now()
        if not area_code and not topic:
            raise InvalidRequest.field("CRISIS_TOO_WIDE", "crisis", "name an area or a topic")
        self._check_area("crisis.area_code", area_code)
        _check_words("crisis.reason", reason)
        _check_span("crisis.end_time", now, end, ("CRISIS_TOO_LONG", _LONGEST_CRISIS))
        check_scope(caller, topic, area_code)
        crisis = Crisis(uuid.uuid4().hex, area_code, topic, reason, caller.name, now, end)
        async with self._store.transaction() as unit:
            await unit.put_crisis(crisis)
            await _wake(unit, crisis, now)
        _log.warning("crisis_declared", crisis=crisis.name, author=crisis.author)
        return crisis

    async def end_crisis(self, caller: Caller, crisis_id: str) -> Crisis:
        """End a crisis now; again: no change.

        Raises:
            NotFound: CRISIS_NOT_FOUND.
            PermissionDenied: see :mod:`.scope`.
        """
        now = self._clock.now()
        async with self._store.transaction() as unit:
            crisis = await unit.crisis(crisis_id)
            if crisis is None:
                raise NotFound("CRISIS_NOT_FOUND", f"there is no crisis {crisis_id}")
            check_scope(caller, crisis.topic, crisis.area_code)
            if crisis.end > now:
                crisis = replace(crisis, end=now)
                await unit.put_crisis(crisis)
        _log.warning("crisis_ended", crisis=crisis.name, by=caller.name)
        return crisis

    async def crises(self) -> list[Crisis]:
        """Crises in force; everybody may know of them."""
        return await self._reader.crises(self._clock.now())

    def _check_area(self, field: str, code: str) -> None:
        if code and not self._is_area(code):
            raise InvalidRequest.field("AREA_UNKNOWN", field, "is no Kemendagri code", code=code)


async def _wake(unit: AlertUnit, crisis: Crisis, now: datetime) -> None:
    for held, topic, areas in await unit.held_for(_NOT_IN_A_CRISIS):
        if concerns(crisis, topic, areas):
            # Under this reason it is told by itself, also where it waited for a digest.
            alone = replace(held, reason=Reason.HELD_WORKING_HOURS.value)
            await unit.put_held(replace(alone, until=min(held.until, now)))


def _check_words(field: str, words: str) -> None:
    if _CONTROL.search(words) or not words.strip():
        raise InvalidRequest.field("TEXT_INVALID", field, "write plain words")


def _check_span(field: str, start: datetime, end: datetime, longest: tuple[str, timedelta]) -> None:
    if end <= start:
        raise InvalidRequest.field("TIMES_REVERSED", field, "must lie after the start, and ahead")
    reason, most = longest
    if end - start > most:
        raise InvalidRequest.field(reason, field, f"at most {most.days} days", days=str(most.days))
