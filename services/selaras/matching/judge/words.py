"""The content words of claims, as stems."""

from __future__ import annotations

import re
from functools import lru_cache

from selaras.matching.text.lexicon import word_set
from selaras.matching.text.normalise import normalise
from selaras.matching.text.stem import content_stem

_WORD = re.compile(r"[^\W\d_]{2,}")
# A capitalised word that does not open a sentence, a line or a quotation.
_NAME = re.compile(r"(?<=[a-z0-9,:)/–-] )[A-Z][\w’'-]+|\b[A-Z]{2,}[0-9]*\b")
# The same, without abbreviations: those (KTP, BPJS, SIM) belong to every regency.
_PROPER = re.compile(r"(?<=[a-z0-9,:)/–-] )[A-Z][a-z’'-]{2,}[\w’'-]*")
# Words that are part of many names and identify none of them.
_OF_MANY_NAMES = word_set(
    """
    kota kabupaten kab kecamatan kec kelurahan kel desa provinsi prov distrik kampung dusun nagari
    negeri gampong lingkungan jalan jln gang raya utama lama baru besar kecil timur barat utara
    selatan tengah pusat daerah wilayah indonesia nusantara republik negara nasional pemerintah
    pemkab pemkot pemprov pemda dinas badan kantor balai unit bagian sekretariat gedung aula
    alun-alun lapangan stadion terminal pasar pelabuhan bandara stasiun gunung sungai danau pantai
    pulau teluk masjid gereja sekolah kampus universitas rumah sakit puskesmas posyandu klinik
    apotek satpol polres polsek polda kodim samsat bank kartu keluarga buku surat nomor induk
    tanda penduduk bapak ibu saudara yth kepala bupati wali walikota gubernur camat lurah menteri
    presiden direktur ketua humas senin selasa rabu kamis jumat jum'at sabtu minggu ahad januari
    februari maret april mei juni juli agustus september oktober november desember idul fitri adha
    lebaran natal nyepi ramadan ramadhan waisak imlek hari raya hut tuhan allah alhamdulillah
    program pekan bulan tahun tahap putaran gelombang whatsapp instagram facebook telegram google
    form call center online website youtube tiktok email wib wita wit layanan pelayanan informasi
    """
)


@lru_cache(maxsize=8192)
def content_words(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning."""
    stems = (content_stem(word) for word in _WORD.findall(normalise(text).text))
    return frozenset(item for item in stems if item)


def names(text: str) -> frozenset[str]:
    """Stems of proper names and abbreviations; empty for a text all in capitals."""
    letters = [char for char in text if char.isalpha()]
    if letters and sum(char.isupper() for char in letters) > 0.6 * len(letters):
        return frozenset()
    found = (content_stem(word.lower()) for word in _NAME.findall(text))
    return frozenset(item for item in found if item)


def proper_names(text: str) -> frozenset[str]:
    """Words that name one thing (Marapi, Sudirman), in lower case: what two places can share.

    Left out are words that the text also writes small, and those that are part of many names.
    """
    found = {word.lower() for word in _PROPER.findall(text)} - _OF_MANY_NAMES
    return frozenset(found - set(_WORD.findall(text)))


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared part of the smaller set, 0 to 1; two words in common are needed for a full score."""
    shared = len(one & other)
    smaller = min(len(one), len(other))
    return shared / max(smaller, 2) if smaller else 0.0


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared part of both sets, 0 to 1."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0
