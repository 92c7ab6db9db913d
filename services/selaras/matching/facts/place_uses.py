"""What a place is named for, and what stands beside it in a list.

A text names many places, of which each has its part: where a march starts, where it ends, where
to park, who is in charge. Only places with the same part are rivals.
"""

from __future__ import annotations

import re
from dataclasses import replace

from selaras.matching.domain.facts import FactKind, PlaceValue, Role
from selaras.matching.facts.document import Document, Found
from selaras.matching.facts.offices import OFFICE
from selaras.matching.text.lexicon import any_of

_REACH = 64
# What may stand between the word that tells the part and the name.
_LINK = (
    r"(?: +(?:di|pada|nang|ing|neng|kawasan|daerah|wilayah|area|halaman|pelataran|depan|belakang|"
    r"samping|sekitar|eks|bekas|gedung|ruas|jalan|jalur|arah|titik|simpang|kota|kabupaten|kab\.?|"
    r"kecamatan|kec\.?|kelurahan|kel\.?|desa|kampung|dusun|dulu|dl|sementara|berada|ada|adalah|"
    r"yaitu|yakni|tetap|disiapkan|disediakan))*[ :(*\"]*\Z"
)
_BOTH = re.compile(rf"(?<!\w)start *(?:-|/|dan|&|sekaligus) *fini(?:s|sh)(?:nya)?{_LINK}")
_OFFICES = any_of(
    [
        "bupati", "wali kota", "walikota", "gubernur", "camat", "lurah", "kepala desa", "kades",
        "sekda", "dprd", "pemda", "uptd", "upt", "kejari", "forkopimda", "perumda", "wagub",
        "kapolres", "kapolresta", "kapolsek", "dandim", "kepala dinas", "stasiun meteorologi",
        "cabang", "kantor cabang", "kantor sar",
        "kantor pencarian dan pertolongan", "wilayah kerja", "pt", "universitas", "politeknik",
    ]
)  # fmt: skip
_PEOPLE = (
    r"(?:warga|wargi|masyarakat|penduduk|pedagang|pelanggan|pelajar|siswa|petani|nelayan|operator|"
    r"sedulur|dunsanak|semeton|sahabat|pemudik|pengunjung|wisatawan|pendaki|krama|urang|wong|"
    r"(?:ber-?)?ktp|(?:ber)?domisili|kagem|santri|jemaah|umat)"
)
_PREPOSITION = r"(?:di|ke|dari|pada|untuk|dengan|dan|serta|yang|bagi|oleh|atau|via|lewat|menuju)"
_SAID = (
    r"(?:ujar|kata|jelas|ucap|tutur|tegas|ungkap|papar|terang|tandas|imbuh|tambah|disampaikan|"
    r"dikatakan|menyampaikan|mengatakan|menjelaskan)"
)
_SENSES: tuple[tuple[re.Pattern[str], Role], ...] = tuple(
    (re.compile(rf"(?<!\w)(?:{words}){_LINK}"), role)
    for words, role in (
        (r"dari(?! +arah)|start(?:nya)?|dilepas|berangkat|keberangkatan|bertolak|mulai dari|saka|"
         r"saking|ti|antara|titik kumpul", Role.START),
        (r"ke|menuju|ka|menyang|fini(?:s|sh)(?:nya)?|berakhir|sampai|hingga|s\.d\.|sampe|jurusan|"
         r"tujuan(?: akhir)?(?:nya)?|finish", Role.END),
        (r"lewat|via|melalui|melewati|melintasi|melintas|alternatif|pengalihan(?: arus)?|"
         r"dialihkan ke|jalur alternatif", Role.VIA),
        (r"parkir(?:an|nya)?(?: +(?:motor|mobil|bus|kendaraan|umum|gratis|peserta|tamu))*",
         Role.PARKING),
        (rf"{_SAID}(?:nya)?,?(?: +[a-z]+)?(?: +(?:saat|usai|ketika|dalam|seusai|di sela)"
         r"(?: +(?!di +)[\w-]+){0,5})?", Role.PUBLISHED),
        (r"(?:informasi|info|hubungi|pengaduan|pendaftaran|daftar|mendaftar|registrasi|tiket|"
         r"pembayaran|bayar|loket|beli|pembelian)(?: +(?:lebih lanjut|peserta|langsung|"
         r"resmi|bisa|dapat|dibuka|dilayani|ulang))*(?: +(?:di|melalui|lewat))", Role.SUPPORT),
    )
)  # fmt: skip
_OF_OFFICE = re.compile(
    rf"(?<!\w)(?:{OFFICE}|{_OFFICES})(?: +(?!{_PREPOSITION} |me[mnlrwy]|ber|di)[a-z]+){{0,4}} *\Z"
)
# The names of areas take these in: `Pemkot Malang`, and `Wali` + `Kota Malang`.
_IS_OFFICE = re.compile(r"(?:pemkot|pemkab|pemprov|pemda|polres\w*|polda|dprd)(?!\w)")
_MAYOR = re.compile(r"(?<!\w)wali *\Z")
_OF_PEOPLE = re.compile(
    rf"(?<!\w){_PEOPLE}(?: +(?:dan|&) +[a-z]+| +[a-z]+)?(?: +(?:di|dari|asal|kota|kabupaten|"
    r"kelurahan|kecamatan|desa|sekitar))* *\Z"
)
# `Lapangan Ampera, Kecamatan Sukun`, `Aula Husni (Jl. Kawi)`.
_LIES_IN = re.compile(
    r" *[,(]? *(?:(?:di|no|nomor|kelurahan|kel|kecamatan|kec|kota|kabupaten|kab|desa|provinsi|"
    r"prov|rt|rw|lantai)\.?(?: *\d{1,3}[a-z]?(?:/\d+)?)?[ ,]*)*"
)
_NAME = r"[A-Z][\w'’]+(?: +(?:[A-Z][\w'’]*|\d{1,2}(?!\w))){0,3}"
_BETWEEN = (
    r"(?: *[,/&–-] *(?:(?:dan|serta|hingga) +|& *)?| +(?:dan|serta|atau|lan|jo|sareng|wan) +)"
)
_SORT = r"(?:(?:desa|kelurahan|kecamatan|eks|halaman|kp\.|kampung|jalan|jl\.?|simpang) +)*"
_MORE = re.compile(rf"(?: *\([^()\n]{{1,30}}\))?{_BETWEEN}{_SORT}(?P<name>{_NAME})")
_EARLIER = re.compile(rf"(?P<name>{_NAME})(?: *\([^()\n]{{1,30}}\))?{_BETWEEN}{_SORT}\Z")
_JOINED = re.compile(rf"(?: *\([^()\n]{{1,30}}\))?{_BETWEEN}{_SORT}")
_BULLET = re.compile(r"[\s*•·▪✅📍➡️\d.)-]*")
_MOST = 12


def tell_uses(doc: Document) -> None:
    """Gives each place of `doc` its part and the places that are listed with it."""
    named = [f for f in doc.found if f.kind is FactKind.PLACE and isinstance(f.value, PlaceValue)]
    named.sort(key=lambda f: (f.start, -f.end))
    for index, found in enumerate(named):
        found.role = _role(doc, found, named[index - 1] if index else None)
    for members in _lists(doc, named):
        _share_role(members)
        _set_beside(doc, members)


def _role(doc: Document, found: Found, previous: Found | None) -> Role:
    if previous is not None and _within(doc, previous, found):
        return Role.SITE
    if _is_dateline(doc, found):
        return Role.PUBLISHED
    before = doc.before(found.start, _REACH)
    if _BOTH.search(before):
        return Role.POINT
    name = doc.text[found.start : found.end]
    if _OF_OFFICE.search(before) or _IS_OFFICE.match(name) or _MAYOR.search(before):
        return Role.AUTHORITY
    if _OF_PEOPLE.search(before):
        return Role.AUDIENCE
    return _sense(before)


def _sense(before: str) -> Role:
    """The part that the word closest to the name gives it."""
    best, role = -1, Role.POINT
    for pattern, candidate in _SENSES:
        match = pattern.search(before)
        if match is not None and match.start() > best:
            best, role = match.start(), candidate
    return role


def _within(doc: Document, outer: Found, inner: Found) -> bool:
    """Whether `inner` only tells where `outer` lies, or is a part of its name."""
    one, other = outer.value, inner.value
    if not isinstance(one, PlaceValue) or not isinstance(other, PlaceValue):
        return False
    if inner.start < outer.end:
        return True
    if doc.claim_at(outer.start) is not doc.claim_at(inner.start):
        return False
    gap = doc.text[outer.end : inner.start]
    if len(gap) > _REACH or not _LIES_IN.fullmatch(gap):
        return False
    if one.codes and other.codes:
        return any(mine.startswith(theirs + ".") for mine in one.codes for theirs in other.codes)
    return one.head not in {"", "jalan"} and (bool(other.codes) or other.head == "jalan")


def _is_dateline(doc: Document, found: Found) -> bool:
    """`PADANG - ...` at the head of a report."""
    claim = doc.claim_at(found.start)
    if claim is None or claim.start != found.start or claim.claim.index > 2:
        return False
    name = doc.cased[found.start : found.end]
    tail = re.match(r"(?:, [^\n]{3,24}?)? *[-–—] ", doc.text[found.end : found.end + 32])
    return tail is not None and name.isupper()


def _lists(doc: Document, named: list[Found]) -> list[list[Found]]:
    """Runs of places that only commas or line breaks part."""
    lists: list[list[Found]] = []
    for found in named:
        last = lists[-1][-1] if lists else None
        if last is not None and found.start < last.end:
            continue
        if last is not None and _are_listed(doc, last, found) and len(lists[-1]) < _MOST:
            lists[-1].append(found)
        else:
            lists.append([found])
    return lists


def _are_listed(doc: Document, last: Found, found: Found) -> bool:
    if found.role is Role.SITE or found.start - last.end > 120:
        return False
    gap = doc.text[last.end : found.start]
    if _JOINED.fullmatch(gap):
        return True
    between, newline, lead = gap.rpartition("\n")
    if not newline or "\n" in between or not _BULLET.fullmatch(lead):
        return False
    line = doc.text.rfind("\n", 0, last.start) + 1
    return _BULLET.fullmatch(doc.text[max(line, last.start - 8) : last.start]) is not None


def _share_role(members: list[Found]) -> None:
    """`lewat Malalak atau Singkarak`: what is said of the first holds for all."""
    first = members[0].role
    if first in {Role.START, Role.END, Role.PUBLISHED, Role.AUTHORITY}:
        return
    for member in members:
        member.role = first if member.role is Role.POINT else member.role


def _set_beside(doc: Document, members: list[Found]) -> None:
    names = [
        *_unread(doc, members[0].start, _EARLIER, before=True),
        *_unread(doc, members[-1].end, _MORE, before=False),
    ]
    for member in members:
        value = member.value
        if isinstance(value, PlaceValue):
            rest = [_name(other) for other in members if other is not member]
            member.value = replace(value, beside=tuple(rest + names))


def _name(found: Found) -> str:
    return found.value.name if isinstance(found.value, PlaceValue) else ""


def _unread(doc: Document, at: int, pattern: re.Pattern[str], *, before: bool) -> list[str]:
    """Bare names that go on with a list on one side of it, in lower case."""
    names: list[str] = []
    claim = doc.claim_at(at if before else max(0, at - 1))
    while claim is not None and len(names) < _MOST:
        if before:
            floor = max(claim.start, at - 80)
            match = pattern.search(doc.cased[floor:at])
            at = start = floor + match.start("name") if match else at
        else:
            match = pattern.match(doc.cased, at, claim.end)
            start, at = match.span("name") if match else (at, at)
        if match is None or doc.places[start]:
            break
        names.append(match["name"].lower())
    return names
