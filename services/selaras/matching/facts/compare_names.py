"""Whether two names can be of one place: `Jl. Ahmad Yani` and `Ahmad Yani`, `Monas` in full."""

from __future__ import annotations

from selaras.matching.domain.facts import PlaceValue, Role
from selaras.matching.facts.compare_numbers import Comparison
from selaras.matching.text.lexicon import word_set

# Words of a name that do not tell it from another.
_WEAK = word_set(
    """
    kota kabupaten raya utama jenderal jendral letjen dr ir h prof kh pusat baru lama negeri
    """
)
_CLASSES: tuple[frozenset[str], ...] = (
    frozenset({"jalan", "simpang", "jembatan"}),
    frozenset(
        {
            "lapangan",
            "stadion",
            "alun-alun",
            "taman",
            "gor",
            "halaman",
            "monumen",
            "tugu",
            "kawasan",
            "kebun",
        }
    ),
    frozenset({"gedung", "aula", "balai", "hotel", "kantor", "bale", "pendopo", "mal", "plaza"}),
    frozenset({"terminal", "stasiun", "bandara", "pelabuhan", "dermaga"}),
    frozenset({"masjid", "lapangan", "stadion", "alun-alun", "halaman"}),
    frozenset({"sekolah", "kampus", "universitas"}),
    frozenset({"rumahsakit", "puskesmas", "klinik", "posyandu"}),
)


# Where an event is or a way begins or ends: any of them may be what another text calls its place.
_WHERE = frozenset({Role.POINT, Role.START, Role.END})
_APART = frozenset({Role.START, Role.END})
# Ways and waters: they lie beside a venue and are no other venue.
_NATURAL = word_set("sungai gunung pantai pulau waduk")
_WAYS = word_set("jalan simpang jembatan gang")


def compare_places(a: PlaceValue, a_role: Role, b: PlaceValue, b_role: Role) -> Comparison:
    """Compares two venues or areas; those that are named for different things are no rivals."""
    result = compare_names(a, b)
    if result is not Comparison.DIFFERENT:
        return result
    if not _same_part(a, a_role, b, b_role) or _listed_together(a, b) or _listed_together(b, a):
        return Comparison.INCOMPARABLE
    if Role.SITE in (a_role, b_role) and a.codes and b.codes and _finest(a.codes) < 2:
        # Towns that venues lie in are told of many venues.
        return Comparison.INCOMPARABLE
    if a_role is b_role is Role.VIA or _could_be_rivals(a, b):
        return Comparison.DIFFERENT
    return Comparison.INCOMPARABLE


def _same_part(a: PlaceValue, a_role: Role, b: PlaceValue, b_role: Role) -> bool:
    if a_role is b_role:
        return a_role is not Role.AUTHORITY
    # One text names the district that its beach is in, the other only the village.
    known = _WHERE | {Role.SITE} if a.codes and b.codes else _WHERE
    return a_role in known and b_role in known and {a_role, b_role} != _APART


def _listed_together(a: PlaceValue, b: PlaceValue) -> bool:
    """Whether `b` stands beside `a` in the text of `a`."""
    return any(_same_name(name, other) for name in a.beside for other in _names(b))


def _could_be_rivals(a: PlaceValue, b: PlaceValue) -> bool:
    """Whether places that nothing more is known of than their sort can be one for the other."""
    if a.codes and b.codes:
        return _finest(a.codes) == _finest(b.codes) or min(_finest(a.codes), _finest(b.codes)) > 1
    if bool(a.head) != bool(b.head):
        return (a.head or b.head) not in _NATURAL | _WAYS
    return a.head == b.head or not {a.head, b.head} & _WAYS


def _finest(codes: tuple[str, ...]) -> int:
    """How many levels lie above: 0 for a province, 1 for a city, 2 for a district."""
    return max(code.count(".") for code in codes)


def compare_names(a: PlaceValue, b: PlaceValue) -> Comparison:
    """Compares two venues or areas by code, else by name."""
    if a.codes and b.codes:
        return _compare_codes(a.codes, b.codes)
    if a.codes or b.codes:
        return Comparison.INCOMPARABLE
    mine, theirs = _names(a), _names(b)
    if any(_same_name(one, other) for one in mine for other in theirs):
        return Comparison.EQUAL
    if a.head and b.head and not _same_class(a.head, b.head):
        return Comparison.INCOMPARABLE
    return Comparison.DIFFERENT


def _names(place: PlaceValue) -> list[str]:
    """All names of a place; short forms are often made with the sort of venue in them."""
    full = f"{place.head} {place.name}" if place.head else ""
    return [name for name in (place.name, place.alias, full) if name]


def _compare_codes(a: tuple[str, ...], b: tuple[str, ...]) -> Comparison:
    if set(a) & set(b):
        return Comparison.EQUAL
    if any(code.startswith(outer + ".") for code in b for outer in a):
        return Comparison.CONTAINS
    if any(code.startswith(outer + ".") for code in a for outer in b):
        return Comparison.CONTAINED
    return Comparison.DIFFERENT


def _same_class(a: str, b: str) -> bool:
    """Whether two sorts of venue could be rivals for one event."""
    if a == b:
        return True
    events = _CLASSES[1] | _CLASSES[2] | _CLASSES[3]
    return (a in events and b in events) or any(a in group and b in group for group in _CLASSES)


def _same_name(a: str, b: str) -> bool:
    if a == b:
        return True
    mine, theirs = a.split(), b.split()
    strong_mine = {word for word in mine if word not in _WEAK} or set(mine)
    strong_theirs = {word for word in theirs if word not in _WEAK} or set(theirs)
    if strong_mine <= strong_theirs or strong_theirs <= strong_mine:
        return True
    return _abbreviates(a, theirs) or _abbreviates(b, mine)


def _abbreviates(short: str, words: list[str]) -> bool:
    """Whether `short` is made of the beginnings of `words`: `monas`, `gbk`, `aws`."""
    if " " in short or len(words) < 2 or not 2 <= len(short) <= 14:
        return False
    return _consume(short, words)


def _consume(rest: str, words: list[str]) -> bool:
    if not rest:
        return not words
    if not words:
        return False
    for length in range(min(5, len(words[0]), len(rest)), 0, -1):
        if rest.startswith(words[0][:length]) and _consume(rest[length:], words[1:]):
            return True
    return False
