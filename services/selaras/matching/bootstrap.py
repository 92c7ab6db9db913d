"""Wires the matching service; nothing connects before it is started."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import timedelta
from importlib import resources

import grpc

from selaras.api.v1 import (
    audit_pb2,
    audit_pb2_grpc,
    authority_pb2,
    authority_pb2_grpc,
    calendar_pb2,
    calendar_pb2_grpc,
    case_pb2,
    case_pb2_grpc,
    finding_pb2,
    finding_pb2_grpc,
    message_pb2,
    message_pb2_grpc,
    report_pb2,
    report_pb2_grpc,
)
from selaras.gazetteer import Gazetteer
from selaras.internal.v1 import (
    calibration_pb2,
    calibration_pb2_grpc,
    check_pb2,
    check_pb2_grpc,
    index_pb2,
    index_pb2_grpc,
)
from selaras.kit import metrics
from selaras.kit.auth import MEMBERS, Authenticator, InternalAuthenticator, Role
from selaras.kit.bus import EVENTS, Bus
from selaras.kit.clock import Clock
from selaras.kit.consumer import Consumer
from selaras.kit.database import Database
from selaras.kit.errors import SelarasError, Unavailable
from selaras.kit.gauges import watch_pool
from selaras.kit.health import Health
from selaras.kit.logging import get_logger
from selaras.kit.outbox import Outbox
from selaras.kit.remote_auth import RemoteAuthenticator
from selaras.kit.service import Tasks
from selaras.kit.settings import InternalSettings, NatsSettings
from selaras.kit.sweep import StreamSweep
from selaras.matching.adapters import tables
from selaras.matching.adapters.embedding_grpc import GrpcEmbedder
from selaras.matching.adapters.reviews import SqlReviews
from selaras.matching.adapters.sql import MIGRATIONS, VERSION_TABLE, SqlStore
from selaras.matching.adapters.sql_calendar import SqlCalendar
from selaras.matching.adapters.sql_case_report import SqlCaseLedgers
from selaras.matching.adapters.sql_reembedding import SqlReembeddings
from selaras.matching.adapters.sql_retention import SqlRetention
from selaras.matching.entrypoints.bus import SUBJECTS, DraftEvents
from selaras.matching.entrypoints.calendar import CalendarServicer
from selaras.matching.entrypoints.case_report import ReportServicer
from selaras.matching.entrypoints.cases import CaseHandlers, CaseServicer
from selaras.matching.entrypoints.erasures import ErasureEvents, ErasureOutbox, StreamEraser
from selaras.matching.entrypoints.events import ProtoEvents
from selaras.matching.entrypoints.grpc import CheckServicer, FindingServicer
from selaras.matching.entrypoints.index import IndexServicer
from selaras.matching.entrypoints.messages import MessageServicer
from selaras.matching.entrypoints.records import AuditServicer, AuthorityServicer
from selaras.matching.entrypoints.reviews import CalibrationServicer
from selaras.matching.handlers.audit import READERS, AuditReader
from selaras.matching.handlers.authorities import AuthorityHandler
from selaras.matching.handlers.calendar import CALENDAR_READERS, CalendarReader
from selaras.matching.handlers.case_reader import CaseReader
from selaras.matching.handlers.case_report import REPORT_READERS, CaseReporter
from selaras.matching.handlers.case_watch import CaseWatcher
from selaras.matching.handlers.cases import Desk
from selaras.matching.handlers.check import CheckHandler
from selaras.matching.handlers.decisions import DecisionHandler
from selaras.matching.handlers.dismissals import DismissalHandler
from selaras.matching.handlers.disputes import Disputes
from selaras.matching.handlers.erase import EraseHandler
from selaras.matching.handlers.findings import FindingReader
from selaras.matching.handlers.rebuild import RebuildHandler
from selaras.matching.handlers.reconcile import ReconcileHandler
from selaras.matching.handlers.reembed_models import Models
from selaras.matching.handlers.reembed_parts import PipelineParts, ReembeddingParts
from selaras.matching.handlers.regroup import RegroupHandler
from selaras.matching.handlers.retain import RetainHandler
from selaras.matching.handlers.reveals import Reveals
from selaras.matching.handlers.reviews import ReviewHandler
from selaras.matching.handlers.search import SearchHandler
from selaras.matching.index.bootstrap import open_index
from selaras.matching.index.settings import IndexSettings
from selaras.matching.judge.decide import FactJudge
from selaras.matching.preparation import Preparation
from selaras.matching.settings import JudgeSettings, MatchingSettings, RetrievalSettings

_log = get_logger(__name__)
_NAME = "matching"
_HEALTH_SECONDS = 5.0
_INDEX_SECONDS = 30.0
_PURGE_SECONDS = 3600.0
_KEEP_REQUESTS = timedelta(days=7)
_RECONCILE_SECONDS = 6 * 3600.0
_RECONCILE_RETRY_SECONDS = 5.0


class MatchingService:
    """See :class:`selaras.kit.service.Service`."""

    name = _NAME

    def __init__(
        self,
        settings: MatchingSettings,
        *,
        retrieval: RetrievalSettings,
        judge: JudgeSettings,
        index: IndexSettings,
        nats: NatsSettings,
        internal: InternalSettings,
        health: Health,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._health = health
        self._clock = clock
        self._bus = Bus(nats, health, _NAME)
        self._database = Database(settings.database_url.get_secret_value())
        watch_pool(_NAME, self._database)
        self._outbox = Outbox(_NAME, tables.outbox, self._database, self._bus, clock)
        self._judge = judge
        self._judge_version = weights_version()
        self._store = SqlStore(self._database, self._outbox, clock, self._judge_version)
        self._reviews = SqlReviews(self._database)
        self._review_handler = ReviewHandler(self._reviews, clock)
        self._calendar = SqlCalendar(self._database)
        self._gazetteer = Gazetteer.load()
        self._reveals = Reveals(self._store, clock)
        events = ProtoEvents(clock)
        self._cases = self._case_handlers(events)
        self._index = open_index(index)
        fact_judge = FactJudge(judge)
        reembeddings = SqlReembeddings(self._database, clock)
        self._embedder = Models(
            GrpcEmbedder(settings.embedding_target, internal),
            reembeddings,
            lambda target: GrpcEmbedder(target, internal),
        )
        parts = PipelineParts(
            index=self._index,
            store=self._store,
            judge=fact_judge,
            preparation=Preparation(self._gazetteer),
            settings=retrieval,
        )
        pipeline = parts.pipeline(self._embedder, scores=self._embedder)
        self._search = SearchHandler(
            store=self._store,
            index=self._index,
            embedder=self._embedder,
            disputes=Disputes(
                store=self._store,
                index=self._index,
                pipeline=pipeline,
                judge=fact_judge,
                entailer=self._embedder,
            ),
            gazetteer=self._gazetteer,
            clock=clock,
        )
        self._handler = CheckHandler(
            pipeline=pipeline,
            store=self._store,
            index=self._index,
            events=events,
            clock=clock,
            listed_none=settings.listed_none,
        )
        self._reembedding = ReembeddingParts(
            parts,
            reembeddings=reembeddings,
            models=self._embedder,
            recheck=self._handler,
            clock=clock,
            say=self._say_what_is_to_be_set,
        )
        self._rebuild = RebuildHandler(
            pipeline=pipeline,
            store=self._store,
            index=self._index,
            embedder=self._embedder,
            reembeddings=reembeddings,
        )
        self._reconcile = ReconcileHandler(
            pipeline=pipeline, store=self._store, index=self._index, embedder=self._embedder
        )
        self._erase = EraseHandler(
            store=self._store,
            pipeline=pipeline,
            events=events,
            news=ErasureOutbox(),
            bus=StreamEraser(StreamSweep(self._bus)),
            clock=clock,
        )
        self._retain = RetainHandler(SqlRetention(self._database), pipeline, clock, settings.keep)
        self._remote = RemoteAuthenticator(settings.directory_target, internal)
        self.authenticator: Authenticator = InternalAuthenticator(
            internal.token.get_secret_value(), self._remote, previous=internal.token_previous
        )
        self._tasks: Tasks | None = None

    def _case_handlers(self, events: ProtoEvents) -> CaseHandlers:
        desk = Desk(self._store, events, self._clock)
        reader = CaseReader(self._store, self._reveals)
        return CaseHandlers(
            reader=reader,
            watcher=CaseWatcher(self._store, reader),
            decisions=DecisionHandler(desk),
            regroup=RegroupHandler(desk),
            dismissals=DismissalHandler(desk, self._reviews),
        )

    def register(self, server: grpc.aio.Server) -> Mapping[str, frozenset[Role]]:
        """See :class:`selaras.kit.service.Service`."""
        return {**self._register_api(server), **self._register_internal(server)}

    def _register_api(self, server: grpc.aio.Server) -> Mapping[str, frozenset[Role]]:
        """What agencies and administrators call."""
        reader = FindingReader(self._store, self._reviews)
        finding_pb2_grpc.add_FindingServiceServicer_to_server(
            FindingServicer(reader, self._review_handler, self._reveals), server
        )
        case_pb2_grpc.add_CaseServiceServicer_to_server(CaseServicer(self._cases), server)
        audit_pb2_grpc.add_AuditServiceServicer_to_server(
            AuditServicer(AuditReader(self._store)), server
        )
        authorities = AuthorityHandler(self._store, self._gazetteer.is_known, self._clock)
        authority_pb2_grpc.add_AuthorityServiceServicer_to_server(
            AuthorityServicer(authorities), server
        )
        message_pb2_grpc.add_MessageServiceServicer_to_server(MessageServicer(self._search), server)
        calendar = CalendarReader(self._calendar, self._reveals, self._clock)
        calendar_pb2_grpc.add_CalendarServiceServicer_to_server(CalendarServicer(calendar), server)
        report = ReportServicer(CaseReporter(SqlCaseLedgers(self._database)))
        report_pb2_grpc.add_ReportServiceServicer_to_server(report, server)
        return {
            finding_pb2.DESCRIPTOR.services_by_name["FindingService"].full_name: MEMBERS,
            message_pb2.DESCRIPTOR.services_by_name["MessageService"].full_name: MEMBERS,
            case_pb2.DESCRIPTOR.services_by_name["CaseService"].full_name: MEMBERS,
            calendar_pb2.DESCRIPTOR.services_by_name["CalendarService"].full_name: CALENDAR_READERS,
            report_pb2.DESCRIPTOR.services_by_name["ReportService"].full_name: REPORT_READERS,
            audit_pb2.DESCRIPTOR.services_by_name["AuditService"].full_name: READERS,
            authority_pb2.DESCRIPTOR.services_by_name["AuthorityService"].full_name: (
                MEMBERS | {Role.ADMIN}
            ),
        }

    def _register_internal(self, server: grpc.aio.Server) -> Mapping[str, frozenset[Role]]:
        """What the other services and operators call."""
        check_pb2_grpc.add_CheckServiceServicer_to_server(
            CheckServicer(self._handler, self._reveals), server
        )
        index_pb2_grpc.add_IndexServiceServicer_to_server(
            IndexServicer(self._reembedding.handlers(self._rebuild)), server
        )
        calibration_pb2_grpc.add_CalibrationServiceServicer_to_server(
            CalibrationServicer(self._review_handler, self._judge, self._judge_version), server
        )
        check = check_pb2.DESCRIPTOR.services_by_name["CheckService"].full_name
        index = index_pb2.DESCRIPTOR.services_by_name["IndexService"].full_name
        calibration = calibration_pb2.DESCRIPTOR.services_by_name["CalibrationService"].full_name
        return {
            check: frozenset({Role.INTERNAL}),
            index: frozenset({Role.INTERNAL, Role.ADMIN}),
            calibration: frozenset({Role.INTERNAL, Role.ADMIN}),
        }

    async def start(self) -> None:
        """See :class:`selaras.kit.service.Service`."""
        await self._database.migrate(MIGRATIONS, VERSION_TABLE)
        await self._index.open()
        self._bus.connect()
        events = DraftEvents(self._handler, ErasureEvents(self._erase))
        consumer = Consumer(
            self._bus,
            service=_NAME,
            durable=_NAME,
            stream=EVENTS,
            subjects=SUBJECTS,
            handler=events.handle,
            concurrency=self._settings.concurrency,
            on_dead=events.dead,
        )
        self._tasks = Tasks(_NAME)
        self._tasks.start("outbox", self._outbox.run)
        self._tasks.start("consumer", consumer.run)
        self._tasks.start("health", self._watch_health)
        self._tasks.start("index-size", self._watch_index)
        self._tasks.start("purge", self._purge)
        self._tasks.start("calendar", self._calendar.catch_up)
        self._tasks.start("reconcile", self._keep_index_in_line)
        self._tasks.start("reembedding", self._reembedding.runner.run)

    async def stop(self) -> None:
        """See :class:`selaras.kit.service.Service`."""
        if self._tasks:
            await self._tasks.stop()
        await self._bus.close()
        await self._embedder.close()
        await self._remote.close()
        await self._index.close()
        await self._database.close()

    async def _watch_health(self) -> None:
        """Say which parts answer."""
        while True:
            for part, ask in (
                ("database", self._database.ping),
                ("embedding", self._ask_model),
                ("index", self._index.ping),
            ):
                try:
                    await ask()
                except Unavailable as error:
                    self._health.down(_NAME, part, error.message)
                else:
                    self._health.up(_NAME, part)
            await asyncio.sleep(_HEALTH_SECONDS)

    async def _watch_index(self) -> None:
        """Show how much is indexed."""
        while True:
            with suppress(SelarasError):
                metrics.INDEX_MESSAGES.set(await self._index.count())
            await asyncio.sleep(_INDEX_SECONDS)

    def _say_what_is_to_be_set(self, wanted: str) -> None:
        """Say in the health whether the settings name another model than the one in force."""
        if wanted:
            self._health.down(_NAME, "embedding_target", wanted)
        else:
            self._health.up(_NAME, "embedding_target")

    async def _ask_model(self) -> None:
        await self._embedder.model()

    async def _keep_index_in_line(self) -> None:
        """At start, and every few hours, put back what the index has lost."""
        while True:
            try:
                await self._reconcile.reconcile()
            except Unavailable as error:
                _log.info("reconcile_waits", why=error.message)
                await asyncio.sleep(_RECONCILE_RETRY_SECONDS)
            else:
                await asyncio.sleep(_RECONCILE_SECONDS)

    async def _purge(self) -> None:
        """Forget events and requests of long ago, and what was kept long enough."""
        while True:
            await asyncio.sleep(_PURGE_SECONDS)
            with suppress(Unavailable):
                await self._outbox.purge()
                await self._store.forget_requests(self._clock.now() - _KEEP_REQUESTS)
                _log.info("purged", forgotten=asdict(await self._retain.retain()))


def weights_version() -> str:
    """Which weights the judge decides with: probabilities of other ones mean something else."""
    weights = resources.files("selaras.matching.judge") / "weights.json"
    return hashlib.sha256(weights.read_bytes()).hexdigest()[:12]


def build(
    settings: MatchingSettings,
    *,
    nats: NatsSettings,
    internal: InternalSettings,
    health: Health,
    clock: Clock,
    retrieval: RetrievalSettings | None = None,
    judge: JudgeSettings | None = None,
    index: IndexSettings | None = None,
) -> MatchingService:
    """The service; settings that are not given are read from the environment."""
    return MatchingService(
        settings,
        retrieval=retrieval or RetrievalSettings(),
        judge=judge or JudgeSettings(_env_file=settings.judge_file),
        index=index or IndexSettings(),
        nats=nats,
        internal=internal,
        health=health,
        clock=clock,
    )
