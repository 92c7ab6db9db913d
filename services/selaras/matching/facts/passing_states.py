"""States that are only mentioned: under a condition, as an hour of opening, as the end of another.

`TPS dibuka pukul 07.00 dan ditutup pukul 13.00` says when, not that anything is closed; `ditutup
bila kuota habis` says that it is open.
"""

from __future__ import annotations

import re

from selaras.matching.domain.facts import FactKind, StatusValue
from selaras.matching.domain.states import Dimension
from selaras.matching.facts.document import Document, Found
from selaras.matching.text.lexicon import word_set

_CONDITION = re.compile(
    r"(?<!\w)(?:bila|bilamana|jika|apabila|kalau|kalo|jikalau|asal|asalkan|andai|seandainya|yen|"
    r"lamun|jiko|mun)(?: +[^\s.,;:!?()]+){0,2} +\Z"
)
_ON_CONDITION = re.compile(
    r" +(?:sewaktu-waktu +|lebih awal +|lebih cepat +)?(?:bila|bilamana|jika|apabila|kalau|kalo|"
    r"begitu)(?!\w)"
)
_AFTER_OR_BEFORE = re.compile(
    r"(?<!\w)(?:(?:setelah|sesudah|sebelum|usai)(?: +[^\s.,;:!?()\d]+){0,3}|"
    r"(?:hingga|sampai|begitu)(?: +(?:nanti|kembali|bisa|dapat|resmi))*) +\Z"
)
_MOMENT = re.compile(
    r"(?: +(?:lagi|kembali|maneh|pada|hari|mulai|sejak|tgl|tanggal|pukul|jam|pkl|pk|malam|sore|"
    r"pagi|total|sementara))*[ :]*(?:\d|senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu|ahad|"
    r"besok|lusa|tengah malam)"
)
_REGISTRATION = re.compile(
    r"(?<!\w)(?:pendaftaran|registrasi|daftar|pemungutan|penerimaan|lowongan|pelamaran|seleksi|"
    r"pengajuan|pengusulan|penjaringan|pre-?order|pemesanan|penukaran)(?!\w)[^!?\n;]{0,60}\Z"
)
_ALREADY = re.compile(r"(?<!\w)(?:sudah|telah|resmi|masih|tetap|belum|wis|la|alah) +\Z")
_HOLIDAY = re.compile(
    r"(?<!\w)(?:(?:di|pada|saat|selama|masa|musim|puncak|tiap|setiap|sepanjang|jelang|menjelang|"
    r"dan|atau|maupun|termasuk|arus|momen|momentum|periode)(?: +hari)?) +\Z"
)
_CURRENT = re.compile(r"(?<!\w)(?:tahun|bulan|semester|triwulan|anggaran|musim) +\Z")
_OF_LICENCE = re.compile(r" +(?:(?:izin|ijin|hak|sim|lisensi|keanggotaan)\w*)(?!\w)")
_PLANNED = re.compile(
    r"(?<!\w)(?:rencana|target|ditargetkan|diperkirakan|direncanakan|diharapkan|estimasi|"
    r"perkiraan|akan +berangsur|berangsur)(?: +(?:akan|sudah|dapat|bisa|kembali|mulai)){0,2}[ :]+\Z"
)
_AGAIN = re.compile(r" +(?:lagi|kembali|maneh|deui|baliak)(?!\w)")
_LATER = re.compile(r"(?<!\w)(?:akan|bakal|dapat|bisa|baru|baru +akan|baru +bisa) +\Z")
# Words that say something else beside these.
_OTHER_SENSE = {
    "libur": (_HOLIDAY, None),
    "berjalan": (_CURRENT, re.compile(r" +kaki(?!\w)")),
    "dicabut": (None, _OF_LICENCE),
    "piket": (re.compile(r"(?<!\w)(?:wa|nomor|no|telepon|telp|kontak|hotline|hp)[. ]+\Z"), None),
    "diteruskan": (None, re.compile(r" +(?:ke|kepada|pada)(?!\w)")),
    "pulih": (re.compile(r"(?<!\w)(?:akan|bakal|akan +kembali|berangsur) +\Z"), None),
}
_LINKS = word_set(
    """
    dan lalu kemudian baru lagi kembali serta akan sampai hingga s d wib wita wit total tutup
    buka dimulai mulai pada sementara nanti terus
    """
)
_WORD = re.compile(r"[^\W\d_]+")
# What an hour is named for is open or closed, running or not.
_CLOSES = frozenset({"tutup", "ditutup", "penutupan", "kami tutup"})


def is_passing(doc: Document, start: int, end: int, value: StatusValue) -> bool:
    """Whether the state at `start` is only mentioned and does not hold."""
    before = doc.before(start, 80)
    word = doc.text[start:end]
    if _has_other_sense(doc, end, before, word):
        return True
    if _CONDITION.search(before) and value.dimension is not Dimension.OBLIGATION:
        return True
    if value.positive and _is_planned(doc, start, end, before):
        return True
    if value.dimension is not Dimension.ACCESS:
        return False
    return (
        _AFTER_OR_BEFORE.search(before) is not None
        or (not value.positive and _ON_CONDITION.match(doc.text, end) is not None)
        or _is_deadline(doc, end, before, word)
    )


def _has_other_sense(doc: Document, end: int, before: str, word: str) -> bool:
    ahead, behind = _OTHER_SENSE.get(word, (None, None))
    if ahead is not None and ahead.search(before):
        return True
    return behind is not None and behind.match(doc.text, end) is not None


def _is_planned(doc: Document, start: int, end: int, before: str) -> bool:
    """`rencana buka: Sabtu`, `baru dibuka lagi Senin`: until then it is not."""
    if _PLANNED.search(before):
        return True
    again = doc.text[start:end].endswith("kembali") or _AGAIN.match(doc.text, end)
    return bool(again and _LATER.search(before) and _MOMENT.match(doc.text, end))


def _is_deadline(doc: Document, end: int, before: str, word: str) -> bool:
    """`pendaftaran ditutup 21 Mei` is a date; until then it is open."""
    if word not in _CLOSES or _ALREADY.search(before) or not _MOMENT.match(doc.text, end):
        return False
    return _REGISTRATION.search(before) is not None


def drop_ends(doc: Document) -> None:
    """Takes back the later half of `buka jam 7, tutup jam 1` and of `tutup ..., buka lagi ...`."""
    last: Found | None = None
    ends: set[int] = set()
    for found in sorted(doc.found, key=lambda item: (item.start, item.end)):
        value = found.value
        if not isinstance(value, StatusValue) or value.dimension is not Dimension.ACCESS:
            continue
        if last is not None and _ends(doc, last, found):
            ends.add(id(found))
        last = found
    doc.found = [found for found in doc.found if id(found) not in ends]


def _ends(doc: Document, first: Found, second: Found) -> bool:
    one, two = first.value, second.value
    if not isinstance(one, StatusValue) or not isinstance(two, StatusValue):
        return False
    claim = doc.claim_at(first.start)
    if second.kind is not FactKind.STATUS or claim is None or second.end > claim.end:
        return False
    if one.positive is two.positive or not _MOMENT.match(doc.text, second.end):
        return False
    return _is_again(doc, second) or _only_moments(doc, first.end, second.start)


def _is_again(doc: Document, second: Found) -> bool:
    """Whether something is opened again, which ends the closure just spoken of."""
    if doc.text[second.start : second.end].endswith("kembali"):
        return True
    return _AGAIN.match(doc.text, second.end) is not None


def _only_moments(doc: Document, start: int, end: int) -> bool:
    """Whether nothing but dates, hours and links stand between, so that both are of one thing."""
    if end - start > 120:
        return False
    rest = "".join(" " if doc.taken[i] else doc.text[i] for i in range(start, end))
    return all(word in _LINKS for word in _WORD.findall(rest)) and bool(any(doc.taken[start:end]))
