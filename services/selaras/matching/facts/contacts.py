"""Contacts: telephone and short numbers, web addresses, e-mail addresses and accounts."""

from __future__ import annotations

import re

from selaras.matching.domain.facts import ContactType, ContactValue, FactKind
from selaras.matching.facts.document import Document, Found

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+(?<!\.)")
_TLD = (
    r"(?:go\.id|co\.id|or\.id|ac\.id|sch\.id|my\.id|web\.id|desa\.id|mil\.id|net\.id|biz\.id|id|"
    r"com|"
    r"net|org|info|site|online|xyz|link|app|gov|io|co|tv|me|ly|gl|gle|page|top|club|shop|web|be)"
)
_WEB = re.compile(
    rf"(?<![\w@.-])(?:(?:https?://)(?:www\.)?[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/[^\s\"'<>()\]]*)?"
    rf"|(?:www\.)?(?:[a-z0-9][\w-]*\.)+{_TLD}(?![\w-]|\.\w)(?:/[^\s\"'<>()\]]*)?)"
)
_ACCOUNT = re.compile(r"(?<![\w@.])@(?P<name>[a-z0-9_](?:[\w.]{1,38}[\w]))")
_PHONE = re.compile(
    r"(?<![\w.,/-])(?:(?:\+?62|0)[ ().-]{0,2}\d{2,4}|\(0\d{2,3}\)|"
    r"\+62)(?:[ .-]{0,2}\d){5,11}(?!\w|[.,]\d)"
)
_CALL = (
    r"(?:telepon|telp\.?|tlp\.?|telpon|(?:call|contact|contac) ?cent(?:er|re)|pusat kontak|"
    r"customer service|nomor pengaduan|command cent(?:er|re)|hotline|hubungi|"
    r"kontak|nomor darurat|darurat|layanan|aduan|pengaduan|lapor\w*|safety cent(?:er|re)|psc|wa|"
    r"whatsapp|sambungan|posko|ambulans|damkar|polisi|pusdalops|basarnas|sms|chat|panggilan|"
    r"halo \w+|bebas pulsa|kami|hotline kami)"
)
_SHORT = re.compile(
    rf"(?<!\w){_CALL}(?: +(?:ke|di|nomor|no\.?|darurat|bebas pulsa|gratis|kami|center|dinas|"
    rf"polri|pln|"
    rf"bpjs))*[ :(]*(?P<number>1[0-9]{{2,6}}(?:-\d{{3,4}})?)(?![\d.,/:]\d|\d| *(?:\w*orang|kasus|"
    rf"warga|unit|ribu|%|persen|km|hari|jam|menit|kk|desa|ton|kg))"
)

# Numbers of emergency services and of companies that everyone calls, after a name or another way.
_KNOWN = r"(?:110|112|113|115|117|118|119|123|129|135|165|14\d{3}|150\d{3,4}|1500[ -]\d{3})"
_LISTED = re.compile(
    rf"(?:(?:/|,|&|(?<!\w)(?:atau|dan|utawa|atanapi|maupun|lan)) *|"
    rf"(?:\A|[,;(]|(?<!\w)(?:bukan|karena|sebab|nomor|ke|di|bahwa)) *)(?P<number>{_KNOWN})"
    rf"(?= *(?:[;)/(,!?]|\.(?!\d)|\Z|\n)| +(?:atau|dan|ya|saja|aja|wae|untuk|jika|bila|kalau|"
    rf"apabila|tidak|tak|gratis|bebas|sudah|yang|maupun)(?!\w))"
)
_CALLED = re.compile(rf"(?<!\w)(?:{_CALL}|keluhan|gangguan|menelepon|nelpon|nomor)(?!\w)")
# A number that is not to be called any more, or that is said not to be one's own.
_DEAD = re.compile(
    r"(?: *(?:,|dan|atau|/|&|\(\w+\)) *[^\s.,;!?]+(?: +[^\s.,;!?]+)?)? +(?:itu +|tersebut +|ini +)?"
    r"(?:(?:sudah +|saat +ini +)?(?:tidak|tak|gak|ga|nggak|tdk|ora|ndak|dak|nda|kada|"
    r"teu)(?: +(?:lagi|"
    r"dapat|bisa|akan))* +(?:melayani|aktif|digunakan|dipakai|berlaku|berfungsi|beroperasi|"
    r"dihubungi|"
    r"menerima|ngalayanan)|(?:sudah +|telah +)?(?:nonaktif|non-aktif|dinonaktifkan|diganti|mati)|"
    r"bukan +(?:nomor|akun|laman|situs|milik|rekening|kontak)(?! +(?:satu-satunya|rahasia)))(?!\w)"
)
_SHUN = re.compile(
    r"(?<!\w)(?:jangan|ojo|ojok|bukan|jang|jan)(?: +(?:lagi|ke|melalui|lewat|di|nomor|telepon|"
    r"telpon|"
    r"telp|hubungi|menghubungi|klik|kontak|akses|nelpon|wa|transfer|percaya|akun|laman|link))* *\Z"
)


_BANK = re.compile(
    r"(?<!\w)(?:rekening|norek|no\.? *rek(?:ening)?|virtual account|va)(?!\w)[^\d\n.;!?]{0,30}?"
    r"(?P<number>\d(?:[ .-]?\d){7,19})(?![\w]|[.,]\d)"
)


def _digits(text: str) -> str:
    """A telephone number as +62 and digits."""
    digits = re.sub(r"\D", "", text)
    if digits.startswith("62"):
        return "+" + digits
    return "+62" + digits.lstrip("0") if digits.startswith("0") else digits


def _web_value(text: str) -> str:
    bare = re.sub(r"^https?://", "", text)
    return re.sub(r"^www\.", "", bare).rstrip("/.,;:!?")


def _add(doc: Document, start: int, end: int, kind: ContactType, value: str) -> None:
    found = Found(FactKind.CONTACT, start, end, ContactValue(kind, value))
    dead = _DEAD.match(doc.after(end, 60)) is not None
    found.negated = dead or _SHUN.search(doc.before(start, 40)) is not None
    doc.add(found)


def find_contacts(doc: Document) -> None:
    """Adds the contacts of `doc`."""
    _addresses(doc)
    for match in doc.free_matches(_BANK):
        start, end = match.span("number")
        value = re.sub(r"\D", "", match["number"])
        _add(doc, start, end, ContactType.BANK_ACCOUNT, value)
    for match in doc.free_matches(_PHONE):
        value = _digits(match.group())
        if 9 <= len(value) <= 16:
            _add(doc, match.start(), match.end(), ContactType.PHONE, value)
    for match in doc.free_matches(_SHORT):
        _add_short(doc, match)
    for match in doc.free_matches(_LISTED):
        if _CALLED.search(doc.claim_text(match.start("number"))):
            _add_short(doc, match)


def _addresses(doc: Document) -> None:
    for match in doc.free_matches(_EMAIL):
        _add(doc, match.start(), match.end(), ContactType.EMAIL, match.group())
    for match in doc.free_matches(_WEB):
        value = _web_value(match.group())
        end = match.start() + len(match.group().rstrip("/.,;:!?"))
        _add(doc, match.start(), end, ContactType.WEB, value)
    for match in doc.free_matches(_ACCOUNT):
        if match["name"] != "user":
            _add(doc, match.start(), match.end(), ContactType.ACCOUNT, "@" + match["name"])


def _add_short(doc: Document, match: re.Match[str]) -> None:
    start, end = match.span("number")
    _add(doc, start, end, ContactType.SHORT_NUMBER, re.sub(r"\D", "", match["number"]))
