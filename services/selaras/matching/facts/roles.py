"""What a date or time does in its claim, read from the words right before it."""

from __future__ import annotations

import re

from selaras.matching.domain.facts import Role
from selaras.matching.text.lexicon import any_of

_DEADLINE = any_of(
    [
        "paling lambat", "paling lama", "selambat-lambatnya", "selambatnya", "batas akhir",
        "batas waktu", "batas", "batasnya", "deadline", "tenggat", "terakhir", "hari terakhir",
        "maksimal", "maks", "sebelum", "jatuh tempo",
    ]
)  # fmt: skip
_END = any_of(
    [
        "sampai", "sampai dengan", "hingga", "sampe", "sampe dengan", "s.d.", "s.d", "s/d", "sd",
        "berakhir", "ditutup", "tutup", "selesai", "rampung", "nganti", "dugi", "dumugi", "kelar",
        "habis", "tekan", "berakhirnya", "penutupan", "sampek", "sampai habis",
    ]
)  # fmt: skip
_START = any_of(
    [
        "mulai", "dimulai", "dimulainya", "sejak", "semenjak", "terhitung", "terhitung mulai",
        "dari", "dibuka", "buka", "per", "pertama", "mulaine", "wiwit", "ti", "awit", "start",
        "efektif", "berlaku", "diberlakukan", "baru", "baru berlaku", "menyusul", "perdana",
        "hari pertama", "diluncurkan", "peluncuran", "launching", "kick off", "resmi berlaku",
        "baru dibuka", "baru mulai", "diterapkan", "dibuka kembali", "dibuka lagi", "buka lagi",
        "buka kembali", "masuk kembali", "beroperasi", "beroperasi kembali",
    ]
)  # fmt: skip
_LINK = (
    r"(?: +(?:pada|hari|tanggal|tgl|ini|nanti|besok|pukul|jam|pkl|dari|kembali|lagi|di|malam|"
    r"program|serentak|bertahap|kami|kita|se-?\w+|tepat|kloter|ini|pendaftaran|kemudian|"
    r"kreditkan|berjalan|mati|masih|sudah|akan|dapat|bisa|dicairkan))*[ :,(]*\Z"
)
# `Batas akhir lapor pajak 31 Maret`: what is due may stand between.
_DUE = re.compile(
    r"(?<!\w)(?:batas +(?:akhir|waktu|terakhir)|tenggat(?: waktu)?|jatuh tempo|paling lambat)"
    r"(?:nya)?(?: +[a-z]+){1,4} *:? *\Z"
)
_ORDERED = (
    (re.compile(rf"(?<!\w){_DEADLINE}{_LINK}"), Role.DEADLINE),
    (re.compile(rf"(?<!\w){_END}{_LINK}"), Role.END),
    # 'Tahun Baru 1 Januari' starts nothing.
    (re.compile(rf"(?<!\w)(?<!tahun ){_START}{_LINK}"), Role.START),
)


def role_before(before: str) -> Role:
    """The role that the folded words right `before` a date or time give it, POINT if none."""
    best, role = -1, Role.POINT
    for pattern, candidate in _ORDERED:
        match = pattern.search(before)
        # 'mulai dibuka sampai' is an end: the word closest to the date decides.
        if match is not None and match.start() > best:
            best, role = match.start(), candidate
    return Role.DEADLINE if role is Role.POINT and _DUE.search(before) else role
