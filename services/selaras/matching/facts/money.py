"""Money: sums in rupiah with their basis, and everything that says that nothing is to be paid."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from selaras.matching.domain.facts import FactKind, MoneyValue, Per, Role
from selaras.matching.domain.states import Bound
from selaras.matching.facts.document import Document, Found
from selaras.matching.facts.matters import is_sold
from selaras.matching.facts.numbers import Number
from selaras.matching.facts.units import MEASURE, bases_after, count_of, measure
from selaras.matching.text.words import STOPWORDS

_RP_BEFORE = re.compile(r"(?<!\w)(?:rp|idr)[., ]*\Z")
_BIG = re.compile(r" *(?P<scale>m|t)(?!\w)")
_RUPIAH_AFTER = re.compile(r" *(?:,-|,00(?!\d))? *(?:rupiah|perak)?(?!\w)")
_RUPIAH = re.compile(r" *(?:rupiah|perak)(?!\w)")
_RANGE_GAP = re.compile(r" *(?:-|s\.?d\.?|s/d|sampai(?: dengan)?|hingga) *(?:rp[. ]*)?\Z")
_NO = (
    r"(?:tidak|tak|tanpa|tiada|tidak ada|tak ada|nol|bebas|tra|tara|seng|ora|mboten|boten|ndak|"
    r"indak|"
    r"idak|dak|nda|kada|kadada|teu|henteu|gak|ga|nggak|ngga|enggak|tadak|dada|tidak perlu|"
    r"tidak usah|tak usah|tak perlu|tra usah|ndak usah|dak usah|ora usah|ga perlu|gak perlu|"
    r"nggak usah|ga usah|kada usah|bukan(?! +uang))"
)
_VERB = (
    r"(?:di|me|men|mem)?-?(?:pungut|kenai|kenakan|ngenakan|kena|bayar|mbayar|mayar|bayarkan|minta|"
    r"tarik|narik|bebani|ngeluarkan|keluar|bebankan|perlu|ada|boleh ada|usah|pakai|mungut|memungut)"
)
_DUES = (
    r"(?:biaya|bayar\w*|mbayar|mayar|pungut\w*|ongkos|tarif|sewa|iuran|retribusi|uang(?: sewa)?|"
    r"rupiah|potongan|pungli|administrasi|setoran|denda|ukt|spp|pajak|"
    r"parkir)"
)
_FREE = re.compile(
    rf"(?<!\w)(?:gratis(?: tis)?|digratiskan|menggratiskan|penggratisan|"
    rf"(?:pembebasan|penghapusan|pemutihan|bebas bayar) +{_DUES}|"
    rf"(?:denda|biaya|ongkos|tarif|sewa|bea|iuran|retribusi)(?:nya)?(?: +[a-z]+){{0,2}}? +"
    rf"(?:dihapus(?:kan)?|dibebaskan|digratiskan|ditiadakan|diputihkan)|gratisss*|cuma-cuma|"
    rf"percuma|free|haratis|free of charge"
    rf"|{_NO} +(?:{_VERB} +){{0,2}}{_DUES}(?: +(?:uang|sewa|apa ?pun|sepeser ?p[ou]n|"
    rf"sama sekali|masuk))?"
    rf"|{_NO} +(?:{_VERB} +)?(?:didenda|denda|sanksi|disanksi)(?: +apa ?pun)?"
    rf"|tidak +boleh +ada +(?:pungutan|potongan|biaya)(?: +sepeser ?pun)?"
    rf"|(?:denda|biaya|ongkos|tarif|sewa|bea|iuran)(?:nya)?(?: +\w+)? +(?:jua +)?(?:nol|"
    rf"0)(?: +rupiah)?"
    rf"|(?:rp *)0(?![\d.,])|nol +(?:rupiah|potongan|biaya)"
    rf"|ditanggung +(?:oleh +)?(?:pemerintah|negara|pemkot|pemkab|pemprov|pemda|dinas|apbd|apbn|"
    rf"panitia|bpjs|perusahaan|penyelenggara|kami))(?!\w)"
)
_LUMP = re.compile(
    r"[ ,(]*(?:\w+ +){0,2}(?:sekaligus|dirapel|rapel)(?: +\w+){0,2}? +(?:untuk +)?"
    r"(?P<n>\d{1,2}|[a-z]+) +(?P<unit>bulan|tahun|hari|minggu|pekan)"
)
_FOR_A_TIME = re.compile(
    r"(?<!\w)(?:untuk|utk|selama|buat|bagi) +\w+ +(?:hari|pekan|minggu|bulan|tahun)\Z"
)
_PACK = re.compile(
    r"(?P<n>\d+(?:[.,]\d+)?|[a-z]+) *(?P<unit>[a-z]+)[ *]*(?:[=:@,-]|seharga|harga\w*|cuma|dengan|"
    r"hanya|dijual|sekarang|jadi)?(?: +(?:harga|seharga|cuma|sekarung))*[ *]*\Z"
)
_MONEY_WORDS = re.compile(
    r"(?<!\w)(?:rp|rupiah|harga\w*|tarif\w*|biaya\w*|ongkos\w*|bayar\w*|denda|didenda|sewa|bantuan|"
    r"nominal\w*|besaran\w*|cair\w*|gaji|honor\w*|insentif|tunjangan|iuran|retribusi|saldo|uang|"
    r"modal|murah|subsidi|santunan|bansos|cuma|administrasi|jual|dijual|beli|transfer|anggaran|"
    r"parkir|karcis|htm|premi|gratis|regi|rego|pangaos|pajak|setoran|upah|infak|zakat)"
)
# Nobody writes `75rb` of anything but money.
_CHAT_SUM = re.compile(r"\d *(?:rb|rbu|k)\Z")
_COUNT_LABEL = re.compile(
    r"(?<!\w)(?:jumlah\w*|total|sebanyak|kuota\w*|target\w*|peserta|penonton|kapasitas|dosis|stok|"
    r"pengunjung|warga|jiwa|orang|penduduk)(?: +\w+)? *\Z"
)
_ROLES: tuple[tuple[re.Pattern[str], Role], ...] = (
    (re.compile(r"(?<!\w)(?:di)?denda|(?<!\w)sanksi|(?<!\w)tilang"), Role.FINE),
    (re.compile(r"(?<!\w)(?:anggaran\w*|(?:meng|di)anggarkan|senilai|apbd|apbn|apbdes|investasi|"
                r"(?:(?:meng|di)?alokasi(?:kan)?)|dana (?:apb\w*|desa|alokasi|bos|hibah|pemkot|"
                r"pemkab)|pagu|kerugian|omzet|potensi|tunggakan|total (?:dana|uang|anggaran|biaya)|"
                r"nilai (?:transaksi|proyek|kontrak|investasi|pekerjaan)|realisasi|pad|"
                r"disiapkan|menggelontorkan|digelontorkan|menyerap|perputaran uang|"
                r"penerimaan|pendapatan|ditaksir)(?!\w)"), Role.BUDGET),
    (re.compile(r"(?<!\w)(?:bantuan|santunan|tunjangan|insentif|honor\w*|cair\w*|bansos|hadiah|"
                r"bonus|beasiswa|nominal\w*|besaran|menerima|diterima|mendapat|memperoleh|blt|pkh|"
                r"uang saku|gaji|upah|umk|ump|santun\w*|komponen|nampa|nampi|narima|tarimo|dapek|"
                r"ditransfer|manfaat|plafon)(?!\w)"), Role.BENEFIT),
    (re.compile(r"(?<!\w)(?:harga\w*|seharga|tarif\w*|biaya\w*|ongkos\w*|bayar\w*|sewa|retribusi|"
                r"iuran|beli|dijual|dikenakan|administrasi|tiket|"
                r"uang (?:sewa|pangkal|muka|kuliah|jaminan|pendaftaran|parkir|sekolah|makan|masuk)|"
                r"karcis|parkir|htm)(?!\w)"), Role.PRICE),
)  # fmt: skip


# What is asked of those who lose or break something, or come late, is no price.
_IF_AT_FAULT = re.compile(
    r"(?<!\w)(?:bila|jika|kalau|kalo|apabila|lamun|nek|yen|yang|yg|kartu|barang) +(?:\w+ +){0,3}?"
    r"(?:hilang|ilang|rusak|telat|terlambat|melanggar|lewat|menunggak|nunggak|kehilangan)(?!\w)"
)


def money_role(before: str, claim: str) -> Role:
    """What a sum is, by the closest telling word ahead of it, else anywhere in its claim."""
    best, role = -1, Role.POINT
    for pattern, candidate in _ROLES:
        for match in pattern.finditer(before):
            if match.start() > best:
                best, role = match.start(), candidate
    if role in {Role.POINT, Role.PRICE} and _IF_AT_FAULT.search(before):
        return Role.FINE
    if role is Role.POINT:
        return next((r for pattern, r in _ROLES if pattern.search(claim)), Role.POINT)
    return role


def _scaled(doc: Document, number: Number, end: int) -> tuple[Decimal, Decimal, int]:
    """Reads the lone `M` and `T` that mean thousands of millions after Rp."""
    match = _BIG.match(doc.text, end)
    if match is None or number.scaled:
        return number.low, number.high, end
    factor = Decimal(10**9 if match["scale"] == "m" else 10**12)
    return number.low * factor, number.high * factor, match.end()


def _reduced(
    low: Decimal, high: Decimal, bases: list[Per]
) -> tuple[Decimal, Decimal, tuple[Per, ...]]:
    """The same rate per one of each basis."""
    for base in bases:
        if base.count > 0:
            low, high = low / base.count, high / base.count
    return low, high, tuple(Per(Decimal(1), base.unit) for base in bases)


def _pack(doc: Document, start: int) -> Per | None:
    """The amount of goods right before a price, if it is a measure: `5 kg Rp57.500`."""
    match = _PACK.search(doc.before(start, 48))
    if match is None or not MEASURE.fullmatch(match["unit"]):
        return None
    unit, factor = measure(match["unit"])
    if not match["n"][0].isdigit() and count_of(match["n"]) == 1 and match["n"] != "satu":
        return None
    return Per(count_of(match["n"]) * factor, unit)


def _add_sum(doc: Document, start: int, end: int, number: Number) -> None:
    bases, end = bases_after(doc.text, end)
    rate_low, rate_high, per = _reduced(number.low, number.high, bases)
    total: Decimal | None = None
    lump = _LUMP.match(doc.text, end) if per else None
    if lump is not None and rate_low == rate_high:
        total = rate_low * count_of(lump["n"])
    elif _FOR_A_TIME.search(doc.text, start, end) and number.low == number.high:
        # 'Rp950 ribu untuk sepuluh tahun' is also one sum to be paid.
        total = number.low
    value = MoneyValue(
        rate_low, rate_high, per, None if per else _pack(doc, start), total, number.bound
    )
    role = money_role(doc.before(start, 60), doc.claim_text(start))
    doc.add(Found(FactKind.AMOUNT, start, end, value, role))


def _marked(doc: Document) -> None:
    """Sums with Rp or rupiah."""
    numbers = list(doc.free_numbers())
    skip = -1
    for index, number in enumerate(numbers):
        if index <= skip:
            continue
        prefix = _RP_BEFORE.search(doc.text[max(0, number.start - 5) : number.start])
        if prefix is None and not _RUPIAH.match(doc.text, number.end):
            continue
        start = number.start - len(prefix.group()) if prefix else number.start
        low, high, end = _scaled(doc, number, number.end)
        if low == high and index + 1 < len(numbers):
            following = numbers[index + 1]
            if _RANGE_GAP.fullmatch(doc.text[end : following.start]):
                _, upper, upper_end = _scaled(doc, following, following.end)
                if upper >= low:
                    high, end, skip = upper, upper_end, index + 1
        tail = _RUPIAH_AFTER.match(doc.text, end)
        end = tail.end() if tail else end
        _add_sum(doc, start, _tight(doc.text, start, end), replace(number, low=low, high=high))


def _tight(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _bare(doc: Document) -> None:
    """Sums without a mark: `SIM C 75rb`, `gula 17 ribu sekilo`."""
    about_money = _MONEY_WORDS.search(doc.text) is not None
    for number in list(doc.free_numbers()):
        if not number.scaled or number.high < 500:
            continue
        if not about_money and not _CHAT_SUM.search(doc.text, number.start, number.end):
            continue
        after = doc.after(number.end, 16)
        following = re.match(r" *[-/]?([a-z]+)", after)
        word = following.group(1) if following else ""
        if word and word not in STOPWORDS and not bases_after(doc.text, number.end)[0]:
            continue
        if _COUNT_LABEL.search(doc.before(number.start, 30)) or (
            # 'nuwun sewu' begs pardon.
            doc.before(number.start, 8).endswith("nuwun ")
        ):
            continue
        _add_sum(doc, number.start, number.end, number)


_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+\Z")
_ALONE_AFTER = re.compile(
    r"[ *]*(?:[,.;)\n!/|+-]|\Z|(?:per|dan|lan|untuk|sudah|saja|aja|sekali)(?!\w))"
)
_PRICED_BEFORE = re.compile(
    r"(?:(?<!\w)(?:jadi|menjadi|cuma|hanya|harga\w*|tarif\w*|bayar|seharga|mung|cuman|ongkos|"
    r"karcis|tiket|htm|sewa|biaya\w*)|(?P<thing>(?<!\w)[a-z][a-z/ -]{2,30}?)(?: +\d+ *(?:kg|liter|"
    r"l|gram|gr|ml|sak|dus|pcs|butir))?) *[:=@]? *\**\Z"
)


def _without_mark(doc: Document) -> None:
    """Prices as in a list of the market: `minyak 14.500, beras 57.500/sak`."""
    if _MONEY_WORDS.search(doc.text) is None:
        return
    for number in list(doc.free_numbers()):
        text = doc.text[number.start : number.end]
        if number.low != number.high or not _GROUPED.match(text) or number.low % 100:
            continue
        before = doc.before(number.start, 48)
        if not _ALONE_AFTER.match(doc.text, number.end) or _COUNT_LABEL.search(before):
            continue
        match = _PRICED_BEFORE.search(before)
        if match is None or (match["thing"] and not is_sold(match["thing"])):
            continue
        _add_sum(doc, number.start, number.end, number)


def _free(doc: Document) -> None:
    zero = Decimal(0)
    for match in doc.free_matches(_FREE):
        claim = doc.claim_text(match.start())
        role = Role.PRICE
        if re.search(r"denda|sanksi", match.group()):
            role = Role.FINE
        if claim:
            value = MoneyValue(zero, zero, bound=Bound.EXACT)
            doc.add(Found(FactKind.AMOUNT, match.start(), match.end(), value, role))


def find_money(doc: Document) -> None:
    """Adds the sums of `doc`."""
    _free(doc)
    _marked(doc)
    _bare(doc)
    _without_mark(doc)
