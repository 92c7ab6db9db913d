"""States that take several words: a counter that sells nothing, a road that none may enter."""

from __future__ import annotations

import re

from selaras.matching.domain.facts import FactKind, StatusValue
from selaras.matching.domain.states import Dimension
from selaras.matching.facts.document import Document, Found
from selaras.matching.facts.passing_states import is_passing
from selaras.matching.facts.phrase_rules import MORE_RULES, Rule
from selaras.matching.facts.statuses import is_negated

# What people pay or get for good: whether it stays as it was.
_RATE = (
    r"(?:tarif|iuran|harga|pajak|pbb|pkb|biaya|ongkos|retribusi|gaji|tunjangan|ump|umk|umr|het|ukt|"
    r"spp|insentif|honor|upah|bea)"
)
_BETWEEN = r"(?: +(?!tidak|tak|belum|batal|gak|dak)[^\s.,;:!?]+){0,4}?"
_UNCHANGED = re.compile(
    rf"(?<!\w){_RATE}{_BETWEEN} +(?:tidak|tak|belum|batal|gak|dak)(?: +(?:jadi|ada|akan|mengalami|"
    rf"ikut))* +(?:naik|dinaikkan|kenaikan|berubah|perubahan|diubah|disesuaikan|turun|"
    rf"diturunkan)(?!\w)"
    rf"|(?<!\w)(?:tidak|tak|belum|batal) +(?:akan +)?(?:(?:ada|mengalami) +(?:kenaikan|perubahan|"
    rf"penyesuaian|penurunan)|menaikkan|menurunkan|mengubah) +{_RATE}(?!\w)"
)
_CHANGED = re.compile(
    rf"(?<!\w){_RATE}{_BETWEEN} +(?:naik|dinaikkan|mengalami kenaikan|berubah|disesuaikan|turun|"
    rf"diturunkan)(?!\w)|(?<!\w)(?:kenaikan|penyesuaian|penurunan) +{_RATE}(?!\w)"
)
_LIFTED = re.compile(
    r"(?<!\w)(?:ditiadakan|tidak diberlakukan|dihentikan penerapannya|dihapus sementara|"
    r"tidak diterapkan|tidak lagi diterapkan)(?!\w)"
)
_FULL = re.compile(
    r"(?<!\w)(?:kuota|kursi|slot|formasi|tempat|kamar|tiket)(?:nya)?(?: +[a-z]+){0,2}? +"
    r"(?:penuh|terpenuhi|terisi(?: penuh)?|habis|ludes)(?!\w)"
)
_EXPIRED = re.compile(
    r"(?<!\w)(?:sim|stnk|ktp|paspor|kartu|rekening|izin|kis|bpjs|pajak|sertifikat)(?: +\w+)? +"
    r"(?:yang +|sudah +|telah +)*mati(?!\w)"
)
_TESTED = r"(?:dinyatakan|terkonfirmasi|hasil\w*|terbukti|tes|uji|sampel\w*|pemeriksaan)"
_DISEASE = (
    r"(?:covid\S*|pmk|rabies|flu|antraks|hiv|tbc?|asf|lsd|dbd|malaria|campak|polio|narkoba|"
    r"formalin|"
    r"boraks|bakteri|virus|merkuri|logam berat)"
)
_FOUND = re.compile(
    rf"(?<!\w)(?:{_TESTED}(?: +[a-z]+){{0,4}}? +(?:positif|reaktif)|positif +{_DISEASE})(?!\w)"
)
_NOT_FOUND = re.compile(
    rf"(?<!\w)(?:{_TESTED}(?: +[a-z]+){{0,4}}? +(?:negatif|nonreaktif)|"
    rf"(?:negatif|bebas(?: dari)?) +{_DISEASE})(?!\w)"
)
_LEAVE = re.compile(
    r"(?<!\w)(?:tetap|harus|wajib|segera|diminta|diimbau|dihimbau|agar|perlu)(?: +(?:untuk|tetap|"
    r"segera|tinggal))* +(?:mengungsi|dievakuasi|mengosongkan|di pengungsian|"
    r"bertahan di pengungsian)"
    r"(?!\w)"
)
_GO_HOME = re.compile(
    r"(?<!\w)(?:boleh|bisa|dapat|sudah|telah|diizinkan|diperbolehkan|dipersilakan)(?: +(?:untuk|"
    r"mulai|bisa))* +(?:kembali|pulang) +ke +(?:rumah|desa|kampung|tempat tinggal|hunian)"
    r"|(?<!\w)(?:tidak|belum|tak) +(?:perlu|harus|usah) +(?:mengungsi|dievakuasi)(?!\w)"
)
_NOT_TO_EAT = re.compile(
    r"(?<!\w)(?:dilarang|jangan|tidak boleh|tak boleh|belum boleh|tidak|agar tidak) +(?:dulu +)?(?:"
    r"makan|memakan|mengonsumsi|mengkonsumsi|konsumsi|meminum|dimakan|diminum|dikonsumsi)(?!\w)"
    r"(?! +(?:di|dan|sambil|saat|sebelum|selama|atau|siang|malam|obat)(?!\w))"
)
_COUNTER = (
    r"(?:di|nang|ing|neng|ka|pada) +(?:tempat|lokasi|loket|pelabuhan|stasiun|terminal|bandara|"
    r"kantor|sekolah|kampus|pintu masuk|kelurahan|gerbang|dermaga|gerai)"
)
_SELL = (
    r"(?:penjualan|pendaftaran|pembelian|pembayaran|layanan|pelayanan|pengambilan|transaksi|"
    r"registrasi|beli|tuku|tumbas|membeli|dibeli|bayar|membayar|daftar|mendaftar|menjual|jual)"
)
_NO_SERVICE = re.compile(
    rf"(?<!\w)(?:tidak|tak|ora|dak|gak|tanpa)(?: +(?:ada|melayani|menerima|membuka|menyediakan|"
    rf"bisa|boleh|dapat|lagi))* +{_SELL}(?: +[a-z]+){{0,2}} +"
    rf"(?:{_COUNTER}|langsung|tatap muka|offline|luring|secara manual|on the spot)(?!\w)"
    rf"|(?<!\w)loket(?: +[^\s.,;:]+){{0,4}}? +(?:tidak|tak|ora|dak|gak) +(?:lagi +)?(?:melayani|"
    rf"menjual|menerima|buka|dibuka)(?!\w)"
    rf"|(?<!\w)(?:tidak|tak|dak|gak|ora)(?: +(?:perlu|usah|harus|boleh|bisa|lagi))+ +(?:antre|"
    rf"antri|"
    rf"datang|ngantre|mengantre)(?!\w)"
    rf"|(?<!\w)(?:tanpa|tidak|tak|gak|dak)(?: +(?:perlu|usah|harus|"
    rf"lagi))+ +(?:datang +)?ke +(?:kantor|"
    rf"loket|sekolah|kelurahan|kecamatan|bank|puskesmas|kampus)(?!\w)"
)
_AT_COUNTER = re.compile(
    rf"(?<!\w)(?:bisa|boleh|dapat|iso|masih|tetap|hanya|dilayani)(?: +(?:juga|di)?)* *{_SELL}"
    rf"(?: +[a-z]+){{0,2}}? +{_COUNTER}(?!\w)"
    rf"|(?<!\w){_SELL}(?: +[a-z]+){{0,2}}? +langsung +(?:di|ke)(?!\w)"
)
_WELL_STOCKED = re.compile(
    r"(?<!\w)(?:stok|kuota|pasokan|persediaan|ketersediaan|cadangan|"
    r"suplai)(?:nya)?(?: +[a-z]+){0,3}? +"
    r"(?:aman|cukup|terjaga|mencukupi|tercukupi|memadai|melimpah)(?!\w)"
)
_ENTER = (
    r"(?:masuk|memasuki|masuak|melintas|melintasi|dilintasi|melewati|dilewati|dilalui|"
    r"menyeberang|nyeberang|nyebrang|menyeberangi|diseberangi|diakses kendaraan|melaju|"
    r"lewat(?= *(?:[.,;!)]|\Z|\n|jalan|jalur|sini|jembatan|ruas|tol|secara|bergantian|gantian|"
    r"satu per satu|dipandu|dengan pengawalan|pada|mulai|siang|malam|pagi|jam|pukul|pkl|hingga|"
    r"sampai|asal|tapi|tetapi|namun|setelah|sejak|dua arah|satu arah))|"
    r"melalui(?= +(?:jalan|jalur|jembatan|ruas|rute|tol|terowongan))|"
    r"mendaki|mandaki|didaki|naik gunung|mendekat|mendekati|berkunjung|dikunjungi|mengunjungi|"
    r"beraktivitas|beraktifitas|berkegiatan|berwisata)"
)
_FORBID = (
    r"(?:dilarang(?: keras)?|melarang(?: +\w+){0,2}|jangan|jan ado(?: nan)?|(?:tidak|tak|gak|dak|"
    r"ndak|"
    r"ora|belum)(?: +(?:boleh|bisa|dapat|diperbolehkan|diizinkan|diperkenankan|buliah|oleh|iso))|"
    r"(?:agar|supaya|untuk|mohon|diminta|diimbau|dihimbau) +tidak|tidak(?= +(?:memasuki|mendekati|"
    r"mendaki|beraktivitas|berkegiatan)))"
)
_BARRED = re.compile(rf"(?<!\w){_FORBID} +(?:lagi +|untuk +|melakukan +)?{_ENTER}(?!\w)")
_LET_THROUGH = re.compile(
    rf"(?<!\w)(?:sudah +|kembali +|tetap +|masih +)?(?:boleh|bisa|dapat|aman|diizinkan|"
    rf"diperbolehkan|dipersilakan) +(?:kembali +|untuk +)?{_ENTER}(?!\w)"
)


_MODE, _ACCESS = frozenset({Dimension.MODE}), frozenset({Dimension.ACCESS})
_RATES, _FORCE = frozenset({Dimension.CHANGE}), frozenset({Dimension.VALIDITY})
_TEST, _REFUGE = frozenset({Dimension.TEST}), frozenset({Dimension.REFUGE})
_STOCK = frozenset({Dimension.AVAILABILITY, Dimension.SAFETY})
_RULES = (
    Rule(_NO_SERVICE, FactKind.PROCEDURE, Dimension.MODE, False, _MODE),
    Rule(_AT_COUNTER, FactKind.PROCEDURE, Dimension.MODE, True, _MODE),
    Rule(_WELL_STOCKED, FactKind.STATUS, Dimension.AVAILABILITY, True, _STOCK),
    Rule(_CHANGED, FactKind.STATUS, Dimension.CHANGE, False, _RATES),
    Rule(_UNCHANGED, FactKind.STATUS, Dimension.CHANGE, True, _RATES),
    Rule(_LIFTED, FactKind.STATUS, Dimension.VALIDITY, False, _FORCE),
    Rule(_NOT_TO_EAT, FactKind.STATUS, Dimension.SAFETY, False, frozenset({Dimension.SAFETY})),
    Rule(_FULL, FactKind.STATUS, Dimension.AVAILABILITY, False, _STOCK),
    Rule(_EXPIRED, FactKind.STATUS, Dimension.VALIDITY, False, frozenset({Dimension.OPERATION})),
    Rule(_FOUND, FactKind.STATUS, Dimension.TEST, True, _TEST),
    Rule(_NOT_FOUND, FactKind.STATUS, Dimension.TEST, False, _TEST),
    Rule(_LEAVE, FactKind.STATUS, Dimension.REFUGE, True, _REFUGE),
    Rule(_GO_HOME, FactKind.STATUS, Dimension.REFUGE, False, _REFUGE),
    Rule(_BARRED, FactKind.STATUS, Dimension.ACCESS, False, _ACCESS),
    Rule(_LET_THROUGH, FactKind.STATUS, Dimension.ACCESS, True, _ACCESS),
    *MORE_RULES,
)


def find_phrases(doc: Document) -> None:
    """Adds the states that phrases state (run after the single words)."""
    for rule in _RULES:
        matches = [match for match in rule.pattern.finditer(doc.text) if _holds(doc, rule, match)]
        if not matches:
            continue
        _take_back(doc, matches, rule.instead_of)
        for match in matches:
            value = StatusValue(rule.dimension, rule.positive)
            doc.add(Found(rule.kind, match.start(), match.end(), value), shared=True)


def _holds(doc: Document, rule: Rule, match: re.Match[str]) -> bool:
    start = match.start()
    claim = doc.claim_at(start)
    if claim is None or match.end() > claim.end:
        return False
    if rule.needs is not None and not rule.needs.search(doc.claim_text(start)):
        return False
    if rule.unless is not None and rule.unless.search(doc.before(start, 60)):
        return False
    if rule.dimension is Dimension.COST and not doc.is_free(start, start + 1):
        # 'tidak dipungut biaya' is a sum of nothing already.
        return False
    value = StatusValue(rule.dimension, rule.positive)
    return not is_negated(doc, start)[0] and not is_passing(doc, start, match.end(), value)


def _take_back(
    doc: Document, matches: list[re.Match[str]], dimensions: frozenset[Dimension]
) -> None:
    inside = bytearray(len(doc.text) + 1)
    for match in matches:
        inside[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    doc.found = [
        found
        for found in doc.found
        if not (
            isinstance(found.value, StatusValue)
            and found.value.dimension in dimensions
            and inside[found.start]
            and inside[found.end - 1]
        )
    ]
