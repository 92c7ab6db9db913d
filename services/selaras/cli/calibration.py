"""What calibration needs from a running stack, and the file that it leaves."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from selaras.api.v1 import finding_pb2
from selaras.client.calls import Call
from selaras.client.sync import Transport
from selaras.internal.v1 import calibration_pb2
from selaras.matching.domain.calibration import Thresholds
from selaras.matching.domain.replay import Replay, Said

_PATH = "/selaras.internal.v1.CalibrationService/"
_PAGE = 500
_LEVELS = ("confirmed", "likely", "possible")


@dataclass(frozen=True, slots=True)
class Judge:
    """The judge of a running stack: its version, and thresholds by relation."""

    version: str
    current: Mapping[str, Thresholds]
    shipped: Mapping[str, Thresholds]


class CalibrationClient(Transport):
    """Reviews and thresholds; arguments as in :class:`selaras.client.sync.Transport`."""

    def judge(self) -> Judge:
        """The judge in force.

        Raises:
            SelarasApiError: the server is away, or does not know the key.
        """
        return self._run(
            Call(
                f"{_PATH}DescribeJudge",
                calibration_pb2.DescribeJudgeRequest(),
                calibration_pb2.DescribeJudgeResponse,
                _judge,
            )
        )

    def reviews(self) -> Iterator[Said]:
        """The last review of each agency on each finding, fetched page by page."""
        return self._pages(_reviews)


def _reviews(page_token: str) -> Call[tuple[list[Said], str]]:
    return Call(
        f"{_PATH}ListReviews",
        calibration_pb2.ListReviewsRequest(page_size=_PAGE, page_token=page_token),
        calibration_pb2.ListReviewsResponse,
        lambda answer: ([_said(review) for review in answer.reviews], answer.next_page_token),
    )


def _said(review: calibration_pb2.JudgedReview) -> Said:
    return Said(
        finding=review.finding,
        agency=review.agency,
        right=review.verdict == finding_pb2.REVIEW_VERDICT_CONFIRMED,
        sides=tuple((side.agency, side.revision) for side in review.sides),
        relation=finding_pb2.Relation.Name(review.relation).removeprefix("RELATION_").lower(),
        probability=review.probability,
        judge_version=review.judge_version,
    )


def _judge(answer: calibration_pb2.DescribeJudgeResponse) -> Judge:
    return Judge(
        answer.judge_version,
        current={
            "contradiction": _thresholds(answer.contradiction),
            "overlap": _thresholds(answer.overlap),
        },
        shipped={
            "contradiction": _thresholds(answer.shipped_contradiction),
            "overlap": _thresholds(answer.shipped_overlap),
        },
    )


def _thresholds(message: calibration_pb2.Thresholds) -> Thresholds:
    return Thresholds(message.confirmed, message.likely, message.possible)


def settings_text(replay: Replay, now: datetime) -> str:
    """The thresholds as lines of an environment file, with where they come from."""
    lines = [f"# Written by `selaras calibrate` on {now:%Y-%m-%d}; read at the next start."]
    for name, change in replay.relations.items():
        why = "fitted to" if change.fit.fitted else "kept, too few for a change:"
        lines.append(f"# {name}: {why} {change.fit.reviewed} reviewed findings")
        lines += [
            f"SELARAS_JUDGE_{name}_{level}".upper() + f"={getattr(change.fit.thresholds, level):g}"
            for level in _LEVELS
        ]
    return "\n".join(lines) + "\n"


def write_settings(path: Path, text: str) -> None:
    """Write the file whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    draft = path.with_name(f".{path.name}.new")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
