"""Tells an owner, holds the notice back, or says why not; every outcome has its named reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from selaras.alerting.domain.case import CaseEvent, Severity
from selaras.alerting.domain.decision import Decision, Reason
from selaras.alerting.domain.directory import OwnerRole, Recipient
from selaras.alerting.domain.notice import AlertKind, Held, News, Telling, Told
from selaras.alerting.domain.track import Track
from selaras.alerting.handlers.compose import Composer
from selaras.alerting.handlers.scene import Scene
from selaras.alerting.ports.store import AlertUnit
from selaras.alerting.route.calendar import Calendar
from selaras.alerting.route.noise import RATE_WINDOW, Hold, NoiseRules, Quiet, gate
from selaras.kit import metrics
from selaras.kit.clock import Clock
from selaras.kit.logging import get_logger

_log = get_logger(__name__)
_WARNS = frozenset({Reason.SKIPPED_NO_OWNER, Reason.SKIPPED_NOTHING_TO_SHOW})


class Teller:
    """Makes notices within a transaction."""

    def __init__(
        self, composer: Composer, calendar: Calendar, rules: NoiseRules, clock: Clock
    ) -> None:
        self.composer = composer
        self.rules = rules
        self._calendar = calendar
        self._clock = clock

    async def scene(self, unit: AlertUnit, track: Track, event: CaseEvent) -> Scene:
        """What is known of a case for an agency."""
        now = self._clock.now()
        records = await unit.agencies([event.agency_id])
        held = await unit.held(event.case_id, event.agency_id)
        return Scene(
            unit,
            track,
            event,
            record=records.get(event.agency_id),
            told=await unit.told(track),
            held=[item for item in held if item.epoch == track.epoch],
            quiet=await self.quiet(unit, now),
            now=now,
        )

    async def quiet(self, unit: AlertUnit, now: datetime) -> Quiet:
        """What may hold notices back now."""
        return Quiet(
            tuple(await unit.silences(now)),
            tuple(await unit.crises(now)),
            self._calendar,
            self.rules,
        )

    async def tell(
        self,
        scene: Scene,
        to: Recipient,
        kind: AlertKind,
        *,
        slot: str = "",
        step: int = 0,
        news: Collection[News] = (),
    ) -> Hold | None:
        """Tell somebody something, unless there is a reason not to.

        Answers:
            What holds the notice back; None: it was sent, or is not needed.
        """
        telling = await self.telling(scene, to, kind, slot=slot, step=step, news=news)
        if await scene.unit.known_alerts([telling.alert_id]):
            await self.skip(scene, Reason.SKIPPED_ALREADY_ALERTED, kind, to)
            return None
        hold = await self.hold(scene, to, kind)
        if hold is not None:
            await self.keep_for_later(scene, telling, hold)
            return hold
        await self._forget_held(scene, to)
        if not await scene.unit.add_notice(self.composer.notice(telling)):
            await self.skip(scene, Reason.SKIPPED_ALREADY_ALERTED, kind, to)
            return None
        if telling.event.change_time:
            waited = (scene.now - telling.event.change_time).total_seconds()
            metrics.ALERT_SECONDS.labels(kind.value).observe(max(waited, 0.0))
        scene.told.append(Told(*to.who, kind, telling.event.status, slot))
        scene.fresh.add(to.who)
        await self.skip(scene, Reason.ALERTED, kind, to)
        return None

    @staticmethod
    async def _forget_held(scene: Scene, to: Recipient) -> None:
        """What waited for them is told with this; a coordinator's may wait on others' behalf."""
        elsewhere = to.owner.role is OwnerRole.COORDINATOR
        if elsewhere or any(item.who == to.who for item in scene.held):
            await scene.unit.drop_held(scene.event.case_id, *to.who)
            scene.held = [item for item in scene.held if item.who != to.who]

    async def telling(
        self,
        scene: Scene,
        to: Recipient,
        kind: AlertKind,
        *,
        slot: str = "",
        step: int = 0,
        news: Collection[News] = (),
    ) -> Telling:
        """What would be told."""
        view, outsider = await scene.view_for(to)
        needs_contacts = kind is not AlertKind.RESOLVED
        return Telling(
            kind,
            view,
            scene.event.agency_id,
            to,
            scene.track.epoch,
            step,
            slot,
            outsider,
            await scene.contacts(view, outsider=outsider) if needs_contacts else (),
            tuple(news),
        )

    async def hold(self, scene: Scene, to: Recipient, kind: AlertKind) -> Hold | None:
        """What holds a notice back now."""
        recent: list[datetime] = []
        if self.rules.hourly and scene.event.severity is not Severity.CRITICAL:
            recent = await scene.unit.recent(*to.who, scene.now - RATE_WINDOW)
        return gate(scene.event, to, kind, scene.quiet, recent=recent, now=scene.now)

    async def keep_for_later(self, scene: Scene, telling: Telling, hold: Hold) -> None:
        """Hold a notice back."""
        held = Held(
            telling.event.case_id,
            telling.track_id,
            *telling.to.who,
            telling.epoch,
            telling.kind,
            telling.slot,
            telling.step,
            hold.reason.value,
            hold.until,
            hold.subject,
            telling.news,
        )
        before = next((item for item in scene.held if item.who == held.who), None)
        held = before.joined(held) if before else held
        scene.held = [item for item in scene.held if item.who != held.who] + [held]
        await scene.unit.put_held(held)
        scene.decisions += 1
        await self._decide(
            scene.unit,
            scene.event,
            Decision(
                hold.reason,
                telling.owner.owner_id,
                telling.kind,
                telling.to.agency.agency_id,
                hold.until,
                hold.subject,
            ),
        )

    async def skip(
        self,
        scene: Scene,
        reason: Reason,
        kind: AlertKind = AlertKind.OPENED,
        to: Recipient | None = None,
        *,
        until: datetime | None = None,
    ) -> None:
        """Keep a decision about an owner, or about the agency as a whole."""
        agency_id, owner_id = to.who if to else (scene.event.agency_id, "")
        scene.decisions += 1
        await self._decide(
            scene.unit, scene.event, Decision(reason, owner_id, kind, agency_id, until)
        )

    async def skip_all(
        self,
        unit: AlertUnit,
        event: CaseEvent,
        reason: Reason,
        kind: AlertKind = AlertKind.OPENED,
        until: datetime | None = None,
    ) -> None:
        """Keep a decision about an agency as a whole, where nothing more was read."""
        await self._decide(unit, event, Decision(reason, "", kind, event.agency_id, until))

    async def skip_held(self, unit: AlertUnit, event: CaseEvent, held: Held, why: Reason) -> None:
        """Keep the decision that a held notice is not sent any more."""
        await self._decide(unit, event, Decision(why, held.owner_id, held.kind, held.agency_id))

    async def _decide(self, unit: AlertUnit, event: CaseEvent, decision: Decision) -> None:
        await unit.add_decision(event, decision)
        metrics.ALERTS.labels(decision.reason).inc()
        log = _log.warning if decision.reason in _WARNS else _log.info
        log(
            "alert_decision",
            reason=str(decision.reason),
            kind=str(decision.kind),
            case=event.case_id,
            version=event.version,
            status=str(event.status),
            agency=decision.agency_id,
            owner=decision.owner_id,
        )
