"""How a thing is done: by registration, by post, in cash, in person, at which office."""

from __future__ import annotations

import re

from selaras.matching.domain.facts import ActorValue, Dimension, FactKind, StatusValue
from selaras.matching.facts.document import Document, Found
from selaras.matching.facts.offices import OFFICE, office_name

_NOT = r"(?:tidak|tak|tdk|gak|ga|nggak|ora|dak|ndak|indak|kada|teu|seng|tra|mboten|jangan|tanpa)"
_MAY = r"(?:boleh|bisa|dapat|perlu|usah|harus|wajib|diperkenankan|diperbolehkan|diizinkan)"
_D = Dimension
_LINES = r"(?:aplikasi|laman|online|daring|situs|website|link|tautan|formulir|google form|loket)"

_RULES: tuple[tuple[Dimension, bool, str], ...] = (
    (_D.BOOKING, False,
     rf"siapa cepat(?: dia)? dapat|walk-?in|go ?show|on the spot|"
     rf"{_NOT}(?: +{_MAY})?(?: +ada)? +(?:daftar|mendaftar|pendaftaran|"
     r"reservasi|registrasi|booking|janji temu|mendaftarkan diri|pesan tempat)(?! +(?:ulang|lagi))"
     r"(?!\w)|first come,? first served?|langsung +(?:datang|hadir)(?: +saja)?|tinggal +datang|"
     r"cukup +datang|datang +saja"),
    (_D.BOOKING, True,
     r"(?<!tidak )(?:wajib|harus|perlu|mesti)(?: +\w+)? +(?:daftar|mendaftar|registrasi|reservasi|"
     r"booking|mendaftarkan|memesan)(?: +diri)?(?: +(?:dulu|dahulu|terlebih dahulu))?|"
     r"(?:daftar|mendaftar|registrasi|reservasi)(?: +\w+)? +(?:dulu|dahulu|terlebih dahulu)|"
     r"dengan +perjanjian|sesuai +(?:nomor +)?(?:antrean|undangan)|dengan +(?:nomor +)?antrean +"
     r"(?:online|daring)|berdasarkan +(?:undangan|pendaftaran)|khusus +(?:yang +)?(?:sudah +)?"
     r"terdaftar|hanya +(?:yang|bagi +yang) +(?:sudah +)?(?:terdaftar|mendaftar)"),
    (_D.DELIVERY, True,
     r"diantar(?:kan)?(?: +(?:langsung|ke|sampai|gratis|petugas|oleh|kurir)){1,3}(?: +rumah)?|"
     r"mengantar(?:kan)? +(?:langsung +)?ke +rumah|dikirim(?:kan)? +(?:langsung +)?(?:ke +(?:rumah|"
     r"alamat)|lewat +(?:pos|kurir)|via +(?:pos|kurir)|melalui +(?:pos|kurir|pt pos))|"
     r"dari +(?:rumah|pintu) +ke +(?:rumah|pintu)|door to door|petugas +(?:akan +)?(?:datang|"
     r"mendatangi|berkeliling)(?: +ke)? +(?:rumah|tiap rumah)|jemput bola"),
    (_D.DELIVERY, False,
     r"(?:diambil|ambil|mengambil|pengambilan|dijemput|menjemput)(?: +(?:sendiri|langsung|di|ke|"
     r"pada|oleh +(?:warga|pemilik|penerima))){1,2}(?!\w)|tidak +(?:ada +)?(?:diantar|dikirim|"
     r"pengantaran|pengiriman)"),
    (_D.PROXY, False,
     rf"{_NOT}(?: +{_MAY})* +(?:di)?(?:wakilkan|wakili|kuasakan)|(?:wajib|harus) +(?:datang|hadir|"
     r"mengambil|mengurus|diambil|diurus|dilakukan)(?: +(?:sendiri|langsung))? +(?:sendiri|"
     r"oleh +yang"
     r" +bersangkutan)|yang +bersangkutan +(?:wajib|harus) +(?:hadir|datang)|tanpa +diwakilkan"),
    (_D.PROXY, True,
     r"(?<!tidak )(?<!tak )(?:boleh|bisa|dapat) +(?:di)?(?:wakilkan|wakili|kuasakan)|"
     r"dengan +surat +"
     r"kuasa|(?<!tidak )(?<!tak )(?:boleh|bisa|dapat) +(?:diambil|diurus|diwakili) +(?:oleh +)?"
     r"(?:keluarga|orang lain|anggota keluarga|kerabat)"),
    (_D.PAYMENT, True,
     r"(?<!non )(?<!non-)(?:secara|dibayar(?:kan)?|pembayaran|bayar|dengan|uang|diterima|"
     r"disalurkan)"
     r" +(?:uang +)?(?:tunai|cash|kontan)(?!\w)|(?:bisa|boleh|dapat|"
     r"menerima|hanya|cuma|wajib|harus) +(?:bayar +)?(?:uang +)"
     r"?tunai"),
    (_D.PAYMENT, False,
     r"non-? ?tunai|cashless|tanpa +uang +tunai|(?:pakai|dengan|lewat|via|melalui) +(?:qris|"
     r"e-money|"
     r"uang elektronik|kartu elektronik|kartu tol)|(?:lewat|via|melalui|ke) +(?:transfer|rekening|"
     r"virtual account|mobile banking)(?!\w)|ditransfer|tidak +(?:melayani|menerima|ada) +"
     r"(?:pembayaran +)?(?:uang +)?tunai"),
    (_D.PREPARATION, True,
     r"(?<!tanpa )(?<!perlu )(?<!usah )(?:direbus|rebus|merebus|dimasak|masak|dididihkan|didihkan|"
     r"mendidihkan)(?: +\w+){0,2} +(?:dulu|dahulu|terlebih dahulu|sebelum|sampai mendidih|hingga "
     r"mendidih)"),
    (_D.PREPARATION, False,
     rf"(?:bisa|dapat|boleh|aman|siap)(?: +\w+)? +(?:di)?minum +langsung|langsung +(?:bisa +|"
     rf"boleh +|"
     rf"dapat +|di)?minum|siap +minum|{_NOT}(?: +{_MAY})? +(?:di|me)?(?:rebus|masak|didihkan|"
     r"ndidihkan)(?: +(?:dulu|lagi))?"),
)  # fmt: skip
_PATTERNS = tuple(
    (dimension, positive, re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)"))
    for dimension, positive, pattern in _RULES
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
    for dimension, positive, pattern in _PATTERNS:
        for match in pattern.finditer(doc.text):
            _add(doc, match.start(), match.end(), StatusValue(dimension, positive))
    for match in _NOT_AT_OFFICE.finditer(doc.text):
        # The span leaves the negation out, so that it is read as one.
        start, end = match.span("office")
        _add_office(doc, start, end, office_name(match["office"]), negated=True)
    for match in _AT_OFFICE.finditer(doc.text):
        start, end = match.span("office")
        _add_office(doc, start, end, office_name(match["office"]))


def _add(doc: Document, start: int, end: int, value: StatusValue | ActorValue) -> None:
    claim = doc.claim_at(start)
    if claim is not None and end <= claim.end:
        doc.add(Found(FactKind.PROCEDURE, start, end, value), shared=True)


def _add_office(doc: Document, start: int, end: int, name: str, *, negated: bool = False) -> None:
    claim = doc.claim_at(start)
    known = any(found.start == start and isinstance(found.value, ActorValue) for found in doc.found)
    if claim is not None and end <= claim.end and not known:
        value = ActorValue("receive", name)
        doc.add(Found(FactKind.PROCEDURE, start, end, value, negated=negated), shared=True)
