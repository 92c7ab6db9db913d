import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from selaras.api.v1 import agency_pb2 as _agency_pb2
from selaras.api.v1 import alert_pb2 as _alert_pb2
from selaras.api.v1 import case_pb2 as _case_pb2
from selaras.api.v1 import finding_pb2 as _finding_pb2
from selaras.event.v1 import case_pb2 as _case_pb2_1
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OwnerContact(_message.Message):
    __slots__ = ("agency", "display_name", "contact")
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    CONTACT_FIELD_NUMBER: _ClassVar[int]
    agency: _agency_pb2.AgencyRef
    display_name: str
    contact: str
    def __init__(self, agency: _Optional[_Union[_agency_pb2.AgencyRef, _Mapping]] = ..., display_name: _Optional[str] = ..., contact: _Optional[str] = ...) -> None: ...

class Alert(_message.Message):
    __slots__ = ("alert_id", "owner", "case", "state", "relation", "others", "contacts", "findings", "deadline", "title", "text", "create_time", "kind", "severity", "language", "open_url", "acknowledge_url", "change", "proposal", "digest_cases", "digest_titles")
    ALERT_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    CASE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    OTHERS_FIELD_NUMBER: _ClassVar[int]
    CONTACTS_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    OPEN_URL_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGE_URL_FIELD_NUMBER: _ClassVar[int]
    CHANGE_FIELD_NUMBER: _ClassVar[int]
    PROPOSAL_FIELD_NUMBER: _ClassVar[int]
    DIGEST_CASES_FIELD_NUMBER: _ClassVar[int]
    DIGEST_TITLES_FIELD_NUMBER: _ClassVar[int]
    alert_id: str
    owner: str
    case: str
    state: _case_pb2_1.CaseState
    relation: _finding_pb2.Relation
    others: _containers.RepeatedCompositeFieldContainer[_agency_pb2.AgencyRef]
    contacts: _containers.RepeatedCompositeFieldContainer[OwnerContact]
    findings: _containers.RepeatedCompositeFieldContainer[_finding_pb2.Finding]
    deadline: _timestamp_pb2.Timestamp
    title: str
    text: str
    create_time: _timestamp_pb2.Timestamp
    kind: _alert_pb2.AlertKind
    severity: _case_pb2.Severity
    language: str
    open_url: str
    acknowledge_url: str
    change: _case_pb2.TimelineEntry
    proposal: _case_pb2.Proposal
    digest_cases: _containers.RepeatedScalarFieldContainer[str]
    digest_titles: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, alert_id: _Optional[str] = ..., owner: _Optional[str] = ..., case: _Optional[str] = ..., state: _Optional[_Union[_case_pb2_1.CaseState, str]] = ..., relation: _Optional[_Union[_finding_pb2.Relation, str]] = ..., others: _Optional[_Iterable[_Union[_agency_pb2.AgencyRef, _Mapping]]] = ..., contacts: _Optional[_Iterable[_Union[OwnerContact, _Mapping]]] = ..., findings: _Optional[_Iterable[_Union[_finding_pb2.Finding, _Mapping]]] = ..., deadline: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., title: _Optional[str] = ..., text: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., kind: _Optional[_Union[_alert_pb2.AlertKind, str]] = ..., severity: _Optional[_Union[_case_pb2.Severity, str]] = ..., language: _Optional[str] = ..., open_url: _Optional[str] = ..., acknowledge_url: _Optional[str] = ..., change: _Optional[_Union[_case_pb2.TimelineEntry, _Mapping]] = ..., proposal: _Optional[_Union[_case_pb2.Proposal, _Mapping]] = ..., digest_cases: _Optional[_Iterable[str]] = ..., digest_titles: _Optional[_Iterable[str]] = ...) -> None: ...

class DeadLetter(_message.Message):
    __slots__ = ("service", "subject", "event_id", "payload", "reason", "detail", "deliveries", "time")
    SERVICE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    DELIVERIES_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    service: str
    subject: str
    event_id: str
    payload: bytes
    reason: str
    detail: str
    deliveries: int
    time: _timestamp_pb2.Timestamp
    def __init__(self, service: _Optional[str] = ..., subject: _Optional[str] = ..., event_id: _Optional[str] = ..., payload: _Optional[bytes] = ..., reason: _Optional[str] = ..., detail: _Optional[str] = ..., deliveries: _Optional[int] = ..., time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
