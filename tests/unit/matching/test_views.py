"""What one agency sees of another's text, and the explanations made from the evidence."""

from __future__ import annotations

import pytest
from selaras.matching.domain.finding import Relation
from selaras.matching.domain.message import MessageState, ShareLevel
from selaras.matching.domain.view import view
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
