"""The form for checking a text: what is typed, and what is wrong with it before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from selaras.console.content.areas import TypedArea, typed_area

# As the services have them; they decide, the page only tells sooner.
MAX_TITLE = 1_000
MAX_BODY = 50_000
MAX_TAGS = 32
MAX_TAG = 64
_YEARS = range(2000, 2100)


@dataclass(frozen=True, slots=True)
class CheckForm:
    """What somebody typed.

    Attributes:
        area, publish, audience: as typed, to be shown again.
        typed_area: the area that is meant.
        publish_time: aware; None: not said.
        tags: words for whom the text speaks to.
        problems: field -> key below ``web.check.problem``.
    """

    title: str = ""
    body: str = ""
    area: str = ""
    publish: str = ""
    audience: str = ""
    typed_area: TypedArea = field(default_factory=TypedArea)
    publish_time: datetime | None = None
    tags: tuple[str, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)


def read_check_form(fields: Mapping[str, str], zone: tzinfo) -> CheckForm:
    """The form as it was sent.

    Args:
        fields: by name; those that are missing are empty.
        zone: of the person, who types local times.
    """
    # Browsers send CRLF; people count what they see.
    body = fields.get("body", "").replace("\r\n", "\n").strip()
    title = " ".join(fields.get("title", "").split())
    area = typed_area(fields.get("area", ""))
    publish = fields.get("publish", "").strip()
    publish_time = _local_time(publish, zone)
    tags = read_tags(fields.get("audience", ""))
    problems = {
        "title": "title_long" if len(title) > MAX_TITLE else "",
        "body": _body_problem(body),
        "area": "area_unknown" if area.unknown else "area_several" if area.choices else "",
        "publish": "time_invalid" if publish and publish_time is None else "",
        "audience": _tag_problem(tags),
    }
    return CheckForm(
        title=title,
        body=body,
        area=area.typed,
        publish=publish,
        audience=fields.get("audience", "").strip(),
        typed_area=area,
        publish_time=publish_time,
        tags=tags,
        problems={name: problem for name, problem in problems.items() if problem},
    )


def read_tags(written: str) -> tuple[str, ...]:
    """Words that are separated by commas, each once."""
    tags = (" ".join(tag.split()) for tag in written.split(","))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def _body_problem(body: str) -> str:
    if not body:
        return "body_empty"
    return "body_long" if len(body) > MAX_BODY else ""


def _tag_problem(tags: tuple[str, ...]) -> str:
    if len(tags) > MAX_TAGS:
        return "tags_many"
    return "tag_long" if any(len(tag) > MAX_TAG for tag in tags) else ""


def _local_time(written: str, zone: tzinfo) -> datetime | None:
    try:
        local = datetime.fromisoformat(written)
    except ValueError:
        return None
    if local.tzinfo is not None or local.year not in _YEARS:
        return None
    return local.replace(tzinfo=zone)
