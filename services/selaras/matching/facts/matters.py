"""Which of several things a date, a time or a sum is of, where the words beside it say so.

One text gives a date each to the registration, the test and its results, and a price each to
adults, motorcycles and cars. Values of two such things are no rivals.
"""

from __future__ import annotations

import re

from selaras.matching.domain.facts import DateValue, Fact, FactKind, Role
from selaras.matching.facts.document import Document, Found
from selaras.matching.text.lexicon import any_of

_BEFORE = 72
_AFTER = 48
# Days for which a date that is over is news; before that it may be a wrong year.
_LATELY = 150

# The name of a thing -> the ways to say it. Things that one text may call by the name of another
# (a payment and its due date) are one.
_STEPS: dict[str, tuple[str, ...]] = {
    "register": ("daftar", "daftarnya", "pendaftaran", "pendaftarannya", "mendaftar", "registrasi",
                 "antrean", "antrian", "ndaftar", "didaftar", "pengajuan", "mengajukan"),
    "enrol": ("daftar ulang", "registrasi ulang", "lapor diri", "daftar ulangnya"),
    "test": ("seleksi", "wawancara", "ujian", "psikotes", "tes tertulis", "tes tulis", "tes fisik",
             "ujiannya", "asesmen"),
    "results": ("pengumuman", "diumumkan", "pengumumannya", "hasil seleksi"),
    "discount": ("diskon", "potongan", "dipotong", "keringanan", "diskonnya", "potongannya"),
    "pay": ("pembayaran", "pelunasan", "jatuh tempo", "pembayarannya"),
    "collect": ("pengambilan", "mengambil", "diambil", "ambil"),
    "buy": ("dibeli", "pembelian", "pemesanan", "penjualan", "dijual", "dipesan", "memesan"),
    "depart": ("berangkat", "keberangkatan", "diberangkatkan", "bertolak", "mangkat", "budal"),
    "lose": ("hilang kontak", "putus kontak", "dilaporkan hilang"),
    "holiday": ("libur", "liburnya", "diliburkan", "liburan", "cuti bersama", "prei"),
    "report": ("rapor", "raport", "penyerahan rapor", "terima rapor"),
    "birth": ("lahir", "kelahiran", "berusia", "berumur", "usia", "umur"),
    "paper": ("terbit", "diterbitkan", "ditandatangani", "tercantum", "tertanggal"),
    "expiry": ("kedaluwarsa", "kadaluwarsa", "kadaluarsa", "expired"),
    "refund": ("refund", "pengembalian dana", "penjadwalan ulang", "direfund", "reschedule"),
    "meet": ("rapat", "rakor", "sosialisasi", "technical meeting", "bimtek", "audiensi", "gladi",
             "geladi", "konsultasi publik"),
    "parade": ("karnaval", "pawai", "kirab"),
    "show": ("konser", "panggung musik", "pentas", "panggung hiburan"),
    "fair": ("bazar", "bazaar", "pameran", "expo"),
    "ceremony": ("upacara", "pelantikan", "peresmian", "diresmikan"),
    "walk": ("senam", "jalan sehat", "fun run"),
}  # fmt: skip
# Never the date or hour that a text is about as a whole.
_APART = frozenset({"birth", "paper", "expiry", "refund"})
# Those who are always there, whatever the hours of the rest.
_DUTIES: dict[str, tuple[str, ...]] = {
    "emergency": ("igd", "ugd", "gawat darurat", "ambulans", "call center", "hotline", "posko",
                  "layanan pelanggan", "contact center", "piket", "pusat panggilan"),
}  # fmt: skip
_FEES: dict[str, tuple[str, ...]] = {
    "parking": ("parkir",), "ticket": ("tiket", "htm", "karcis", "tiket masuk"),
    "rent": ("sewa", "uang sewa"), "deposit": ("uang jaminan", "jaminan", "deposit"),
    "stamp": ("meterai", "e-meterai", "materai", "e-materai"), "premium": ("premi",),
    "wage": ("upah", "gaji", "honor", "honorarium", "insentif", "uang saku"),
    "prize": ("hadiah", "uang pembinaan"), "sales": ("omzet", "transaksi", "kerugian"),
}  # fmt: skip
_PAYERS: dict[str, tuple[str, ...]] = {
    "adult": ("dewasa",),
    "child": ("anak", "anak-anak", "balita", "bayi"),
    "student": ("pelajar", "mahasiswa", "siswa"),
    "motorcycle": ("motor", "sepeda motor", "roda dua", "honda", "r2", "roda 2"),
    "car": ("mobil", "mobil pribadi", "roda empat", "r4", "roda 4", "oto"),
    "truck": ("truk", "truk sedang", "truk besar", "tronton", "truck"),
    "bus": ("bus", "bis", "bus sedang", "bus besar"),
    "local": ("wisatawan nusantara", "wisnus", "wisatawan lokal", "wisatawan domestik", "wni"),
    "foreign": ("wisatawan mancanegara", "wisman", "wisatawan asing", "wna", "mancanegara"),
    "rice": ("beras", "beras sphp", "beras medium", "beras premium"),
    "oil": ("minyak", "minyak goreng", "minyakita", "migor", "lenga"),
    "sugar": ("gula", "gula pasir", "gulo"),
    "eggs": ("telur", "telur ayam", "endog", "telor"),
    "meat": ("daging", "daging sapi", "daging ayam"),
    "chilli": ("cabai", "cabai rawit", "cabe", "lombok"),
    "onion": ("bawang", "bawang merah", "bawang putih"),
    "flour": ("tepung", "terigu", "tepung terigu"),
    "gas": ("elpiji", "lpg", "gas melon"),
    "death": ("meninggal wajar", "meninggal biasa", "meninggal alami"),
    "accident": ("meninggal akibat kecelakaan", "meninggal karena kecelakaan", "kecelakaan"),
    "disability": ("cacat", "cacat tetap", "disabilitas tetap"),
    "treatment": ("pengobatan", "perawatan", "biaya pengobatan"),
    "sim a": ("sim a",), "sim b": ("sim b", "sim b1", "sim b2"), "sim c": ("sim c",),
}  # fmt: skip


def _compiled(things: dict[str, tuple[str, ...]]) -> tuple[re.Pattern[str], dict[str, str]]:
    names = {word: thing for thing, words in things.items() for word in words}
    return re.compile(rf"(?<![\w-]){any_of(names)}(?![\w-])"), names


_OF_MOMENTS, _STEP_NAMES = _compiled(_STEPS)
_OF_DUTIES, _DUTY_NAMES = _compiled(_DUTIES)
_OF_SUMS, _PAYER_NAMES = _compiled(_PAYERS)
_OF_FEES, _FEE_NAMES = _compiled(_FEES)
_Axis = tuple[str, re.Pattern[str], dict[str, str]]
_PHASES = {
    f"{kind} {word}": str(number)
    for kind in ("tahap", "gelombang", "putaran", "kloter", "angkatan", "sesi", "termin")
    for words, number in ((("pertama", "i", "1"), 1), (("kedua", "ii", "2"), 2),
                          (("ketiga", "iii", "3"), 3), (("keempat", "iv", "4"), 4))
    for word in words
}  # fmt: skip
_OF_PHASES = re.compile(rf"(?<![\w-]){any_of(_PHASES)}(?![\w-])")
_MOMENTS: tuple[_Axis, ...] = (
    ("step", _OF_MOMENTS, _STEP_NAMES),
    ("phase", _OF_PHASES, _PHASES),
)
# A ticket may be that of an adult: what is paid and who pays are told apart each for itself.
_SUMS: tuple[_Axis, ...] = (
    ("payer", _OF_SUMS, _PAYER_NAMES),
    ("fee", _OF_FEES, _FEE_NAMES),
)
_LEXICA: dict[FactKind, tuple[_Axis, ...]] = {
    FactKind.DATE: _MOMENTS,
    FactKind.TIME: (*_MOMENTS, ("duty", _OF_DUTIES, _DUTY_NAMES)),
    FactKind.AMOUNT: _SUMS,
}
# Emoji part clauses as well as full stops do.
_CLAUSE_END = re.compile(r"[;!?\n]|\.(?= )|[^\w\s,.:()/'\"*&+%@#_-]")
_FOR = re.compile(r"[ ,]*(?:(?:per|/) ?[a-z]+ +)?(?:untuk|bagi|buat|khusus|kanggo|kagem) +")
_NEXT = re.compile(r"[ :,)*-]*(?:wib|wita|wit)?[ :,)*-]*(?:(?:ada|acara|untuk) +)?")


def matters_of(doc: Document, item: Found) -> tuple[tuple[str, str], ...]:
    """What `item` is of, on each axis on which the words beside it tell."""
    told = ((axis, _named(doc, item, pattern, names)) for axis, pattern, names in
            _LEXICA.get(item.kind, ()))  # fmt: skip
    return (*((axis, thing) for axis, thing in told if thing), *_tense(doc, item))


def _tense(doc: Document, item: Found) -> tuple[tuple[str, str], ...]:
    """What has happened is not what is to come, but for the start and the end of something."""
    value = item.value
    if not isinstance(value, DateValue) or value.start is None or value.end is None:
        return ()
    if value.start > doc.today:
        return (("tense", "ahead"),)
    over = 0 < (doc.today - value.end).days <= _LATELY
    return (("tense", "past"),) if over and item.role in {Role.POINT, Role.PERIOD} else ()


def other_matters(a: Fact, b: Fact) -> bool:
    """Whether two facts of one kind are of things that are named apart."""
    if a.kind is not b.kind:
        return False
    mine, theirs = dict(a.matters), dict(b.matters)
    if any(mine[axis] != theirs[axis] for axis in mine.keys() & theirs):
        return True
    if "duty" in mine.keys() ^ theirs.keys():
        return True
    return (mine.get("step") in _APART) != (theirs.get("step") in _APART)


def _named(doc: Document, item: Found, pattern: re.Pattern[str], names: dict[str, str]) -> str:
    after = doc.after(item.end, _AFTER)
    named = _FOR.match(after)
    if named is not None:
        # '... Rp55.000 untuk wisatawan nusantara' belongs to what follows.
        found = pattern.search(after[: named.end() + 24], named.end())
        if found is not None:
            return names[found.group()]
    before = _clause(doc.before(item.start, _BEFORE))
    ahead = pattern.findall(before)
    if ahead:
        return names[ahead[-1]]
    following = _NEXT.match(after)
    found = pattern.match(after, following.end()) if following else None
    return names[found.group()] if found is not None else ""


def is_sold(words: str) -> bool:
    """Whether `words` name something or someone that has a price."""
    return _OF_SUMS.search(words) is not None


def _clause(before: str) -> str:
    """The part of `before` that is in the clause of what follows it."""
    start = 0
    for end in _CLAUSE_END.finditer(before):
        start = end.end()
    return before[start:]
