"""What befell the people that are counted: `3 orang meninggal`, `Luka ringan: 4`, `MD 0`."""

from __future__ import annotations

import re

from selaras.matching.facts.document import Document
from selaras.matching.text.lexicon import word_set
from selaras.matching.text.stem import stem

_IDIOMS = r"(?:kehilangan|meregang) nyawa|berpulang|(?:tidak|tak) tertolong|md"
_OUTCOMES = (
    "tewas|meninggal(?!kan)|wafat|gugur|luka|cedera|hilang(?! kontak)|selamat|mengungsi|pengungsi|"
    "dirawat|sembuh|positif|terinfeksi|tertular|keracunan|lulus|diterima|hamil"
)
# Whatever befell the people that are counted: `1 orang lansia meninggal`.
_AFTER = re.compile(
    rf"(?<!\w)(?:(?P<idiom>{_IDIOMS})(?!\w)|(?:menjadi|jadi) +(?P<victim>korban)(?!\w)|"
    r"(?P<fled>menyelamatkan diri|berlindung|ditampung|dievakuasi)(?!\w)|"
    rf"(?:ter|di)?(?P<what>{_OUTCOMES})\w{{0,3}}(?!\w))"
)
# `Pengungsi yang kami layani 181 jiwa`, `Luka ringan: 3 orang`.
_BEFORE = re.compile(
    rf"(?<!\w)(?:(?P<idiom>{_IDIOMS})|(?P<what>{_OUTCOMES}))"
    r"(?:nya)?(?: +(?!(?:dan|dari|di|ke|serta|sedangkan|akibat|karena|untuk)(?!\w))[a-z]+){0,4}"
    r" *[:=]? *\Z"
)
# The figures of a tally: `Meninggal: 2`, `luka ringan 3`, `MD 0`.
_TALLY = re.compile(
    r"(?<!\w)(?:(?P<dead>md|meninggal(?: dunia)?|tewas|wafat|korban jiwa)|"
    r"(?P<hurt>luka(?:-luka)?(?: +(?:ringan|berat|sedang|bakar))?)|"
    r"(?P<other>hilang|mengungsi|pengungsi|dirawat|sembuh))"
    r"(?:nya)?(?: +(?:ada|sebanyak|total|jumlah))? *[:=]? *\Z"
)
_NONE_TALLY = re.compile(
    r"(?<!\w)(?:meninggal(?: dunia)?|md|tewas|wafat|korban jiwa|luka(?: +(?:ringan|berat))?|hilang)"
    r" *[:=]? *(?P<none>nihil|nol|0)(?![\w.,]*\d|\w)"
)
_AMONG = re.compile(
    r" *(?:orang +|org +|jiwa +)?(?:di *antara(?:nya|nyo|ne|na)?|di antara mereka)(?: +yang)? +"
    rf"(?:(?P<idiom>{_IDIOMS})|(?P<what>{_OUTCOMES}))"
)
_OTHER_CLAUSE = re.compile(r"[.;:!?\n]|,|(?<!\w)(?:dan|sedangkan|sementara|serta)(?!\w)")
_PEOPLE = frozenset(
    stem(word)
    for word in word_set(
        """
        orang jiwa warga korban pasien tewas pengungsi saudara penghuni penumpang lansia anak
        balita bayi pria wanita perempuan nelayan pemancing pelajar siswa santri petugas pendaki
        wisatawan pengendara pemotor sopir penduduk jamaah pekerja
        """
    )
)
# People are people in every language of the country.
_WORDS_FOR_PEOPLE = word_set("urang wong uwong jalma jalmi jelema halak tiyang pob")


def person_stem(word: str) -> str:
    """The stem of a word that is counted; all plain words for people become one."""
    return "orang" if word in _WORDS_FOR_PEOPLE else stem(word)


def counts_people(root: str) -> bool:
    """Whether the stem of what is counted is a word for people."""
    return root in _PEOPLE


def fate(doc: Document, start: int, end: int) -> str | None:
    """The stem of what befell people counted at `start` to `end`, named close by."""
    after = doc.after(end, 60)
    stop = _OTHER_CLAUSE.search(after)
    match = _AFTER.search(after[: stop.start()] if stop else after)
    if match is not None and match["victim"]:
        return "korban"
    if match is not None and match["fled"]:
        return stem("mengungsi")
    return _root(match or _BEFORE.search(doc.before(start, 44)))


def fate_among(doc: Document, end: int) -> tuple[str, int] | None:
    """`tiga di antaranya meninggal`: what befell a part, and where that ends."""
    match = _AMONG.match(doc.text, end)
    root = _root(match)
    return (root, match.end()) if match is not None and root is not None else None


def tallied(before: str) -> str | None:
    """The stem of what a bare figure in a tally counts."""
    match = _TALLY.search(before)
    if match is None:
        return None
    if match["dead"]:
        return "tewas"
    return "luka" if match["hurt"] else stem(match["other"])


def empty_tallies(doc: Document) -> list[tuple[int, int, str]]:
    """`Meninggal: nihil`: range and stem of each outcome that nobody met with."""
    found: list[tuple[int, int, str]] = []
    for match in doc.free_matches(_NONE_TALLY):
        root = tallied(match.group()[: match.start("none") - match.start()])
        if root is not None:
            found.append((match.start(), match.end(), root))
    return found


def _root(match: re.Match[str] | None) -> str | None:
    if match is None:
        return None
    return "tewas" if match["idiom"] else stem(match["what"])
