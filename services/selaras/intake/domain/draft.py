"""Drafts and their revisions, and what may happen to them.

::

              submit                    publish
    (nothing) ------> RECEIVED/SCHEDULED ------> PUBLISHED
                        ^   |      ^               |   |
                        |   |      +--- new text --+   |
                 submit |   v withdraw                 | withdraw (the post was taken down)
                        WITHDRAWN <--------------------+

A new text makes a new revision. So does anything that changes whom it speaks to, when it holds or
how much of it others may see: the checker must see it again. The new text of a published post is
not public until it is marked as published in its turn.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import datetime

from selaras.intake.domain.content import PUBLISH_GRACE, Content, check_plan
from selaras.intake.domain.erasure import Numbers
from selaras.intake.domain.errors import NotPossible, RuleBroken


class DraftState(enum.Enum):
    """State of a draft."""

    RECEIVED = "received"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class CheckState(enum.Enum):
    """State of the check of a revision."""

    PENDING = "pending"
    CHECKED = "checked"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class KnownBefore:
    """What was known of a text when it went out: its last check done before, and its alerts."""

    time: datetime
    alerts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The check of one revision.

    Attributes:
        check_time: when the last answer came from the checker; kept while a check that failed is
            being repeated, so that an old answer is known as old.
        findings: the checker's answer as it serialised it; intake never looks inside.
        alerts: how many of them people are alerted of.
        known: the last check that was done before the text went out; one that is repeated later,
            for example with a new model, does not change it. None: there was none.
    """

    state: CheckState = CheckState.PENDING
    check_time: datetime | None = None
    findings: bytes = b""
    alerts: int = 0
    known: KnownBefore | None = None

    def answered_by(self, answer: Check, published_time: datetime | None = None) -> Check:
        """The newer of this and an answer of the checker, which may be a late or second one.

        Args:
            published_time: when the text went out; None: not yet.
        """
        if self.check_time and answer.check_time and answer.check_time <= self.check_time:
            return self
        known = self.known
        if answer.state is CheckState.CHECKED and answer.check_time:
            in_time = published_time is None or answer.check_time <= published_time
            known = KnownBefore(answer.check_time, answer.alerts) if in_time else known
        return replace(answer, known=known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A post on its way to the public, in its newest revision.

    Attributes:
        revision: from 1, one more with each new content.
        version: one more with every change, of state too.
        published_time: when it went out; None: not yet.
    """

    agency_id: str
    external_id: str
    revision: int
    version: int
    content: Content
    state: DraftState
    create_time: datetime
    update_time: datetime
    published_time: datetime | None = None
    check: Check = Check()

    @property
    def publish_time(self) -> datetime | None:
        """When it went out, else when it is planned to."""
        return self.published_time or self.content.publish_time

    def submitted(self, content: Content, now: datetime) -> Draft:
        """The draft after it was submitted again; itself when nothing is new.

        Raises:
            RuleBroken: PUBLISH_TIME_IN_PAST.
        """
        content = self._with_known_plan(content, now)
        unchanged = self.state is not DraftState.WITHDRAWN and content.says_the_same(self.content)
        if unchanged:
            return self._checked_again(now)
        return replace(
            self,
            revision=self.revision + 1,
            version=self.version + 1,
            content=_authored(content, now),
            state=_first_state(content, now),
            update_time=now,
            published_time=None,
            check=Check(),
        )

    def withdrawn(self, now: datetime) -> Draft:
        """The draft taken back; itself when it was already."""
        if self.state is DraftState.WITHDRAWN:
            return self
        return self._changed(now, state=DraftState.WITHDRAWN)

    def published(self, time: datetime | None, now: datetime) -> Draft:
        """The draft as gone out; itself when it was already, with the time told first.

        Raises:
            NotPossible: DRAFT_WITHDRAWN.
            RuleBroken: PUBLISH_TIME_IN_FUTURE.
        """
        if time is not None and time > now + PUBLISH_GRACE:
            raise RuleBroken.field(
                "PUBLISH_TIME_IN_FUTURE", "publish_time", "a post cannot have gone out yet"
            )
        if self.state is DraftState.WITHDRAWN:
            raise NotPossible(
                "DRAFT_WITHDRAWN", "the draft was withdrawn; submit it again before publishing"
            )
        if self.state is DraftState.PUBLISHED:
            return self
        return self._changed(now, state=DraftState.PUBLISHED, published_time=time or now)

    def _with_known_plan(self, content: Content, now: datetime) -> Content:
        """The content with a publish time that is allowed, or the one known, if it is no news.

        A CMS sends the publish time with every save, also when the post is long out or its time
        has passed unnoticed: the time that is stored already is no new plan. For a post that is
        out any past time says "it is out", and none at all says nothing.
        """
        time = content.publish_time
        if time == self.content.publish_time:
            return content
        if self.state is DraftState.PUBLISHED and (time is None or time <= now):
            return replace(content, publish_time=self.content.publish_time)
        check_plan(time, now)
        return content

    def _checked_again(self, now: datetime) -> Draft:
        """Itself; if its check had failed for good, waiting for another one."""
        if self.check.state is not CheckState.FAILED:
            return self
        waiting = Check(check_time=self.check.check_time, known=self.check.known)
        return self._changed(now, check=waiting)

    def _changed(
        self,
        now: datetime,
        *,
        state: DraftState | None = None,
        published_time: datetime | None = None,
        check: Check | None = None,
    ) -> Draft:
        return replace(
            self,
            version=self.version + 1,
            update_time=now,
            state=state or self.state,
            published_time=published_time or self.published_time,
            check=check or self.check,
        )


def first_draft(
    agency_id: str,
    external_id: str,
    content: Content,
    now: datetime,
    *,
    after: Numbers = Numbers(),  # noqa: B008  # it is frozen
) -> Draft:
    """A draft that is not there.

    Args:
        after: the numbers of one that was there before and is forgotten.

    Raises:
        RuleBroken: PUBLISH_TIME_IN_PAST.
    """
    check_plan(content.publish_time, now)
    return Draft(
        agency_id=agency_id,
        external_id=external_id,
        revision=after.revision + 1,
        version=after.version + 1,
        content=_authored(content, now),
        state=_first_state(content, now),
        create_time=now,
        update_time=now,
    )


def _authored(content: Content, now: datetime) -> Content:
    return content if content.authored_time else replace(content, authored_time=now)


def _first_state(content: Content, now: datetime) -> DraftState:
    # The publish time of a correction may be that of the post, long past: that is not a plan.
    time = content.publish_time
    planned = time is not None and time >= now - PUBLISH_GRACE
    return DraftState.SCHEDULED if planned else DraftState.RECEIVED
