"""Who may take part, as far as it is said in words: who is let in, left out, or let off."""

from __future__ import annotations

import re

from selaras.matching.domain.facts import Dimension, FactKind, StatusValue
from selaras.matching.facts.document import Document, Found
from selaras.matching.text.lexicon import any_of

# Groups that announcements let in or leave out, one spelling each.
_GROUPS: dict[str, str] = {
    "ibu hamil": "hamil", "bumil": "hamil", "ibu menyusui": "menyusui", "busui": "menyusui",
    "balita": "balita", "batita": "balita", "bayi": "bayi", "anak": "anak", "anak-anak": "anak",
    "lansia": "lansia", "lanjut usia": "lansia", "manula": "lansia", "difabel": "disabilitas",
    "disabilitas": "disabilitas", "penyandang disabilitas": "disabilitas",
    "pelajar": "pelajar", "siswa": "pelajar", "murid": "pelajar", "santri": "santri",
    "mahasiswa": "mahasiswa", "guru": "guru", "dosen": "dosen", "asn": "asn", "pns": "asn",
    "aparatur sipil negara": "asn", "pppk": "pppk", "honorer": "honorer", "tni": "tni",
    "polri": "polri", "pensiunan": "pensiunan", "veteran": "veteran", "pedagang": "pedagang",
    "umkm": "umkm", "petani": "petani", "nelayan": "nelayan", "buruh": "buruh",
    "sopir": "sopir", "pengemudi": "sopir", "ojek daring": "ojek", "ojol": "ojek",
    "sepeda motor": "motor", "roda dua": "motor", "roda empat": "mobil", "mobil pribadi": "mobil",
    "truk": "truk", "angkutan barang": "truk", "angkutan umum": "angkutan umum", "bus": "bus",
    "ambulans": "ambulans", "pemadam kebakaran": "pemadam", "kendaraan dinas": "dinas",
    "kendaraan listrik": "listrik", "mobil listrik": "listrik", "wna": "wna",
    "warga negara asing": "wna", "wisatawan": "wisatawan", "turis": "wisatawan",
    "pendatang": "pendatang", "perantau": "pendatang", "rumah tangga": "rumah tangga",
    "pelaku usaha": "usaha", "perusahaan": "usaha", "toko modern": "toko modern",
    "pasar rakyat": "pasar rakyat", "pasar tradisional": "pasar rakyat", "restoran": "restoran",
    "rumah makan": "restoran", "rumah sakit": "rumah sakit", "puskesmas": "puskesmas",
    "igd": "igd", "ugd": "igd", "pekerja": "pekerja", "karyawan": "pekerja",
    "penyintas": "penyintas", "komorbid": "komorbid", "janda": "janda", "yatim": "yatim",
}  # fmt: skip
_GROUP = rf"(?<!\w)(?<!non-){any_of(_GROUPS)}(?!\w)"
_AND = r"(?: *(?:,|/|&|-)? *(?:dan|serta|atau|maupun|hingga|sampai|para|juga)? +|[/,-] *)"
_LIST = rf"{_GROUP}(?:{_AND}{_GROUP}){{0,6}}"
_ONE_GROUP = re.compile(_GROUP)
_LEFT_OUT = re.compile(
    rf"(?P<who>{_LIST})(?: +(?:itu|tersebut|sendiri|memang))? +(?:belum|tidak|tak|ora|dak|ndak|"
    rf"gak) +"
    rf"(?:ikut +)?(?:termasuk|tercakup|dapat|kebagian|mendapat\w*|masuk|berhak|diikutkan|"
    rf"dilibatkan|terkena|kena|wajib)(?!\w)"
    rf"|(?<!\w)(?:kecuali|terkecuali|selain|tidak berlaku (?:bagi|untuk)|tidak termasuk|"
    rf"belum termasuk|dikecualikan (?:bagi|untuk)|pengecualian (?:bagi|untuk))"
    rf"(?: +(?:bagi|untuk|para|kendaraan|pelaku|kelompok))* +(?P<but>{_LIST})"
)
_LET_IN = re.compile(
    rf"(?P<who>{_LIST})(?: +(?:itu|tersebut|sendiri))? +(?:juga|pun|ikut|turut|tetap)"
    rf"(?: +(?:ikut|turut|juga|tetap|akan))* +(?:termasuk|tercakup|dapat|kebagian|mendapat\w*|"
    rf"berhak|menerima|dilibatkan|kena|wajib|boleh|bisa)(?!\w)"
    rf"|(?<!\w)(?:ditambah|plus|termasuk|berlaku juga bagi|berlaku pula bagi|juga berlaku bagi|"
    rf"juga untuk|juga bagi|juga menyasar|mencakup|meliputi)"
    rf"(?: +(?:bagi|untuk|para|kelompok|sekitar|[\d.]+|orang|seluruh|semua))* +(?P<also>{_LIST})"
)
_PEOPLE = (
    r"(?:warga\w*|penduduk|masyarakat|peserta|keluarga|pelajar|siswa|mahasiswa|ibu|anak|lansia|"
    r"pemegang|penerima|pemilik|ktp\w*|ber-?ktp|kk|asn|anggota|karyawan|perempuan|penyandang|"
    r"pedagang|pelaku|nelayan|petani|guru|umat|domisili|putra|kpm|nasabah|pelanggan|pengguna|"
    r"penghuni|jemaah|pasien|pelamar|"
    r"pemudik|penumpang|kader|pendaftar|wajib pajak|lulusan|pemilih|alumni|wni)"
)
_FOR_SOME = re.compile(
    rf"(?<!\w)(?:khusus|hanya|cuma|terbatas|diprioritaskan|eksklusif)(?: +(?:untuk|bagi|buat|"
    rf"diikuti|melayani|menerima|diperuntukkan|diperuntukan|diberikan|oleh|kepada|yang|pada|para))*"
    rf" +{_PEOPLE}(?!\w)"
    rf"|(?<!\w)(?:wajib|harus)(?: +(?:memiliki|punya|mempunyai|pakai))? +(?:ber-?)?ktp(?!\w)"
    rf"|(?<!\w)(?:tidak|belum|tertutup|bukan)(?: +(?:terbuka|dibuka|menerima))? +(?:untuk|"
    rf"bagi)? *umum"
    rf"(?!\w)|(?<!\w)tertutup +(?:untuk|bagi) +(?:umum|publik|masyarakat umum)"
    rf"|(?<!\w)(?:warga|ktp|penduduk|pendaftar|peserta)(?: +dari)? +luar +\w+(?: +\w+)? +"
    rf"(?:tidak|tak|belum|dilarang|gak|ndak|dak)(?!\w)"
)
_OPEN_TO_ALL = re.compile(
    r"(?<!\w)(?<!tidak )(?<!belum )(?:terbuka|dibuka|gratis|boleh) +(?:untuk|bagi|buat) +(?:umum|"
    r"siapa|seluruh|semua)"
    r"(?: +\w+)?"
    r"|(?<!\w)siapa +(?:saja|pun) +(?:boleh|bisa|dapat)"
    r"|(?<!\w)(?:warga +|ktp +|penduduk +|dari +)luar +\w+(?: +\w+)? +(?:juga +|tetap +|pun +)?"
    r"(?:boleh|bisa|dapat)"
    r"|(?<!\w)(?:laki-laki|pria|putra|lelaki) +(?:dan|maupun|atau) +(?:perempuan|wanita|"
    r"putri)(?!\w)"
    r"|(?<!\w)(?:ktp|warga)(?: +daerah)? +mana +(?:pun|saja)"
    r"|(?<!\w)(?:semua|seluruh|setiap) +(?:warga|orang|masyarakat|penduduk|kalangan|pemohon)"
    r"(?: +\w+)? +(?:boleh|bisa|dapat|berhak)"
    r"|(?<!\w)tanpa +(?:melihat|memandang|membedakan|memperhitungkan|terkecuali|kecuali|"
    r"mempertimbangkan|batasan? (?:usia|umur|wilayah|domisili))(?!\w)"
    r"|(?<!\w)tidak +(?:memandang|membedakan|dibatasi +(?:usia|umur|domisili|wilayah))(?!\w)"
    r"|(?<!\w)baik +(?:yang +)?[^.;:\n]{2,50}? +maupun +(?:yang +)?(?:belum|tidak|sudah|dari luar)"
)
# People or papers in a certain state: `yang sudah ... tidak perlu`, `yang sudah ... tetap boleh`.
_STATE = r"(?<!\w)yang +(?:[^\s.;:!?]+ +){0,4}?(?:sudah|telah|pernah|belum|terlanjur|lewat) +"
_LET_OFF = re.compile(
    rf"{_STATE}(?:[^\s.;:!?]+ +){{1,5}}?(?:tidak|tak|gak|ndak|dak|ora) +(?:lagi +)?"
    rf"(?:perlu|usah|dapat|bisa|berhak|boleh|dilayani|diterima|diproses|wajib|harus|termasuk|"
    rf"diperkenankan|diperbolehkan|diizinkan|akan +dilayani)(?!\w)"
)
_LET_STAY = re.compile(
    rf"{_STATE}(?:[^\s.;:!?]+ +){{1,5}}?(?:tetap|juga|masih|pun)(?: +(?:tetap|juga|harus|akan))* +"
    rf"(?:di\w{{3,}}|boleh|bisa|dapat|wajib|harus|perlu|ikut|berhak|mendapat\w*)(?!\w)"
)


# 'bukan hanya untuk pelajar' keeps no one out.
_NOT_ONLY = re.compile(r"(?<!\w)(?:bukan|tidak|tak|nggak|gak|ndak|dak|ora) +\Z")


def find_audiences(doc: Document) -> None:
    """Adds who may take part; the findings share their range with other facts."""
    for pattern, is_open in (
        (_OPEN_TO_ALL, True),
        (_FOR_SOME, False),
        (_LET_STAY, True),
        (_LET_OFF, False),
    ):
        for match in pattern.finditer(doc.text):
            if not _NOT_ONLY.search(doc.before(match.start(), 10)):
                _add(doc, match, StatusValue(Dimension.PARTICIPATION, is_open))
    for pattern, within in ((_LET_IN, True), (_LEFT_OUT, False)):
        for match in pattern.finditer(doc.text):
            named = next(text for text in match.groups() if text)
            value = StatusValue(Dimension.INCLUSION, within, of=_groups(named))
            if within and _refused(doc, match.start()):
                continue
            _add(doc, match, value)


def _refused(doc: Document, start: int) -> bool:
    """Whether a word that lets people in is itself denied: `tidak termasuk ...`."""
    return (
        re.search(r"(?<!\w)(?:tidak|belum|bukan|tak|gak|dak|ora) +\Z", doc.before(start, 10))
        is not None
    )


def _groups(text: str) -> tuple[str, ...]:
    names = (re.sub(" +", " ", match.group()) for match in _ONE_GROUP.finditer(text))
    return tuple(dict.fromkeys(_GROUPS[name] for name in names))


def _add(doc: Document, match: re.Match[str], value: StatusValue) -> None:
    claim = doc.claim_at(match.start())
    if claim is None or match.end() > claim.end:
        return
    found = Found(FactKind.ELIGIBILITY, match.start(), match.end(), value, head=value.of[:3])
    doc.add(found, shared=True)
