"""The handler: kinds apart, models loaded once, errors by name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest
from selaras.embedding.domain import EmbedKind, Entailment
from selaras.embedding.handlers.batching import BatchLimits
from selaras.embedding.handlers.inference import InferenceHandler, encode
from selaras.embedding.ports import Models
from selaras.embedding.ports.errors import EntailmentUnavailable, ModelLoading, ModelUnusable

from tests.fakes.embedding import FakeEncoder, FakeScorer, fake_vector

LIMITS = BatchLimits(items=64, weight=10_000, queued=1000, delay=0)


@asynccontextmanager
async def handler(models: Models) -> AsyncIterator[InferenceHandler]:
    made = InferenceHandler(lambda: models, LIMITS)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


def test_texts_of_both_kinds_come_back_in_order() -> None:
    encoder = FakeEncoder()
    texts = [("a", EmbedKind.QUERY), ("b", EmbedKind.PASSAGE), ("a", EmbedKind.PASSAGE)]
    vectors = encode(encoder, texts)
    for vector, (text, kind) in zip(vectors, texts, strict=True):
        assert np.array_equal(vector.values, fake_vector(text, kind))
    assert encoder.calls == [(EmbedKind.PASSAGE, ["b", "a"]), (EmbedKind.QUERY, ["a"])]


async def test_a_text_that_was_cut_says_so() -> None:
    async with handler(Models(FakeEncoder())) as inference:
        answers = await inference.embed(["short", "one two three four five six"], EmbedKind.PASSAGE)
    assert [answer.truncated for answer in answers] == [False, True]


async def test_one_poisoned_caller_does_not_spoil_the_others() -> None:
    async with handler(Models(FakeEncoder())) as inference:
        answers = await asyncio.gather(
            inference.embed(["a"], EmbedKind.PASSAGE),
            inference.embed(["poison"], EmbedKind.PASSAGE),
            inference.embed(["c"], EmbedKind.QUERY),
            return_exceptions=True,
        )
    assert np.array_equal(answers[0][0].values, fake_vector("a", EmbedKind.PASSAGE))
    assert isinstance(answers[1], ValueError)
    assert np.array_equal(answers[2][0].values, fake_vector("c", EmbedKind.QUERY))


async def test_before_the_model_is_there_callers_are_told_to_come_back() -> None:
    inference = InferenceHandler(lambda: Models(FakeEncoder()), LIMITS)
    with pytest.raises(ModelLoading) as early:
        await inference.embed(["a"], EmbedKind.PASSAGE)
    assert early.value.reason == "MODEL_LOADING"
    assert early.value.retry_after
    with pytest.raises(ModelLoading):
        await inference.entail([("a", "b")])
    with pytest.raises(ModelLoading):
        _ = inference.embedding_model
    await inference.stop()


async def test_a_model_that_cannot_be_read_ends_the_start() -> None:
    def load() -> Models:
        raise ModelUnusable("MODEL_MISSING", "none")

    inference = InferenceHandler(load, LIMITS)
    with pytest.raises(ModelUnusable):
        await inference.start()
    await inference.stop()


async def test_without_an_entailment_model_there_is_a_named_error() -> None:
    async with handler(Models(FakeEncoder())) as inference:
        assert inference.entailment_model is None
        with pytest.raises(EntailmentUnavailable) as unavailable:
            await inference.entail([("a", "b")])
    assert unavailable.value.reason == "ENTAILMENT_MODEL_NOT_CONFIGURED"


async def test_pairs_are_judged_in_order() -> None:
    async with handler(Models(FakeEncoder(), FakeScorer())) as inference:
        assert inference.entailment_model == FakeScorer.info
        answers = await inference.entail([("a", "a"), ("a", "b")])
    assert answers == [Entailment(1.0, 0.0, 0.0), Entailment(0.0, 0.0, 1.0)]
