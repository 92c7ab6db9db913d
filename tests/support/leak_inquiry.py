"""An inquiry against a whole stack: calls, events, alerts, channels and the command line."""

from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import grpc
import nats
import typer
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from nats.js.api import ConsumerConfig, DeliverPolicy
from selaras.api.v1 import (
    account_pb2,
    audit_pb2,
    case_pb2,
    directory_pb2,
    draft_pb2,
    finding_pb2,
)
from selaras.cli.app import make_app
from selaras.data_folder import read_secrets
from selaras.embedded import EmbeddedStack
from selaras.event.v1 import alert_pb2
from selaras.event.v1 import case_pb2 as case_event_pb2
from selaras.event.v1 import draft_pb2 as draft_event_pb2
from selaras.internal import v1 as internal_api
from selaras.internal.v1 import sign_in_pb2, sign_in_pb2_grpc
from typer.testing import CliRunner

from tests.support.http_server import HttpUnderTest
from tests.support.leak import Answer, Caller, Mark, Reading, Shown, Spot, methods_of, reading_of
from tests.support.leak_requests import HEARTBEAT, PASSWORD, Make, Names, Viewer
from tests.support.leak_scene import (
    ADMIN,
    AGENCIES,
    NOBODY,
    PEOPLE,
    SECRET,
    Draft,
    Person,
    Rules,
    agency_of,
    owner_of,
    plugins,
)
from tests.support.smtp import SmtpUnderTest

# Subjects that end with the agency or the owner who may read them, and what is on them.
EVENTS: dict[str, type[Message]] = {
    "selaras.v1.draft.checked": draft_event_pb2.DraftChecked,
    "selaras.v1.case.opened": case_event_pb2.CaseChanged,
    "selaras.v1.case.updated": case_event_pb2.CaseChanged,
    "selaras.v1.case.resolved": case_event_pb2.CaseChanged,
    "selaras.v1.alert": alert_pb2.Alert,
}
# Subjects for the services alone.
SERVICES_ONLY = (
    "selaras.v1.draft.submitted",
    "selaras.v1.draft.withdrawn",
    "selaras.v1.draft.published",
    "selaras.v1.draft.erase",
    "selaras.v1.directory.changed",
)
# Who calls with a session of the console; the others have keys.
SIGNED_IN = "polres/humas"
# An outcome that says that a call was never really tried.
BROKEN = {
    grpc.StatusCode.UNIMPLEMENTED,
    grpc.StatusCode.INTERNAL,
    grpc.StatusCode.UNKNOWN,
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
}
EMAIL, WEBHOOK, TELEGRAM, WHATSAPP, SLACK = (
    directory_pb2.ChannelKind.Value(f"CHANNEL_KIND_{name}")
    for name in ("EMAIL", "WEBHOOK", "TELEGRAM", "WHATSAPP", "SLACK")
)


@dataclass
class Outside:
    """The servers that alerts are sent to."""

    smtp: SmtpUnderTest = field(default_factory=SmtpUnderTest)
    http: HttpUnderTest = field(default_factory=HttpUnderTest)

    def settings(self) -> dict[str, str]:
        """Environment with which a stack finds them."""
        loopback = json.dumps(["127.0.0.0/8"])
        return {
            "SELARAS_EMAIL_HOST": "127.0.0.1",
            "SELARAS_EMAIL_PORT": str(self.smtp.port),
            "SELARAS_EMAIL_SECURITY": "none",
            "SELARAS_EMAIL_SENDER": "Selaras <selaras@example.go.id>",
            "SELARAS_WEBHOOK_ALLOW_NETWORKS": loopback,
            "SELARAS_SLACK_ALLOW_NETWORKS": loopback,
            "SELARAS_TELEGRAM_TOKEN": "1:token-of-a-bot",
            "SELARAS_TELEGRAM_BASE_URL": f"{self.http.url}/telegram",
            "SELARAS_WHATSAPP_TOKEN": "token-of-whatsapp",
            "SELARAS_WHATSAPP_PHONE_NUMBER_ID": "1",
            "SELARAS_WHATSAPP_BASE_URL": f"{self.http.url}/whatsapp",
            # Alerts at once: what is told is asked here, not when.
            "SELARAS_ALERTING_GROUP_SECONDS": "0",
            "SELARAS_ALERTING_REGROUP_SECONDS": "0",
            "SELARAS_ALERTING_HOURLY_LIMIT": "0",
            "SELARAS_ALERTING_DIGEST_TIME": "",
            "SELARAS_ALERTING_TICK_SECONDS": "0.2",
            "SELARAS_ALERTING_CONSOLE_URL": "https://konsol.example",
            "SELARAS_DELIVERY_POLL_SECONDS": "0.2",
        }

    def channels(self, person: Person) -> list[directory_pb2.OwnerChannel]:
        """Every kind of channel, each with an address that names the person."""
        number = PEOPLE.index(person)
        channel = directory_pb2.OwnerChannel
        return [
            channel(kind=EMAIL, address=self._mailbox(person)),
            channel(
                kind=WEBHOOK,
                address=f"{self.http.url}/hook/{person.name}",
                secret=f"whsec_{SECRET.forms[-1]}",
            ),
            channel(kind=TELEGRAM, address=f"{1000 + number}"),
            channel(kind=WHATSAPP, address=f"+6281100000{number:02}"),
            channel(kind=SLACK, address=f"{self.http.url}/slack/{person.name}"),
        ]

    def sent(self) -> Iterable[Shown]:
        """All that was sent, by who received it."""
        mailboxes = {self._mailbox(person): person.name for person in PEOPLE}
        for envelope, message in zip(self.smtp.received, self.smtp.messages, strict=True):
            parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
            text = "\n".join([*map(str, parts), *map(str, message.values())])
            raw = envelope.content if isinstance(envelope.content, bytes) else b""
            yield Shown(mailboxes[envelope.rcpt_tos[0]], "e-mail", Reading(raw + text.encode()))
        for request in self.http.requests:
            where = request.path.split("/")[1]
            head = json.dumps([request.path, request.headers]).encode()
            yield Shown(self._receiver(where, request), where, Reading(head + request.body))

    def _receiver(self, where: str, request) -> str:
        if where in {"hook", "slack"}:
            return request.path.removeprefix(f"/{where}/")
        body = request.json()
        number = str(body.get("chat_id", body.get("to", "")))[-2:]
        return PEOPLE[int(number)].name

    def _mailbox(self, person: Person) -> str:
        name = "tevgalorim" if person.name == "disdik/humas" else person.owner
        return f"{name}@{person.agency}.example"


class Inquiry:
    """Asks everything as everybody, and keeps what was shown."""

    stack: EmbeddedStack
    caller: Caller

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.names = Names(tuple(draft.name for draft in rules.drafts))
        self.viewers: dict[str, Viewer] = {}
        self.shown: list[Shown] = []
        self._judged = 0
        self.answers: list[tuple[Viewer, Message, Answer]] = []

    def begin(self, stack: EmbeddedStack, channel: grpc.aio.Channel) -> None:
        """Turn to a running stack."""
        self.stack = stack
        self.caller = Caller(channel)
        self._channel = channel

    async def register(self, outside: Outside) -> None:
        """Agencies, owners with channels, and keys of plugins and people."""
        for agency in AGENCIES:
            request = directory_pb2.CreateAgencyRequest(agency=agency_of(agency))
            await self._admin("CreateAgency", request)
        for agency in plugins():
            self.viewers[agency] = await self._key(agency, "")
        for person in PEOPLE:
            request = directory_pb2.CreateOwnerRequest(
                parent=f"agencies/{person.agency}",
                owner=owner_of(person, outside.channels(person)),
            )
            await self._admin("CreateOwner", request)
            if person.agency != "coba":
                make = self._session if person.name == SIGNED_IN else self._key
                self.viewers[person.name] = await make(person.agency, person.owner)
        self.viewers[ADMIN] = Viewer(ADMIN, self.stack.admin_key)
        self.rules.secrets += [
            Mark(Spot.SECRET, name, (text,))
            for name, text in (
                *((viewer.name, viewer.key) for viewer in self.viewers.values()),
                ("services", self.stack.internal_token),
            )
        ]
        self.viewers[NOBODY] = Viewer(NOBODY, "sla_nobody_knows_this_key")

    async def _admin(self, method: str, request: Message) -> Message:
        answer = await self.caller.call(f"DirectoryService.{method}", request, self.stack.admin_key)
        assert answer.ok, (method, answer.error)
        return answer.messages[0]

    async def _key(self, agency: str, owner: str) -> Viewer:
        parent = f"agencies/{agency}"
        name = f"{parent}/owners/{owner}" if owner else ""
        made = await self._admin(
            "CreateKey", directory_pb2.CreateKeyRequest(parent=parent, owner=name)
        )
        return Viewer(f"{agency}/{owner}" if owner else agency, made.secret)  # type: ignore[attr-defined]

    async def sign_in_again(self) -> None:
        """Begin a new session for who was signed in; the sweep has ended the one before."""
        viewer = self.viewers[SIGNED_IN] = await self._session(*SIGNED_IN.split("/"))
        self.rules.secrets.append(Mark(Spot.SECRET, viewer.name, (viewer.key,)))

    async def _session(self, agency: str, owner: str) -> Viewer:
        known = read_secrets(self.stack.folder)
        assert known is not None
        request = account_pb2.InviteAccountRequest(
            login=f"{owner}@{agency}", owner=f"agencies/{agency}/owners/{owner}"
        )
        answer = await self.caller.call(
            "AccountService.InviteAccount", request, self.stack.admin_key
        )
        assert answer.ok, answer.error
        invited: account_pb2.InviteAccountResponse = answer.messages[0]  # type: ignore[assignment]
        accepted = await sign_in_pb2_grpc.SignInServiceStub(self._channel).AcceptInvitation(
            sign_in_pb2.AcceptInvitationRequest(invitation=invited.invitation, password=PASSWORD),
            metadata=(("authorization", f"Bearer {known.console_token}"),),
        )
        return Viewer(f"{agency}/{owner}", accepted.signed_in.session)

    async def begin_to_watch(self) -> None:
        """Remember where each viewer's streams stand before anything happens."""
        requests: dict[str, Message] = {
            "FindingService.WatchFindings": finding_pb2.WatchFindingsRequest(heartbeat=HEARTBEAT),
            "CaseService.WatchCases": case_pb2.WatchCasesRequest(heartbeat=HEARTBEAT),
        }

        async def remember(viewer: Viewer, method: str) -> None:
            answer = await self.caller.call(method, requests[method], viewer.key)
            for message in answer.messages:
                self.names.tokens[viewer.name, method] = message.resume_token  # type: ignore[attr-defined]

        everybody = self.viewers.values()
        await asyncio.gather(*(remember(one, method) for one in everybody for method in requests))

    async def submit(self, draft: Draft) -> Answer:
        """Submit a draft and wait for its findings."""
        request = draft_pb2.SubmitDraftRequest(draft=draft.to_proto(), wait=Duration(seconds=30))
        return await self.ask(draft.agency, "DraftService.SubmitDraft", request)

    async def ask(self, viewer: str, method: str, request: Message, *, copy: str = "") -> Answer:
        """One call, kept."""
        who = self.viewers[viewer]
        answer = await self.caller.call(method, request, who.key)
        self.names.learn(answer.messages)
        self.answers.append((who, request, answer))
        self.shown.append(Shown(viewer, method, answer.reading, copy))
        return answer

    async def sweep(self, methods: Mapping[str, Make], *, at_once: bool = False) -> None:
        """Call methods with all their samples as every viewer, one after the other or at once."""
        for method, make in methods.items():
            calls = [self._all(viewer, method, make) for viewer in self.viewers.values()]
            if at_once:
                await asyncio.gather(*calls)
            else:
                for call in calls:
                    await call

    async def _all(self, viewer: Viewer, method: str, make: Make) -> None:
        for request in make(self.names, viewer):
            await self.ask(viewer.name, method, request)

    async def read_bus(self) -> list[str]:
        """All events and alerts, each as the one whose subject it is; answers unknown subjects."""
        unknown = []
        for stream in ("SELARAS", "SELARAS_ALERTS"):
            for subject, data in await _messages(self.stack.nats_url, stream):
                kind = next((name for name in EVENTS if subject.startswith(f"{name}.")), "")
                if kind:
                    viewer = subject.removeprefix(f"{kind}.").replace(".", "/")
                    reading = reading_of(EVENTS[kind].FromString(data))
                    self.shown.append(Shown(viewer, kind, Reading(data + reading.data)))
                elif not subject.startswith(SERVICES_ONLY):
                    unknown.append(subject)
        return unknown

    async def run_commands(self, commands: Mapping[str, list[str]], viewers: Iterable[str]) -> None:
        """Run commands of the command line as some viewers, for scripts and for people."""
        app = make_app()
        for name in viewers:
            for command, arguments in commands.items():
                for style in ([], ["--json"]):
                    words = [*command.split(), *(_filled(arguments, self.viewers[name])), *style]
                    text = await asyncio.to_thread(
                        _run, app, words, self.stack.folder, self.viewers[name]
                    )
                    self.shown.append(Shown(name, f"selaras {command}", Reading(text.encode())))

    def leaks(self) -> list[str]:
        """What was shown, since this was last asked, to somebody who may not read it."""
        fresh, self._judged = self.shown[self._judged :], len(self.shown)
        found = {
            f"{shown.viewer} reads the {mark.spot} of {mark.of} ({mark.forms[0]}) in {shown.where}"
            for shown in fresh
            for mark in self.rules.marks
            if not self.rules.may_read(shown, mark) and mark.is_in(shown.reading)
        }
        return sorted(found)

    def spots(self, viewers: Iterable[str], where: str, draft: Draft) -> set[Spot]:
        """Which markers of a draft some viewers have read in one place."""
        names = set(viewers)
        readings = [
            shown.reading for shown in self.shown if shown.viewer in names and shown.where == where
        ]
        return {mark.spot for mark in draft.marks if any(mark.is_in(one) for one in readings)}

    def readers(self) -> dict[str, set[str]]:
        """Who has read something of an unpublished draft of another agency: viewer, drafts."""
        found: dict[str, set[str]] = {}
        for draft in self.rules.drafts:
            marks: tuple[Mark, ...] = draft.marks
            for shown in self.shown:
                foreign = shown.viewer.partition("/")[0] != draft.agency
                if foreign and any(mark.is_in(shown.reading) for mark in marks):
                    found.setdefault(shown.viewer, set()).add(draft.key)
        return found

    async def reveals(self) -> list[audit_pb2.AuditEntry]:
        """What the audit trail says was shown to whom."""
        request = audit_pb2.ListAuditEntriesRequest(page_size=1000)
        answer = await self.ask(ADMIN, "AuditService.ListAuditEntries", request)
        assert answer.ok, answer.error
        page: audit_pb2.ListAuditEntriesResponse = answer.messages[0]  # type: ignore[assignment]
        return [entry for entry in page.entries if entry.action.endswith("_REVEALED")]

    async def verify_audit(self) -> audit_pb2.VerifyAuditResponse:
        """Whether the audit trail is intact."""
        request = audit_pb2.VerifyAuditRequest()
        answer = await self.ask(ADMIN, "AuditService.VerifyAudit", request)
        assert answer.ok, answer.error
        return answer.messages[0]  # type: ignore[return-value]

    async def internal_calls_that_let_in(self, viewers: Iterable[str]) -> list[str]:
        """Calls between the services that do not refuse these viewers."""
        let_in = []
        for method in methods_of(internal_api).values():
            for name in viewers:
                code = await self.caller.try_out(method, self.viewers[name].key)
                if code is not grpc.StatusCode.PERMISSION_DENIED:
                    let_in.append(f"{method.full_name} answers {code.name} to {name}")
        return let_in

    def forget(self) -> None:
        """Begin a new chapter: what was shown so far has been judged."""
        self.shown.clear()
        self._judged = 0


async def _messages(url: str, stream: str) -> list[tuple[str, bytes]]:
    client = await nats.connect(url)
    try:
        subscription = await client.jetstream().pull_subscribe(
            "selaras.v1.>", stream=stream, config=ConsumerConfig(deliver_policy=DeliverPolicy.ALL)
        )
        found = []
        with suppress(TimeoutError):
            while True:
                for message in await subscription.fetch(200, timeout=1):
                    found.append((message.subject, message.data))
                    await message.ack()
        return found
    finally:
        await client.close()


def _filled(arguments: list[str], viewer: Viewer) -> list[str]:
    return [argument.replace("{agency}", viewer.agency) for argument in arguments]


def _run(app: typer.Typer, words: list[str], folder: Path, viewer: Viewer) -> str:
    key = "" if viewer.name == ADMIN else viewer.key
    result = CliRunner().invoke(
        app, words, env={"SELARAS_DATA": str(folder), "SELARAS_KEY": key, "COLUMNS": "1000"}
    )
    why = "".join(traceback.format_exception(result.exception)) if result.exception else ""
    return f"{result.output}\n{why}"
