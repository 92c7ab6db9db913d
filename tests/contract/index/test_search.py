"""What an index finds, on every backend."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from selaras.kit.errors import InvalidRequest
from selaras.matching.index.lexical import lexical_bands

from tests.support.index import MODEL, NOW, asking, indexed, near, vector

# Vectors may be kept in 8 bits a dimension.
CLOSE = 0.02
MICROSECOND = timedelta(microseconds=1)


async def found(index, scope, seed: int = 1) -> set[str]:
    """Keys that each of the searches finds; all of them must agree."""
    messages = await index.near_messages(vector(seed), scope, 50, 0.9)
    [claims] = await index.near_claims(vector(seed * 100)[None], scope, 50, 0.9)
    lexical = await index.near_lexical((f"a{seed}",), scope, 50)
    sets = [{hit.key for hit in hits} for hits in (messages, claims, lexical)]
    assert sets[0] == sets[1] == sets[2]
    return sets[0]


async def test_an_empty_index_finds_nothing(index):
    assert await index.near_messages(vector(1), asking(), 5, 0.0) == []
    assert await index.near_claims(np.stack([vector(1), vector(2)]), asking(), 5, 0.0) == [[], []]
    assert await index.near_lexical(("a1",), asking(), 5) == []
    assert await index.count() == 0
    assert [item async for item in index.stored_keys()] == []
    assert index.collection == ""


async def test_finds_a_message_by_its_vector(index):
    await index.put(indexed("dinkes/1", 1, revision=7))
    await index.put(indexed("dinkes/2", 2))
    [hit] = await index.near_messages(near(vector(1), 0.9), asking(), 5, 0.8)
    assert (hit.key, hit.revision, hit.kind) == ("dinkes/1", 7, "message")
    assert hit.claim_index is None
    assert hit.score == pytest.approx(0.9, abs=CLOSE)


async def test_finds_claims_of_each_asked_claim(index):
    await index.put(indexed("dinkes/1", 1, claims=3))
    await index.put(indexed("bpbd/1", 2, claims=1, area_codes=()))
    asked = np.stack([vector(102), vector(77), near(vector(200), 0.95)])
    first, second, third = await index.near_claims(asked, asking(), 5, 0.8)
    assert [(hit.key, hit.claim_index) for hit in first] == [("dinkes/1", 2)]
    assert second == []
    [hit] = third
    assert (hit.key, hit.revision, hit.kind) == ("bpbd/1", 1, "claim")
    assert hit.claim_index == 0
    assert hit.score == pytest.approx(0.95, abs=CLOSE)


async def test_no_asked_claims_have_no_answers(index):
    await index.put(indexed())
    assert await index.near_claims(np.zeros((0, 32), np.float32), asking(), 5, 0.0) == []


async def test_a_message_without_claims_is_found_as_a_whole(index):
    await index.put(indexed("dinkes/1", 1, claims=0))
    assert [hit.key for hit in await index.near_messages(vector(1), asking(), 5, 0.9)]
    assert await index.near_claims(vector(100)[None], asking(), 5, 0.5) == [[]]


async def test_finds_by_shared_bands_most_first(index):
    await index.put(indexed("dinkes/1", 1, lexical_bands=("p", "q", "r", "s")))
    await index.put(indexed("dinkes/2", 2, lexical_bands=("p", "q", "x", "y")))
    await index.put(indexed("dinkes/3", 3, lexical_bands=("z",)))
    await index.put(indexed("dinkes/4", 4, lexical_bands=()))
    hits = await index.near_lexical(("p", "q", "r", "w"), asking(), 5)
    assert [(hit.key, hit.score, hit.kind) for hit in hits] == [
        ("dinkes/1", 0.75, "lexical"),
        ("dinkes/2", 0.5, "lexical"),
    ]
    assert len(await index.near_lexical(("p", "q", "r", "w"), asking(), 1)) == 1
    assert await index.near_lexical((), asking(), 5) == []


async def test_finds_a_near_copy_by_its_words(index):
    text = "Vaksinasi polio putaran kedua di Kota Tasikmalaya dimulai 3 Mei di semua puskesmas"
    copy = text.replace("3 Mei", "4 Mei").upper()
    await index.put(indexed("dinkes/1", 1, lexical_bands=lexical_bands(text)))
    hits = await index.near_lexical(lexical_bands(copy), asking(), 5)
    assert [hit.key for hit in hits] == ["dinkes/1"]


async def test_finds_by_terms_most_first(index):
    await index.put(indexed("dinkes/1", 1, terms=("polio", "puskesmas", "14")))
    await index.put(indexed("dinkes/2", 2, terms=("polio",)))
    await index.put(indexed("dinkes/3", 3, terms=("banjir",), lexical_bands=("polio",)))
    hits = await index.near_terms(("polio", "14", "polio"), asking(), 5)
    assert [(hit.key, hit.score, hit.kind) for hit in hits] == [
        ("dinkes/1", 1.0, "terms"),
        ("dinkes/2", 0.5, "terms"),
    ]
    assert [hit.key for hit in await index.near_terms(("polio", "14"), asking(), 1)] == ["dinkes/1"]
    assert await index.near_terms(("gempa",), asking(), 5) == []
    assert await index.near_terms((), asking(), 5) == []


async def test_terms_are_no_bands(index):
    await index.put(indexed("dinkes/1", 1, lexical_bands=("p", "q"), terms=("r", "s")))
    [hit] = await index.near_lexical(("p", "q", "r", "s"), asking(), 5)
    assert hit.score == 0.5
    [hit] = await index.near_terms(("p", "q", "r", "s"), asking(), 5)
    assert hit.score == 0.5


async def test_terms_keep_to_the_scope_whatever_the_model(index):
    await index.put(indexed("dinkes/1", 1, terms=("polio",), published=True))
    await index.put(indexed("dinkes/2", 2, terms=("polio",)))
    await index.put(indexed("bpbd/3", 3, terms=("polio",), published=True, area_codes=("33",)))
    scope = asking(published=True, model_version="model-2")
    assert [hit.key for hit in await index.near_terms(("polio",), scope, 5)] == ["dinkes/1"]
    scope = asking(published=True, area_codes=(), agency="bpbd")
    assert [hit.key for hit in await index.near_terms(("polio",), scope, 5)] == ["bpbd/3"]


async def test_an_empty_index_has_no_terms(index):
    assert await index.near_terms(("polio",), asking(), 5) == []


async def test_the_nearest_come_first_up_to_the_limit(index):
    base = vector(1)
    for number, cosine in enumerate((0.7, 0.99, 0.85, 0.95, 0.6)):
        other = near(base, cosine, seed=500 + number)
        await index.put(
            indexed(f"a{number}/1", 10, message_vector=other, claim_vectors=other[None])
        )
    hits = await index.near_messages(base, asking(), 3, 0.0)
    assert [hit.key for hit in hits] == ["a1/1", "a3/1", "a2/1"]
    [claims] = await index.near_claims(base[None], asking(), 2, 0.0)
    assert [hit.key for hit in claims] == ["a1/1", "a3/1"]
    assert len(await index.near_messages(base, asking(), 10, 0.8)) == 3


async def test_the_best_of_all_areas_come_first(index):
    base = vector(1)
    for number, areas in enumerate(((), ("32.78",), (), ("32",))):
        other = near(base, 0.9 - number / 20, seed=600 + number)
        await index.put(
            indexed(f"a{number}/1", 10 + number, claim_vectors=other[None], area_codes=areas)
        )
    [hits] = await index.near_claims(base[None], asking(), 3, 0.5)
    assert [hit.key for hit in hits] == ["a0/1", "a1/1", "a2/1"]


async def test_the_same_agency_is_no_candidate(index):
    await index.put(indexed("penanya/9", 1))
    await index.put(indexed("dinkes/1", 1))
    assert await found(index, asking()) == {"dinkes/1"}


async def test_the_excluded_key_is_no_candidate(index):
    await index.put(indexed("dinkes/1", 1))
    await index.put(indexed("dinkes/2", 1))
    assert await found(index, asking(exclude_key="dinkes/2")) == {"dinkes/1"}
    assert await found(index, asking(exclude_key=None)) == {"dinkes/1", "dinkes/2"}


async def test_messages_of_all_agencies_are_candidates_of_nobody_in_particular(index):
    await index.put(indexed("penanya/9", 1))
    await index.put(indexed("dinkes/1", 1))
    scope = asking(exclude_agency="", exclude_key=None)
    assert await found(index, scope) == {"dinkes/1", "penanya/9"}


async def test_messages_of_one_agency_only(index):
    await index.put(indexed("dinkes/1", 1))
    await index.put(indexed("dinkes/2", 1, area_codes=()))
    await index.put(indexed("dinkes2/1", 1))
    assert await found(index, asking(agency="dinkes")) == {"dinkes/1", "dinkes/2"}
    assert await found(index, asking(agency="bpbd")) == set()
    assert await found(index, asking(agency="penanya")) == set()


async def test_what_is_public_only(index):
    await index.put(indexed("dinkes/1", 1, published=True))
    await index.put(indexed("dinkes/2", 1, published=True, area_codes=()))
    await index.put(indexed("dinkes/3", 1))
    await index.put(indexed("dinkes/4", 1, area_codes=()))
    assert await found(index, asking(published=True)) == {"dinkes/1", "dinkes/2"}
    assert len(await found(index, asking())) == 4


async def test_a_draft_takes_no_place_of_what_is_public(index):
    await index.put_many([indexed(f"dinkes/{number}", 1) for number in range(20)])
    await index.put(indexed("dinkes/umum", 1, published=True))
    scope = asking(published=True)
    [message] = await index.near_messages(vector(1), scope, 1, 0.5)
    [[claim]] = await index.near_claims(vector(100)[None], scope, 1, 0.5)
    [words] = await index.near_lexical(("a1",), scope, 1)
    assert {message.key, claim.key, words.key} == {"dinkes/umum"}


@pytest.mark.parametrize(
    ("asker", "candidate", "meets"),
    [
        ((), (), True),
        ((), ("32.78",), True),
        (("32.78",), (), True),
        (("32.78",), ("32.78",), True),
        (("32.78",), ("32",), True),
        (("32",), ("32.78",), True),
        (("32",), ("32.78.01.1001",), True),
        (("32.78.01.1001",), ("32",), True),
        (("32.78",), ("32.77",), False),
        (("32.78",), ("33",), False),
        (("32",), ("33.02",), False),
        (("32.7",), ("32.78",), False),
        (("32.77", "32.78"), ("31", "32.78"), True),
        (("32.77", "33"), ("31", "32.78"), False),
        (("32.77", "33"), ("33.02.01",), True),
    ],
)
async def test_areas_meet_when_one_contains_the_other(index, asker, candidate, meets):
    await index.put(indexed("dinkes/1", 1, area_codes=candidate))
    assert await found(index, asking(area_codes=asker)) == ({"dinkes/1"} if meets else set())


@pytest.mark.parametrize(
    ("until", "lives"),
    [
        (None, True),
        (NOW + timedelta(days=1), True),
        (NOW + MICROSECOND, True),
        (NOW, True),
        (NOW - MICROSECOND, False),
        (NOW - timedelta(days=400), False),
        (datetime.fromisoformat("2026-05-04T09:00:00+07:00"), True),
        (datetime.fromisoformat("2026-05-04T09:59:59+08:00"), False),
        (datetime.fromisoformat("9999-12-31T23:59:59+00:00"), True),
    ],
)
async def test_what_ended_is_no_candidate(index, until, lives):
    await index.put(indexed("dinkes/1", 1, valid_until=until))
    assert await found(index, asking()) == ({"dinkes/1"} if lives else set())


@pytest.mark.parametrize("moment", [NOW.replace(year=1945), datetime.min.replace(tzinfo=UTC)])
async def test_a_moment_far_back_lets_everything_through(index, moment):
    await index.put(indexed("dinkes/1", 1, valid_until=NOW))
    await index.put(indexed("dinkes/2", 1, valid_until=NOW.replace(year=1969)))
    assert await found(index, asking(live_at=moment)) == {"dinkes/1", "dinkes/2"}


async def test_vectors_of_another_model_are_not_compared(index):
    await index.put(indexed("dinkes/1", 1))
    assert await index.near_messages(vector(1), asking(model_version="model-2"), 5, 0.0) == []
    await index.put(indexed("dinkes/2", 1, model_version="model-2"))
    for model, key in ((MODEL, "dinkes/1"), ("model-2", "dinkes/2")):
        scope = asking(model_version=model)
        hits = await index.near_messages(vector(1), scope, 5, 0.9)
        [claims] = await index.near_claims(vector(100)[None], scope, 5, 0.9)
        assert [hit.key for hit in hits] == [hit.key for hit in claims] == [key]


async def test_words_are_compared_whatever_the_model(index):
    await index.put(indexed("dinkes/1", 1))
    [hit] = await index.near_lexical(("a1",), asking(model_version="model-2"), 5)
    assert hit.key == "dinkes/1"


async def test_vectors_of_another_length_find_nothing(index):
    await index.put(indexed("dinkes/1", 1))
    assert await index.near_messages(vector(1, 8), asking(), 5, 0.0) == []
    assert await index.near_claims(vector(1, 8)[None], asking(), 5, 0.0) == [[]]


async def test_a_scope_without_a_time_zone_is_refused(index):
    await index.put(indexed("dinkes/1", 1))
    with pytest.raises(InvalidRequest) as caught:
        await index.near_messages(vector(1), asking(live_at=NOW.replace(tzinfo=None)), 5, 0.0)
    assert caught.value.reason == "INDEX_BAD_MESSAGE"
