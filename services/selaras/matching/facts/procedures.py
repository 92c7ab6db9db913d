"""How a thing is done: by registration, by post, in cash, in person, at which office."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selaras.matching.domain.facts import ActorValue, FactKind, StatusValue
from selaras.matching.domain.states import Dimension
from selaras.matching.facts.document import Document, Found
from selaras.matching.facts.offices import OFFICE, office_name
from selaras.matching.facts.statuses import is_negated
from selaras.matching.facts.wordings import HAVE, MAY, MUST, NOT, REFUSED, SERVED

_D = Dimension
_KIN = (
    r"(?:keluarga|kulawarga|kulawargi|ahli waris|anak|saudara|suami|istri|kerabat|orang lain|"
    r"anggota keluarga|satu kk|orang tua|tetangga)"
)
_GIVE = r"(?:di|ke|kepada|oleh|lewat|melalui)"
_STAND_IN = r"(?:di|ka)?(?:wakil(?:i|kan|ake|ke|akan|no)|kuasakan)"
_BOOK = (
    r"(?:daftar|mendaftar|pendaftaran|reservasi|registrasi|booking|janji temu|mendaftarkan diri|"
    r"pesan tempat|ndaftar|daptar)"
)
_CODE = (
    r"(?:(?:kode|nomor|bukti|tiket|barcode|kupon) +(?:antrean|antrian|booking|pendaftaran|"
    r"registrasi|reservasi|qr)|mendaftar|pendaftaran|reservasi|janji temu|registrasi)"
)
_EASE = r"(?: +(?:ribet|repot|repot-repot|susah|susah-susah|capek|sibuk))?"
_FREE_OF = rf"(?:{NOT}|tanpa)(?: +(?:{MUST}|{MAY}|lagi|ada|harus))*"
_REFUSES = rf"[^.!?;\n]{{0,40}}?(?<!\w){REFUSED}"
_COOK = r"(?:direbus|rebus|merebus|dimasak|masak|memasak|dididihkan|didihkan|mendidihkan)"

# (axis, pole, whether a negation before or after it turns it round, words)
_RULES: tuple[tuple[Dimension, bool, bool, str], ...] = (
    (_D.BOOKING, False, False,
     rf"{_FREE_OF}{_EASE} +{_BOOK}(?! +(?:ulang|lagi|di|ing|nang|neng|on|offline|luring|langsung|"
     rf"manual)(?!\w))(?!\w)"),
    (_D.BOOKING, False, True,
     r"siapa cepat(?: dia)? dapat|walk-?in|go ?show|on the spot|first come,? first served?|"
     r"langsung +(?:datang|hadir|mangkat|dateng)(?: +saja)?|tinggal +(?:datang|dateng)|"
     r"cukup +(?:datang|hadir)|(?:datang|dateng) +(?:saja|aja|wae)"),
    (_D.BOOKING, True, True,
     r"(?:wajib|harus|perlu|mesti|kudu)(?: +(?!tahu|tau|tidak)\w+)? +(?:daftar|mendaftar|"
     r"registrasi|"
     r"reservasi|booking|mendaftarkan|memesan|ndaftar)(?: +diri)?(?: +(?:dulu|dahulu|"
     r"terlebih dahulu))?(?! +ulang)|(?:daftar|mendaftar|registrasi|reservasi)(?: +\w+)? +(?:dulu|"
     r"dahulu|terlebih dahulu|lebih dahulu|lebih dulu)|(?:wajib|harus|mesti)(?: +(?:sudah|"
     r"telah))* +"
     r"terdaftar|dengan +perjanjian|sesuai +(?:nomor +)?(?:antrean|undangan)|dengan +"
     r"(?:nomor +)?antrean +(?:online|daring)|berdasarkan +(?:undangan|pendaftaran)|khusus +"
     r"(?:yang +)?(?:sudah +)?terdaftar|hanya +(?:yang|bagi +yang|untuk +yang) +(?:sudah +|"
     r"telah +)?"
     r"(?:terdaftar|mendaftar)"),
    (_D.BOOKING, True, False,
     rf"tanpa +{_CODE}{_REFUSES}|yang +(?:{NOT}|belum) +(?:{HAVE} +|membawa +|memiliki +)?"
     rf"(?:{_CODE}|daftar|terdaftar){_REFUSES}"),
    (_D.DELIVERY, True, True,
     r"(?:diantar|dianter|diterke|dianterke)(?:kan)?(?: +(?:langsung|ke|sampai|gratis|petugas|oleh|"
     r"kurir|pos|kader)){1,3}(?: +rumah)?|(?:kami|petugas|kader|kurir)(?: +akan)? +(?:antar|"
     r"mengantar|kirim|mengirim)(?!\w)|mengantar(?:kan)? +(?:langsung +)?ke +rumah|"
     r"dikirim(?:kan)? +"
     r"(?:langsung +)?(?:ke +(?:rumah|alamat)|lewat +(?:pos|kurir)|via +(?:pos|kurir)|"
     r"melalui +(?:pos|"
     r"kurir|pt pos))|dari +(?:rumah|pintu) +ke +(?:rumah|pintu)|door to door|petugas +(?:akan +)?"
     r"(?:datang|mendatangi|berkeliling|keliling)(?: +ke)? +(?:rumah|tiap rumah)|jemput bola|"
     r"(?:kunjungan|mendatangi|disalurkan|dibagikan) +(?:langsung +)?(?:ke +)?rumah(?! +sakit)"),
    (_D.DELIVERY, False, True,
     r"(?:diambil|ambil|mengambil|pengambilan|dijemput|menjemput|dijupuk|dijukut|dipendhet|"
     r"dicandak)(?: +(?:sendiri|langsung|di|ke|ing|neng|nang|ning|pada|oleh +(?:warga|pemilik|"
     r"penerima))){1,2}(?!\w)|(?:silakan|datang|"
     r"datang +ke +\w+) +(?:untuk +)?(?:meng)?ambil(?!\w)"),
    (_D.DELIVERY, False, False, rf"{NOT} +(?:ada +|akan +)?(?:diantar|dikirim|pengantaran|"
     rf"pengiriman)"),
    (_D.PROXY, False, False,
     rf"(?:{NOT}|tanpa|jangan)(?: +(?:{MAY}|{MUST}|lagi))* +(?:di)?(?:wakil\w*|kuasakan)|{NOT}(?: +"
     rf"{MAY})+ +di(?:titip\w*)"),
    (_D.PROXY, False, True,
     r"(?:wajib|harus|kudu|mesti) +(?:datang|hadir|mengambil|mengurus|diambil|diurus|dilakukan|"
     r"rawuh)"
     r"(?: +(?:sendiri|langsung))? +(?:sendiri|oleh +(?:yang +bersangkutan|ybs)|piyambak|dewe|"
     r"secara +pribadi)|(?:yang +bersangkutan|ybs|pemilik|penerima) +(?:wajib|harus) +(?:hadir|"
     r"datang)"),
    (_D.PROXY, True, True,
     rf"{MAY}(?: +(?:juga|pula))? +{_STAND_IN}|dengan +surat +kuasa|{MAY} +(?:diambil|diurus|"
     rf"diwakili) +(?:oleh +)?{_KIN}|(?:diwakili|diwakilkan|"
     rf"diwakilake) +(?:{_GIVE} +)?(?:anggota +)?"
     rf"{_KIN}"),
    (_D.COLLECTIVE, True, True,
     r"(?:secara|pendaftaran|pengurusan|pengambilan|pengajuan|permohonan) +kolektif|(?:di)?kolektif"
     r"(?:kan)? +(?:lewat|melalui|oleh|di|ke|via)|didaftarkan +(?:oleh +|lewat +|"
     r"melalui +)?(?:pihak +"
     r")?(?:sekolah|rt|rw|ketua|kelurahan|desa|instansi|perusahaan|dinas|lurah)"),
    (_D.COLLECTIVE, False, True,
     r"(?:permohonan|pendaftaran|pengajuan|secara|pengurusan) +(?:perorangan|perseorangan|"
     r"individu\w*|"
     r"mandiri|pribadi)|sendiri-sendiri|(?:daftar|mendaftar|mendaftarkan +diri) +mandiri|"
     r"masing-masing +(?:wajib|harus)? *(?:mendaftar|daftar|mengurus)"),
    (_D.AUTOMATIC, True, False,
     rf"(?:(?:{NOT})(?: +(?:{MUST}|lagi))+|tanpa(?: +{MUST})?) +(?:mengajukan|ajukan|pengajuan|"
     rf"permohonan|mengurus|memohon|bermohon|mengisi +"
     rf"(?:formulir|permohonan))(?! +(?:keberatan|banding|sanggah\w*))"),
    (_D.AUTOMATIC, True, True,
     r"(?:secara +)?otomatis +(?:di(?=potong|hapus|bebas|perpanjang|diskon|berikan|hitung|alihkan)|"
     r"ter(?=potong|daftar|hitung|data|cover|hapus))[a-z]+|otomatis +(?:dapat|mendapat|menerima|"
     r"aktif|berlaku)|(?:dipotong|terpotong|terdaftar|dihapus|diperpanjang|dibebaskan|"
     r"berlaku|terhitung|diberikan|dihitung) +(?:secara +)?(?:otomatis|(?:pada|di|oleh) +sistem)"),
    (_D.AUTOMATIC, False, True,
     r"(?:wajib|harus|perlu|terlebih +dahulu|lebih +dulu|dengan|cukup|silakan|kudu|bisa|dapat) +"
     r"(?:meng)?ajukan +(?:surat +)?(?:permohonan|pengajuan|usulan|proposal)|(?:wajib|harus|perlu|"
     r"terlebih +dahulu) +(?:mengajukan|bermohon|memohon)(?! +(?:keberatan|banding|sanggah\w*))|"
     r"(?:permohonan|usulan|pengajuan) +(?:harus +|wajib +|dapat +|bisa +)?diajukan|"
     r"(?:atas|berdasarkan) +permohonan"),
    (_D.PAYMENT, True, True,
     r"(?<!non )(?<!non-)(?:secara|dibayar(?:kan)?|pembayaran|bayar|dengan|uang|diterima|"
     r"disalurkan|loket) +(?:uang +)?(?:tunai|cash|kontan)(?!\w)|(?:bisa|boleh|dapat|menerima|"
     r"hanya|"
     r"cuma|wajib|harus) +(?:bayar +)?(?:uang +)?tunai"),
    (_D.PAYMENT, False, True,
     r"non-? ?tunai|cashless|tanpa +uang +tunai|(?:pakai|pake|dengan|lewat|via|melalui|scan|"
     r"pindai) +"
     r"(?:qris|e-money|e-wallet|dompet digital|uang elektronik|kartu elektronik|kartu tol|"
     r"kartu debit)|"
     r"(?:lewat|via|melalui|ke|masuk) +(?:transfer|rekening|virtual account|mobile banking|"
     r"m-banking)(?!\w)|ditransfer"),
    (_D.PAYMENT, False, False,
     rf"{NOT}(?: +(?:lagi|{MAY}))* +(?:melayani|menerima|ada|nerima|terima) +(?:pembayaran +)?"
     r"(?:uang +)?(?:tunai|cash|kontan)"),
    (_D.PREPARATION, True, False,
     rf"(?<!tanpa )(?<!perlu )(?<!usah )(?<!tidak ){_COOK}(?: +\w+){{0,2}} +(?:dulu|dahulu|"
     r"terlebih dahulu|sebelum|sampai mendidih|hingga mendidih)"),
    (_D.PREPARATION, True, True,
     r"(?:bahan|paket|pangan|sembako|beras|telur)(?: +(?!makan)[a-z]+){0,2}? +mentah"),
    (_D.PREPARATION, False, True,
     r"siap +(?:santap|saji|makan|minum)|(?:dibagi\w*|makanan|menu|lauk|disajikan)(?: +dalam)?"
     r"(?: +keadaan)? +matang"),
    (_D.PREPARATION, False, False,
     rf"(?:bisa|dapat|boleh|aman|siap)(?: +\w+)? +(?:di)?minum +langsung|langsung +(?:bisa +|"
     rf"boleh +|"
     rf"dapat +|di)?minum|{_FREE_OF} +(?:di|me)?(?:rebus|masak|didihkan|ndidihkan)(?: +(?:dulu|"
     rf"lagi))?"),
)  # fmt: skip
_PATTERNS = tuple(
    (dimension, positive, turns, re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)"))
    for dimension, positive, turns, pattern in _RULES
)
_COOKED_IN_VAIN = re.compile(
    rf"(?<![\w-]){_COOK}(?: +[a-z]+){{0,3}}? +{NOT}(?: +(?:akan|{MAY}|juga))* +(?:mempan|"
    r"menghilangkan|membunuh|menjamin|membuat|cukup|berguna|membantu|mematikan|efektif|"
    r"menyelesaikan)(?!\w)"
)
_TURNED_AFTER = re.compile(
    rf"(?: +(?:di|ke) +\w+){{0,2}} +(?:sudah +|kini +)?{NOT}(?: +(?:lagi|akan|{MAY}|"
    rf"kami))* +(?:{SERVED}|{MAY}|melayani|menerima|berlaku|"
    rf"tersedia)(?!\w)"
)
_SENT = (
    r"(?:bawa|dibawa|membawa|ajukan|diajukan|mengajukan|pengajuan|usulkan|diusulkan|laporkan|"
    r"dilaporkan|melapor|lapor|serahkan|diserahkan|menyerahkan|daftar|mendaftar|pendaftaran|datang|"
    r"datangi|mendatangi|urus|diurus|mengurus|pengurusan|kumpulkan|dikumpulkan|disetor|setor|"
    r"langsung|dialihkan|lewat|melalui|layani|dilayani|diproses|diterbitkan|pengambilan|ambil|"
    r"diambil|digawa|gawa|bayar|dibayar|membayar|pembayaran|tukar|penukaran|beli|konsultasi|"
    r"aduan|pengaduan|adukan)"
)
_AT_OFFICE = re.compile(
    rf"(?<!\w){_SENT}(?: +(?!tidak|tak|bukan)[^\s.,;:!?]+){{0,4}}? *(?:ke|kepada|lewat|melalui|"
    rf"di|via|"
    rf"oleh)? +(?:kantor +|loket +|petugas +|pihak +)?(?P<office>{OFFICE})(?!\w)"
)
_NOT_AT_OFFICE = re.compile(
    rf"(?<!\w)(?:tidak|bukan|tanpa|ora|dak|gak|ndak|tdk|usah)(?: +(?:lagi|perlu|harus|usah|"
    rf"bisa))* +"
    rf"(?:ke|lewat|melalui|di|via|oleh) +(?:kantor +)?(?P<office>{OFFICE})(?!\w)"
)


def find_procedures(doc: Document) -> None:
    """Adds the ways in which things are done; they share their range with other facts."""
    found: dict[tuple[int, int, Dimension], Found] = {}
    for dimension, positive, turns, pattern in _PATTERNS:
        for match in pattern.finditer(doc.text):
            claim = doc.claim_at(match.start())
            if claim is not None and match.end() <= claim.end:
                item = _state(doc, match, dimension, positive=positive, turns=turns)
                found.setdefault((item.start, item.end, dimension), item)
    for item in _widest(found):
        doc.add(item, shared=True)
    _offices(doc)
    for match in _COOKED_IN_VAIN.finditer(doc.text):
        # It denies that boiling is the way, and does not say that no boiling is needed.
        value = StatusValue(Dimension.PREPARATION, positive=True)
        item = Found(FactKind.PROCEDURE, match.start(), match.end(), value, negated=True)
        doc.add(item, shared=True)


def _offices(doc: Document) -> None:
    for match in _NOT_AT_OFFICE.finditer(doc.text):
        # The span leaves the negation out, so that it is read as one.
        start, end = match.span("office")
        _add_office(doc, start, end, office_name(match["office"]), negated=True)
    for match in _AT_OFFICE.finditer(doc.text):
        start, end = match.span("office")
        _add_office(doc, start, end, office_name(match["office"]))


def _state(
    doc: Document, match: re.Match[str], dimension: Dimension, *, positive: bool, turns: bool
) -> Found:
    """What the words say, with a negation before or after them where they may have one."""
    start, end = match.span()
    if turns:
        negated, start = is_negated(doc, start)
        after = _TURNED_AFTER.match(doc.text, end)
        if after is not None:
            negated, end = not negated, after.end()
        positive = positive is not negated
    return Found(FactKind.PROCEDURE, start, end, StatusValue(dimension, positive))


def _widest(found: dict[tuple[int, int, Dimension], Found]) -> Iterator[Found]:
    """Those that no longer words on the same axis hold: of `tidak perlu daftar` the whole."""
    reached: dict[Dimension, int] = {}
    for start, end, dimension in sorted(found, key=lambda key: (key[0], -key[1])):
        if reached.get(dimension, -1) < end:
            reached[dimension] = end
            yield found[start, end, dimension]


def _add_office(doc: Document, start: int, end: int, name: str, *, negated: bool = False) -> None:
    claim = doc.claim_at(start)
    known = any(found.start == start and isinstance(found.value, ActorValue) for found in doc.found)
    if claim is not None and end <= claim.end and not known:
        value = ActorValue("receive", name)
        doc.add(Found(FactKind.PROCEDURE, start, end, value, negated=negated), shared=True)
