"""Waiting for what happens in the background, without guessing how long it takes."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import Any


async def assert_eventually(
    condition: Callable[[], Any | Awaitable[Any]],
    *,
    timeout: float = 10.0,  # noqa: ASYNC109  # a test says how long, not its caller
    what: str = "",
) -> Any:
    """Wait until ``condition`` answers something true, and answer it.

    An ``AssertionError`` of the condition counts as "not yet"; the last one is raised in the end,
    so that a failing test says what was wrong and not only that time ran out.

    Args:
        condition: a function or coroutine function without side effects.
        timeout: seconds after which the test fails.
        what: what is awaited, for the message.
    """
    until = time.monotonic() + timeout
    pause = 0.005
    while True:
        problem: AssertionError | None = None
        value: Any = None
        try:
            value = condition()
            if inspect.isawaitable(value):
                value = await value
        except AssertionError as error:
            # Not what the condition began with: a coroutine that failed is no answer.
            value, problem = None, error
        if value:
            return value
        if time.monotonic() >= until:
            message = what or inspect.getsource(condition).strip()
            raise problem or AssertionError(f"not within {timeout} s: {message} (got {value!r})")
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 0.1)
