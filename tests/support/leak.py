"""Marker words in texts that must stay hidden, and a search for them in all that was shown.

A marker is a made-up word or a value that nothing else holds. What somebody was shown is searched
as it came and as a reader may have unfolded it: in other case, with JSON, HTML, percent and
quoted-printable escapes undone, and in base64.
"""

from __future__ import annotations

import base64
import enum
import html
import importlib
import json
import pkgutil
import re
from collections.abc import AsyncIterable, Iterable
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from urllib.parse import unquote

import grpc
from google.protobuf import json_format, message_factory
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from selaras.api import v1 as public_api

_BROKEN_LINE = re.compile(r"=\r?\n")
_QUOTED = re.compile(r"=([0-9A-F]{2})")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_SPACE = re.compile(r"\s+")
_MONTHS = {"Maret": ("March", "03")}


class Spot(enum.StrEnum):
    """Where a marker stands, which decides who may read it."""

    TITLE = "title"
    CLASH = "clashing sentence"
    VALUE = "clashing value"
    BODY = "another sentence"
    AREA = "area"
    COMMENT = "comment"
    NOTE = "note of a review"
    ADDRESS = "address of a channel"
    SECRET = "secret"


@dataclass(frozen=True)
class Mark:
    """A marker: where it stands, whose it is (``agency/draft`` or an agency), how it is written."""

    spot: Spot
    of: str
    forms: tuple[str, ...]

    @property
    def agency(self) -> str:
        return self.of.partition("/")[0]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # Digits beside a form would be another number.
        return re.compile(
            "|".join(rf"(?<![0-9]){re.escape(form.casefold())}(?![0-9])" for form in self.forms)
        )

    @cached_property
    def _encoded(self) -> tuple[str, ...]:
        return tuple(part for form in self.forms for part in in_base64(form))

    def is_in(self, reading: Reading) -> bool:
        """Whether the marker can be read there."""
        if self._pattern.search(reading.plain):
            return True
        # Short numbers would be found in base64 of anything.
        return any(len(part) >= 8 and part in reading.packed for part in self._encoded)


def word(spot: Spot, of: str, text: str) -> Mark:
    """A marker that is a word."""
    return Mark(spot, of, (text,))


def amount(of: str, rupiah: str) -> Mark:
    """A clashing amount, ``2.748.310``."""
    digits = rupiah.replace(".", "")
    return Mark(Spot.VALUE, of, (rupiah, digits, f"{int(digits):,}"))


def day(of: str, date: str) -> Mark:
    """A clashing day, ``15 Maret 2027``."""
    number, month, year = date.split()
    english, digits = _MONTHS[month]
    forms = (f"{number} {english} {year}", f"{year}-{digits}-{number}", f"{number}/{digits}/{year}")
    return Mark(Spot.VALUE, of, (date, *forms))


def in_base64(text: str) -> Iterable[str]:
    """What base64 of any text around ``text`` must contain: one of three, by where it begins."""
    data = text.encode()
    for shift in range(3):
        packed = base64.b64encode(b"\0" * shift + data).decode()
        first = (0, 2, 3)[shift]  # characters that also hold bits of what comes before
        last = (shift + len(data)) * 8 // 6
        yield packed[first:last]


@dataclass(frozen=True)
class Reading:
    """Something that was shown, in the forms that it is searched in."""

    data: bytes

    @cached_property
    def plain(self) -> str:
        text = self.data.decode("utf-8", "replace")
        joined = _BROKEN_LINE.sub("", text)
        forms = {
            text,
            html.unescape(joined),
            unquote(joined),
            _QUOTED.sub(lambda found: chr(int(found[1], 16)), joined),
            _ESCAPED.sub(lambda found: chr(int(found[1], 16)), joined).replace("\\/", "/"),
        }
        # Lines and paragraphs may be broken anywhere between words.
        return "\n".join(_SPACE.sub(" ", form).casefold() for form in forms)

    @cached_property
    def packed(self) -> str:
        text = _SPACE.sub("", self.data.decode("latin-1"))
        return text.replace("-", "+").replace("_", "/")


@dataclass(frozen=True)
class Shown:
    """One thing that a viewer was shown, and where.

    ``copy`` names the matter of whose drafts the viewer has sent a near copy.
    """

    viewer: str
    where: str
    reading: Reading
    copy: str = ""


def reading_of(message: Message) -> Reading:
    """A message as it travels, and as JSON with and without escapes."""
    parts = [message.SerializeToString()]
    parts += [
        json_format.MessageToJson(message, ensure_ascii=escaped).encode()
        for escaped in (True, False)
    ]
    return Reading(b"\n".join(parts))


@dataclass(frozen=True)
class Answer:
    """What came of a call: the messages, or an error with all that came with it."""

    method: str
    code: grpc.StatusCode
    messages: tuple[Message, ...] = ()
    error: bytes = b""

    @property
    def ok(self) -> bool:
        return self.code is grpc.StatusCode.OK

    @property
    def reading(self) -> Reading:
        parts = [reading_of(message).data for message in self.messages]
        return Reading(b"\n".join([self.error, *parts]))


def methods_of(package: ModuleType) -> dict[str, MethodDescriptor]:
    """Every method of every service of a package of stubs, by ``Service.Method``."""
    methods = {}
    for module in pkgutil.iter_modules(package.__path__):
        if not module.name.endswith("_pb2"):
            continue
        file = importlib.import_module(f"{package.__name__}.{module.name}").DESCRIPTOR
        for service in file.services_by_name.values():
            for method in service.methods:
                methods[f"{service.name}.{method.name}"] = method
    return methods


def public_methods() -> dict[str, MethodDescriptor]:
    """Every method of the public API."""
    return methods_of(public_api)


class Caller:
    """Calls any method of the public API with any key."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._channel = channel
        self._methods = public_methods()

    async def call(self, name: str, request: Message, key: str, *, seconds: float = 40) -> Answer:
        """Call a method; of a stream read until it says that nothing more happens."""
        method = self._methods[name]
        path = f"/{method.containing_service.full_name}/{method.name}"
        kinds = {
            "request_serializer": type(request).SerializeToString,
            "response_deserializer": message_factory.GetMessageClass(method.output_type).FromString,
        }
        options = {"metadata": (("authorization", f"Bearer {key}"),), "timeout": seconds}
        messages: list[Message] = []
        try:
            if method.server_streaming:
                stream = self._channel.unary_stream(path, **kinds)(request, **options)
                await _read_until_quiet(stream, messages)
                stream.cancel()
            else:
                messages.append(await self._channel.unary_unary(path, **kinds)(request, **options))
        except grpc.aio.AioRpcError as error:
            return Answer(name, error.code(), tuple(messages), _all_of(error))
        return Answer(name, grpc.StatusCode.OK, tuple(messages))

    async def try_out(self, method: MethodDescriptor, key: str) -> grpc.StatusCode:
        """What a method of any service answers to an empty request with a key."""
        kind = self._channel.unary_stream if method.server_streaming else self._channel.unary_unary
        path = f"/{method.containing_service.full_name}/{method.name}"
        call = kind(path)(b"", metadata=(("authorization", f"Bearer {key}"),), timeout=10)
        code: grpc.StatusCode = await call.code()
        return code


async def _read_until_quiet(stream: AsyncIterable[Message], messages: list[Message]) -> None:
    async for message in stream:
        messages.append(message)
        kind = message.DESCRIPTOR.fields_by_name.get("kind")
        if kind is None or kind.enum_type is None:
            continue
        if kind.enum_type.values_by_number[message.kind].name.endswith("HEARTBEAT"):  # type: ignore[attr-defined]
            return


def _all_of(error: grpc.aio.AioRpcError) -> bytes:
    pairs = [*(error.initial_metadata() or ()), *(error.trailing_metadata() or ())]
    values = [value if isinstance(value, bytes) else value.encode() for _, value in pairs]
    words = [error.details() or "", error.debug_error_string() or "", json.dumps(error.details())]
    return b"\n".join([*values, *(text.encode() for text in words)])
