"""What one agency sees of another's text, and the explanations made from the evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from selaras.matching.domain.finding import Reason, Relation
from selaras.matching.domain.message import MessageState, ShareLevel
from selaras.matching.domain.view import outside_view, view
from selaras.matching.entrypoints.case_words import (
    explain_outside,
    explain_outside_evidence,
    suggest_outside,
)
from selaras.matching.explain import explain, explain_evidence

from tests.support.matching import finding, message

OWN = message("dinkes", body="Vaksinasi mulai 3 Mei.")


def seen(level: ShareLevel, state: MessageState = MessageState.LIVE):
    other = message("disdik", title="Judul rahasia", share_level=level, state=state)
    return view(finding(OWN, other), OWN, other)


def test_full_shows_the_whole_text() -> None:
    shown = seen(ShareLevel.FULL)
    assert shown.other_title == "Judul rahasia"
    assert "Vaksinasi mulai" in shown.other_text


def test_excerpt_shows_the_clashing_claim_and_nothing_else() -> None:
    shown = seen(ShareLevel.EXCERPT)
    assert (shown.other_title, shown.other_text) == ("", "")
    assert shown.evidence[0].other is not None
    assert shown.evidence[0].other.text == "4 Mei"


def test_contact_hides_every_word() -> None:
    shown = seen(ShareLevel.CONTACT)
    assert shown.evidence[0].other is None
    text = explain(shown) + explain_evidence(shown.evidence[0], shown)
    assert "4 Mei" not in text
    assert "Disdik" in text


@pytest.mark.parametrize("level", list(ShareLevel))
def test_a_published_text_is_public(level: ShareLevel) -> None:
    assert seen(level, MessageState.PUBLISHED).other_title == "Judul rahasia"


def test_each_side_sees_itself_as_own() -> None:
    other = message("disdik")
    made = finding(OWN, other)
    assert view(made, OWN, other).evidence[0].own.text == "3 Mei"
    assert view(made, other, OWN).evidence[0].own.text == "4 Mei"


def test_the_explanation_says_what_each_side_writes() -> None:
    shown = seen(ShareLevel.EXCERPT)
    assert explain(shown) == (
        "Pesan ini bertentangan dengan pesan Disdik soal tanggal. "
        "Soal tanggal: Anda menulis “3 Mei”, sedangkan Disdik menulis “4 Mei”."
    )
    assert explain(shown, "en").startswith("This message contradicts the message of Disdik")


def test_an_overlap_is_explained_as_one() -> None:
    other = message("disdik")
    shown = view(finding(OWN, other, relation=Relation.OVERLAP), OWN, other)
    assert "hal yang sama" in explain(shown)


# For somebody without a side


def seen_outside(mine: ShareLevel, theirs: ShareLevel, relation=Relation.CONTRADICTION, **fields):
    own = replace(OWN, share_level=mine, title="Judul kiri")
    other = message("disdik", title="Judul kanan", share_level=theirs, **fields)
    return outside_view(finding(own, other, relation), own, other)


@pytest.mark.parametrize("theirs", list(ShareLevel))
@pytest.mark.parametrize("mine", list(ShareLevel))
def test_a_third_party_sees_each_side_by_its_level(mine: ShareLevel, theirs: ShareLevel) -> None:
    shown = seen_outside(mine, theirs)
    [item] = shown.evidence
    for level, side, passage, value in (
        (mine, shown.left, item.left, "3 Mei"),
        (theirs, shown.right, item.right, "4 Mei"),
    ):
        full = level is ShareLevel.FULL
        assert bool(side.title) is bool(side.text) is bool(side.draft) is full
        assert (passage.text if passage else None) == (
            None if level is ShareLevel.CONTACT else value
        )
        assert (
            side.shown
            == {
                ShareLevel.FULL: ShareLevel.FULL,
                ShareLevel.EXCERPT: ShareLevel.EXCERPT,
                ShareLevel.CONTACT: None,
            }[level]
        )
    words = explain_outside(shown) + explain_outside(shown, "en")
    for level, value in ((mine, "3 Mei"), (theirs, "4 Mei")):
        assert (value in words) is (level is not ShareLevel.CONTACT)
    assert "Dinkes" in words
    assert "Anda" not in words
    assert "Disdik" in suggest_outside(shown)


def test_what_is_public_is_shown_to_third_parties_and_is_no_reveal() -> None:
    shown = seen_outside(ShareLevel.CONTACT, ShareLevel.CONTACT, state=MessageState.PUBLISHED)
    assert (shown.left.title, shown.left.shown) == ("", None)
    assert (shown.right.title, shown.right.shown) == ("Judul kanan", None)
    assert shown.right.draft == "agencies/disdik/drafts/1"


def test_areas_that_nobody_may_know_are_hidden_from_third_parties_too() -> None:
    shown = seen_outside(ShareLevel.EXCERPT, ShareLevel.EXCERPT, area_codes=("33.01",))
    assert (shown.left.areas, shown.right.areas) == (("32.78",), ())


def test_an_excerpt_is_of_what_clashes_only() -> None:
    own, other = OWN, message("disdik")
    near = finding(own, other, Relation.NONE)
    near = replace(near, verdict=replace(near.verdict, reason=Reason.SAME_VALUES))
    shown = outside_view(near, own, other)
    assert [(item.left, item.right) for item in shown.evidence] == [(None, None)]
    assert (shown.left.shown, shown.right.shown) == (None, None)
    assert "tidak bertentangan" in explain_outside(shown)
    assert suggest_outside(shown) == ""


def test_an_overlap_between_others_is_explained_as_one() -> None:
    shown = seen_outside(ShareLevel.EXCERPT, ShareLevel.EXCERPT, Relation.OVERLAP)
    assert "menyampaikan hal yang sama" in explain_outside(shown)
    [item] = shown.evidence
    assert (
        explain_outside_evidence(item, shown) == "Dinkes menulis “3 Mei”; Disdik menulis “4 Mei”."
    )


@pytest.mark.parametrize(
    ("level", "state", "shown"),
    [
        (ShareLevel.FULL, MessageState.LIVE, ShareLevel.FULL),
        (ShareLevel.EXCERPT, MessageState.LIVE, ShareLevel.EXCERPT),
        (ShareLevel.CONTACT, MessageState.LIVE, None),
        (ShareLevel.FULL, MessageState.PUBLISHED, None),
    ],
)
def test_a_view_knows_what_it_reveals(level, state, shown) -> None:
    made = seen(level, state)
    assert made.other_shown is shown
    assert (made.own_key, made.other_key, made.other_revision) == ("dinkes/1", "disdik/1", 1)
