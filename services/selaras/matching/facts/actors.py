"""Who does it: the one who organises, who is in charge, who runs a service."""

from __future__ import annotations

import re

from selaras.matching.domain.facts import ActorValue, FactKind
from selaras.matching.facts.document import Document, Found
from selaras.matching.facts.offices import OFFICE, office_name

# Words that say what is done -> one word for it.
_ACTS: tuple[tuple[str, str], ...] = (
    (
        "organise",
        r"penyelenggara(?:nya| kegiatan| acara)? *(?::|adalah|ialah|yakni|yaitu)|"
        r"(?:di)?(?:selenggarakan|gelar|adakan|helat|prakarsai|inisiasi)(?:nya)? +(?:oleh|dening)|"
        r"panitia(?:nya)? *:|garapan|besutan|gelaran|diselenggarakeun +ku|hajatan|prakarsa|"
        r"acara +(?:dari|milik)",
    ),
    (
        "charge",
        r"(?:menjadi +|adalah +|merupakan +|di bawah +|itu +)?(?:kewenangan|tanggung jawab|"
        r"wewenang|ranah|domain|urusan)(?:nya)?(?: +(?:dari|pihak|ada di|berada di))*|"
        r"(?:di)?(?:tangani|kelola|bawahi)(?:nya)? +(?:oleh|pihak)|"
        r"dikelola(?: +langsung)?(?: +oleh)?|"
        r"penanggung jawab(?:nya)? *(?::|adalah|ialah)",
    ),
    (
        "carry",
        r"(?:di)?(?:laksanakan|lakukan|kerjakan|salurkan|bagikan|layani|periksa|verifikasi|"
        r"tetapkan|umumkan|terbitkan|putuskan|bayarkan|bangun|perbaiki)(?: +langsung)? +oleh",
    ),
)  # fmt: skip
_NAME = r"[A-Z][\w.&'’-]*(?: +(?:[A-Z][\w.&'’-]*|dan(?= +[A-Z]))){0,6}"
_PATTERNS = tuple(
    (
        act,
        re.compile(
            rf"(?<!\w)(?i:{words}) *(?:(?i:pihak|tim|petugas|panitia|dinas(?= +bersama)) +)?"
            rf"(?:(?i:dinas|kami|kita) +(?i:bersama) +)?(?P<name>(?i:{OFFICE})(?!\w)|{_NAME})"
        ),
    )
    for act, words in _ACTS
)


def find_actors(doc: Document) -> None:
    """Adds who organises, is in charge or carries out; names may hold other facts."""
    for act, pattern in _PATTERNS:
        for match in pattern.finditer(doc.cased):
            start, end = match.span("name")
            claim = doc.claim_at(start)
            if claim is None or doc.is_shouted(start) or end > claim.end:
                continue
            end = start + len(doc.text[start:end].rstrip(" .,-"))
            name = office_name(doc.text[start:end])
            doc.add(Found(FactKind.ACTOR, start, end, ActorValue(act, name)), shared=True)
