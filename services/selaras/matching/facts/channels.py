"""Through what a thing is done: online or at a counter, and what it is that is done so."""

from __future__ import annotations

import bisect
import re
from dataclasses import replace
from itertools import accumulate

from selaras.matching.domain.facts import FactKind, StatusValue
from selaras.matching.domain.states import Dimension
from selaras.matching.facts.document import Document, Found
from selaras.matching.facts.statuses import is_negated
from selaras.matching.facts.wordings import HAVE, MAY, MUST, NOT, VIA
from selaras.matching.text.lexicon import any_of

_ENROL, _BUY, _PAY, _LEARN = ("enrol",), ("buy",), ("pay",), ("learn",)
_WORK, _HEAR, _ASK = ("work",), ("hear",), ("ask",)
# What is done, in one word each; to book a ticket is to buy one.
_ACTS: dict[str, tuple[str, ...]] = {
    word: groups
    for groups, words in (
        (_ENROL, "daftar mendaftar pendaftaran registrasi didaftarkan mendaftarkan daftarkan "
                 "antrean "
                 "antrian antre antri permohonan pengajuan mengajukan diajukan ajukan urus "
                 "mengurus "
                 "pengurusan melamar lamaran pelamar ndaftar nyadaptar daptar pendaptaran "
                 "formulir"),
        (_ENROL + _BUY, "reservasi booking pesan memesan pemesanan dipesan"),
        (_BUY, "tiket karcis beli membeli pembelian dibeli penjualan jual dijual tumbas tuku "
               "mundut"),
        (_PAY, "bayar membayar pembayaran dibayar pelunasan melunasi mbayar"),
        (_LEARN, "belajar pembelajaran sekolah kuliah siswa murid kelas sinau balajar ujian"),
        (_WORK, "bekerja kerja pegawai asn wfh wfo karyawan"),
        (_HEAR, "sidang persidangan terdakwa rapat seminar webinar upacara"),
        (_ASK, "aduan pengaduan lapor melapor bertanya tanya konsultasi informasi info keluhan"),
    )
    for word in words.split()
}  # fmt: skip
_ACT_WORD = re.compile(rf"(?<![\w-]){any_of(_ACTS)}(?![\w-])")
# A list is no registration, and to register again at school is another step.
_NO_LIST = (
    r"(?! +(?:ulang|harga|nama|tunggu|hadir|isi|pemilih|penerima|kk|lengkap|merek|belanja|"
    r"panjang|mengular|membludak|padat)(?!\w))"
)
_DO = (
    rf"(?:(?:ambil|mengambil|diambil|pengambilan|jupuk|njupuk|dijupuk|dijukut|njukut|ambek|ambiak|"
    rf"candak|nyandak|isi|mengisi) +(?:nomor +|kode +|formulir +)?(?:antrean|antrian|antre|nomor|"
    rf"formulir|tiket|karcis)|(?:nomor +)?(?:antrean|antrian) +(?:dijukut|dijupuk|diambil|"
    rf"dipundhut|"
    rf"dicandak)|{any_of(w for w, g in _ACTS.items() if g[0] in {'enrol', 'buy'})})(?!\w){_NO_LIST}"
)
_SIGN_UP = (
    r"(?:daftar|mendaftar|pendaftaran|registrasi|didaftarkan|mengisi +formulir|isi +formulir)"
)
_FILL = rf"(?: +(?!(?:{NOT}|belum|jangan|bukan|{VIA})(?!\w))[^\s.,;:!?()\n]+){{0,3}}?"
# Services of the state and its companies that everyone knows by the name of their application.
_APPS = any_of(
    ["mobile jkn", "m-paspor", "m paspor", "ferizy", "access by kai", "kai access", "pln mobile",
     "mypertamina", "satusehat", "satu sehat", "cek bansos", "ikd", "identitas kependudukan "
     "digital",
     "digital korlantas", "signal", "sscasn", "djp online", "coretax", "e-filing", "jmo", "oss",
     "lapor!", "m-banking", "mobile banking", "internet banking", "brimo", "livin", "tokopedia",
     "shopee", "traveloka", "siapkerja", "karirhub", "sentuh tanahku", "e-samsat", "mybsi",
     "google form", "google forms", "gform", "g-form", "zoom"]
)  # fmt: skip
_ONLINE = (
    rf"(?:online|onlen|daring|elektronik|digital|aplikasi|apps?|laman|situs|website|web|portal|"
    rf"link|"
    rf"tautan|hp|ponsel|handphone|wa(?! *(?:grup|group))|whatsapp|surel|email|e-mail|internet|"
    rf"formulir +(?:online|daring|elektronik)|{_APPS}|https?://\S+|"
    rf"[a-z0-9][\w-]*(?:\.[a-z][\w-]+)+)"
)
_DESK = (
    r"(?:tempat|lokasi|loket|konter|counter|meja|satpam|petugas|panitia|front office|gerai|booth|"
    r"stan|stand|pintu masuk|gerbang|venue|kantor|terminal|stasiun|dermaga|pelabuhan|anjungan|"
    r"resepsionis)"
)
# People sign up at a school; what they buy there is another thing.
_SITE = r"(?:kelurahan|balai desa|kecamatan|puskesmas|sekolah|kampus|posyandu|balai warga)"
_STOP = r"(?![\w-])"
_BY_WIRE = re.compile(
    rf"(?<![\w-]){_DO}{_FILL} *(?:(?:hanya|cuma|tetap|bisa|dapat|wajib|harus|secara|saja|ya) +)*"
    rf"(?:{VIA} +|: *|(?= (?:online|daring|onlen|wa|link) ))(?:link +|laman +|situs +|aplikasi +|"
    rf"nomor +)?{_ONLINE}{_STOP}"
    rf"|(?<![\w-]){_DO} +(?:mi +)?(?:online|onlen|daring){_STOP}"
)
_AT_DESK = re.compile(
    rf"(?<![\w-]){_DO}{_FILL} +(?:langsung +)?(?:di|ke|ing|nang|neng|ning|ring|ka|lewat|melalui|"
    rf"liwat|via|dhateng|langsung) +(?:depan +)?{_DESK}{_STOP}"
    rf"|(?<![\w-]){_SIGN_UP}{_NO_LIST}{_FILL} +(?:langsung +)?(?:di|ke|lewat|"
    rf"melalui) +{_SITE}{_STOP}"
    rf"|(?<!\w)(?:ada|tersedia|disediakan|dibuka|buka|siap|menyediakan|membuka) +(?:juga +)?"
    rf"(?:meja|loket|konter|gerai|stan|booth|posko) +(?:pendaftaran|registrasi|penjualan|tiket|"
    rf"karcis|daftar){_STOP}"
    rf"|(?<!\w)(?:hadir|dihadirkan|menghadiri)(?: +secara)? +(?:langsung|fisik){_STOP}"
    rf"|(?<!\w)(?:berkas|dokumen|lamaran|surat)(?: +\w+){{0,2}}? +(?:fisik|hard ?copy|cetak)"
    rf"(?= +(?:juga +|tetap +)*(?:harus|wajib|perlu|dikirim|diserahkan|dikumpulkan|diantar))"
)
_NO_WIRE = re.compile(
    rf"(?<!\w)(?:{NOT}|tanpa|bukan)(?: +(?:{MUST}|{MAY}|lagi|ada|{VIA}|ribet|repot\S*|susah\S*))* +"
    rf"(?:{_DO} +(?:{VIA} +)?)?(?:aplikasi|online|daring|{_APPS}){_STOP}"
)
_NO_DESK = re.compile(
    rf"(?<!\w)(?:di|ing|nang|neng|ning|ring|ka) +(?:tempat|lokasi|loket|venue|konter|pelabuhan|"
    rf"dermaga|stasiun|terminal)(?: +\w+)? +(?:sudah +|wis +|dah +)?{NOT}(?: +(?:lagi|{MAY}|{HAVE}|"
    rf"akan|kami|menerima|terima|nerima|melayani|dilayani|dibuka|membuka|menjual|jual))+{_STOP}"
    rf"|(?<!\w)loket(?: +[^\s.,;:]+){{0,3}}? +(?:sudah +|wis +|dah +)?{NOT}(?: +(?:lagi|akan|"
    rf"{MAY}))*"
    rf" +(?:jual|menjual|jualan|melayani|nerima|menerima|terima|buka|dibuka|"
    rf"dodol)(?: +lagi)?{_STOP}"
    rf"|(?<!\w){NOT}(?: +(?:{HAVE}|lagi|{MAY}))+ +(?:jual|jualan|penjualan|dijual|loket|beli|tiket)"
    rf"(?: +[a-z]+){{0,2}}? +(?:di|ing|nang|neng|ning) +{_DESK}{_STOP}"
    rf"|(?<!\w){NOT} +{HAVE} +(?:berkas|dokumen) +(?:fisik|cetak|hard ?copy){_STOP}"
    rf"|(?<!\w)(?:berkas|dokumen)(?: +\w+)? +(?:fisik|cetak|hard ?copy) +{NOT}(?!\w)"
)
_RULES = (
    (_BY_WIRE, False, True),
    (_AT_DESK, True, True),
    (_NO_WIRE, True, False),
    (_NO_DESK, False, False),
)
_FACE_ONLINE = re.compile(r"tatap +muka +(?:secara +)?(?:daring|online|virtual|maya)(?!\w)")
_SERVICE = re.compile(r"(?<!\w)(?:layanan|pelayanan)(?: +\w+)? *\Z")
_TICKET = re.compile(r"(?<!\w)(?:tiket|karcis|dibeli|beli|membeli|pembelian)(?!\w)")
_WARNED = re.compile(r"(?<!\w)(?:jangan|jan|jang|ojo|ojok|belum|blm|durung)(?!\w)")


def find_channels(doc: Document) -> None:
    """Adds by which channel things are done, and says of all of them what is done so."""
    for pattern, positive, turns in _RULES:
        _read(doc, pattern, positive=positive, turns=turns)
    doc.found = [found for found in doc.found if not _only_face_to_face_online(doc, found)]
    for found in doc.found:
        value = found.value
        if isinstance(value, StatusValue) and value.dimension is Dimension.MODE and not value.of:
            found.value = replace(value, of=_acts(doc, found))


def _read(doc: Document, pattern: re.Pattern[str], *, positive: bool, turns: bool) -> None:
    """Adds readings in place of what single words within them seemed to say."""
    starts, reaches = _reach(doc)
    inside = bytearray(len(doc.text) + 1)
    readings: list[Found] = []
    for match in pattern.finditer(doc.text):
        start, end = match.span()
        claim = doc.claim_at(start)
        before = bisect.bisect_left(starts, start) - 1
        if claim is None or end > claim.end or (before >= 0 and reaches[before] >= end):
            # Longer words on the same axis have been read here, a negation with them.
            continue
        negated, first = is_negated(doc, start) if turns else (False, start)
        inside[first:end] = b"\x01" * (end - first)
        if not (negated and _WARNED.search(doc.text, first, start)):
            # 'jangan daftar lewat tautan itu' says nothing of how it is done.
            value = StatusValue(Dimension.MODE, positive is not negated)
            readings.append(Found(FactKind.PROCEDURE, first, end, value))
    doc.found = [
        f for f in doc.found if not (_is_mode(f) and inside[f.start] and inside[f.end - 1])
    ]
    doc.found.extend(readings)


def _is_mode(found: Found) -> bool:
    return isinstance(found.value, StatusValue) and found.value.dimension is Dimension.MODE


def _reach(doc: Document) -> tuple[list[int], list[int]]:
    """Where what is known of channels begins, in order, and how far anything until there goes."""
    known = sorted((found.start, found.end) for found in doc.found if _is_mode(found))
    return [start for start, _ in known], list(accumulate((end for _, end in known), max))


def _only_face_to_face_online(doc: Document, found: Found) -> bool:
    """`tatap muka daring` is no meeting in person."""
    return _is_mode(found) and _FACE_ONLINE.match(doc.text, found.start) is not None


def _acts(doc: Document, found: Found) -> tuple[str, ...]:
    """What is done so: the act within the words or, failing that, the last one before them."""
    in_person = doc.text.startswith("tatap muka", found.start)
    if in_person and _SERVICE.search(doc.before(found.start, 40)):
        # That people are served in person says nothing of how they get a number.
        return ("serve",)
    inside = _ACT_WORD.findall(doc.text, found.start, found.end)
    # Of 'isi formulir di sekolah' the school is only the place.
    words = [word for word in inside if _ACTS[word][0] in {"enrol", "buy"}] or inside
    words = words or _ACT_WORD.findall(doc.before(found.start, 60))[-1:]
    words = words or _ACT_WORD.findall(doc.after(found.end, 40))[:1]
    groups = {group for word in words for group in _ACTS[word]}
    if groups == {"pay"} and _TICKET.search(doc.claim_text(found.start)):
        # To pay for a ticket is to buy it.
        groups.add("buy")
    return tuple(sorted(groups))
