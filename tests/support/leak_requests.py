"""A sample of every call of the public API: what an inquisitive caller asks for.

A method without a sample here fails the test of confidentiality: whoever adds a call adds how it is
tried. Names of things are those that anybody was shown so far: the caller knows, or guesses, them
all. What cannot be undone is asked for last, and of an administrator only for the agency ``coba``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from google.protobuf import json_format
from google.protobuf.duration_pb2 import Duration
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from selaras.api.v1 import (
    account_pb2,
    agency_pb2,
    alert_pb2,
    audit_pb2,
    authority_pb2,
    calendar_pb2,
    case_pb2,
    directory_pb2,
    draft_pb2,
    erasure_pb2,
    finding_pb2,
    message_pb2,
    report_pb2,
)

from tests.support.leak_scene import ADMIN, AGENCIES, PEOPLE, UNRELATED

_NAME = re.compile(
    r'"((?:(?:cases|findings|silences|crises|deliveries|authorities|erasures|accounts)|agencies/[\w-]+/keys)/[\w.-]+)"'
)
HEARTBEAT = Duration(nanos=200_000_000)
COBA = "agencies/coba"
# Of who has a session of the console.
PASSWORD = "semangka biru di atas meja"


@dataclass
class Names:
    """Names of things that somebody was shown, and where each viewer's streams began."""

    drafts: tuple[str, ...]
    _found: set[str] = field(default_factory=set)
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)

    def learn(self, messages: Iterable[Message]) -> None:
        """Note all names in some answers."""
        for message in messages:
            self._found.update(_NAME.findall(json_format.MessageToJson(message)))

    def of(self, collection: str) -> list[str]:
        """All names of a kind."""
        return sorted(name for name in self._found if name.split("/")[-2] == collection)


@dataclass(frozen=True)
class Viewer:
    """Who calls."""

    name: str
    key: str

    @property
    def agency(self) -> str:
        return self.name.partition("/")[0]


Make = Callable[[Names, Viewer], list[Message]]


def _each(request: type[Message], collection: str, /, **values: object) -> Make:
    """One request for each thing known of a kind."""
    return lambda names, viewer: [request(name=name, **values) for name in names.of(collection)]


def _one(message: Message) -> Make:
    return lambda names, viewer: [message]


def _later(**span: float) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(datetime.now(UTC) + timedelta(**span))
    return stamp


def _owners() -> list[str]:
    return [f"agencies/{person.agency}/owners/{person.owner}" for person in PEOPLE]


def _foreign_drafts(names: Names, viewer: Viewer) -> list[str]:
    return [name for name in names.drafts if name.split("/")[1] != viewer.agency]


def _drafts(kind: type[Message], own: str) -> Make:
    """All drafts of others, and one of the viewer's own that nobody needs."""
    return lambda names, viewer: [
        kind(name=name)
        for name in (*_foreign_drafts(names, viewer), f"agencies/{viewer.agency}/drafts/{own}")
    ]


def _unrelated(viewer: Viewer, external_id: str) -> draft_pb2.Draft:
    text = UNRELATED.get(viewer.agency, "Tidak ada.")
    return draft_pb2.Draft(external_id=external_id, title="Lain", body=text)


def _watch(kind: type[Message], method: str) -> Make:
    """From where the viewer began before anything was submitted, and anew."""
    return lambda names, viewer: [
        kind(resume_token=token, heartbeat=HEARTBEAT)
        for token in dict.fromkeys((names.tokens.get((viewer.name, method), ""), ""))
    ]


def _searches(names: Names, viewer: Viewer) -> list[Message]:
    questions = (
        "kapan vaksinasi polio di Tasikmalaya",
        "biaya pesantren kilat",
        "zarupelon kramidovex wobarsiluk",
        "harovensud pimorvaket gelutranox",
    )
    search = message_pb2.SearchMessagesRequest
    return [
        *(search(query=question, expired=True, page_size=50) for question in questions),
        search(query=questions[0], agency="agencies/dinkes", area_code="32.78", page_size=50),
    ]


def _silence(viewer: Viewer) -> alert_pb2.Silence:
    # Of a case that is none: it keeps nothing back.
    agency = viewer.agency if viewer.agency in AGENCIES else "coba"
    matcher = alert_pb2.SilenceMatcher(agency=f"agencies/{agency}", case="cases/none")
    if "/" in viewer.name:
        agency, owner = viewer.name.split("/")
        matcher.owner = f"agencies/{agency}/owners/{owner}"
    return alert_pb2.Silence(matcher=matcher, reason="Percobaan", end_time=_later(hours=1))


READS: dict[str, Make] = {
    "AccountService.GetProfile": _one(account_pb2.GetProfileRequest()),
    "AccountService.ListAccounts": lambda names, viewer: [
        account_pb2.ListAccountsRequest(agency=agency)
        for agency in ("", *(f"agencies/{name}" for name in AGENCIES))
    ],
    "DraftService.GetDraft": lambda names, viewer: [
        draft_pb2.GetDraftRequest(name=name) for name in names.drafts
    ],
    "DraftService.ListDrafts": _one(draft_pb2.ListDraftsRequest(page_size=500)),
    "DraftService.CheckDraft": lambda names, viewer: [
        draft_pb2.CheckDraftRequest(draft=_unrelated(viewer, "sementara"))
    ],
    "FindingService.ListFindings": lambda names, viewer: [
        finding_pb2.ListFindingsRequest(relations=[1, 2, 3], page_size=500),
        *(
            finding_pb2.ListFindingsRequest(draft=name, relations=[1, 2, 3])
            for name in names.drafts
        ),
    ],
    "FindingService.GetFinding": _each(finding_pb2.GetFindingRequest, "findings"),
    "FindingService.WatchFindings": _watch(
        finding_pb2.WatchFindingsRequest, "FindingService.WatchFindings"
    ),
    "CaseService.ListCases": lambda names, viewer: [
        *(case_pb2.ListCasesRequest(states=states, page_size=200) for states in ([], [1, 2, 3])),
        case_pb2.ListCasesRequest(states=[1, 2, 3], query="instansi", kinds=[1, 4]),
    ],
    "CaseService.GetCase": _each(case_pb2.GetCaseRequest, "cases"),
    "CaseService.WatchCases": _watch(case_pb2.WatchCasesRequest, "CaseService.WatchCases"),
    "MessageService.SearchMessages": _searches,
    "CalendarService.ListPlans": lambda names, viewer: [
        calendar_pb2.ListPlansRequest(start_time=_later(days=-9), end_time=_later(days=9), **wanted)
        for wanted in ({}, {"colliding": True}, {"agency": "agencies/dinkes"})
    ],
    "ReportService.GetCaseReport": lambda names, viewer: [
        report_pb2.GetCaseReportRequest(
            start_time=_later(days=-9), end_time=_later(days=9), agency=agency
        )
        for agency in ("", *(f"agencies/{name}" for name in AGENCIES))
    ],
    "CoverageService.GetCoverage": _one(
        report_pb2.GetCoverageRequest(start_time=_later(days=-9), end_time=_later(days=9))
    ),
    "AlertService.ListContacts": lambda names, viewer: [
        alert_pb2.ListContactsRequest(case=case) for case in names.of("cases")
    ],
    "AlertService.ListAlerts": lambda names, viewer: [
        alert_pb2.ListAlertsRequest(page_size=500),
        *(alert_pb2.ListAlertsRequest(owner=owner) for owner in _owners()),
        *(alert_pb2.ListAlertsRequest(case=case) for case in names.of("cases")),
    ],
    "AlertService.ExplainAlerts": lambda names, viewer: [
        alert_pb2.ExplainAlertsRequest(case=case, owner=owner)
        for case in names.of("cases")
        for owner in ("", *_owners())
    ],
    "AlertService.ListSilences": _one(alert_pb2.ListSilencesRequest(ended=True)),
    "AlertService.ListCrises": _one(alert_pb2.ListCrisesRequest()),
    "AlertService.ListRoutes": lambda names, viewer: [
        alert_pb2.ListRoutesRequest(agency=agency)
        for agency in ("", *(f"agencies/{name}" for name in AGENCIES))
    ],
    "AlertService.ListDeliveries": lambda names, viewer: [
        alert_pb2.ListDeliveriesRequest(state=state, page_size=500)  # type: ignore[arg-type]
        for state in range(5)
    ],
    "AuditService.ListAuditEntries": lambda names, viewer: [
        audit_pb2.ListAuditEntriesRequest(page_size=1000),
        *(audit_pb2.ListAuditEntriesRequest(case=case) for case in names.of("cases")),
    ],
    "AuditService.VerifyAudit": _one(audit_pb2.VerifyAuditRequest()),
    "AuthorityService.ListAuthorities": _one(authority_pb2.ListAuthoritiesRequest()),
    "DirectoryService.GetAgency": lambda names, viewer: [
        directory_pb2.GetAgencyRequest(name=f"agencies/{agency}") for agency in AGENCIES
    ],
    "DirectoryService.ListAgencies": _one(directory_pb2.ListAgenciesRequest()),
    "DirectoryService.ListOwners": lambda names, viewer: [
        directory_pb2.ListOwnersRequest(parent=f"agencies/{agency}") for agency in AGENCIES
    ],
    "DirectoryService.ListKeys": lambda names, viewer: [
        directory_pb2.ListKeysRequest(parent=f"agencies/{agency}") for agency in AGENCIES
    ],
}
WRITES: dict[str, Make] = {
    "AccountService.InviteAccount": lambda names, viewer: [
        account_pb2.InviteAccountRequest(login=login, owner=owner)
        for login, owner in (("percobaan", f"{COBA}/owners/humas"), ("admin-percobaan", ""))
    ],
    "AccountService.CreateCalendarSecret": _one(account_pb2.CreateCalendarSecretRequest()),
    "AccountService.ChangePassword": _one(
        account_pb2.ChangePasswordRequest(password=PASSWORD, new_password=f"{PASSWORD}!")
    ),
    "DraftService.SubmitDraft": lambda names, viewer: [
        draft_pb2.SubmitDraftRequest(draft=_unrelated(viewer, name), wait=Duration(seconds=30))
        for name in ("terbit", "batal")
    ],
    "FindingService.ReviewFinding": _each(
        finding_pb2.ReviewFindingRequest, "findings", verdict=1, reviewer="humas"
    ),
    "CaseService.AcknowledgeCase": _each(case_pb2.AcknowledgeCaseRequest, "cases"),
    "CaseService.CommentCase": _each(case_pb2.CommentCaseRequest, "cases", text="Kami baca."),
    "CaseService.MarkCaseRead": _each(case_pb2.MarkCaseReadRequest, "cases", version=1),
    "CaseService.AssignCase": lambda names, viewer: [
        case_pb2.AssignCaseRequest(name=case, owner=owner)
        for case in names.of("cases")
        for owner in _owners()
        if owner.split("/")[1] == viewer.agency or owner.startswith("agencies/dinkes/")
    ],
    "CaseService.ProposeResolution": _each(
        case_pb2.ProposeResolutionRequest, "cases", kind=4, note="Satu teks bersama."
    ),
    "CaseService.AnswerResolution": lambda names, viewer: [
        case_pb2.AnswerResolutionRequest(name=case, number=number, note="Belum cocok.")
        for case in names.of("cases")
        for number in range(1, 7)
    ],
    "AlertService.CreateSilence": lambda names, viewer: [
        alert_pb2.CreateSilenceRequest(silence=_silence(viewer))
    ],
    "AlertService.ExpireSilence": _each(alert_pb2.ExpireSilenceRequest, "silences"),
    "AlertService.DeclareCrisis": lambda names, viewer: [
        alert_pb2.DeclareCrisisRequest(
            crisis=alert_pb2.Crisis(area_code=area, reason="Percobaan", end_time=_later(hours=1))
        )
        for area in ("32.78", "35.78")
    ],
    "AlertService.EndCrisis": _each(alert_pb2.EndCrisisRequest, "crises"),
    "AlertService.TestChannel": lambda names, viewer: [
        alert_pb2.TestChannelRequest(owner=owner, channel=channel)  # type: ignore[arg-type]
        for owner in _owners()
        for channel in (2, 3)
    ],
    "AlertService.RequeueDeliveries": lambda names, viewer: [
        alert_pb2.RequeueDeliveriesRequest(),
        *(alert_pb2.RequeueDeliveriesRequest(names=[name]) for name in names.of("deliveries")[:5]),
    ],
    "AuthorityService.PutAuthority": _one(
        authority_pb2.PutAuthorityRequest(
            authority=authority_pb2.Authority(agency=COBA, topic="percobaan", area_code="35.78")
        )
    ),
    "AuthorityService.DeleteAuthority": _each(authority_pb2.DeleteAuthorityRequest, "authorities"),
    "DirectoryService.CreateAgency": _one(
        directory_pb2.CreateAgencyRequest(
            agency=directory_pb2.Agency(
                agency_id="coba-lagi",
                display_name="Coba lagi",
                level=agency_pb2.AGENCY_LEVEL_KOTA,
                area_code="35.78",
            ),
            request_id="coba-lagi",
        )
    ),
    "DirectoryService.UpdateAgency": _one(
        directory_pb2.UpdateAgencyRequest(
            agency=directory_pb2.Agency(name=COBA, display_name="Percobaan"),
            update_mask=FieldMask(paths=["display_name"]),
        )
    ),
    "DirectoryService.CreateOwner": _one(
        directory_pb2.CreateOwnerRequest(
            parent=COBA,
            owner=directory_pb2.Owner(owner_id="lain", display_name="Lain"),
            request_id="lain",
        )
    ),
    "DirectoryService.UpdateOwner": _one(
        directory_pb2.UpdateOwnerRequest(
            owner=directory_pb2.Owner(name=f"{COBA}/owners/humas", display_name="Humas"),
            update_mask=FieldMask(paths=["display_name"]),
        )
    ),
    "DirectoryService.CreateKey": _one(directory_pb2.CreateKeyRequest(parent=COBA)),
}


def _keys(kind: type[Message]) -> Make:
    """Keys of the agency that things are tried on, so that the viewers keep theirs."""
    return lambda names, viewer: [
        kind(name=name) for name in names.of("keys") if name.startswith(f"{COBA}/")
    ]


# What ends something: after all the rest has been looked at.
LAST: dict[str, Make] = {
    "CaseService.SplitCase": lambda names, viewer: [
        case_pb2.SplitCaseRequest(name=case, findings=[finding], note="Lain perkara.")
        for case in names.of("cases")
        for finding in names.of("findings")
    ],
    "CaseService.MergeCases": lambda names, viewer: [
        case_pb2.MergeCasesRequest(name=case, others=[other])
        for case in names.of("cases")
        for other in names.of("cases")
        if other != case
    ],
    "CaseService.DismissFinding": _each(
        case_pb2.DismissFindingRequest, "findings", reason=1, note="Lain perkara."
    ),
    "DraftService.WithdrawDraft": _drafts(draft_pb2.WithdrawDraftRequest, "batal"),
    "DraftService.MarkPublished": _drafts(draft_pb2.MarkPublishedRequest, "terbit"),
    "ErasureService.EraseDraft": lambda names, viewer: [
        erasure_pb2.EraseDraftRequest(name=name, reason="Percobaan")
        for name in (
            # An administrator may erase them all, and nothing would be left to look for.
            *(_foreign_drafts(names, viewer) if viewer.name != ADMIN else ()),
            f"agencies/{viewer.agency}/drafts/batal",
        )
    ],
    "ErasureService.EraseOwner": _one(
        erasure_pb2.EraseOwnerRequest(name=f"{COBA}/owners/humas", reason="Percobaan")
    ),
    "ErasureService.GetErasure": _each(erasure_pb2.GetErasureRequest, "erasures"),
    "DirectoryService.RotateKey": _keys(directory_pb2.RotateKeyRequest),
    "DirectoryService.RevokeKey": _keys(directory_pb2.RevokeKeyRequest),
    "DirectoryService.DeleteOwner": _one(
        directory_pb2.DeleteOwnerRequest(name=f"{COBA}/owners/lain")
    ),
    "AccountService.DeleteCalendarSecret": _one(account_pb2.DeleteCalendarSecretRequest()),
    "AccountService.EndSession": _one(account_pb2.EndSessionRequest()),
    "AccountService.DeleteAccount": _each(account_pb2.DeleteAccountRequest, "accounts"),
}
SAMPLES: dict[str, Make] = {**READS, **WRITES, **LAST}
