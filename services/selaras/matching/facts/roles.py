"""What a date or time does in its claim, read from the words right before it."""

from __future__ import annotations

import re

from selaras.matching.domain.facts import Role
from selaras.matching.text.lexicon import any_of

_DEADLINE = any_of(
    [
        "paling lambat", "paling lama", "selambat-lambatnya", "selambatnya", "batas akhir",
        "batas waktu", "batas", "batasnya", "deadline", "tenggat", "terakhir", "hari terakhir",
        "maksimal", "maks", "sebelum", "jatuh tempo", "paling telat", "paling akhir",
        "selambatnya", "sadurunge", "saderengipun", "paling lambek",
    ]
)  # fmt: skip
_END = any_of(
    [
        "sampai", "sampai dengan", "hingga", "sampe", "sampe dengan", "s.d.", "s.d", "s/d", "sd",
        "berakhir", "ditutup", "tutup", "selesai", "rampung", "nganti", "dugi", "dumugi", "kelar",
        "habis", "tekan", "tekang", "berakhirnya", "penutupan", "sampek", "sampai habis", "ampe",
        "dugi ka", "nepi ka", "nepi", "ngantos", "kantos", "hinggo", "hingge", "sampai ka",
        "sampai ke", "ngantek", "sanggo",
    ]
)  # fmt: skip
_START = any_of(
    [
        "mulai", "dimulai", "dimulainya", "sejak", "semenjak", "terhitung", "terhitung mulai",
        "dari", "dibuka", "buka", "per", "pertama", "mulaine", "wiwit", "ti", "awit", "start",
        "efektif", "berlaku", "diberlakukan", "baru", "baru berlaku", "menyusul", "perdana",
        "hari pertama", "diluncurkan", "peluncuran", "launching", "kick off", "resmi berlaku",
        "baru dibuka", "baru mulai", "diterapkan", "beroperasi", "baru jalan", "mulai jalan",
        "baru bisa", "baru bergerak", "mulai bergerak", "lakar", "kawit", "mimiti", "mulo",
    ]
)  # fmt: skip
_BACK = r"(?:kembali|lagi|lg|maneh|meneh|deui|malih|baliak|baliek|pulo|ulang)"
_GOING = (
    r"(?:dibuka|buka|masuk|mlebu|asup|beroperasi|melayani|dilayani|normal|aktif|berlayar|terbang|"
    r"mengudara|bersekolah|bekerja|berjualan|jualan|jalan|berjalan|dilintasi|dilewati|dilalui|"
    r"mengalir|belajar|sekolah|ngantor|bertugas|menyala|nyala|hidup|muka|ngalayanan|diaktifkan|dioperasikan|dilanjutkan|pulih)"
)
_RESUME = (
    rf"(?:{_GOING}(?:nya)?(?: +sekolah| +kerja| +kantor| +kuliah)? +{_BACK}"
    rf"|{_BACK} +{_GOING}(?: +(?!mulai|sampai|hingga)[a-z-]+){{0,3}}?"
    r"|masuk +(?:sekolah|kerja|kantor|kuliah)|hari +pertama +masuk(?: +[a-z]+){0,2}"
    r"|(?:rencana|estimasi|perkiraan|target) +(?:di)?buka(?:nya)?)"
)
_LINK = (
    r"(?: +(?:pada|hari|tanggal|tgl|ini|nanti|besok|pukul|jam|pkl|dari|kembali|lagi|di|malam|"
    r"program|serentak|bertahap|kami|kita|se-?\w+|tepat|kloter|ini|pendaftaran|kemudian|"
    r"kreditkan|berjalan|mati|masih|sudah|akan|dapat|bisa|dicairkan|bertolak|berangkat|"
    r"diberangkatkan|dilepas|tetap))*[ :,(]*\Z"
)
# `Batas akhir lapor pajak 31 Maret`: what is due may stand between.
_DUE = re.compile(
    r"(?<!\w)(?:batas +(?:akhir|waktu|terakhir)|tenggat(?: waktu)?|jatuh tempo|paling lambat)"
    r"(?:nya)?(?: +[a-z0-9-]+){1,4} *:? *\Z"
)
_ORDERED = (
    (re.compile(rf"(?<!\w){_DEADLINE}(?:nya)?{_LINK}"), Role.DEADLINE),
    (re.compile(rf"(?<!\w){_END}{_LINK}"), Role.END),
    # 'Tahun Baru 1 Januari' starts nothing.
    (re.compile(rf"(?<!\w)(?<!tahun ){_START}{_LINK}"), Role.START),
    (re.compile(rf"(?<!\w){_RESUME}{_LINK}"), Role.RESUME),
)
# A road that is closed on a day is so from then on; a registration ends on it.
_CLOSED = re.compile(rf"(?<!\w)(?:tutup|ditutup|penutupan)(?: +(?:total|sementara))?{_LINK}")
_PASSAGE = re.compile(
    r"(?<!\w)(?:jalan|jl|jln|jalur|penyeberangan|pelabuhan|dermaga|bandara|akses|jembatan|pendakian|"
    r"tol|ruas|simpang|terowongan|flyover|pintu air|lintasan|perlintasan|kawasan|pantai|wisata)"
    r"(?!\w)"
)
_LAST_AFTER = re.compile(
    r"[ ),]*(?:(?:sudah|wis|telah|udah|harus|wajib|kudu|paling|hari|adalah|jadi|menjadi|itu|lah|"
    r"so|alah|bakal|akan|program|masa|pendaftaran) +)*"
    r"(?:selesai|berakhir|rampung|terakhir|kelar|tamat|bar|beres|batas akhir|tenggat|deadline|"
    r"batas waktu)(?:nya)?(?!\w)(?! *(?:pukul|jam|pkl|\d))"
)
_FIRST_AFTER = re.compile(
    r"[ ),]*(?:(?:sudah|wis|telah|udah|baru|akan|bakal|nanti|program|resmi|kita|kami) +)*"
    r"(?:mulai|dimulai|berlaku|diberlakukan|diterapkan|efektif|start|wiwit)(?!\w)"
    r"(?! *(?:pukul|jam|pkl|\d|dari|pagi|siang|sore|malam))"
)
_FORMER = re.compile(
    r"(?<!\w)(?:semula|sebelumnya|tadinya|awalnya|dulunya|(?:harga|tarif|jadwal|tanggal|ongkos|"
    r"biaya|jam|hari|iuran|nilai|angka|besaran)(?:nya)? +(?:yang +)?lama)"
    r"(?: +(?:yang|dijadwalkan|direncanakan|pada|hari|tanggal|tgl|pukul|jam|sebesar|cuma|hanya|"
    r"adalah|di|rp|mulai|yakni|yaitu|akan|berlangsung|digelar))*[ :,(=]*\Z"
)
_FROM = re.compile(
    r"(?<!\w)(?:dari|dr|saka|tina)(?: +(?:hari|tanggal|tgl|pukul|jam|semula))*[ :(]*\Z"
)
_TO = re.compile(r"[ ),]*(?:wib|wita|wit)?[ ,]*(?:per [a-z]+ +)?(?:menjadi|jadi|dadi|jadina)(?!\w)")


def role_before(before: str) -> Role:
    """The role that the folded words right `before` a date or time give it, POINT if none."""
    best, role = -1, Role.POINT
    for pattern, candidate in _ORDERED:
        match = pattern.search(before)
        # 'mulai dibuka sampai' is an end: the word closest to the date decides.
        if match is not None and (match.start() > best or candidate is Role.RESUME):
            best, role = match.start(), candidate
    if role is Role.END:
        closed = _CLOSED.search(before)
        if closed is not None and _PASSAGE.search(before, 0, closed.start()):
            return Role.START
    return Role.DEADLINE if role is Role.POINT and _DUE.search(before) else role


def role_after(after: str) -> Role:
    """The role that the folded words right after a date give it: `6 Maret sudah selesai`."""
    if _LAST_AFTER.match(after):
        return Role.END
    return Role.START if _FIRST_AFTER.match(after) else Role.POINT


def is_former(before: str, after: str) -> bool:
    """Whether the words around a value say that it held before a change."""
    if _FORMER.search(before):
        return True
    return _FROM.search(before) is not None and _TO.match(after) is not None
