import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from selaras.api.v1 import agency_pb2 as _agency_pb2
from selaras.api.v1 import finding_pb2 as _finding_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Severity(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SEVERITY_UNSPECIFIED: _ClassVar[Severity]
    SEVERITY_LOW: _ClassVar[Severity]
    SEVERITY_MEDIUM: _ClassVar[Severity]
    SEVERITY_HIGH: _ClassVar[Severity]
    SEVERITY_CRITICAL: _ClassVar[Severity]

class ResolutionKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RESOLUTION_KIND_UNSPECIFIED: _ClassVar[ResolutionKind]
    RESOLUTION_KIND_WE_CORRECT: _ClassVar[ResolutionKind]
    RESOLUTION_KIND_YOU_CORRECT: _ClassVar[ResolutionKind]
    RESOLUTION_KIND_BOTH_RIGHT: _ClassVar[ResolutionKind]
    RESOLUTION_KIND_JOINT_STATEMENT: _ClassVar[ResolutionKind]
    RESOLUTION_KIND_NOT_OUR_AUTHORITY: _ClassVar[ResolutionKind]
    RESOLUTION_KIND_FALSE_ALARM: _ClassVar[ResolutionKind]
SEVERITY_UNSPECIFIED: Severity
SEVERITY_LOW: Severity
SEVERITY_MEDIUM: Severity
SEVERITY_HIGH: Severity
SEVERITY_CRITICAL: Severity
RESOLUTION_KIND_UNSPECIFIED: ResolutionKind
RESOLUTION_KIND_WE_CORRECT: ResolutionKind
RESOLUTION_KIND_YOU_CORRECT: ResolutionKind
RESOLUTION_KIND_BOTH_RIGHT: ResolutionKind
RESOLUTION_KIND_JOINT_STATEMENT: ResolutionKind
RESOLUTION_KIND_NOT_OUR_AUTHORITY: ResolutionKind
RESOLUTION_KIND_FALSE_ALARM: ResolutionKind

class Proposal(_message.Message):
    __slots__ = ("number", "kind", "note", "agency", "person", "create_time", "state", "answers", "awaited")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[Proposal.State]
        STATE_OPEN: _ClassVar[Proposal.State]
        STATE_AGREED: _ClassVar[Proposal.State]
        STATE_DECLINED: _ClassVar[Proposal.State]
        STATE_OVERTAKEN: _ClassVar[Proposal.State]
    STATE_UNSPECIFIED: Proposal.State
    STATE_OPEN: Proposal.State
    STATE_AGREED: Proposal.State
    STATE_DECLINED: Proposal.State
    STATE_OVERTAKEN: Proposal.State
    class Answer(_message.Message):
        __slots__ = ("agency", "agreed", "note", "person", "time")
        AGENCY_FIELD_NUMBER: _ClassVar[int]
        AGREED_FIELD_NUMBER: _ClassVar[int]
        NOTE_FIELD_NUMBER: _ClassVar[int]
        PERSON_FIELD_NUMBER: _ClassVar[int]
        TIME_FIELD_NUMBER: _ClassVar[int]
        agency: str
        agreed: bool
        note: str
        person: str
        time: _timestamp_pb2.Timestamp
        def __init__(self, agency: _Optional[str] = ..., agreed: _Optional[bool] = ..., note: _Optional[str] = ..., person: _Optional[str] = ..., time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    AWAITED_FIELD_NUMBER: _ClassVar[int]
    number: int
    kind: ResolutionKind
    note: str
    agency: str
    person: str
    create_time: _timestamp_pb2.Timestamp
    state: Proposal.State
    answers: _containers.RepeatedCompositeFieldContainer[Proposal.Answer]
    awaited: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, number: _Optional[int] = ..., kind: _Optional[_Union[ResolutionKind, str]] = ..., note: _Optional[str] = ..., agency: _Optional[str] = ..., person: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., state: _Optional[_Union[Proposal.State, str]] = ..., answers: _Optional[_Iterable[_Union[Proposal.Answer, _Mapping]]] = ..., awaited: _Optional[_Iterable[str]] = ...) -> None: ...

class CaseParty(_message.Message):
    __slots__ = ("agency", "findings", "acknowledge_time", "acknowledged_by", "assignee", "authority")
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGE_TIME_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGED_BY_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    AUTHORITY_FIELD_NUMBER: _ClassVar[int]
    agency: _agency_pb2.AgencyRef
    findings: int
    acknowledge_time: _timestamp_pb2.Timestamp
    acknowledged_by: str
    assignee: str
    authority: bool
    def __init__(self, agency: _Optional[_Union[_agency_pb2.AgencyRef, _Mapping]] = ..., findings: _Optional[int] = ..., acknowledge_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., acknowledged_by: _Optional[str] = ..., assignee: _Optional[str] = ..., authority: _Optional[bool] = ...) -> None: ...

class TimelineEntry(_message.Message):
    __slots__ = ("kind", "time", "agency", "person", "text", "subject", "detail")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[TimelineEntry.Kind]
        KIND_OPENED: _ClassVar[TimelineEntry.Kind]
        KIND_FINDING: _ClassVar[TimelineEntry.Kind]
        KIND_FINDING_GONE: _ClassVar[TimelineEntry.Kind]
        KIND_ACKNOWLEDGED: _ClassVar[TimelineEntry.Kind]
        KIND_COMMENTED: _ClassVar[TimelineEntry.Kind]
        KIND_ASSIGNED: _ClassVar[TimelineEntry.Kind]
        KIND_PROPOSED: _ClassVar[TimelineEntry.Kind]
        KIND_AGREED: _ClassVar[TimelineEntry.Kind]
        KIND_DECLINED: _ClassVar[TimelineEntry.Kind]
        KIND_DISMISSED: _ClassVar[TimelineEntry.Kind]
        KIND_RETURNED: _ClassVar[TimelineEntry.Kind]
        KIND_MERGED: _ClassVar[TimelineEntry.Kind]
        KIND_SPLIT: _ClassVar[TimelineEntry.Kind]
        KIND_RESOLVED: _ClassVar[TimelineEntry.Kind]
        KIND_REOPENED: _ClassVar[TimelineEntry.Kind]
    KIND_UNSPECIFIED: TimelineEntry.Kind
    KIND_OPENED: TimelineEntry.Kind
    KIND_FINDING: TimelineEntry.Kind
    KIND_FINDING_GONE: TimelineEntry.Kind
    KIND_ACKNOWLEDGED: TimelineEntry.Kind
    KIND_COMMENTED: TimelineEntry.Kind
    KIND_ASSIGNED: TimelineEntry.Kind
    KIND_PROPOSED: TimelineEntry.Kind
    KIND_AGREED: TimelineEntry.Kind
    KIND_DECLINED: TimelineEntry.Kind
    KIND_DISMISSED: TimelineEntry.Kind
    KIND_RETURNED: TimelineEntry.Kind
    KIND_MERGED: TimelineEntry.Kind
    KIND_SPLIT: TimelineEntry.Kind
    KIND_RESOLVED: TimelineEntry.Kind
    KIND_REOPENED: TimelineEntry.Kind
    KIND_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    kind: TimelineEntry.Kind
    time: _timestamp_pb2.Timestamp
    agency: str
    person: str
    text: str
    subject: str
    detail: str
    def __init__(self, kind: _Optional[_Union[TimelineEntry.Kind, str]] = ..., time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., agency: _Optional[str] = ..., person: _Optional[str] = ..., text: _Optional[str] = ..., subject: _Optional[str] = ..., detail: _Optional[str] = ...) -> None: ...

class Case(_message.Message):
    __slots__ = ("name", "state", "relation", "severity", "title", "title_en", "topic", "area_codes", "kinds", "parties", "deadline", "create_time", "update_time", "version", "resolution", "agreed_kind", "merged_into", "proposal", "finding_count", "findings", "timeline", "read_version")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[Case.State]
        STATE_OPEN: _ClassVar[Case.State]
        STATE_AGREED: _ClassVar[Case.State]
        STATE_RESOLVED: _ClassVar[Case.State]
    STATE_UNSPECIFIED: Case.State
    STATE_OPEN: Case.State
    STATE_AGREED: Case.State
    STATE_RESOLVED: Case.State
    NAME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    TITLE_EN_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    AREA_CODES_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    PARTIES_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_FIELD_NUMBER: _ClassVar[int]
    AGREED_KIND_FIELD_NUMBER: _ClassVar[int]
    MERGED_INTO_FIELD_NUMBER: _ClassVar[int]
    PROPOSAL_FIELD_NUMBER: _ClassVar[int]
    FINDING_COUNT_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    TIMELINE_FIELD_NUMBER: _ClassVar[int]
    READ_VERSION_FIELD_NUMBER: _ClassVar[int]
    name: str
    state: Case.State
    relation: _finding_pb2.Relation
    severity: Severity
    title: str
    title_en: str
    topic: str
    area_codes: _containers.RepeatedScalarFieldContainer[str]
    kinds: _containers.RepeatedScalarFieldContainer[_finding_pb2.FactKind]
    parties: _containers.RepeatedCompositeFieldContainer[CaseParty]
    deadline: _timestamp_pb2.Timestamp
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    version: int
    resolution: str
    agreed_kind: ResolutionKind
    merged_into: str
    proposal: Proposal
    finding_count: int
    findings: _containers.RepeatedCompositeFieldContainer[_finding_pb2.Finding]
    timeline: _containers.RepeatedCompositeFieldContainer[TimelineEntry]
    read_version: int
    def __init__(self, name: _Optional[str] = ..., state: _Optional[_Union[Case.State, str]] = ..., relation: _Optional[_Union[_finding_pb2.Relation, str]] = ..., severity: _Optional[_Union[Severity, str]] = ..., title: _Optional[str] = ..., title_en: _Optional[str] = ..., topic: _Optional[str] = ..., area_codes: _Optional[_Iterable[str]] = ..., kinds: _Optional[_Iterable[_Union[_finding_pb2.FactKind, str]]] = ..., parties: _Optional[_Iterable[_Union[CaseParty, _Mapping]]] = ..., deadline: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., version: _Optional[int] = ..., resolution: _Optional[str] = ..., agreed_kind: _Optional[_Union[ResolutionKind, str]] = ..., merged_into: _Optional[str] = ..., proposal: _Optional[_Union[Proposal, _Mapping]] = ..., finding_count: _Optional[int] = ..., findings: _Optional[_Iterable[_Union[_finding_pb2.Finding, _Mapping]]] = ..., timeline: _Optional[_Iterable[_Union[TimelineEntry, _Mapping]]] = ..., read_version: _Optional[int] = ...) -> None: ...

class ListCasesRequest(_message.Message):
    __slots__ = ("states", "relation", "topic", "area_code", "min_severity", "assignee", "page_size", "page_token", "query", "kinds")
    STATES_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    AREA_CODE_FIELD_NUMBER: _ClassVar[int]
    MIN_SEVERITY_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    states: _containers.RepeatedScalarFieldContainer[Case.State]
    relation: _finding_pb2.Relation
    topic: str
    area_code: str
    min_severity: Severity
    assignee: str
    page_size: int
    page_token: str
    query: str
    kinds: _containers.RepeatedScalarFieldContainer[_finding_pb2.FactKind]
    def __init__(self, states: _Optional[_Iterable[_Union[Case.State, str]]] = ..., relation: _Optional[_Union[_finding_pb2.Relation, str]] = ..., topic: _Optional[str] = ..., area_code: _Optional[str] = ..., min_severity: _Optional[_Union[Severity, str]] = ..., assignee: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., query: _Optional[str] = ..., kinds: _Optional[_Iterable[_Union[_finding_pb2.FactKind, str]]] = ...) -> None: ...

class ListCasesResponse(_message.Message):
    __slots__ = ("cases", "next_page_token")
    CASES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    cases: _containers.RepeatedCompositeFieldContainer[Case]
    next_page_token: str
    def __init__(self, cases: _Optional[_Iterable[_Union[Case, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetCaseRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetCaseResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class WatchCasesRequest(_message.Message):
    __slots__ = ("resume_token", "heartbeat")
    RESUME_TOKEN_FIELD_NUMBER: _ClassVar[int]
    HEARTBEAT_FIELD_NUMBER: _ClassVar[int]
    resume_token: str
    heartbeat: _duration_pb2.Duration
    def __init__(self, resume_token: _Optional[str] = ..., heartbeat: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class WatchCasesResponse(_message.Message):
    __slots__ = ("kind", "case", "resume_token")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[WatchCasesResponse.Kind]
        KIND_ADDED: _ClassVar[WatchCasesResponse.Kind]
        KIND_CHANGED: _ClassVar[WatchCasesResponse.Kind]
        KIND_REMOVED: _ClassVar[WatchCasesResponse.Kind]
        KIND_CURRENT: _ClassVar[WatchCasesResponse.Kind]
        KIND_RESET: _ClassVar[WatchCasesResponse.Kind]
        KIND_HEARTBEAT: _ClassVar[WatchCasesResponse.Kind]
    KIND_UNSPECIFIED: WatchCasesResponse.Kind
    KIND_ADDED: WatchCasesResponse.Kind
    KIND_CHANGED: WatchCasesResponse.Kind
    KIND_REMOVED: WatchCasesResponse.Kind
    KIND_CURRENT: WatchCasesResponse.Kind
    KIND_RESET: WatchCasesResponse.Kind
    KIND_HEARTBEAT: WatchCasesResponse.Kind
    KIND_FIELD_NUMBER: _ClassVar[int]
    CASE_FIELD_NUMBER: _ClassVar[int]
    RESUME_TOKEN_FIELD_NUMBER: _ClassVar[int]
    kind: WatchCasesResponse.Kind
    case: Case
    resume_token: str
    def __init__(self, kind: _Optional[_Union[WatchCasesResponse.Kind, str]] = ..., case: _Optional[_Union[Case, _Mapping]] = ..., resume_token: _Optional[str] = ...) -> None: ...

class AcknowledgeCaseRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class AcknowledgeCaseResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class CommentCaseRequest(_message.Message):
    __slots__ = ("name", "text", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    text: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., text: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class CommentCaseResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class AssignCaseRequest(_message.Message):
    __slots__ = ("name", "owner")
    NAME_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    name: str
    owner: str
    def __init__(self, name: _Optional[str] = ..., owner: _Optional[str] = ...) -> None: ...

class AssignCaseResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class ProposeResolutionRequest(_message.Message):
    __slots__ = ("name", "kind", "note", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    kind: ResolutionKind
    note: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., kind: _Optional[_Union[ResolutionKind, str]] = ..., note: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ProposeResolutionResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class AnswerResolutionRequest(_message.Message):
    __slots__ = ("name", "number", "agree", "note")
    NAME_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    AGREE_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    name: str
    number: int
    agree: bool
    note: str
    def __init__(self, name: _Optional[str] = ..., number: _Optional[int] = ..., agree: _Optional[bool] = ..., note: _Optional[str] = ...) -> None: ...

class AnswerResolutionResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class MergeCasesRequest(_message.Message):
    __slots__ = ("name", "others", "note")
    NAME_FIELD_NUMBER: _ClassVar[int]
    OTHERS_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    name: str
    others: _containers.RepeatedScalarFieldContainer[str]
    note: str
    def __init__(self, name: _Optional[str] = ..., others: _Optional[_Iterable[str]] = ..., note: _Optional[str] = ...) -> None: ...

class MergeCasesResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class SplitCaseRequest(_message.Message):
    __slots__ = ("name", "findings", "note")
    NAME_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    name: str
    findings: _containers.RepeatedScalarFieldContainer[str]
    note: str
    def __init__(self, name: _Optional[str] = ..., findings: _Optional[_Iterable[str]] = ..., note: _Optional[str] = ...) -> None: ...

class SplitCaseResponse(_message.Message):
    __slots__ = ("case", "split")
    CASE_FIELD_NUMBER: _ClassVar[int]
    SPLIT_FIELD_NUMBER: _ClassVar[int]
    case: Case
    split: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ..., split: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class DismissFindingRequest(_message.Message):
    __slots__ = ("name", "reason", "note")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    name: str
    reason: _finding_pb2.ReviewReason
    note: str
    def __init__(self, name: _Optional[str] = ..., reason: _Optional[_Union[_finding_pb2.ReviewReason, str]] = ..., note: _Optional[str] = ...) -> None: ...

class DismissFindingResponse(_message.Message):
    __slots__ = ("silent", "awaited", "case")
    SILENT_FIELD_NUMBER: _ClassVar[int]
    AWAITED_FIELD_NUMBER: _ClassVar[int]
    CASE_FIELD_NUMBER: _ClassVar[int]
    silent: bool
    awaited: _containers.RepeatedScalarFieldContainer[str]
    case: Case
    def __init__(self, silent: _Optional[bool] = ..., awaited: _Optional[_Iterable[str]] = ..., case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class MarkCaseReadRequest(_message.Message):
    __slots__ = ("name", "version")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    name: str
    version: int
    def __init__(self, name: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class MarkCaseReadResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
