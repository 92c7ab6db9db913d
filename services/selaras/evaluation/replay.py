"""Sends a labelled set through a running stack over gRPC and collects what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp

from selaras.api.v1 import (
    directory_pb2,
    directory_pb2_grpc,
    draft_pb2,
    draft_pb2_grpc,
    finding_pb2,
    finding_pb2_grpc,
)
from selaras.evaluation.dataset import Dataset, LabelledDraft, pair_key
from selaras.evaluation.measures import PredictedEvidence, PredictedSpan, Prediction
from selaras.gazetteer import Gazetteer

_WAIT_SECONDS = 30
_CHANNELS = {
    "website": draft_pb2.CHANNEL_WEBSITE,
    "siaran_pers": draft_pb2.CHANNEL_PRESS_RELEASE,
    "instagram": draft_pb2.CHANNEL_INSTAGRAM,
    "facebook": draft_pb2.CHANNEL_FACEBOOK,
    "x": draft_pb2.CHANNEL_X,
    "whatsapp": draft_pb2.CHANNEL_WHATSAPP,
    "tiktok": draft_pb2.CHANNEL_TIKTOK,
    "youtube": draft_pb2.CHANNEL_YOUTUBE,
}
# NONE too: for what was missed, the reason that the judge gave.
_ALL_RELATIONS = (
    finding_pb2.RELATION_CONTRADICTION,
    finding_pb2.RELATION_OVERLAP,
    finding_pb2.RELATION_NONE,
)
_PAGE = 200  # findings with both texts; a message has at most some MiB
_PARTS = {finding_pb2.Span.PART_TITLE: "title", finding_pb2.Span.PART_BODY: "body"}


class ReplayError(RuntimeError):
    """The stack did not check a draft in time."""


@dataclass(slots=True)
class Replay:
    """Replays a set against one stack.

    Attributes:
        channel: to the public API.
        admin_key: key of the administrator, to register the agencies of the set.
        on_draft: told of each draft once it is checked, for a progress bar.
    """

    channel: grpc.aio.Channel
    admin_key: str
    on_draft: Callable[[LabelledDraft], None] = lambda _draft: None

    async def run(self, dataset: Dataset) -> list[Prediction]:
        """Register the agencies, submit the drafts in order, collect the findings.

        Raises:
            ReplayError: a draft was not checked in time.
            grpc.aio.AioRpcError: the stack refused something.
        """
        keys = await self._register(dataset)
        stub = draft_pb2_grpc.DraftServiceStub(self.channel)
        for draft in dataset.drafts:
            await self._submit(stub, draft, keys[draft.agency])
            self.on_draft(draft)
        return await self._collect(dataset, keys)

    async def _register(self, dataset: Dataset) -> dict[str, str]:
        """Agencies of the set with a new key each; agencies that exist are used as they are."""
        directory = directory_pb2_grpc.DirectoryServiceStub(self.channel)
        metadata = _bearer(self.admin_key)
        keys: dict[str, str] = {}
        for draft in dataset.drafts:
            if draft.agency in keys:
                continue
            codes = area_codes(draft.region)
            agency = directory_pb2.Agency(
                agency_id=draft.agency,
                display_name=draft.agency_name,
                level=f"AGENCY_LEVEL_{draft.level.upper()}",
                area_code=codes[0] if len(codes) == 1 else "",
            )
            try:
                await directory.CreateAgency(
                    directory_pb2.CreateAgencyRequest(agency=agency), metadata=metadata
                )
            except grpc.aio.AioRpcError as error:
                if error.code() is not grpc.StatusCode.ALREADY_EXISTS:
                    raise
            answer = await directory.CreateKey(
                directory_pb2.CreateKeyRequest(
                    parent=f"agencies/{draft.agency}", display_name="evaluation"
                ),
                metadata=metadata,
            )
            keys[draft.agency] = answer.secret
        return keys

    async def _submit(
        self, stub: draft_pb2_grpc.DraftServiceStub, draft: LabelledDraft, key: str
    ) -> None:
        authored = Timestamp()
        authored.FromDatetime(draft.created_at)
        request = draft_pb2.SubmitDraftRequest(
            draft=draft_pb2.Draft(
                external_id=draft.id,
                title=draft.title,
                body=draft.body,
                channel=_CHANNELS.get(draft.channel, draft_pb2.CHANNEL_OTHER),
                area_codes=area_codes(draft.region),
                authored_time=authored,
                # The texts are the set's; explanations are to show both sides.
                share_level=draft_pb2.SHARE_LEVEL_FULL,
            ),
            wait=Duration(seconds=_WAIT_SECONDS),
        )
        answer = await stub.SubmitDraft(request, metadata=_bearer(key), timeout=_WAIT_SECONDS + 10)
        if answer.check.state != draft_pb2.CHECK_STATE_CHECKED:
            raise ReplayError(f"draft {draft.id} was not checked within {_WAIT_SECONDS} s")

    async def _collect(self, dataset: Dataset, keys: dict[str, str]) -> list[Prediction]:
        stub = finding_pb2_grpc.FindingServiceStub(self.channel)
        drafts = {draft.id: draft for draft in dataset.drafts}
        collector = _Collector(drafts)
        for agency, key in keys.items():
            token = ""
            while True:
                answer = await stub.ListFindings(
                    finding_pb2.ListFindingsRequest(
                        relations=_ALL_RELATIONS, page_size=_PAGE, page_token=token
                    ),
                    metadata=_bearer(key),
                )
                for finding in answer.findings:
                    collector.add(agency, finding)
                token = answer.next_page_token
                if not token:
                    break
        return collector.predictions()


def area_codes(region: str) -> tuple[str, ...]:
    """Kemendagri codes of the region of a set, as people write it; empty: the whole country."""
    return tuple(Gazetteer.load().resolve(region))


class _Collector:
    """Joins the two views of each finding, one from each agency, into one prediction."""

    def __init__(self, drafts: dict[str, LabelledDraft]) -> None:
        self._drafts = drafts
        self._views: dict[str, list[tuple[str, finding_pb2.Finding]]] = {}

    def add(self, agency: str, finding: finding_pb2.Finding) -> None:
        """One view."""
        self._views.setdefault(finding.name, []).append((agency, finding))

    def predictions(self) -> list[Prediction]:
        """Findings whose both sides are drafts of the set."""
        made = []
        for views in self._views.values():
            if len(views) != 2:
                continue  # the other side is a message outside of the set
            ids = [finding.own_draft.rsplit("/", 1)[1] for _, finding in views]
            if all(draft_id in self._drafts for draft_id in ids):
                made.append(_prediction(ids, [finding for _, finding in views]))
        return made


def _prediction(ids: list[str], views: list[finding_pb2.Finding]) -> Prediction:
    """One finding, as its two sides see it: each knows its own places whole."""
    own, other = ids
    finding, seen_there = views
    alarming = finding.relation != finding_pb2.RELATION_NONE
    return Prediction(
        key=pair_key(own, other),
        relation=_name(finding_pb2.Relation, finding.relation, "RELATION_"),
        alerts=alarming and finding.confidence >= finding_pb2.CONFIDENCE_LIKELY,
        probability=finding.probability,
        evidence=tuple(
            PredictedEvidence(
                kind=_name(finding_pb2.FactKind, item.kind, "FACT_KIND_"),
                spans={own: _span(item.own), other: _span(there.own)},
                explanation=item.explanation,
            )
            for item, there in zip(finding.evidence, seen_there.evidence, strict=True)
        ),
        confidence=_name(finding_pb2.Confidence, finding.confidence, "CONFIDENCE_"),
        reason=finding.reason,
        explanation=finding.explanation,
    )


def _name(enum: Any, value: int, prefix: str) -> str:
    return str(enum.Name(value)).removeprefix(prefix).lower()


def _span(span: finding_pb2.Span) -> PredictedSpan:
    return PredictedSpan(_PARTS.get(span.part, ""), span.start, span.end)


def _bearer(key: str) -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {key}"),)
