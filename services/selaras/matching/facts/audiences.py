"""Who may take part, as far as it is said in words: who is let in, left out, or let off."""

from __future__ import annotations

import re

from selaras.matching.domain.facts import FactKind, StatusValue
from selaras.matching.domain.states import Dimension
from selaras.matching.facts.audience_axes import OUTSIDE, respects
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
    "usaha mikro": "usaha mikro", "usaha kecil": "usaha kecil", "p3k": "pppk",
    "usaha menengah": "usaha menengah", "tunggakan": "tunggakan", "denda": "denda",
    "siswa swasta": "swasta", "sekolah swasta": "swasta", "truk barang": "truk",
    "mobil penumpang": "mobil", "kpm": "kpm", "wni": "wni", "alumni": "alumni",
    "penyintas": "penyintas", "komorbid": "komorbid", "janda": "janda", "yatim": "yatim",
}  # fmt: skip
_GROUP = rf"(?<!\w)(?<!non-){any_of(_GROUPS)}(?!\w)"
_AND = r"(?: *(?:,|/|&|-)? *(?:dan|serta|atau|maupun|hingga|sampai|para|juga)? +|[/,-] *)"
_LIST = rf"{_GROUP}(?:{_AND}{_GROUP}){{0,6}}"
_ONE_GROUP = re.compile(_GROUP)
_NO = r"(?:belum|tidak|tdk|blm|tak|ga|ora|dak|ndak|gak|nggak|kada|indak|mboten|teu|tra|seng|bukan)"
_MAY = (
    r"(?:boleh|bole|bisa|dapat|diperbolehkan|diperkenankan|diizinkan|dibolehkan|dipersilakan|"
    r"diterima|buliah|bulih|bulih|olih|oleh|iso|isa|entuk|angsal|kenging|tiasa|kengeng|dapet|dpt)"
)
_GAP = rf"(?: +(?!{_NO}(?!\w)|yang |selain |kecuali )[a-z0-9&/-]+){{0,7}}?"
_LEFT_OUT = re.compile(
    rf"(?P<who>{_LIST}){_GAP} +{_NO} +"
    rf"(?:ikut +)?(?:termasuk|tercakup|dapat|kebagian|mendapat\w*|masuk|berhak|diikutkan|"
    rf"dilibatkan|terkena|kena|wajib|ikut)(?!\w)"
    rf"|(?P<barred>{_LIST}){_GAP} +(?:{_NO} +(?:lagi +)?{_MAY}|dilarang)(?!\w)"
    rf"|(?P<apart>{_LIST}){_GAP} +(?:ada|punya|memiliki|diatur|memakai|mengikuti)(?: +dengan)?"
    rf"(?: +(?:aturan|ketentuan|skema|kebijakan|jadwal|mekanisme))? +(?:sendiri|tersendiri|"
    rf"terpisah|khusus|lain)(?!\w)"
    rf"|(?<!\w)(?:kecuali|terkecuali|selain|tidak berlaku (?:bagi|untuk)|tidak termasuk|"
    rf"belum termasuk|dikecualikan (?:bagi|untuk)|pengecualian (?:bagi|untuk))"
    rf"(?: +(?:bagi|untuk|para|kendaraan|pelaku|kelompok))* +(?P<but>{_LIST})"
)
_LET_IN = re.compile(
    rf"(?P<who>{_LIST}){_GAP} +(?:juga|pun|ikut|turut|tetap|masih|jugo|oge)"
    rf"(?: +(?:ikut|turut|juga|tetap|akan|masih))* +(?:termasuk|tercakup|kebagian|mendapat\w*|"
    rf"berhak|menerima|dilibatkan|kena|wajib|{_MAY})(?!\w)"
    rf"|(?<!\w)(?:ditambah|plus|termasuk|berlaku juga bagi|berlaku pula bagi|juga berlaku bagi|"
    rf"juga berlaku untuk|berlaku juga untuk|juga untuk|juga bagi|juga menyasar|mencakup|meliputi)"
    rf"(?: +(?:bagi|untuk|para|kelompok|sekitar|[\d.]+|orang|seluruh|semua))* +(?P<also>{_LIST})"
)
_PEOPLE = (
    r"(?:warga\w*|penduduk|masyarakat|peserta|keluarga|pelajar|siswa|mahasiswa|ibu|anak|lansia|"
    r"pemegang|penerima|pemilik|ktp\w*|ber-?ktp|kk|asn|anggota|karyawan|perempuan|penyandang|"
    r"pedagang|pelaku|nelayan|petani|guru|umat|domisili|putra|kpm|nasabah|pelanggan|pengguna|"
    r"penghuni|jemaah|pasien|pelamar|"
    r"pemudik|penumpang|kader|pendaftar|wajib pajak|lulusan|pemilih|alumni|wni|pekerja|buruh|"
    r"pemohon|pemula|laki-laki|pria|wanita|putri|member|santri|relawan|honorer|"
    r"pppk|pns|tni|polri|pensiunan|veteran|umkm|tamu|undangan|muslim|muslimah|perantau|pegawai|"
    r"balita|bayi|remaja|pemuda|dewasa|difabel|disabilitas|atlet|pengemudi|sopir|jamaah|bocah|"
    r"rumah tangga|calon|korban|penyintas|kelompok|urang|wong|"
    r"(?:kuliah|tinggal|berdomisili|bekerja|lahir|bersekolah|menetap|kampus|sekolah)(?:nya)?|"
    r"(?:belum|sudah|telah) +(?:pernah|terdaftar|terdata|menikah|divaksin))"
)
_VEHICLES = r"(?:kendaraan|mobil|motor|sepeda|truk|bus|roda +(?:dua|empat|2|4)|angkutan|pejalan)"
_OUTSIDERS = (
    rf"(?<!\w)(?:warga|ktp|penduduk|pendaftar|peserta|pelamar|siswa|mahasiswa|pengunjung|orang|"
    rf"urang|wong|pemohon|pelajar|pembeli|dari|kampus|kuliah|sekolah|calon +\w+)(?:nya)?"
    rf"(?: +(?:dari|asal|di|ti|teko|daerah))* +{OUTSIDE}"
)
_FOR_SOME = re.compile(
    rf"(?<!\w)(?:khusus|hanya|cuma|terbatas|diprioritaskan|eksklusif)(?: +(?:untuk|bagi|buat|"
    rf"diikuti|melayani|menerima|diperuntukkan|diperuntukan|diberikan|oleh|kepada|yang|pada|para))*"
    rf" +{_PEOPLE}(?!\w)"
    rf"|(?<!\w)khusus(?: +(?:untuk|bagi|buat|para))* +{_VEHICLES}(?!\w)"
    rf"|(?<!\w)(?:hanya|cuma)(?: +(?:untuk|bagi|buat|boleh|bisa|dapat|diperuntukkan|diizinkan|"
    rf"diperuntukan|dibuka|dilalui|dilewati|oleh))+ +{_VEHICLES}(?!\w)"
    rf"|(?<!\w)(?:boleh|bisa|dapat|diizinkan|diperbolehkan)(?: +\w+){{0,2}} +(?:hanya|cuma) +"
    rf"{_VEHICLES}(?!\w)"
    rf"|(?<!\w)(?:hanya|cuma) +{_VEHICLES}(?: +\w+){{0,3}}? +(?:yang +)?(?:boleh|bisa|dapat|"
    rf"diizinkan|diperbolehkan)(?!\w)"
    rf"|(?<!\w)(?:untuk|bagi|kanggo|nggo|kangge|pikeun|buat|menyasar|(?:peserta|sasaran|penerima|"
    rf"target)(?: +manfaat)? *:) +(?:para +)?(?:pekerja|buruh|karyawan|pegawai|sektor) +"
    rf"(?:sektor +)?(?:informal|formal|tetap|lepas|harian +lepas|kontrak)(?!\w)"
    rf"(?! *(?:,|dan|maupun|/|&) *(?:informal|formal|tetap|lepas))"
    rf"|(?<!\w)(?:wajib|harus)(?: +(?:memiliki|punya|mempunyai|pakai))? +(?:ber-?)?ktp(?!\w)"
    rf"|(?<!\w)(?:tidak|belum|tertutup|bukan)(?: +(?:terbuka|dibuka|menerima))? +(?:untuk|"
    rf"bagi)? *umum"
    rf"(?!\w)|(?<!\w)tertutup +(?:untuk|bagi) +(?:umum|publik|masyarakat umum)"
    rf"|{_OUTSIDERS}(?: +\w+){{1,2}}? +(?:{_NO}|dilarang)(?!\w)(?! +(?:dilarang|masalah))"
    rf"|(?<!\w)(?<!secara )umum(?: +(?:dan|serta|atau) +\w+)? +{_NO} +(?:\w+ +)?(?:{_MAY}|ikut|"
    rf"dilayani|dilibatkan|diundang|diikutkan)(?!\w)"
    rf"|(?<!\w)swasta +(?:{_NO} +(?:\w+ +)?(?:{_MAY}|termasuk|mendapat)|masih +memakai)(?!\w)"
    rf"|(?<!\w)non-? ?(?:anggota|member|muslim|asn|warga|peserta) +(?:{_NO}|dilarang)(?!\w)"
)
_ALSO = r"(?:juga|jugo|juo|tetap|pun|ikut|oge|uga|masih|lo|dong)"
_OPEN_TO_ALL = re.compile(
    r"(?<!\w)(?<!tidak )(?<!belum )(?:terbuka|dibuka|gratis|boleh) +(?:untuk|bagi|buat) +(?:umum|"
    r"siapa|seluruh|semua)"
    r"(?: +\w+)?"
    r"|(?<!\w)siapa +(?:saja|pun) +(?:boleh|bisa|dapat)"
    rf"|{_OUTSIDERS}(?: +\w+){{1,2}}? +(?:{_ALSO} +)*{_MAY}(?!\w)"
    rf"|(?<!\w){_MAY}(?: +{_ALSO})?(?: +\w+)? +(?:dari|di|ti) +{OUTSIDE} +\w+"
    rf"|(?<!\w)dalam *(?:maupun|ataupun|atau|dan|&|/|serta)(?: +(?:di|dari))? *{OUTSIDE}"
    r"(?! +negeri) +\w+"
    rf"|(?<!\w)(?:masyarakat +|warga +|peserta +|pengunjung +|untuk +)?umum(?: +dan +\w+)?"
    rf"(?: +yang +\w+)? +(?:{_ALSO} +)*(?:{_MAY}|silakan|dipersilahkan)(?!\w)"
    r"|(?<!\w)(?:laki-laki|pria|putra|lelaki) *(?:dan|maupun|atau|&|/) *(?:perempuan|wanita|"
    r"putri)(?!\w)"
    r"|(?<!\w)negeri *(?:maupun|ataupun|atau|dan|serta|&|/|sama) *swasta(?!\w)"
    rf"|(?<!\w)swasta +(?:{_ALSO} +)+{_MAY}(?!\w)"
    rf"|(?<!\w)non-? ?(?:anggota|member|muslim|asn|warga|peserta) +(?:{_ALSO} +)*{_MAY}(?!\w)"
    r"|(?<!\w)(?:ktp|warga)(?: +daerah)? +mana +(?:pun|saja)"
    r"|(?<!\w)(?:semua|seluruh|setiap|kabeh|sadaya|sedaya|samua|sagalo|sakabeh|sado|sadonyo) +"
    r"(?:warga|orang|masyarakat|penduduk|kalangan|pemohon|wong|urang|jalma|"
    rf"oran|peserta)(?: +\w+)? +(?:{_MAY}|berhak)(?!\w)"
    r"|(?<!\w)(?:semua|seluruh|segala) +(?:jenis +|golongan +|tipe +)?kendaraan(?!\w)"
    r"(?![^.;\n]{0,60}?(?:dilarang|tidak|belum|wajib|harus|dialihkan|diputar|diarahkan|parkir))"
    r"|(?<!\w)tanpa +(?:melihat|memandang|membedakan|memperhitungkan|terkecuali|kecuali|"
    r"mempertimbangkan|batasan? (?:usia|umur|wilayah|domisili))(?!\w)"
    r"|(?<!\w)tidak +(?:memandang|membedakan|dibatasi +(?:usia|umur|domisili|wilayah))(?!\w)"
    r"|(?<!\w)baik +(?:yang +)?[^.;:\n]{2,50}? +maupun +(?:yang +)?(?:belum|tidak|sudah|dari luar)"
    rf"|(?<!\w)(?:bukan|tidak|tak) +(?:cuma|hanya|sekadar|melulu)(?: +(?:untuk|bagi|buat|para))*"
    rf" +{_PEOPLE}(?!\w)"
    r"|(?<!\w)(?<!tidak )(?<!belum )terbuka +(?:untuk|bagi|buat) +[^.;:\n]{3,60}? +maupun +\w+"
)
# `Sekolah swasta? Dapat juga!` answers who may come.
_ASKED = re.compile(
    rf"(?<!\w)(?P<who>\w[^.?!\n,;:]{{2,50}})\? *(?:(?P<no>(?:maaf,? *)?{_NO})|"
    rf"(?:iya?,? *|tentu,? *|tetap +|juga +|masih +)?{_MAY})(?!\w)"
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
                text = match.group() + _tail(doc, match.end(), is_open=is_open)
                told = respects(text, re.split(r"[.;:!?\n]", doc.before(match.start(), 24))[-1])
                _add(doc, match, StatusValue(Dimension.PARTICIPATION, is_open, of=told))
    _answered(doc)
    for pattern, within in ((_LET_IN, True), (_LEFT_OUT, False)):
        for match in pattern.finditer(doc.text):
            named = next(text for text in match.groups() if text)
            value = StatusValue(Dimension.INCLUSION, within, of=_groups(named))
            if within and _refused(doc, match.start()):
                continue
            _add(doc, match, value)


# What goes on to say whom it is for: 'khusus siswa' with 'sekolah negeri'.
_TAIL = re.compile(r"(?: +(?!yang |tidak |belum |bisa |boleh |dapat )[a-z-]+){0,4}")


def _tail(doc: Document, end: int, *, is_open: bool) -> str:
    match = None if is_open else _TAIL.match(doc.text, end)
    return match.group() if match else ""


def _answered(doc: Document) -> None:
    """Questions whether a group may come, with their answers; the question holds the place."""
    for match in _ASKED.finditer(doc.text):
        told = respects(match["who"])
        if {"luar", "studi luar", "swasta"} & set(told):
            start, end = match.span("who")
            value = StatusValue(Dimension.PARTICIPATION, match["no"] is None, of=told)
            if doc.claim_at(start) is not None:
                doc.add(Found(FactKind.ELIGIBILITY, start, end, value), shared=True)


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
    head = value.of[:3] if value.dimension is Dimension.INCLUSION else ()
    found = Found(FactKind.ELIGIBILITY, match.start(), match.end(), value, head=head)
    doc.add(found, shared=True)
