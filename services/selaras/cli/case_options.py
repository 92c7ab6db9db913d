"""The words and options of ``selaras case``."""

from __future__ import annotations

import enum
from typing import Annotated

import typer


class KindWord(enum.StrEnum):
    """How a clash may end, as it is written on the command line; "we" is the proposing agency."""

    WE_CORRECT = "we-correct"
    YOU_CORRECT = "you-correct"
    BOTH_RIGHT = "both-right"
    JOINT_STATEMENT = "joint-statement"
    NOT_OUR_AUTHORITY = "not-our-authority"
    FALSE_ALARM = "false-alarm"


class AnswerWord(enum.StrEnum):
    """Yes and no, also in Bahasa Indonesia."""

    YES = "yes"
    NO = "no"
    YA = "ya"
    TIDAK = "tidak"

    @property
    def agrees(self) -> bool:
        """It is a yes."""
        return self in {AnswerWord.YES, AnswerWord.YA}


TextArgument = Annotated[
    str,
    typer.Argument(
        metavar="TEXT",
        help="The comment; - reads standard input. At most 4,000 characters.",
        show_default=False,
    ),
]
AssigneeArgument = Annotated[
    str,
    typer.Argument(
        metavar="[OWNER]",
        help="Owner of your agency, AGENCY/OWNER; see --nobody.",
        show_default=False,
    ),
]
NobodyOption = Annotated[bool, typer.Option("--nobody", help="Take the case back instead.")]
KindArgument = Annotated[
    KindWord,
    typer.Argument(metavar="KIND", case_sensitive=False, help="How.", show_default=False),
]
NumberArgument = Annotated[
    int,
    typer.Argument(
        metavar="NUMBER", min=1, help="Number of the proposal that you answer.", show_default=False
    ),
]
AnswerArgument = Annotated[
    AnswerWord,
    typer.Argument(
        metavar="yes|no", case_sensitive=False, help="ya|tidak too.", show_default=False
    ),
]
OthersArgument = Annotated[
    list[str],
    typer.Argument(metavar="OTHER...", help="Cases whose findings it gets.", show_default=False),
]
FindingsArgument = Annotated[
    list[str],
    typer.Argument(metavar="FINDING...", help="Findings that leave.", show_default=False),
]
ProposalNoteOption = Annotated[
    str,
    typer.Option("--note", help="Your words. With joint-statement: the text; it is required."),
]
AnswerNoteOption = Annotated[str, typer.Option("--note", help="Why; a no needs it.")]
TimelineOption = Annotated[
    bool, typer.Option("--timeline", help="Also all that happened, the oldest first.")
]
