"""Numbers that name things: laws, addresses, classes, ranks. They are no dates, counts or sums."""

from __future__ import annotations

import re

from selaras.matching.facts.date_pieces import MONTH
from selaras.matching.facts.document import Document
from selaras.matching.text.lexicon import any_of, word_set

_LAWS = (
    r"(?:uu|pp|perpu|perppu|perpres|peraturan|permen\w*|perda|perwal\w*|perwako|perbup|pergub|"
    r"keppres|kepmen\w*|keputusan|inpres|instruksi|surat|se|sk|skb|pmk|ketetapan|maklumat|stbl)"
)
# A number after one of these says which one, not how many.
_DESIGNATORS = any_of(
    [
        *word_set(
            """
            nomor no pasal ayat koridor jalur pos rt rw smpn sman sdn smkn mtsn lantai
            lt blok kav lorong gang gg ruang gedung pintu gate seksi sektor zona kode versi tipe
            seri bab lampiran halaman bagian poin butir huruf terminal dermaga peron kloter
            sesi shift plat pelat lajur slide gudang tenda kodim koramil korem yonif tps densus
            peringkat ranking juara urutan posisi rangking km kilometer penyulang gardu trafo
            paket feeder bst dok nik stasiun siaga sumbu tipe
            """
        ),
        "smp negeri",
        "sma negeri",
        "sd negeri",
        "smk negeri",
        "unit kerja",
    ]
)
_COUNTED_AFTER = (
    r"(?! *(?:orang|jiwa|unit|buah|kali|kg|liter|rupiah|persen|%|ribu|rb|juta|jt|hari|jam))"
)
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w){_LAWS}(?: +[a-z./]+){{0,6}}? +(?:nomor|no\.?) *[\w./-]+(?: +tahun +\d{{4}})?",
        r"(?<!\w)(?:nomor|no\.?) *:? *\d[\w./-]*(?: +tahun +\d{4})",
        rf"(?<!\w){_LAWS} *(?:ri +)?\d{{1,4}} ?/ ?\d{{2,4}}(?!\d)",
        r"(?<!\w)rt *\.?\d{1,3} *(?:[/,-]|dan)? *rw *\.?\d{1,3}",
        r"(?<!\w)(?<!kurang )(?:rw|rt)\.? *\d{1,3}(?: *(?:-|,|dan|sampai|s\.?d\.?|/) *\d{1,3})*",
        rf"(?<!\w){_DESIGNATORS}\.? *(?:ke-? *)?\d{{1,3}}(?![\d.,%:]\d|\d)(?: *(?:,|dan|&|-|"
        rf"/) *\d{{1,3}}"
        rf"(?![\d.,:]|\w))*{_COUNTED_AFTER}",
        r"(?<!\w)pm ?(?:2[.,]5|10)(?![\d.,]\d|\d)",
        r"(?<!\w)(?:covid|sars|nopv|bopv|h5n)-?\d{1,2}(?!\d)",
        rf"(?<!\w)ke-? ?\d{{1,3}}(?![\d.,]\d|\d| *[/-] *\d| +{MONTH}(?!\w))",
        r"#\w+",
    )
)


def skip_references(doc: Document) -> None:
    """Takes what only looks like a value, so that no extractor reads it."""
    for pattern in _PATTERNS:
        for match in doc.free_matches(pattern):
            doc.take(match.start(), match.end())
