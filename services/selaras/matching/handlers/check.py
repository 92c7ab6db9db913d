"""What happens to a draft: checked, withdrawn, published, or only looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from time import perf_counter

from selaras.kit import metrics, tracing
from selaras.kit.clock import Clock
from selaras.kit.errors import Unavailable
from selaras.kit.logging import get_logger
from selaras.matching.cases.assembly import Assembly, replace_findings
from selaras.matching.cases.settle import refresh
from selaras.matching.domain.case import Resolution
from selaras.matching.domain.finding import Finding, Reason, Relation, Side, finding_id
from selaras.matching.domain.message import Message, MessageState
from selaras.matching.domain.view import FindingView, view
from selaras.matching.handlers.report import report_cases, views_for
from selaras.matching.index.port import MessageIndex
from selaras.matching.pipeline import Compared, Judged, Pipeline
from selaras.matching.ports import Events, Store, Transaction

_log = get_logger(__name__)


class CheckHandler:
    """Checks drafts and keeps findings, cases and the index in line with them."""

    def __init__(
        self,
        *,
        pipeline: Pipeline,
        store: Store,
        index: MessageIndex,
        events: Events,
        clock: Clock,
        listed_none: int,
    ) -> None:
        self._pipeline = pipeline
        self._store = store
        self._index = index
        self._events = events
        self._clock = clock
        self._listed_none = listed_none

    async def submitted(self, message: Message) -> None:
        """Check a revision, unless a newer one is known. Safe to repeat.

        Raises:
            Unavailable: a part is away; nothing of the check is kept, try again.
        """
        current = await self._accept(message)
        if current is None:
            return
        await self._check(current)

    async def check_again(self, key: str) -> None:
        """See :class:`selaras.matching.handlers.reembed_ports.Recheck`."""
        stored = (await self._store.stored([key])).get(key)
        if stored is not None and stored.message.state is not MessageState.WITHDRAWN:
            await self._check(stored.message)

    async def _check(self, current: Message) -> None:
        """Compare a message that is stored, and keep what was found if it still counts."""
        started = perf_counter()
        examined = await self._pipeline.examine(current)
        await self._pipeline.keep(examined)
        compared = await self._pipeline.compare(examined)
        now = self._clock.now()
        fresh = [self._finding(current, item, now) for item in self._worth_keeping(compared.judged)]
        with tracing.span("store", attributes={"selaras.findings": len(fresh)}):
            async with self._store.transaction() as transaction:
                await _need_model(transaction, examined.model_version)
                withdrawn = await self._conclude(transaction, current, fresh, compared, now)
        if withdrawn:
            await self._pipeline.take_out(current.key)  # `keep` has put it there
        metrics.PIPELINE_SECONDS.observe(perf_counter() - started)
        for finding in fresh:
            verdict = finding.verdict
            metrics.FINDINGS.labels(verdict.relation, verdict.confidence).inc()

    async def _accept(self, message: Message) -> Message | None:
        """Store the message before it is indexed; None when there is nothing to check.

        It must be stored first: of two drafts that are checked at the same time, the one that is
        indexed later finds the other in the index and must find it in the database too.
        """
        async with self._store.transaction() as transaction:
            known = await transaction.message(message.key)
            if known is not None and known.message.revision > message.revision:
                return None
            if known is not None and known.message.version > message.version:
                # Published or withdrawn meanwhile: the newer state holds, the text is the same.
                message = known.message
            else:
                await transaction.put_message(message)
            if message.state is MessageState.WITHDRAWN:
                return None
            if known is not None and known.checked_revision >= message.revision:
                await self._answer_again(transaction, message, known.check_time)
                return None
        return message

    async def _answer_again(
        self, transaction: Transaction, message: Message, check_time: datetime | None
    ) -> None:
        """The check was done before, its answer was lost on the way: send it again."""
        findings = await transaction.findings_of(message.key)
        await self._send_checked(transaction, message, findings, check_time or self._clock.now())

    async def _conclude(
        self,
        transaction: Transaction,
        message: Message,
        fresh: list[Finding],
        compared: Compared,
        now: datetime,
    ) -> bool:
        """Store and tell what was found, if it still counts; whether it was withdrawn meanwhile."""
        known = await transaction.message(message.key)
        if known is not None and known.message.state is MessageState.WITHDRAWN:
            return True
        if known is None or known.message.revision != message.revision:
            return False  # a newer revision came meanwhile; its own check will speak
        fresh = await self._still_current(transaction, fresh)
        fresh += await self._missed(transaction, message, fresh, compared)
        assembly = await replace_findings(
            transaction, message.key, fresh, now, links=compared.links
        )
        await self._move_deadlines(transaction, message, assembly, now)
        await transaction.mark_checked(message.key, message.revision, now)
        findings = await transaction.findings_of(message.key)
        await self._send_checked(transaction, message, findings, now)
        await report_cases(transaction, self._events, assembly)
        return False

    async def _still_current(self, transaction: Transaction, fresh: list[Finding]) -> list[Finding]:
        """Findings whose other side has not been revised or withdrawn during the check."""
        others = await transaction.messages([finding.right.key for finding in fresh])
        return [
            finding
            for finding in fresh
            if (other := others.get(finding.right.key)) is not None
            and other.revision == finding.right.revision
            and other.state is not MessageState.WITHDRAWN
        ]

    async def _missed(
        self, transaction: Transaction, message: Message, fresh: list[Finding], compared: Compared
    ) -> list[Finding]:
        """Findings on this revision that checks of the other side made, and this one could not.

        A draft that was indexed after this one was searched finds this one, and its check may end
        first, here or in another process. What it has found is no less true.
        """
        met = {item.other.key: item.other.revision for item in compared.judged}
        known = {finding.id for finding in fresh}
        return [
            finding
            for finding in await transaction.findings_of(message.key)
            if finding.id not in known and _is_news(finding, message, met)
        ]

    async def _send_checked(
        self, transaction: Transaction, message: Message, findings: list[Finding], at: datetime
    ) -> None:
        told = [item for item in findings if item.verdict.relation is not Relation.NONE]
        keys = {side.key for item in told for side in (item.left, item.right)}
        messages = await transaction.messages(sorted(keys))
        views = views_for(message.agency.id, told, messages)
        await self._events.draft_checked(transaction, message, views, at)

    async def withdrawn(self, message: Message) -> None:
        """Stop comparing a draft and close its findings. Safe to repeat."""
        async with self._store.transaction() as transaction:
            if not await self._newer(transaction, message):
                return
            now = self._clock.now()
            assembly = await replace_findings(
                transaction, message.key, (), now, when_gone=Resolution.WITHDRAWN
            )
            await report_cases(transaction, self._events, assembly)
        await self._pipeline.take_out(message.key)

    async def published(self, message: Message) -> None:
        """Remember that the text is public: cases need not hurry for it. Safe to repeat."""
        async with self._store.transaction() as transaction:
            if not await self._newer(transaction, message):
                return
            assembly, now = Assembly(), self._clock.now()
            await self._move_deadlines(transaction, message, assembly, now)
            await report_cases(transaction, self._events, assembly)
        await self._index.mark_published(message.key, message.revision)

    async def _move_deadlines(
        self, transaction: Transaction, message: Message, assembly: Assembly, now: datetime
    ) -> None:
        """Bring its other cases in line: a message may go out at another time now."""
        settled = {case.id for case in (*assembly.opened, *assembly.updated, *assembly.resolved)}
        findings = await transaction.findings_of(message.key)
        for case_id in sorted({finding.case_id for finding in findings} - settled - {""}):
            case = await refresh(transaction, case_id, now)
            if case is not None:
                assembly.updated.append(case)

    async def _newer(self, transaction: Transaction, message: Message) -> bool:
        """Store the message unless a newer version is known; whether it is (still) the newest."""
        known = await transaction.message(message.key)
        if known is not None and known.message.version > message.version:
            return False
        await transaction.put_message(message)
        return True

    async def given_up(self, message: Message) -> None:
        """The check failed for good: say so instead of leaving the editor waiting."""
        _log.error("check_failed", draft=message.draft_name, revision=message.revision)
        async with self._store.transaction() as transaction:
            await self._events.draft_checked(
                transaction, message, (), self._clock.now(), failed=True
            )

    async def look(self, message: Message) -> list[FindingView]:
        """Findings on a text that is not stored.

        Raises:
            Unavailable: a part is away.
        """
        examined = await self._pipeline.examine(message)
        compared = await self._pipeline.compare(examined)
        now = self._clock.now()
        views = []
        for item in compared.judged:
            if item.verdict.relation is Relation.NONE:
                continue
            finding = replace(self._finding(message, item, now), id="")
            views.append(view(finding, message, item.other))
        return views

    def _worth_keeping(self, judged: list[Judged]) -> list[Judged]:
        """All conflicts and overlaps, and the nearest of the rest with the reason why not."""
        kept = [item for item in judged if item.verdict.relation is not Relation.NONE]
        near = [
            item
            for item in judged
            if item.verdict.relation is Relation.NONE
            and item.verdict.reason not in (Reason.UNRELATED, Reason.SAME_TOPIC_ONLY)
        ]
        return kept + near[: self._listed_none]

    def _finding(self, message: Message, judged: Judged, now: datetime) -> Finding:
        return Finding(
            id=finding_id(message.key, judged.other.key),
            left=_side(message),
            right=_side(judged.other),
            verdict=judged.verdict,
            create_time=now,
        )


async def _need_model(transaction: Transaction, model_version: str) -> None:
    """Refuse what was found with a model that is no longer in force, or not yet.

    Messages that came with the other one were not met: the check is done anew.

    Raises:
        Unavailable: EMBEDDING_MODEL_SWITCHED.
    """
    in_force = await transaction.model_in_force()
    if in_force not in ("", model_version):
        raise Unavailable(
            "EMBEDDING_MODEL_SWITCHED",
            "another embedding model came into force during the check",
            retry_after=0.1,
        )


def _is_news(finding: Finding, message: Message, met: Mapping[str, int]) -> bool:
    """Whether a finding is on this revision and one that it was not compared with (``met``)."""
    sides = (finding.left, finding.right)
    [mine] = [side for side in sides if side.key == message.key]
    [other] = [side for side in sides if side.key != message.key]
    return mine.revision == message.revision and met.get(other.key) != other.revision


def _side(message: Message) -> Side:
    return Side(message.key, message.agency.id, message.external_id, message.revision)
