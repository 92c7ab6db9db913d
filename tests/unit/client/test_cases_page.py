"""A list of cases that is turned page by page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selaras.api.v1 import case_pb2
from selaras.client import AsyncClient, Client

from tests.fakes.desk import KEY, Desk, serve


@pytest.fixture
def desk() -> Desk:
    found = Desk()
    found.answers["ListCases"] = case_pb2.ListCasesResponse(
        cases=[case_pb2.Case(name="cases/1"), case_pb2.Case(name="cases/2")],
        next_page_token="next",
    )
    return found


@pytest.fixture
def target(desk: Desk) -> Iterator[str]:
    with serve(desk) as address:
        yield address


def test_one_page_is_asked_for_and_the_next_is_named(target: str, desk: Desk) -> None:
    with Client(target, KEY, plaintext=True) as client:
        cases, token = client.cases_page("this", 2, topic="kesehatan")
    assert [case.name for case in cases] == ["cases/1", "cases/2"]
    assert token == "next"
    [(_, request)] = desk.requests
    assert request == case_pb2.ListCasesRequest(topic="kesehatan", page_size=2, page_token="this")


async def test_the_async_client_asks_the_same(target: str, desk: Desk) -> None:
    async with AsyncClient(target, KEY, plaintext=True) as client:
        cases, token = await client.cases_page(states=["RESOLVED"])
    assert (len(cases), token) == (2, "next")
    assert desk.last("ListCases") == case_pb2.ListCasesRequest(
        states=[case_pb2.Case.STATE_RESOLVED], page_size=50
    )
