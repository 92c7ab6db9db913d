"""Real posts as filler for the index, from a folder of JSON lines files."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from selaras.gazetteer import Gazetteer
from selaras.matching.domain.message import Agency, AgencyLevel, Message, MessageState

_FIELDS = ("body", "text", "article", "content")
# Longer posts are cut here: filler is to be searched among, not to be read.
_MOST_CHARACTERS = 400
_NATIONWIDE_SHARE = 0.05
_START = datetime(2026, 1, 1, tzinfo=UTC)


class PostsError(ValueError):
    """No posts were found."""


@dataclass(frozen=True, slots=True)
class Post:
    """A title, which may be empty, and a text."""

    title: str
    body: str


def read_posts(source: Path, most: int, longest: int = _MOST_CHARACTERS) -> list[Post]:
    """Up to ``most`` different posts of all ``*.jsonl`` below a folder, from each file in turn.

    Args:
        source: the folder, or one file.
        most: how many at most.
        longest: characters after which a text is cut.

    Raises:
        PostsError: there are none.
    """
    paths = sorted(source.rglob("*.jsonl")) if source.is_dir() else [source]
    files = [_posts(path, longest) for path in paths]
    seen: set[str] = set()
    posts: list[Post] = []
    while files and len(posts) < most:
        for file in list(files):
            post = next(file, None)
            if post is None:
                files.remove(file)
            elif post.body not in seen:
                seen.add(post.body)
                posts.append(post)
    if not posts:
        raise PostsError(f"no posts in the *.jsonl files below {source}")
    return posts[:most]


def _posts(path: Path, longest: int) -> Iterator[Post]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row: Any = json.loads(line)
            body = next((row[name] for name in _FIELDS if isinstance(row.get(name), str)), "")
            if any(character.isalpha() for character in body):
                title = row.get("title") if isinstance(row.get("title"), str) else ""
                yield Post(title[:200], body[:longest])


def as_messages(posts: list[Post], count: int, *, seed: int = 1) -> Iterator[tuple[int, Message]]:
    """``count`` messages of many agencies with the index of the post that each repeats.

    Every regency and city of the country has an agency; a twentieth speak to the whole country.
    Where there are fewer posts than messages, posts are repeated by other agencies.
    """
    chance = random.Random(seed)
    regencies = Gazetteer.load().regencies()
    for number in range(count):
        index = number % len(posts)
        wide = chance.random() < _NATIONWIDE_SHARE
        area = "" if wide else chance.choice(regencies)
        agency_id = f"arsip-{(area or 'pusat').replace('.', '-')}"
        level = AgencyLevel.PUSAT if wide else AgencyLevel.KABUPATEN
        agency = Agency(agency_id, agency_id, level, area)
        authored = _START + timedelta(minutes=number)
        yield (
            index,
            Message(
                agency=agency,
                external_id=f"arsip-{number}",
                revision=1,
                version=1,
                title=posts[index].title,
                body=posts[index].body,
                authored=authored,
                state=MessageState.PUBLISHED,
                area_codes=(area,) if area else (),
            ),
        )
