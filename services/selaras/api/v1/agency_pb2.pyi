from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AgencyLevel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AGENCY_LEVEL_UNSPECIFIED: _ClassVar[AgencyLevel]
    AGENCY_LEVEL_PUSAT: _ClassVar[AgencyLevel]
    AGENCY_LEVEL_PROVINSI: _ClassVar[AgencyLevel]
    AGENCY_LEVEL_KABUPATEN: _ClassVar[AgencyLevel]
    AGENCY_LEVEL_KOTA: _ClassVar[AgencyLevel]
    AGENCY_LEVEL_VERTIKAL: _ClassVar[AgencyLevel]
    AGENCY_LEVEL_BUMN: _ClassVar[AgencyLevel]
AGENCY_LEVEL_UNSPECIFIED: AgencyLevel
AGENCY_LEVEL_PUSAT: AgencyLevel
AGENCY_LEVEL_PROVINSI: AgencyLevel
AGENCY_LEVEL_KABUPATEN: AgencyLevel
AGENCY_LEVEL_KOTA: AgencyLevel
AGENCY_LEVEL_VERTIKAL: AgencyLevel
AGENCY_LEVEL_BUMN: AgencyLevel

class AgencyRef(_message.Message):
    __slots__ = ("name", "display_name", "level", "area_code")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    AREA_CODE_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    level: AgencyLevel
    area_code: str
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., level: _Optional[_Union[AgencyLevel, str]] = ..., area_code: _Optional[str] = ...) -> None: ...
