"""DraftService."""

from __future__ import annotations

from google.protobuf.field_mask_pb2 import FieldMask

from selaras.api.v1 import draft_pb2, draft_pb2_grpc
from selaras.intake.convert.check import to_proto_check, to_proto_check_summary
from selaras.intake.convert.draft import from_proto_content, from_proto_states, to_proto_draft
from selaras.intake.convert.times import from_proto_time
from selaras.intake.entrypoints.errors import named_errors
from selaras.intake.entrypoints.masks import read_read_mask
from selaras.intake.entrypoints.tickets import make_ticket
from selaras.intake.handlers.check import CheckText
from selaras.intake.handlers.drafts import Drafts
from selaras.intake.handlers.submit import Submission, Submit
from selaras.kit.auth import Role, current_agency, current_caller
from selaras.kit.errors import PermissionDenied
from selaras.kit.grpc_server import Context

_CHECK_SECONDS = 5.0
_MOST_CHECK_SECONDS = 30.0
# What is left of the caller's deadline for the answer's way back: without it the caller would see
# its own timeout instead of the named reason, or of the draft that was stored.
_WAY_BACK = 0.15


class DraftServicer(draft_pb2_grpc.DraftServiceServicer):
    """Drafts of the calling agency. Its coordinators may look and check, and change nothing."""

    def __init__(self, submit: Submit, check: CheckText, drafts: Drafts) -> None:
        self._submit = submit
        self._check = check
        self._drafts = drafts

    @named_errors
    async def SubmitDraft(  # noqa: N802
        self, request: draft_pb2.SubmitDraftRequest, context: Context
    ) -> draft_pb2.SubmitDraftResponse:
        """Store a draft and perhaps wait for its findings."""
        caller = _author()
        wait = request.wait.seconds + request.wait.nanos / 1e9
        submission = Submission(
            agency_id=caller,
            external_id=request.draft.external_id,
            content=from_proto_content(request.draft),
            ticket=make_ticket(caller, request),
            wait=_bounded(wait, context),
        )
        draft = await self._submit(submission)
        return draft_pb2.SubmitDraftResponse(
            draft=to_proto_draft(draft), check=to_proto_check(draft.check, draft.revision)
        )

    @named_errors
    async def CheckDraft(  # noqa: N802
        self, request: draft_pb2.CheckDraftRequest, context: Context
    ) -> draft_pb2.CheckDraftResponse:
        """Check a text without storing it."""
        limit = _MOST_CHECK_SECONDS if _remaining(context) is not None else _CHECK_SECONDS
        check = await self._check(
            current_agency(),
            request.draft.external_id,
            from_proto_content(request.draft),
            seconds=_bounded(limit, context),
        )
        return draft_pb2.CheckDraftResponse(check=to_proto_check(check, 0))

    @named_errors
    async def GetDraft(  # noqa: N802
        self,
        request: draft_pb2.GetDraftRequest,
        context: Context,  # noqa: ARG002
    ) -> draft_pb2.GetDraftResponse:
        """One draft."""
        draft = await self._drafts.get(current_agency(), request.name)
        return draft_pb2.GetDraftResponse(
            draft=to_proto_draft(draft), check=to_proto_check(draft.check, draft.revision)
        )

    @named_errors
    async def ListDrafts(  # noqa: N802
        self,
        request: draft_pb2.ListDraftsRequest,
        context: Context,  # noqa: ARG002
    ) -> draft_pb2.ListDraftsResponse:
        """A page of drafts."""
        fields = read_read_mask(request.read_mask, draft_pb2.Draft.DESCRIPTOR.fields_by_name)
        page = await self._drafts.page(
            current_agency(),
            states=from_proto_states(list(request.states)),
            size=request.page_size,
            token=request.page_token,
        )
        drafts = [_masked(to_proto_draft(draft), fields) for draft in page.drafts]
        checks = [to_proto_check_summary(draft.check, draft.revision) for draft in page.drafts]
        return draft_pb2.ListDraftsResponse(
            drafts=drafts, next_page_token=page.next_token, checks=checks
        )

    @named_errors
    async def WithdrawDraft(  # noqa: N802
        self,
        request: draft_pb2.WithdrawDraftRequest,
        context: Context,  # noqa: ARG002
    ) -> draft_pb2.WithdrawDraftResponse:
        """Take a draft back."""
        caller = _author()
        draft = await self._drafts.withdraw(caller, request.name, make_ticket(caller, request))
        return draft_pb2.WithdrawDraftResponse(draft=to_proto_draft(draft))

    @named_errors
    async def MarkPublished(  # noqa: N802
        self,
        request: draft_pb2.MarkPublishedRequest,
        context: Context,  # noqa: ARG002
    ) -> draft_pb2.MarkPublishedResponse:
        """Note that the post went out."""
        caller = _author()
        time = (
            from_proto_time(request.publish_time, "publish_time")
            if request.HasField("publish_time")
            else None
        )
        ticket = make_ticket(caller, request)
        draft = await self._drafts.publish(caller, request.name, time, ticket)
        return draft_pb2.MarkPublishedResponse(draft=to_proto_draft(draft))


def _author() -> str:
    """Id of the agency that calls, by one who may change its drafts."""
    caller = current_caller()
    if caller.role is Role.COORDINATOR:
        raise PermissionDenied(
            "ROLE_NOT_ALLOWED",
            "a coordinator reads and checks drafts; the plugin, an owner or the head changes them",
            metadata={"role": caller.role.value},
        )
    return current_agency()


def _remaining(context: Context) -> float | None:
    """Seconds until the caller's deadline; None: it set none."""
    return context.time_remaining()


def _bounded(seconds: float, context: Context) -> float:
    """So many seconds, or as many as the caller's deadline leaves."""
    remaining = _remaining(context)
    return seconds if remaining is None else max(0.0, min(seconds, remaining - _WAY_BACK))


def _masked(draft: draft_pb2.Draft, fields: frozenset[str] | None) -> draft_pb2.Draft:
    if fields is None:
        return draft
    chosen = draft_pb2.Draft()
    FieldMask(paths=sorted(fields)).MergeMessage(draft, chosen)
    return chosen
