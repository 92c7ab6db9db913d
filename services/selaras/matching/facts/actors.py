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
_IS_OFFICE = re.compile(OFFICE)
_NAME = r"[A-Z][\w.&'’-]*(?: +(?:[A-Z][\w.&'’-]*|dan(?= +[A-Z]))){0,6}"
_PLAIN = (
    ("organise", r"(?:diselenggarakan|digelar|diadakan|dihelat|diprakarsai|diinisiasi)"),
    ("charge", r"(?:ditangani|dikelola)"),
    ("carry", r"(?:dilaksanakan|dilakukan|dikerjakan|disalurkan|dibagikan|dilayani|diperiksa|"
              r"diverifikasi|ditetapkan|diumumkan|diterbitkan|dibangun|diperbaiki|diperiksa)"),
)  # fmt: skip
_PATTERNS = tuple(
    (
        act,
        re.compile(
            rf"(?<!\w)(?i:{words}) *(?:(?i:pihak|tim|petugas|panitia|dinas(?= +bersama)) +)?"
            rf"(?:(?i:dinas|kami|kita) +(?i:bersama) +)?(?P<name>(?i:{OFFICE})(?!\w)|{_NAME})"
        ),
    )
    for act, words in _ACTS
) + tuple(
    (
        act,
        re.compile(
            rf"(?<!\w)(?i:{words}) +(?:(?i:pihak|petugas|"
            rf"tim) +)?(?P<name>(?i:{OFFICE})(?!\w))"
        ),
    )
    for act, words in _PLAIN
)
_OFFICIALS = (
    r"(?:wakil +)?(?:presiden|menteri(?: +[a-z]+)?|gubernur|bupati|wali ?kota|sekda|"
    r"sekretaris daerah|"
    r"kapolri|kapolda|kapolres|dandim|camat|lurah|kepala desa|kepala dinas(?: +[a-z]+)?|ketua dprd)"
)
_BY_OFFICIAL = tuple(
    (
        act,
        re.compile(
            rf"(?<!\w){verb}(?: +secara resmi|"
            rf" +langsung)? +(?:oleh +)?(?P<name>{_OFFICIALS})(?!\w)"
        ),
    )
    for act, verb in (
        ("open", r"(?:dibuka|diresmikan|dilepas|dicanangkan)"),
        ("lead", r"(?:dipimpin|dipandu)"),
        ("close", r"ditutup"),
    )
)
_LEVELS = re.compile(
    r"(?<!\w)(?:kewenangan|tanggung jawab|wewenang|ranah|urusan|dikelola(?: +oleh)?|"
    r"ditangani(?: +oleh)?)"
    r" +(?:pemerintah +)?(?P<name>pusat|provinsi|kabupaten|kota|desa)(?!\w)"
)
_NOT_BY = re.compile(
    rf"[^.;:!?\n]{{0,40}}?(?<!\w)bukan +(?:oleh +|pihak +|petugas +)*(?P<name>{OFFICE})(?!\w)"
)


def find_actors(doc: Document) -> None:
    """Adds who organises, is in charge or carries out; names may hold other facts."""
    _by_office_holders(doc)
    for act, pattern in _PATTERNS:
        for match in pattern.finditer(doc.cased):
            start, end = match.span("name")
            claim = doc.claim_at(start)
            if claim is None or end > claim.end:
                continue
            if doc.is_shouted(start) and not _IS_OFFICE.fullmatch(doc.text[start:end]):
                continue
            _add(doc, start, start + len(doc.text[start:end].rstrip(" .,-")), act)
            other = _NOT_BY.match(doc.text, end, claim.end)
            if other is not None:
                _add(doc, *other.span("name"), act, negated=True)


def _by_office_holders(doc: Document) -> None:
    """Those who open, lead or close an event, and the level of government in charge."""
    for act, pattern in (*_BY_OFFICIAL, ("charge", _LEVELS)):
        for match in pattern.finditer(doc.text):
            claim = doc.claim_at(match.start())
            if claim is not None and match.end() <= claim.end:
                _add(doc, *match.span("name"), act)


def _add(doc: Document, start: int, end: int, act: str, *, negated: bool = False) -> None:
    value = ActorValue(act, office_name(doc.text[start:end]))
    doc.add(Found(FactKind.ACTOR, start, end, value, negated=negated), shared=True)
