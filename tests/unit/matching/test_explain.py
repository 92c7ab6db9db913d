"""What explanations say: what differs in the terms of the kind, sentences to copy, share levels."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise, product
from pathlib import Path

import pytest
from selaras.catalogue import text
from selaras.matching.domain.facts import ExtractedMessage, FactKind
from selaras.matching.domain.finding import Evidence, Reason, Relation
from selaras.matching.domain.message import MessageState, ShareLevel
from selaras.matching.domain.states import Dimension
from selaras.matching.domain.text import MessageText
from selaras.matching.domain.view import FindingView, view
from selaras.matching.entrypoints.convert import to_proto_finding
from selaras.matching.explain import aligned as aligned_in
from selaras.matching.explain import evidence_words, explain, suggest
from selaras.matching.facts import extract
from selaras.matching.judge.context import comparable
from selaras.matching.judge.evidence import evidence_of

from tests.support.matching import finding, message

DRAFTS = Path(__file__).parents[2] / "quality" / "conflicts-dev" / "drafts.jsonl"
AUTHORED = datetime(2026, 5, 1, 1, 0, tzinfo=UTC)


def extracted(body: str) -> ExtractedMessage:
    return extract(MessageText("", body, AUTHORED))


def evidence(own: str, other: str, kind: FactKind, other_kind: FactKind | None = None) -> Evidence:
    """The first facts of a kind of two texts, as the judge makes evidence of them."""
    mine, theirs = extracted(own), extracted(other)
    one = next(fact for fact in mine.facts if fact.kind is kind)
    two = next(fact for fact in theirs.facts if fact.kind is (other_kind or kind))
    return evidence_of(mine, theirs, one, two, 0.9)


def seen(
    item: Evidence,
    level: ShareLevel = ShareLevel.EXCERPT,
    relation: Relation = Relation.CONTRADICTION,
    reason: Reason = Reason.FACTS_DIFFER,
    **fields: object,
) -> FindingView:
    own, other = message("dinkes"), message("disdik", share_level=level, **fields)
    made = finding(own, other, relation)
    verdict = replace(made.verdict, reason=reason, evidence=(item,))
    return view(replace(made, verdict=verdict), own, other)


def told(item: Evidence, lang: str = "id") -> str:
    shown = seen(item)
    return evidence_words(shown.evidence[0], shown, lang).difference


def aligned(shown: FindingView) -> tuple[str, str]:
    return aligned_in(shown.evidence[0], shown)


D, T, A = FactKind.DATE, FactKind.TIME, FactKind.AMOUNT

DIFFERENCES = [
    (D, "Mulai 3 Mei 2026.", "Mulai 6 Mei 2026.",
     "3 hari lebih lambat dari pesan Anda", "3 days later than in your message"),
    (D, "Mulai 3 Mei 2026.", "Mulai 2 Mei 2026.",
     "1 hari lebih awal dari pesan Anda", "1 day earlier than in your message"),
    (D, "Mulai 3 Mei 2026.", "Mulai 3 Mei 2027.",
     "1 tahun lebih lambat dari pesan Anda", "1 year later than in your message"),
    (D, "Digelar 3-8 Agustus 2026.", "Digelar 3-10 Agustus 2026.",
     "selesainya 2 hari lebih lambat dari pesan Anda", "it ends 2 days later than in your message"),
    (D, "Digelar 3-8 Agustus 2026.", "Digelar 4-7 Agustus 2026.",
     "mulainya 1 hari lebih lambat dan selesainya 1 hari lebih awal dari pesan Anda",
     "it starts 1 day later and it ends 1 day earlier than in your message"),
    (D, "Digelar 3-8 Agustus 2026.", "Digelar 5-10 Agustus 2026.",
     "2 hari lebih lambat dari pesan Anda", "2 days later than in your message"),
    (D, "Digelar 3-8 Agustus 2026.", "Digelar 12 Agustus 2026.",
     "12 Agustus 2026 di luar 3–8 Agustus 2026 dalam pesan Anda",
     "12 August 2026 is outside of 3–8 August 2026 in your message"),
    (D, "Tanggal 3, 5 dan 7 Mei 2026.", "Tanggal 3, 5 dan 8 Mei 2026.",
     "hanya dalam pesan Anda: 7 Mei 2026; hanya dalam pesan mereka: 8 Mei 2026",
     "only in your message: 7 May 2026; only in theirs: 8 May 2026"),
    (D, "Buka Senin sampai Jumat.", "Buka Senin sampai Sabtu.",
     "hanya dalam pesan mereka: Sabtu", "only in theirs: Saturday"),
    (T, "Mulai pukul 08.00 WIB.", "Mulai pukul 08.30 WIB.",
     "30 menit lebih lambat dari pesan Anda", "30 minutes later than in your message"),
    (T, "Mulai pukul 09.00 WITA.", "Mulai pukul 07.30 WIB.",
     "07.30 WIB setara 08.30 WITA, 30 menit lebih awal dari pesan Anda",
     "07.30 WIB equals 08.30 WITA, 30 minutes earlier than in your message"),
    (T, "Buka pukul 08.00-11.00 WIB.", "Buka pukul 08.00-12.30 WIB.",
     "selesainya 1 jam 30 menit lebih lambat dari pesan Anda",
     "it ends 1 hour 30 minutes later than in your message"),
    (A, "Biayanya Rp25.000.", "Biayanya Rp125.000.",
     "Rp100.000 lebih tinggi dari pesan Anda", "Rp100,000 higher than in your message"),
    (A, "Bantuan Rp600 ribu per dua bulan.", "Bantuan Rp250.000 per bulan.",
     "Rp50.000 per bulan lebih rendah dari pesan Anda",
     "Rp50,000 per month lower than in your message"),
    (A, "Beras 5 kg Rp57.500.", "Beras 10 kg Rp120.000.",
     "Rp500 per kg lebih tinggi dari pesan Anda", "Rp500 per kg higher than in your message"),
    (A, "Layanan gratis.", "Layanan dengan biaya Rp25.000.",
     "Rp25.000, sedangkan pesan Anda gratis",
     "Rp25,000, while your message says free of charge"),
    (FactKind.PERCENTAGE, "Cakupan 75 persen.", "Cakupan 80,5 persen.",
     "5,5 poin persen lebih tinggi dari pesan Anda",
     "5.5 percentage points higher than in your message"),
    (FactKind.QUANTITY, "Kuota 1.250 orang.", "Kuota 1.000 orang.",
     "250 lebih sedikit dari pesan Anda", "250 less than in your message"),
    (FactKind.QUANTITY, "Dibagikan beras 5 kg.", "Dibagikan beras 10 kg.",
     "5 kg lebih banyak dari pesan Anda", "5 kg more than in your message"),
    (FactKind.DURATION, "Berlangsung selama tiga hari.", "Berlangsung selama lima hari.",
     "2 hari lebih lama dari pesan Anda", "2 days longer than in your message"),
    (FactKind.STATUS, "Jalan Ahmad Yani ditutup.", "Jalan Ahmad Yani dibuka.",
     "dibuka, sedangkan pesan Anda ditutup", "open, while your message says closed"),
    (FactKind.STATUS, "Status Siaga.", "Status Waspada.",
     "1 tingkat lebih rendah dari pesan Anda: Level II (Waspada), sedangkan pesan Anda "
     "Level III (Siaga)",
     "1 step lower than in your message: Level II (Waspada), while your message says "
     "Level III (Siaga)"),
    (FactKind.ELIGIBILITY, "Untuk anak usia 0-59 bulan di desa.",
     "Untuk anak usia 0-7 tahun di desa.",
     "batas atasnya 3 tahun lebih tinggi dari pesan Anda: di bawah usia 8 tahun, sedangkan pesan "
     "Anda di bawah usia 60 bulan",
     "the upper limit is 3 years higher than in your message: below the age of 8 years, while "
     "your message says below the age of 60 months"),
    (FactKind.CONTACT, "Hubungi 0811-5600-712.", "Hubungi 0811-5600-713.", "", ""),
    (FactKind.PLACE, "Digelar di Lapangan Dadaha.", "Digelar di Stadion Wiradadaha.", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "own", "other", "indonesian", "english"), DIFFERENCES)
def test_what_differs_is_told_in_the_terms_of_the_kind(
    kind: FactKind, own: str, other: str, indonesian: str, english: str
) -> None:
    item = evidence(own, other, kind)
    assert (told(item), told(item, "en")) == (indonesian, english)


def test_a_length_is_set_beside_the_days_of_a_period() -> None:
    item = evidence(
        "Berlangsung selama enam hari.", "Berlangsung 3-10 Agustus 2026.", FactKind.DURATION, D
    )
    assert told(item) == "2 hari lebih lama dari pesan Anda"
    assert aligned(seen(item)) == ("", "")


def test_the_other_side_reads_it_the_other_way_round() -> None:
    item = evidence("Mulai 3 Mei 2026.", "Mulai 6 Mei 2026.", D).swapped()
    assert told(item) == "3 hari lebih awal dari pesan Anda"


def test_what_is_only_denied_states_no_value() -> None:
    item = evidence("Bukan 3 Agustus 2026.", "Mulai 3 Agustus 2026.", D)
    assert (item.left_value, item.right_value) == (None, None)
    assert told(item) == ""


def test_the_explanation_ends_with_what_differs() -> None:
    shown = seen(evidence("Mulai 3 Mei 2026.", "Mulai 6 Mei 2026.", D))
    assert explain(shown).endswith(
        "Anda menulis “3 Mei 2026”, sedangkan Disdik menulis “6 Mei 2026”. "
        "Bedanya: 3 hari lebih lambat dari pesan Anda."
    )


ALIGNED = [
    (D, "Vaksinasi mulai 3 Mei 2026, gratis!", "Mulai 6 Mei 2026.",
     "Vaksinasi mulai 6 Mei 2026, gratis!", "Mulai 3 Mei 2026."),
    # The same value twice: only the place of the evidence changes.
    (A, "Biaya Rp25.000 (Rp25.000 sekali bayar).", "Biaya Rp30.000.",
     "Biaya Rp30.000 (Rp25.000 sekali bayar).", "Biaya Rp25.000."),
    (T, "Mulai pukul 08.00 WIB di balai desa.", "Mulai jam 09.30 WIB.",
     "Mulai jam 09.30 WIB di balai desa.", "Mulai pukul 08.00 WIB."),
    (FactKind.STATUS, "Ditutup mulai besok: Jalan Ahmad Yani.", "Jalan Ahmad Yani dibuka.",
     "Dibuka mulai besok: Jalan Ahmad Yani.", "Jalan Ahmad Yani ditutup."),
    (FactKind.STATUS, "JALAN AHMAD YANI DITUTUP!", "Jalan Ahmad Yani dibuka.",
     "JALAN AHMAD YANI DIBUKA!", "Jalan Ahmad Yani ditutup."),
    (FactKind.ELIGIBILITY, "Untuk anak usia 0-59 bulan.", "Untuk anak usia 0-7 tahun di desa.",
     "Untuk anak usia 0-7 tahun.", "Untuk anak usia 0-59 bulan di desa."),
    (FactKind.CONTACT, "Hubungi 0811-5600-712.", "WA 0811-5600-721 ya.",
     "Hubungi 0811-5600-721.", "WA 0811-5600-712 ya."),
    # Days told from today, forms of a word, and what is counted once do not fit elsewhere.
    (D, "Mulai besok pagi.", "Mulai 6 Mei 2026.", "", ""),
    (FactKind.STATUS, "Jalan Ahmad Yani dibuka.", "Penutupan Jalan Ahmad Yani.", "", ""),
    (FactKind.QUANTITY, "Dirawat 74 warga.", "Tersedia kuota: 81", "", ""),
    (A, "Layanan gratis.", "Layanan dengan biaya Rp25.000.", "", ""),
    # A day does not fit where a period stands, nor a price for each month where one for two does.
    (D, "Digelar 3-8 Agustus 2026.", "Mulai 12 Agustus 2026.", "", ""),
    (A, "Bantuan Rp600 ribu per dua bulan.", "Bantuan Rp250.000.", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "own", "other", "own_aligned", "other_aligned"), ALIGNED)
def test_a_sentence_is_aligned_at_the_exact_place(
    kind: FactKind, own: str, other: str, own_aligned: str, other_aligned: str
) -> None:
    assert aligned(seen(evidence(own, other, kind))) == (own_aligned, other_aligned)


def test_what_nobody_would_copy_is_not_carried_in_every_event() -> None:
    item = evidence("Mulai 3 Mei 2026 " + "dan seterusnya " * 60, "Mulai 6 Mei 2026.", D)
    assert aligned(seen(item)) == ("", "Mulai 3 Mei 2026.")
    pair = replace(item, kind=None, left=replace(item.left, text=item.left.sentence))
    shown = seen(pair, relation=Relation.OVERLAP, reason=Reason.SAME_MESSAGE)
    assert len(explain(shown)) < 600


def test_a_correction_offers_both_values() -> None:
    shown = seen(evidence("Mulai 3 Mei 2026.", "Mulai 6 Mei 2026.", D))
    words = evidence_words(shown.evidence[0], shown)
    assert words.correction == (
        "Ralat: tanggal dalam pesan kami sebelumnya tertulis “3 Mei 2026”; yang benar adalah "
        "[pilih: 3 Mei 2026 / 6 Mei 2026]."
    )
    assert evidence_words(shown.evidence[0], shown, "en").correction.startswith("Correction: ")


@pytest.mark.parametrize("relation", [Relation.CONTRADICTION, Relation.OVERLAP])
def test_contact_reveals_no_value_no_difference_and_no_correction(relation: Relation) -> None:
    shown = seen(
        evidence("Mulai 3 Mei 2026.", "Mulai 6 Mei 2026.", D), ShareLevel.CONTACT, relation
    )
    assert shown.evidence[0].other_value is None
    proto = to_proto_finding(shown)
    [item] = proto.evidence
    assert (item.difference, item.correction, item.own_aligned, item.other_aligned) == ("",) * 4
    assert not any(entry.difference or entry.correction for entry in item.translations)
    for revealing in ("6 Mei", "6 May", "3 hari", "3 days", "Mulai 6"):
        assert revealing not in str(proto)


NEAR = evidence("Tahap kedua 3 Mei 2026.", "Tahap ketiga 9 Agustus 2026.", FactKind.IDENTITY)


@pytest.mark.parametrize(
    ("level", "state", "visible"),
    [
        (ShareLevel.FULL, MessageState.LIVE, True),
        (ShareLevel.EXCERPT, MessageState.LIVE, False),
        (ShareLevel.CONTACT, MessageState.LIVE, False),
        (ShareLevel.CONTACT, MessageState.PUBLISHED, True),
    ],
)
def test_a_text_that_does_not_clash_is_no_excerpt(
    level: ShareLevel, state: MessageState, visible: bool
) -> None:
    shown = seen(NEAR, level, Relation.NONE, Reason.OTHER_PHASE, state=state)
    assert ("Tahap ketiga" in str(to_proto_finding(shown))) is visible
    assert explain(shown).startswith("Pesan Disdik tentang tahap yang lain")


def test_a_value_in_other_words_shows_both_writings_without_the_sentence() -> None:
    item = evidence(
        "Bantuan Rp600 ribu per dua bulan.", "Rahasia lain. Warga mendapat Rp300.000 per bulan.", A
    )
    shown = seen(item, relation=Relation.NONE, reason=Reason.SAME_VALUES)
    text = explain(shown)
    assert "“Rp600 ribu per dua bulan”" in text
    assert "“Rp300.000 per bulan”" in text
    assert text.endswith("Keduanya berarti Rp300.000 per bulan.")
    assert "Warga" not in str(to_proto_finding(shown))


def test_no_wording_is_proposed_where_nothing_clashes() -> None:
    item = evidence("Mulai 3 Mei 2026.", "Mulai 9 Agustus 2026.", D)
    shown = seen(item, ShareLevel.FULL, Relation.NONE, Reason.OTHER_PERIOD)
    assert aligned(shown) == ("", "")
    assert explain(shown).endswith("Bedanya: 98 hari lebih lambat dari pesan Anda.")


def test_another_area_is_named() -> None:
    shown = seen(NEAR, ShareLevel.FULL, Relation.NONE, Reason.OTHER_AREA, area_codes=("33.07",))
    assert explain(shown).startswith(
        "Pesan Anda untuk Kota Tasikmalaya, sedangkan pesan Disdik untuk Kabupaten Wonosobo"
    )


def test_an_area_other_than_the_agencys_is_not_revealed() -> None:
    shown = seen(NEAR, relation=Relation.NONE, reason=Reason.OTHER_AREA, area_codes=("33.07",))
    assert "Wonosobo" not in str(to_proto_finding(shown))
    assert explain(shown, "en").startswith("The message of Disdik is about another area")


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_reason_has_words(reason: Reason, lang: str) -> None:
    assert "Disdik" in explain(seen(NEAR, relation=Relation.NONE, reason=reason), lang)


def test_an_overlap_names_the_sentences_and_suggests_what_to_do() -> None:
    item = Evidence(None, *(replace(NEAR, kind=None).left,) * 2, 0.95)
    shown = seen(item, relation=Relation.OVERLAP, reason=Reason.SAME_MESSAGE)
    assert "Anda menulis “Tahap kedua”; Disdik menulis “Tahap kedua”." in explain(shown)
    assert suggest(shown).startswith("Gabungkan dengan pesan Disdik")
    assert to_proto_finding(shown).translations[0].suggestion.startswith("Merge it")
    assert aligned(shown) == ("", "")


def test_a_suggestion_is_made_where_there_is_something_to_do() -> None:
    assert suggest(seen(NEAR, relation=Relation.NONE, reason=Reason.OTHER_PHASE)) == ""
    assert "Disdik" in suggest(seen(NEAR))


def test_any_two_facts_of_real_drafts_can_be_told() -> None:
    lines = DRAFTS.read_text("utf-8").splitlines()[:24]  # three matters, all kinds but two
    texts = [extracted(json.loads(line)["body"]) for line in lines]
    kinds: set[FactKind] = set()
    for mine, theirs in pairwise(texts):
        for one, two in product(mine.facts, theirs.facts):
            if comparable(one.kind, two.kind):
                shown = seen(evidence_of(mine, theirs, one, two, 0.5))
                own, other = aligned(shown)
                assert all(len(sentence) < 1200 for sentence in (own, other))
                told = [evidence_words(shown.evidence[0], shown, lang) for lang in ("id", "en")]
                assert bool(told[0].difference) == bool(told[1].difference)
                kinds.add(one.kind)
    assert len(kinds) >= 10


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("dimension", [item for item in Dimension if item is not Dimension.ALERT])
def test_every_state_has_words(dimension: Dimension, lang: str) -> None:
    poles = {text(f"state.{dimension}.{pole}", lang=lang) for pole in ("yes", "no")}
    assert len(poles) == 2
