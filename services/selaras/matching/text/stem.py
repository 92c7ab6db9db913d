"""A light Indonesian stemmer: enough to bring word families together, fast enough for every word.

It has no dictionary of roots, so some stems are not words; what matters is that the members of
a family (`pendaftaran`, `mendaftar`, `didaftarkan`) end in the same one.
"""

from __future__ import annotations

from functools import lru_cache

from selaras.matching.text.lexicon import word_set
from selaras.matching.text.words import ABBREVIATIONS, CANONICAL, STOPWORDS

# Words whose ending or beginning looks like an affix but is not one.
_WHOLE = word_set(
    """
    periksa dingin didik sektor senior
    bulan jalan pekan ikan makan badan kawan dewan lahan papan hujan hutan teman tangan halaman
    kanan depan bahan korban aman taman zaman iman pangan lapangan kecamatan kelurahan kabupaten
    kesehatan ruangan bantuan jembatan kendaraan perempuan pahlawan karyawan relawan wartawan
    pelabuhan pasukan angkatan rekan awan intan orang barang kurang terang sekarang kandang
    pedagang perang peserta petugas petani pejabat perawat pelajar peta pesan pesta peti penuh
    penting pendek pening pensiun perlu pernah persen pertama pesantren petir perahu periode
    persyaratan pemerintah perumda puskesmas pusat penyakit penyeberangan berita beras besar
    berat bersih besok bebas beda bekas belajar belanja beliau benar bendungan berani terbang
    ternak teras terminal terus teratur tergantung teri terima tertib desa dewasa desil desember
    dekat demam dengan denda dinas diare digital diskon dinding dinamis diri direktur distrik
    divisi kelas kelompok keluarga kepala kereta kerja kertas ketua kesal ketat kering keras
    kebun kecil kedai keluar kemasan kembali kemarin kepulauan sekolah sekretariat sejarah sehat
    selatan selasa seluruh sembako senin september seragam sepeda serta sesi setor sewa segera
    sekali semester senter seleksi sementara kampung kantor kartu kamis kakan satuan media mesin
    meter merah meja menit medis mesjid metro menteri mei melayu mekanisme informasi vaksinasi
    imunisasi sosialisasi evaluasi registrasi verifikasi polisi bakti bukti inti hari kopi bayi
    gizi padi kali kaki kami kini lagi pagi sapi seri siaga sendi
    """
)
_K_ROOTS = ("irim", "umpul", "enal", "endali", "urang", "eluar", "erja", "embali", "elola", "ubur",
            "unjung", "onfirmasi", "elompok", "ecual", "epung", "etahu", "eringan", "ait", "uras",
            "osong", "unci", "ontrol", "oreksi", "ampanye", "ubah")  # fmt: skip
_PARTICLES = ("nya", "lah", "kah", "tah", "pun")


def _strip_suffix(word: str) -> str:
    for particle in _PARTICLES:
        if word.endswith(particle) and len(word) - len(particle) >= 3:
            word = word[: -len(particle)]
            break
    if word in _WHOLE:
        return word
    for suffix in ("kan", "an"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word[: -len(suffix)]
    return word


def _restore(rest: str, dropped: str) -> str:
    """Gives back the consonant that a nasal prefix swallowed before a vowel."""
    if rest and rest[0] in "aiueo":
        if not dropped:
            return "k" + rest if rest.startswith(_K_ROOTS) else rest
        return dropped + rest
    return rest


_NASAL = (("ny", "s"), ("ng", ""), ("m", "p"), ("n", "t"))


def _strip_nasal(word: str, prefix: str) -> str | None:
    """`word` without me- or pe- and its nasal, or None when what is left is too short."""
    rest = word[len(prefix) :]
    for nasal, dropped in _NASAL:
        if rest.startswith(nasal):
            root = _restore(rest[len(nasal) :], dropped)
            # 'memakai' hides a p, but 'memasak' keeps its own m: both stay consistent.
            return root if len(root) >= 3 else None
    return rest if len(rest) >= 4 and rest[0] in "lrwy" else None


def _strip_prefix(word: str) -> str:
    for prefix in ("me", "pe"):
        if word.startswith(prefix):
            root = _strip_nasal(word, prefix)
            if root is not None:
                nested = root.startswith(("per", "ber")) and root not in _WHOLE
                return _strip_prefix(root) if nested else root
    for prefix in ("diper", "memper", "keber", "ber", "ter", "per", "di", "se", "ke", "pel", "bel"):
        shortest = 5 if prefix in {"diper", "memper", "se", "ke"} else 4
        if word.startswith(prefix) and len(word) - len(prefix) >= shortest:
            return word[len(prefix) :]
    return word


def _strip_locative(word: str, original: str) -> str:
    """Takes off -i where a prefix proves it a suffix: `mendatangi`, but not `informasi`."""
    verbal = original.startswith(("me", "di"))
    if verbal and word.endswith("i") and not word.endswith(("si", "ai")) and len(word) >= 6:
        return word[:-1]
    return word


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The family of a folded word: abbreviations spelt out, affixes off, same-sense words joined.

    Returns the word itself where no rule fits. Never raises.
    """
    word = ABBREVIATIONS.get(word, word)
    first, _, second = word.partition("-")
    if second and (first == second or second.startswith(first) or len(first) > 3):
        word = first
    if word in CANONICAL:
        return CANONICAL[word]
    if word in _WHOLE or len(word) <= 4:
        return word
    bare = _strip_suffix(word)
    if bare not in _WHOLE and len(bare) > 4:
        bare = _strip_locative(_strip_prefix(bare), word)
    return CANONICAL.get(bare, bare)


@lru_cache(maxsize=16384)
def content_stem(word: str) -> str | None:
    """The stem of a content word, or None for function words, numbers and lone letters."""
    word = ABBREVIATIONS.get(word, word)
    if len(word) < 2 or word in STOPWORDS or word[0].isdigit():
        return None
    root = stem(word)
    return None if root in STOPWORDS and root not in CANONICAL.values() else root
