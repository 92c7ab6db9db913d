from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selaras.matching.index.lexical import BANDS, jaccard, lexical_bands, normalise, shingles

TEXT = "Vaksinasi polio putaran kedua di Kota Tasikmalaya dimulai 3 Mei pukul 08.00 di puskesmas."
SERVICES = Path(__file__).resolve().parents[4] / "services"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Halo, Dunia!", "halo dunia"),
        ("  spasi \n\t ganda  ", "spasi ganda"),
        ("Jadwal 💉💉 di https://dinkes.go.id/x?y=1 ya", "jadwal di ya"),
        ("www.contoh.go.id saja", "saja"),
        ("Rp25.000,-", "rp25 000"),
        ("ＶＡＫＳＩＮ ﬁnal", "vaksin final"),
        ("#VaksinUntuk_Semua @dinkes", "vaksinuntuk semua dinkes"),
        ("Straße", "strasse"),
        ("😀 !!! …", ""),
        ("", ""),
    ],
)
def test_normalise(text, folded):
    assert normalise(text) == folded


def test_shingles_are_runs_of_three_words():
    assert shingles("Satu dua, tiga empat") == {"satu dua tiga", "dua tiga empat"}


def test_a_text_of_fewer_words_is_compared_by_words():
    assert shingles("Libur besok") == {"libur", "besok"}
    assert shingles("Libur!") == {"libur"}
    assert jaccard("Libur besok", "libur, lusa") == pytest.approx(1 / 3)


def test_a_text_without_words_is_near_nothing():
    assert shingles("💉 https://x.id") == frozenset()
    assert lexical_bands("💉") == ()
    assert jaccard("💉", "💉") == 0.0
    assert jaccard("", TEXT) == 0.0


def test_jaccard_counts_shared_shingles():
    assert jaccard(TEXT, TEXT.upper() + " 🎉") == 1.0
    assert jaccard("a b c d", "a b c e") == pytest.approx(1 / 3)
    assert jaccard(TEXT, "Jalan Cihideung ditutup untuk perbaikan saluran air") == 0.0


def test_bands_of_the_same_words_are_the_same():
    assert lexical_bands(TEXT) == lexical_bands(TEXT.lower().replace(".", " "))
    assert len(set(lexical_bands(TEXT))) == BANDS


def test_bands_are_the_same_in_every_process():
    """Also a guard against an update of the library that would change what is stored."""
    program = f"from selaras.matching.index.lexical import lexical_bands as b; print(b({TEXT!r}))"
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(SERVICES)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert answers == {str(lexical_bands(TEXT))}


def changed(words: list[str], share: float, rng: random.Random) -> str:
    return " ".join(f"x{rng.randrange(10**6)}" if rng.random() < share else word for word in words)


def test_bands_find_near_copies_and_few_others():
    """Texts of one half or more in common share a band 7 times of 8; others hardly ever."""
    rng = random.Random(4)
    near = near_found = far = far_found = 0
    for _ in range(400):
        words = [f"kata{rng.randrange(4000)}" for _ in range(60)]
        other = changed(words, rng.choice([0.05, 0.1, 0.15, 0.7]), rng)
        text = " ".join(words)
        similarity = jaccard(text, other)
        found = bool(set(lexical_bands(text)) & set(lexical_bands(other)))
        if similarity >= 0.5:
            near, near_found = near + 1, near_found + found
        elif similarity <= 0.1:
            far, far_found = far + 1, far_found + found
    assert near > 100
    assert far > 50
    assert near_found / near > 0.9
    assert far_found / far < 0.05


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_compared(one, other):
    assert 0.0 <= jaccard(one, other) <= 1.0
    assert jaccard(one, other) == jaccard(other, one)
    assert len(lexical_bands(one)) == (BANDS if normalise(one) else 0)
