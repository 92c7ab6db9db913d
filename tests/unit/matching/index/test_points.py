from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from qdrant_client.conversions.conversion import GrpcToRest, RestToGrpc
from selaras.matching.index.faults import Fault
from selaras.matching.index.points import (
    NATIONWIDE,
    OPEN_END,
    REGIONAL,
    band_numbers,
    claim_searches,
    microseconds,
    newest,
    point_id,
    term_numbers,
    to_conditions,
    to_entry,
    with_state,
)
from selaras.matching.index.qdrant import queries

from tests.support.index import NOW, asking, indexed


def test_a_point_has_the_same_id_in_every_process():
    assert point_id("dinkes/1") == "884b7ddb-9c2d-5080-a42b-216537e7f2fa"
    assert len({point_id("dinkes/1"), point_id("dinkes/1", 0), point_id("dinkes/1", 1)}) == 3
    assert point_id("dinkes/11", 1) != point_id("dinkes/1", 11)


def test_moments_are_exact():
    assert microseconds(datetime(1970, 1, 1, tzinfo=UTC)) == 0
    assert microseconds(datetime(1969, 12, 31, 23, 59, 59, 999999, UTC)) == -1
    east = datetime(2026, 5, 4, 9, 0, 0, 1, timezone(timedelta(hours=7)))
    assert microseconds(east) - microseconds(NOW) == 1
    assert microseconds(datetime(9999, 12, 31, tzinfo=UTC)) == OPEN_END
    assert float(OPEN_END) == OPEN_END


def test_a_moment_needs_a_time_zone():
    with pytest.raises(Fault) as caught:
        microseconds(datetime(2026, 5, 4))
    assert caught.value.reason == "INDEX_BAD_MESSAGE"


def test_areas_of_a_message():
    entry = to_entry(indexed(area_codes=("32.78",)))
    assert entry.payload["areas"] == ["=32.78", "<32", "<32.78"]
    assert entry.part == REGIONAL
    nationwide = to_entry(indexed(area_codes=()))
    assert nationwide.payload["areas"] == ["*"]
    assert nationwide.part == NATIONWIDE


def test_areas_of_an_asker():
    assert to_conditions(asking(area_codes=("32.78",))).areas == ("*", "=32", "=32.78", "<32.78")
    assert to_conditions(asking(area_codes=())).areas is None


def test_the_key_matters_only_beyond_the_own_agency():
    assert to_conditions(asking(exclude_agency="a", exclude_key="a/1")).not_key is None
    assert to_conditions(asking(exclude_agency="a", exclude_key="ab/1")).not_key == "ab/1"
    assert to_conditions(asking(exclude_key=None)).not_key is None


def test_a_question_is_asked_of_no_agency_in_particular():
    conditions = to_conditions(asking(exclude_agency="", exclude_key=None, agency="dinkes"))
    assert (conditions.not_agency, conditions.not_key) == (None, None)
    assert (conditions.agency, conditions.not_state) == ("dinkes", None)
    assert to_conditions(asking(published=True)).not_state == "draft"
    assert to_conditions(asking()).agency is None


def test_every_point_says_whether_its_text_is_public():
    for published, state in ((True, "published"), (False, "draft")):
        entry = to_entry(indexed(published=published))
        assert entry.message_payload["state"] == entry.claim_payload(0)["state"] == state


def test_what_was_published_meanwhile_is_of_one_revision():
    draft = to_entry(indexed("dinkes/1", revision=2))
    assert with_state(draft, {"dinkes/1": 2}).payload["state"] == "published"
    for other in ({}, {"dinkes/1": 1}, {"dinkes/2": 2}):
        assert with_state(draft, other) is draft
    assert draft.payload["state"] == "draft"


def test_terms_and_bands_never_meet():
    words = [f"kata{number}" for number in range(200)]
    assert not set(term_numbers(words)) & set(band_numbers(words))
    entry = to_entry(indexed(lexical_bands=("a",), terms=("a", "b")))
    assert entry.bands == tuple(sorted((*band_numbers(("a",)), *term_numbers(("a", "b")))))


def test_nationwide_claims_are_searched_whatever_the_area():
    conditions = to_conditions(asking())
    (first, anywhere), (second, narrowed) = claim_searches(conditions)
    assert (first, anywhere.areas) == (NATIONWIDE, None)
    assert (second, narrowed) == (REGIONAL, conditions)


def test_bands_become_dimensions_once_each():
    assert band_numbers(("a", "b", "a")) == tuple(sorted(set(band_numbers(("a", "b")))))
    assert all(0 <= number < 2**32 for number in band_numbers([f"x{n}" for n in range(99)]))


def test_the_newest_of_equals_is_the_later_one():
    entries = [to_entry(indexed("a/1", seed, revision=2)) for seed in (1, 2)]
    assert newest([*entries, to_entry(indexed("a/1", 3, revision=1))]) == [entries[1]]


def test_filters_pass_the_wire_unchanged():
    """The suite runs on local mode, which takes no wire: this is what a server would get."""
    conditions = to_conditions(asking(exclude_key="dinkes/2", live_at=NOW))
    for made in (
        queries.to_filter(conditions),
        queries.to_filter(to_conditions(asking(exclude_agency="", agency="a", published=True))),
        queries.of_revision("dinkes/1", 3),
        queries.outdated("dinkes/1", 3, 2),
        queries.not_newer(3),
        queries.of_key("dinkes/1"),
    ):
        there = RestToGrpc.convert_filter(made)
        back = GrpcToRest.convert_filter(there)
        # On the wire no alternatives are an empty list.
        assert back.model_dump(exclude_none=True) == {
            "should": [],
            "must_not": [],
            **made.model_dump(exclude_none=True),
        }


def test_points_pass_the_wire_unchanged():
    entry = to_entry(indexed(valid_until=NOW))
    points = [queries.message_point(entry), *queries.claim_points(entry)]
    assert len(points) == 3
    for made in points:
        there = RestToGrpc.convert_point_struct(made)
        back = GrpcToRest.convert_point_struct(there)
        assert back.id == made.id
        assert back.payload == made.payload
        assert set(back.vector) == set(made.vector)
        assert back.vector["dense"] == pytest.approx(made.vector["dense"])
