"""Small words that many rules share: negations, leave and duty, with what regions say for them."""

from __future__ import annotations

from selaras.matching.facts.status_lexicon import NEGATIONS
from selaras.matching.text.lexicon import any_of

# Words that only warn, deny a name or say that it is not yet so.
_OTHER = {"jangan", "jan", "jang", "ojo", "ojok", "bukan", "bukannya", "belum", "blm", "durung",
          "tanpa", "nihil", "deui"}  # fmt: skip
NOT = any_of(NEGATIONS - _OTHER)
"""A negation of what is, or must be, done."""

MAY = any_of(
    ["boleh", "bisa", "dapat", "diperkenankan", "diperbolehkan", "diizinkan", "dibolehkan", "iso",
     "isa", "oleh", "kena", "saged", "tiasa", "kenging", "buliah", "bole", "dapek", "biso"]
)  # fmt: skip
MUST = any_of(
    ["perlu", "usah", "harus", "wajib", "mesti", "musti", "kudu", "paralu", "kedah", "diharuskan",
     "diwajibkan", "butuh"]
)  # fmt: skip
HAVE = any_of(["ada", "ade", "ado", "ana", "ono", "wonten", "aya", "punya", "duwe", "gadah"])
VIA = any_of(
    ["lewat", "liwat", "melalui", "via", "pakai", "pake", "nganggo", "nggawe", "make",
     "menggunakan", "memakai", "dengan", "di", "ke", "ing", "nang", "neng", "ning", "ring", "ka",
     "dari", "secara", "sacara", "langsung"]
)  # fmt: skip
SERVED = (
    r"(?:di)?(?:layani|proses|terima|perkenankan|izinkan|benarkan|bolehkan|akomodasi|anggap sah)"
)
# What is said of those whom, or that which, an office turns away.
REFUSED = (
    rf"(?:(?:{NOT}|belum)(?: +(?:akan|lagi|{MAY}|bakal|kami))*(?: +(?:{SERVED}|melayani|memproses|"
    rf"menerima|masuk|ikut|mengikuti|mencoblos|memilih|mengambil|mencairkan|berlaku|sah|valid|"
    rf"naik|lewat|mendapat\w*)| +{MAY}(?! +di(?:wakil|kuasa|titip|pindah)))|ditolak|dilarang|"
    rf"dipulangkan|dianggap gugur|dinyatakan gugur|diputar balik|dikembalikan|akan gugur)(?!\w)"
)
