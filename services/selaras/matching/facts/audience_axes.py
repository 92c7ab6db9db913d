"""In which respect people are let in or kept out: where they live, their sex, school or vehicle.

`khusus putri` clashes with `khusus putra`, and says nothing of whether outsiders may come.
"""

from __future__ import annotations

import re

from selaras.matching.text.lexicon import any_of

# One respect each: the words for it, and one spelling for what they mean.
_AXES: dict[str, dict[str, str]] = {
    "residence": {
        "ktp": "setempat", "ber-ktp": "setempat", "berktp": "setempat", "domisili": "setempat",
        "berdomisili": "setempat", "penduduk": "setempat", "warga kota": "setempat",
        "warga kabupaten": "setempat", "warga desa": "setempat", "warga kelurahan": "setempat",
        "dalam provinsi": "setempat", "dalam kota": "setempat", "dalam daerah": "setempat",
        "putra daerah": "setempat", "luar": "luar", "lua": "luar", "njaba": "luar",
        "pendatang": "luar",
    },
    # What `respects` makes of inside and outside where it is the school that lies there.
    "study": {"kampus di dalam": "studi dalam", "kampus di luar": "studi luar"},
    "sector": {"informal": "informal", "formal": "formal"},
    "contract": {
        "karyawan tetap": "tetap", "pegawai tetap": "tetap", "pekerja tetap": "tetap",
        "pekerja lepas": "lepas", "harian lepas": "lepas", "buruh lepas": "lepas",
        "freelance": "lepas", "kontrak": "kontrak", "honorer": "kontrak",
    },
    "school": {"negeri": "negeri", "swasta": "swasta"},
    "sex": {
        "putra": "putra", "pria": "putra", "laki-laki": "putra", "lelaki": "putra",
        "putri": "putri", "wanita": "putri", "perempuan": "putri", "muslimah": "putri",
    },
    "newness": {
        "pemohon baru": "baru", "peserta baru": "baru", "pelanggan baru": "baru",
        "pendaftar baru": "baru", "anggota baru": "baru", "siswa baru": "baru",
        "mahasiswa baru": "baru", "pemula": "baru", "pertama kali": "baru",
        "belum pernah": "baru", "penerima baru": "baru", "peserta lama": "lama",
        "pelanggan lama": "lama", "penerima lama": "lama", "anggota lama": "lama",
        "sudah pernah": "lama",
    },
    "vehicle": {
        "mobil": "mobil", "kendaraan pribadi": "mobil", "roda empat": "mobil",
        "golongan i": "mobil", "kendaraan kecil": "mobil", "motor": "motor", "roda dua": "motor",
        "bus": "bus", "truk": "truk", "angkutan barang": "truk", "kendaraan": "kendaraan",
        "sepeda": "sepeda", "pejalan kaki": "pejalan kaki",
    },
    "calling": {
        "pelajar": "pelajar", "siswa": "pelajar", "murid": "pelajar", "mahasiswa": "mahasiswa",
        "guru": "guru", "dosen": "dosen", "asn": "asn", "pns": "asn", "pedagang": "pedagang",
        "petani": "petani", "nelayan": "nelayan", "pensiunan": "pensiunan", "santri": "santri",
    },
}  # fmt: skip
_AXIS_OF = {token: axis for axis, words in _AXES.items() for token in words.values()}
_TOKEN = {word: token for words in _AXES.values() for word, token in words.items()}
_WORD = re.compile(rf"(?<![\w-]){any_of(_TOKEN)}(?:nya)?(?![\w-])")
# 'warga negeri' and 'dalam negeri' are no schools.
_ABROAD = re.compile(r"(?<!\w)(?:dalam|luar|pegawai|kejaksaan|pengadilan) +negeri(?!\w)")
OUTSIDE = r"(?:luar|lua|njaba|jawi)"
"""Outside, in the languages that announcements mix in."""


_LIVES = re.compile(r"(?<!\w)(?:ber-?)?(?:ktp|domisili|penduduk|warga|pendatang)(?!\w)")
_STUDIES = re.compile(r"(?<!\w)(?:kuliah|kampus|bersekolah|perguruan +tinggi)(?:nya)?(?!\w)")
_STUDY = {"setempat": "studi dalam", "luar": "studi luar"}


def respects(text: str, before: str = "") -> tuple[str, ...]:
    """What the words of a folded text say of people, in the respects known here, in order.

    Words `before` it tell only whether it is about where they study or where they live.
    """
    plain = _ABROAD.sub(" ", text)
    words = (re.sub(" +", " ", match.group()) for match in _WORD.finditer(plain))
    tokens = [_TOKEN.get(word) or _TOKEN[word.removesuffix("nya")] for word in words]
    if _STUDIES.search(before + text) and not _LIVES.search(text):
        tokens = [_STUDY.get(token, token) for token in tokens]
    return tuple(dict.fromkeys(tokens))


def rivals(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two groups, each the only one let in, leave each other out in some respect."""
    mine, theirs = _by_axis(one), _by_axis(other)
    return any(not mine[axis] & theirs[axis] for axis in mine.keys() & theirs.keys())


def same_respect(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two statements can be of one respect; what names none is of all."""
    mine, theirs = _by_axis(one), _by_axis(other)
    return not mine or not theirs or bool(mine.keys() & theirs.keys())


def _by_axis(tokens: tuple[str, ...]) -> dict[str, set[str]]:
    axes: dict[str, set[str]] = {}
    for token in tokens:
        if axis := _AXIS_OF.get(token):
            axes.setdefault(axis, set()).add(token)
    return axes
