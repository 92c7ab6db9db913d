"""Marks in a text: whatever they are, the text stays as it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from selaras.console.content.highlight import Mark, Piece, pieces, place

_TEXTS = st.text(max_size=60)
_MARKS = st.lists(
    st.builds(Mark, st.integers(-5, 70), st.integers(-5, 70), st.integers(1, 4), st.just("date")),
    max_size=8,
)


@given(_TEXTS, _MARKS)
def test_the_pieces_joined_are_the_text(text: str, marks: list[Mark]) -> None:
    assert "".join(piece.text for piece in pieces(text, marks)) == text


@given(_TEXTS, _MARKS)
def test_no_piece_is_empty(text: str, marks: list[Mark]) -> None:
    assert all(piece.text for piece in pieces(text, marks))


@given(_TEXTS, _MARKS)
def test_every_mark_covers_its_place_and_begins_and_ends_once(text: str, marks: list[Mark]) -> None:
    numbered = [Mark(item.start, item.end, at, item.kind) for at, item in enumerate(marks)]
    cut = pieces(text, numbered)
    for mark in numbered:
        wanted = text[max(mark.start, 0) : max(mark.end, 0)]
        covered = [piece for piece in cut if mark.number in _numbers(piece.marks)]
        assert "".join(piece.text for piece in covered) == wanted
        times = 1 if wanted else 0
        assert sum(mark.number in _numbers(piece.begins) for piece in cut) == times
        assert sum(mark.number in _numbers(piece.ends) for piece in cut) == times


def _numbers(marks: tuple[Mark, ...]) -> set[int]:
    return {mark.number for mark in marks}


def test_marks_that_overlap_are_cut_where_the_other_begins() -> None:
    one, two = Mark(0, 6, 1, "date"), Mark(4, 9, 2, "time")
    assert pieces("Senin pukul", [two, one]) == (
        Piece("Seni", (one,), (one,)),
        Piece("n ", (one, two), (two,), (one,)),
        Piece("puk", (two,), (), (two,)),
        Piece("ul"),
    )


def test_offsets_count_code_points() -> None:
    text = "🙏🙏 3 Agustus"
    assert pieces(text, [Mark(3, 12, 1, "date")])[1].text == "3 Agustus"


def test_a_place_is_where_the_offsets_say() -> None:
    assert place("mulai 3 Agustus", 6, 15, "3 Agustus") == (6, 15)


def test_a_place_in_a_text_that_has_changed_is_looked_for_in_its_sentence() -> None:
    text = "Bukan 3 Agustus. Mulai 3 Agustus."
    assert place(text, 0, 9, "3 Agustus", "Mulai 3 Agustus.") == (23, 32)


def test_a_place_that_is_not_certain_is_none() -> None:
    assert place("3 Agustus, ya, 3 Agustus", 2, 11, "3 Agustus") is None
    assert place("lain", 0, 9, "3 Agustus") is None
    assert place("lain", 0, 9) is None
