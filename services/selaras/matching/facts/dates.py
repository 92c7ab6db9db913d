"""Dates: joins the pieces into days and periods and says what they do in their claim."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from selaras.matching.domain.facts import DateValue, FactKind, Precision, Role
from selaras.matching.facts import calendar as cal
from selaras.matching.facts.date_atoms import find_atoms
from selaras.matching.facts.date_pieces import RANGE, Atom, AtomKind
from selaras.matching.facts.date_relative import place_in_week
from selaras.matching.facts.document import Document, Found
from selaras.matching.facts.numbers import UNITS, parse_words
from selaras.matching.facts.roles import role_after, role_before
from selaras.matching.text.lexicon import any_of

_BESIDE = re.compile(
    r"[ ,(:-]*(?:(?:pagi|siang|sore|malam|petang|subuh|dini hari|tanggal|tgl\.?|hari|ini|tepat|"
    r"yaitu|yakni|mendatang|besok|depan|nanti|kemarin|lalu)[ ,(:]*)*\Z"
)
_CLOCK = (
    r"(?:[ ,)]*(?:pukul|jam|pkl\.?)? *\d{1,2}(?:[.:]\d\d)?(?: *(?:pagi|siang|sore|malam))?"
    r" *(?:wib|wita|wit)?)?"
)
_BETWEEN = re.compile(
    rf"[ )]*(?:pagi|siang|sore|malam|subuh)?{_CLOCK}[ ,)]*{RANGE}[ (]*"
    rf"(?:hari +|tanggal +|tgl\.? +|pada +|dengan +|habis +|akhir +|program kelar +)*\Z"
)
_NUMBER = rf"(?:\d{{1,3}}|{any_of(UNITS)}(?: +{any_of([*UNITS, 'belas', 'puluh'])})*)"
_LENGTH_BEFORE = re.compile(
    rf"(?<!\w)(?P<n>{_NUMBER}) +(?P<unit>hari|pekan|minggu|bulan)(?!\w)"
    rf"(?: +(?:berturut-turut|penuh|ke depan|kerja))*[ ,(]*(?:\w+ +)?"
    rf"(?<!\w)(?:mulai|sejak|dari|terhitung|dimulai)(?: +(?:hari|tanggal|tgl|pada))*[ (]*\Z"
)
_LENGTH_AFTER = re.compile(
    rf"[ ,)]*(?:wib|wita|wit)?[ ,]*selama +(?P<n>{_NUMBER}) +(?P<unit>hari|pekan|minggu|"
    rf"bulan)(?!\w)"
)
_IN_FORCE = re.compile(
    r"(?<!\w)(?:terhitung|berlaku|diberlakukan|efektif|ditetapkan)(?: +(?:mulai|sejak|tanggal|tgl|"
    r"pada|hari|per|dari))*\.? *\Z"
)
_CITY_BEFORE = re.compile(r"\W*[A-Z][A-Za-z.'/ -]{2,40}[,(] *\Z")
_DASH_AFTER = re.compile(r"[ )]*(?:[-:|.] |--|\n|\Z)")
_COMPARED = re.compile(
    r"(?<!\w)(?:dibanding\w*|daripada|ketimbang|terhadap|setelah +pada|sama +(?:dengan|seperti)|"
    r"(?:naik|turun|lebih +\w+|[\d,]+ *(?:%|persen)) +(?:dari|saka|dr))"
    r"(?: +(?:bulan|tahun|pada|di))* *\Z"
)
# 'permintaan naik menjelang akhir tahun': when things are as usual.
_NEARING = re.compile(
    r"(?<!\w)(?:menjelang|jelang|mendekati|memasuki)(?: +(?:hari +raya|libur))? *\Z"
)
_TALLY = re.compile(
    r"(?<!\w)(?:tercatat|kumulatif|data|update|rekap|jumlahnya|mencatat|pantauan|pemantauan|"
    r"situasi|ispu|pm2|indeks|perkembangan|terpantau|teramati|terkonfirmasi)"
)
_REPORT = re.compile(
    r"(?<!\w)(?:kata|ujar|ungkap|tutur|jelas|terang|papar|sebut|imbuh|tegas|lanjut|ucap|pungkas|"
    r"tambah)(?:nya|kan)?(?!\w)|(?<!\w)(?:rapat|rakor|konferensi|jumpa pers|keterangan|sambutan|"
    r"kunjung\w*|meninjau|dihadiri|membuka|pantauan|pemantauan|apel|audiensi|rilis|pelantikan|"
    r"dilansir|dikutip|mengutip|dirangkum|menyisir|memantau|menertibkan|mengecek|memimpin|mendatangi|"
    r"meresmikan|melepas|menandatangani|menyita|mengamankan|menegaskan|"
    r"menghadiri|menyerahkan|digelar di|upacara|usai|seusai)(?!\w)"
)


def find_dates(doc: Document) -> None:
    """Adds the dates of `doc`."""
    for group in _groups(doc):
        found = _found(doc, group)
        if found is not None:
            # The pieces are taken already; a time of day between them is still to be read.
            doc.add(found, shared=True)


def _groups(doc: Document) -> list[Atom]:
    """Atoms after those that speak of one date or one period have been joined."""
    # '(29/9-2/10)' must be one period before the weekdays in front of it are tied to it.
    atoms = _folded(doc, find_atoms(doc), _join_days)
    atoms = _folded(doc, atoms, _join_beside)
    for index, atom in enumerate(atoms):
        _settle(doc, atom, atoms[max(0, index - 4) : index])
    return _folded(doc, atoms, _join_range)


def _folded(
    doc: Document, atoms: list[Atom], join: Callable[[Document, Atom, Atom], bool]
) -> list[Atom]:
    """`atoms` after each that `join` folds into the one before it is gone."""
    kept: list[Atom] = []
    for atom in atoms:
        if not kept or not join(doc, kept[-1], atom):
            kept.append(atom)
    return kept


def _join_days(doc: Document, left: Atom, right: Atom) -> bool:
    """Joins two dates with nothing but a word of range between them."""
    both = left.kind is AtomKind.DAY and right.kind is AtomKind.DAY
    return both and right.start - left.end <= 10 and _join_range(doc, left, right)


def _join_beside(doc: Document, left: Atom, right: Atom) -> bool:
    """Folds `right` into `left` when both name the same day: `Senin (3/8)`, `besok (Minggu)`."""
    gap = doc.text[left.end : right.start]
    if len(gap) > 24 or not _BESIDE.match(gap):
        return False
    kinds = (left.kind, right.kind)
    exact = {AtomKind.DAY, AtomKind.RELATIVE}
    if left.kind in {AtomKind.WEEKDAY, AtomKind.RELATIVE, AtomKind.WEEK} and right.kind in exact:
        if left.kind is AtomKind.WEEK and right.kind is AtomKind.RELATIVE:
            return False
        _absorb(left, right, doc)
        return True
    if left.kind in exact and right.kind is AtomKind.WEEKDAY and ("(" in gap or "," in gap):
        left.weekdays, left.end = left.weekdays or right.weekdays, right.end
        return True
    if AtomKind.WEEK in kinds and AtomKind.WEEKDAY in kinds:
        weekday, week = (right, left) if left.kind is AtomKind.WEEK else (left, right)
        place_in_week(weekday, week, doc.today)
        weekday.start, weekday.end = left.start, right.end
        _copy(weekday, left)
        left.inferred = True
        return True
    return False


def _absorb(left: Atom, right: Atom, doc: Document) -> None:
    """Gives `left` the days of `right`, and keeps the weekdays that `left` stated."""
    weekdays, start = left.weekdays, left.start
    is_range = left.weekday_range
    if weekdays and right.kind is AtomKind.DAY and not right.year_stated and right.first:
        moved = cal.infer_year(
            right.first.month, right.first.day, doc.today, weekday=weekdays[0]
        )  # fmt: skip
        if moved is not None and right.first == right.last:
            right.first = right.last = moved
    if is_range and right.first == right.last and right.first is not None:
        # 'Kamis s.d. Minggu (25/1)': the date belongs to the last of the weekdays.
        back = (weekdays[-1] - weekdays[0]) % 7
        right.first = cal.shift(right.first, -back)
        weekdays = (weekdays[0], weekdays[-1])
    _copy(right, left)
    left.weekdays, left.start, left.weekday_range = weekdays, start, is_range


def _copy(source: Atom, target: Atom) -> None:
    for name in ("kind", "start", "end", "first", "last", "precision", "weekdays", "weekday_range",
                 "listed", "year_stated", "inferred", "approximate", "recurring"):  # fmt: skip
        setattr(target, name, getattr(source, name))


def _settle(doc: Document, atom: Atom, earlier: list[Atom]) -> None:
    """Gives lone weekdays a date, or lets them recur."""
    if atom.kind is AtomKind.WEEK and atom.recurring:
        atom.weekdays = (5, 6)
        return
    if atom.kind is not AtomKind.WEEKDAY or atom.first is not None or atom.recurring:
        return
    if len(atom.weekdays) > 1 and not _PRESENT.search(doc.claim_text(atom.start)):
        atom.recurring = True
        return
    claim = doc.claim_text(atom.start)
    weekly = len(atom.weekdays) == 1 and any(
        other.recurring and doc.claim_at(other.start) is doc.claim_at(atom.start)
        for other in earlier
    )
    begins = not doc.before(atom.start, 8).strip(" *-(")
    shut = begins and _SHUT.match(doc.text, atom.end) is not None
    if weekly or shut or _HOURS.search(claim) or _OPENS_AT.match(doc.text, atom.end):
        # 'Senin-Jumat 08.00-18.00, Sabtu 09.00-15.00': every week.
        atom.recurring = True
        return
    atom.first = cal.next_weekday(_anchor(doc, atom, earlier), atom.weekdays[0])
    atom.last = cal.next_weekday(atom.first, atom.weekdays[-1])
    atom.inferred = True


def _anchor(doc: Document, atom: Atom, earlier: list[Atom]) -> date:
    """The day from which a lone weekday is counted: a date named before it in its claim.

    `tutup Minggu 7 Maret, buka lagi Selasa` speaks of the Tuesday after that Sunday.
    """
    claim = doc.claim_at(atom.start)
    named = [
        other.last
        for other in earlier
        if other.kind in {AtomKind.DAY, AtomKind.RELATIVE}
        and other.last is not None
        and doc.claim_at(other.start) is claim
    ]
    return named[-1] if named and named[-1] >= doc.today else doc.today


_HOURS = re.compile(
    r"(?<!\w)(?:jam|jadwal|hari|waktu) +(?:layanan|pelayanan|buka|operasional|kerja|besuk|loket)"
    r"(?!\w)"
)
_OPENS_AT = re.compile(
    r" *(?:(?:tetap|juga|hanya|cuma|tetep) +)?(?:buka|dibuka|melayani) +(?:sampai|sampe|hingga|"
    r"s\.?d|jam|pukul|pkl|dari|setengah)"
    r"| *(?:sampai|sampe|hingga|s\.?d\.?) +(?:(?:jam|pukul|pkl) *)?\d{1,2}[.:]?\d{0,2}"
    r"(?! *(?:[a-z]*/|\d))"
    r"| *(?:dan|&) +(?:hari +libur|tanggal +merah|libur +nasional)"
)
_SHUT = re.compile(r" *(?:tetap +)?(?:tutup|libur)(?!\w)")
_PRESENT = re.compile(r"(?<!\w)(?:pekan|minggu) (?:ini|depan)(?!\w)|(?<!\w)besok(?!\w)")


def _join_range(doc: Document, left: Atom, right: Atom) -> bool:
    """Folds `right` into `left` when a word of range stands between them."""
    gap = doc.text[left.end : right.start]
    if len(gap) > 48 or not _BETWEEN.match(gap):
        return False
    if left.recurring or right.recurring:
        return False
    first, last = left.first, right.last
    if first is None or last is None:
        return False
    first = _borrow_year(left, right, first)
    if first > last and left.kind is AtomKind.WEEKDAY and left.inferred:
        first = cal.last_weekday(last, first.weekday())
    if first > last and right.kind is AtomKind.WEEKDAY and right.inferred:
        last = cal.next_weekday(first, last.weekday())
    if first > last:
        return False
    left.first, left.last, left.end = first, last, right.end
    if left.precision is not right.precision:
        left.precision = Precision.DAY
    left.weekdays = left.weekdays[:1] + right.weekdays[-1:] if right.weekdays else left.weekdays
    left.weekday_range = len(left.weekdays) == 2
    left.listed = ()
    left.inferred = left.inferred and right.inferred
    left.approximate = left.approximate or right.approximate
    return True


def _borrow_year(left: Atom, right: Atom, first: date) -> date:
    """In `29 September-2 Oktober 2026` the year at the end holds for both."""
    if left.year_stated or not right.year_stated or right.first is None:
        return first
    for year in (right.first.year, right.first.year - 1):
        moved = cal.make_date(year, first.month, first.day)
        if moved is not None and moved <= right.first:
            return moved
    return first


def _found(doc: Document, atom: Atom) -> Found | None:
    if doc.claim_at(atom.start) is None:
        return None
    before = doc.before(atom.start, 56)
    if atom.recurring:
        value = DateValue(None, None, weekdays=_expanded(atom))
        return Found(FactKind.DATE, atom.start, atom.end, value, Role.RECURRING)
    role = role_before(before)
    if role is Role.POINT:
        role = role_after(doc.after(atom.end, 48))
    _exclude(atom, before)
    start, end = atom.start, atom.end
    if atom.first == atom.last and atom.first is not None:
        start, end = _stretch(doc, atom, before)
    if _is_period(atom):
        role = Role.PERIOD
    end = _closed(doc.text, start, end)
    value = DateValue(
        atom.first, atom.last, atom.precision, atom.weekdays, atom.listed,
        atom.inferred, atom.approximate,
    )  # fmt: skip
    return Found(FactKind.DATE, start, end, value, _aside(doc, atom) or _refined(doc, atom, role))


_BEFORE_DAY = re.compile(r"(?<!\w)sebelum(?: +(?:tanggal|tgl\.?|hari))* *\Z")


def _exclude(atom: Atom, before: str) -> None:
    """`sebelum 1 Juli` is up to the last of June; of other days people mean the day as well."""
    day = atom.first
    if day is None or day != atom.last or day.day != 1 or not _BEFORE_DAY.search(before):
        return
    atom.first = atom.last = cal.shift(day, -1) or day


def _is_period(atom: Atom) -> bool:
    if atom.first is None or atom.last is None or atom.first == atom.last:
        return False
    if atom.precision is Precision.MONTH:
        return atom.first.month != atom.last.month
    return atom.precision is Precision.DAY


def _closed(text: str, start: int, end: int) -> int:
    """`end`, one further when a bracket opened inside is closed there."""
    inside = text[start:end]
    return end + 1 if inside.count("(") > inside.count(")") and text[end : end + 1] == ")" else end


def _expanded(atom: Atom) -> tuple[int, ...]:
    if not atom.weekday_range:
        return tuple(sorted(set(atom.weekdays)))
    first, last = atom.weekdays[0], atom.weekdays[-1]
    return tuple(sorted((first + step) % 7 for step in range((last - first) % 7 + 1)))


def _stretch(doc: Document, atom: Atom, before: str) -> tuple[int, int]:
    """Makes a period of a start and a length: `tiga hari mulai 25 Juni`."""
    match = _LENGTH_BEFORE.search(before)
    start, end = atom.start, atom.end
    if match is not None:
        start = atom.start - len(before) + match.start()
    else:
        match = _LENGTH_AFTER.match(doc.text, atom.end)
        if match is None:
            return start, end
        end = match.end()
    text = match["n"]
    count = Decimal(text) if text.isdigit() else parse_words(text.split())
    if not count or atom.first is None:
        return atom.start, atom.end
    if match["unit"] == "bulan":
        last = cal.shift(cal.add_months(atom.first, int(count)), atom.first.day - 2)
    else:
        last = cal.shift(atom.first, int(count) * (7 if match["unit"] != "hari" else 1) - 1)
    # 'dua pekan' is said of thirteen to fifteen days.
    atom.approximate = atom.approximate or match["unit"] != "hari"
    atom.last = last or atom.first
    return start, end


def _aside(doc: Document, atom: Atom) -> Role | None:
    """The role of a date that another is only compared with, or that dates a report."""
    before = doc.before(atom.start, 32)
    if atom.precision is not Precision.DAY and _COMPARED.search(before):
        return Role.FORMER
    if _NEARING.search(before):
        return Role.REFERENCE_TIME
    dateline = role_before(before) is Role.POINT and _is_dateline(doc, atom)
    return Role.PUBLISHED if dateline else None


def _refined(doc: Document, atom: Atom, role: Role) -> Role:
    """Tells when something was said or measured from when it applies."""
    if atom.first is None or atom.first > doc.today or atom.precision is not Precision.DAY:
        return role
    claim = doc.claim_text(atom.start)
    if role is Role.END and atom.first == doc.today and atom.kind is AtomKind.RELATIVE:
        # 'hingga hari ini' tells up to when something is known.
        return Role.REFERENCE_TIME
    in_force = _IN_FORCE.search(doc.before(atom.start, 32))
    if role in {Role.START, Role.END} and not in_force and _TALLY.search(claim):
        reads_clock = re.match(r"[ ,)]*(?:pukul|jam|pkl)", doc.text[atom.end : atom.end + 12])
        if role is Role.END or reads_clock:
            return Role.REFERENCE_TIME
    if role is Role.POINT and _TALLY.search(claim) and (doc.today - atom.first).days <= 3:
        return Role.REFERENCE_TIME
    told = atom.weekdays and atom.kind is AtomKind.DAY and (doc.today - atom.first).days <= 14
    if role is Role.POINT and told and _REPORT.search(claim):
        return Role.PUBLISHED
    return role


def _is_dateline(doc: Document, atom: Atom) -> bool:
    """Whether a line begins with a town and the date of writing: `BOGOR, 9 Maret 2026 -`."""
    claim = doc.claim_at(atom.start)
    if claim is None or atom.first is None or atom.first != atom.last:
        return False
    if not 0 <= (doc.today - atom.first).days <= 7 or atom.start - claim.start > 48:
        return False
    before = doc.cased[claim.start : atom.start]
    return bool(_CITY_BEFORE.match(before) and _DASH_AFTER.match(doc.text, atom.end))
