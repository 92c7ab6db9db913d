"""Places: venues by their sort and name, names after words of place, and areas."""

from __future__ import annotations

import re

from selaras.gazetteer import Gazetteer
from selaras.matching.domain.facts import FactKind, IdentityValue, PlaceValue
from selaras.matching.domain.text import Part
from selaras.matching.facts.document import Document, Found
from selaras.matching.facts.offices import OFFICE
from selaras.matching.facts.place_uses import tell_uses
from selaras.matching.text.lexicon import any_of, word_set

# Sort of venue as written -> the one word for it.
_HEADS: dict[str, str] = {
    "lapangan": "lapangan", "lap": "lapangan", "gedung": "gedung", "gd": "gedung", "aula": "aula",
    "balai": "balai", "bale": "balai", "gor": "gor", "stadion": "stadion", "hall": "gedung",
    "alun-alun": "alun-alun", "alun alun": "alun-alun", "terminal": "terminal",
    "stasiun": "stasiun", "bandara": "bandara", "pelabuhan": "pelabuhan", "dermaga": "dermaga",
    "pasar": "pasar", "masjid": "masjid", "mesjid": "masjid", "gereja": "gereja", "pura": "pura",
    "vihara": "vihara", "rsud": "rumahsakit", "rsup": "rumahsakit", "rsd": "rumahsakit",
    "rs": "rumahsakit", "rumah sakit": "rumahsakit", "rsu": "rumahsakit", "puskesmas": "puskesmas",
    "pkm": "puskesmas", "klinik": "klinik", "posyandu": "posyandu", "smpn": "sekolah",
    "sman": "sekolah", "sdn": "sekolah", "smkn": "sekolah", "smp negeri": "sekolah",
    "sma negeri": "sekolah", "sd negeri": "sekolah", "man": "sekolah", "mtsn": "sekolah",
    "jalan": "jalan", "jl": "jalan", "jln": "jalan", "simpang": "simpang", "tugu": "tugu",
    "monumen": "monumen", "taman": "taman", "museum": "museum", "pantai": "pantai",
    "hotel": "hotel", "kantor": "kantor", "kampus": "kampus", "universitas": "kampus",
    "mal": "mal", "mall": "mal", "plaza": "mal", "kebun": "kebun", "pendopo": "pendopo",
    "pendapa": "pendopo", "jembatan": "jembatan", "waduk": "waduk", "gunung": "gunung",
    "kelurahan": "kelurahan", "samsat": "samsat", "polres": "polres", "polsek": "polsek",
    "kodim": "kodim", "halaman": "halaman", "kawasan": "kawasan", "kompleks": "kawasan",
    "gerbang": "gerbang", "sungai": "sungai", "kali": "sungai", "wisma": "gedung",
    "auditorium": "gedung", "gelanggang": "gor", "sirkuit": "sirkuit", "rumah dinas": "kantor",
    "ipa": "ipa", "tpa": "tpa", "perumahan": "perumahan", "sport center": "gor",
    "gang": "gang", "gg": "gang", "guest house": "gedung", "guesthouse": "gedung",
    "asrama": "gedung", "gudang": "gedung", "gedung evakuasi": "gedung",
    "escape building": "gedung", "shelter": "gedung", "rest area": "rest area", "gua": "gua",
    "goa": "gua", "danau": "waduk", "situ": "waduk", "bendungan": "waduk", "pulau": "pulau",
    "rusunawa": "gedung", "rusun": "gedung", "convention center": "gedung", "lanal": "kodim",
    "islamic center": "masjid", "musala": "masjid", "mushola": "masjid", "klenteng": "vihara",
    "kelenteng": "vihara", "wihara": "vihara", "benteng": "benteng", "candi": "candi",
    "keraton": "keraton", "kraton": "keraton", "tol": "jalan", "flyover": "jembatan",
    "underpass": "jembatan", "mapolres": "polres", "mapolsek": "polsek", "mako": "polres",
}  # fmt: skip
_WORD = r"[A-Z][\w'’]*"
# Words that follow a name in capitals and are no part of it.
_NO_NAME = any_of(
    word_set(
        """
        level status pukul jam pkl tanggal tgl hari senin selasa rabu kamis jumat sabtu minggu
        pada mulai selama untuk dengan yang wib wita wit akan dibuka ditutup januari februari
        maret april mei juni juli agustus september oktober november desember sampai hingga
        setiap bagi dan atau serta dalam karena telah sudah tidak agar gratis pindah naik turun
        tutup buka batal kembali jadi resmi siap ikut segera besok lusa nanti diundur dimulai
        """
    )
)
_NO_COUNT = r"(?![\d.,:%]| *(?:ribu|rb|juta|orang|unit|persen|kg|meter|m|km|jam|hari)(?!\w))"
_NAME_WORD = rf"(?:(?!(?i:{_NO_NAME})(?!\w)){_WORD}|\d{{1,2}}{_NO_COUNT})"
_NAME = (
    rf"{_NAME_WORD}(?:(?: +|-|(?<=[A-Z])\. ?|(?<=[A-Z][a-z])\. ?){_NAME_WORD}"
    rf"| +(?:dan|bin|al|of) +(?!(?i:{any_of(_HEADS)})(?!\w)){_WORD}){{0,5}}"
)
_VENUE = re.compile(
    rf"(?<!\w)(?P<head>(?i:{any_of(_HEADS)}))(?P<dot>\.?)\)? *(?<=[ .])"
    r"(?:(?i:parkir|umum|depan) +)?"
    rf"(?:(?i:drs?|prof|kh|hj|h|ir|r|tgk)\. *)*"
    rf"(?P<name>(?:(?i:{any_of(_HEADS)}) +)?{_NAME})(?: *\((?P<alias>{_NAME})\))?"
)
_AFTER = re.compile(
    r"(?<!\w)(?:(?i:di|dari|ke|lewat|via|menuju|melalui) *:?|"
    r"(?i:lokasi|tempat|alternatif|jalur|rute|pengalihan|titik|parkir)(?: +[a-z]+)? *:) *"
    r"(?:(?i:kawasan|bawah|depan|belakang|samping|sekitar|area|dekat|arah|titik|ruas|pusat|arena|"
    r"hadapan|seputaran|wilayah|dalam) +){0,2}"
    rf"(?P<name>(?:[A-Z]\. ?)?{_WORD}(?: +{_WORD}){{0,3}})(?![\w-])"
)
# Capitalised words after 'di' or 'dari' that begin no place.
_NO_PLACE = word_set(
    """
    senin selasa rabu kamis jumat sabtu minggu ahad januari februari maret april mei juni juli
    agustus september oktober november desember dinas kementerian badan pemerintah pemkot pemkab
    pemprov bapak ibu tim program data aplikasi ramadan lebaran idul idulfitri iduladha tuhan
    allah komisi presiden pemilu pilkada menteri gubernur bupati wali kepala direktur ketua
    polisi mobile whatsapp instagram facebook telegram google youtube tiktok twitter website
    internet covid kartu undang peraturan pasal perpres level kelompok hari tahun pukul
    gubernuran dewan partai dana bank pt cv km kilometer access play mobile tiket shopee
    """
)
# Sorts of venue that a number alone can name: `Terminal 3`.
_NUMBERED = word_set("sekolah puskesmas posyandu terminal dermaga gedung gerbang")
# In a text in capitals only these tell where a place is named.
_PLACED = re.compile(r"(?<!\w)(?:di|ke|dari|lokasi|tempat|bertempat di) *:? *\Z")
_ABBREVIATED = frozenset({"jl", "jln", "lap", "gd", "rs", "pkm", "gg"})
# 'rawat jalan' is no street, a 'balai besar' is an office, and Rp350 names no stadium.
_TREATED = re.compile(r"(?<!\w)(?:rawat|pejalan|tahap|meja) +\Z")
_NAMELESS = re.compile(
    r"(?:rp\.? ?\d|pelaksana|besar |pengelola|pemasyarakatan|konservasi|penelitian|pelatihan|"
    r"monitoring|karantina|wilayah|rehabilitasi|pengawas|latihan|sertifikasi|pengamatan)"
)
# Areas whose names are plain words, which also begin sentences.
_PLAIN = word_set("puncak damai makmur jaya tengah bangun sumber harapan sejahtera tiga")
_IS_OFFICE = re.compile(OFFICE)
_TITLES = word_set("jenderal jendral letjen mayjen dr ir h prof kh drs r a")


def find_places(doc: Document) -> None:
    """Adds the venues and areas of `doc`; they may lie around other facts."""
    _areas(doc)
    _venues(doc)
    _sorts_of_place(doc)
    _ages_of_sites(doc)
    # Headlines capitalise every word.
    if doc.part is not Part.TITLE:
        _after_words_of_place(doc)
    tell_uses(doc)


def _venues(doc: Document) -> None:
    for match in _VENUE.finditer(doc.cased):
        if match["dot"] and match["head"].lower() not in _ABBREVIATED:
            continue
        if doc.places[match.start()]:
            continue
        if doc.is_shouted(match.start()) and not _PLACED.search(doc.before(match.start(), 16)):
            continue
        if _TREATED.search(doc.before(match.start(), 12)) or _NAMELESS.match(match["name"].lower()):
            continue
        head = _HEADS[re.sub(" +", " ", match["head"].lower())]
        if match["name"].isdigit() and head not in _NUMBERED:
            continue
        place = PlaceValue(_folded(match["name"]), head, alias=_folded(match["alias"] or ""))
        _add(doc, match.start(), match.end("name"), place)


def _after_words_of_place(doc: Document) -> None:
    for match in _AFTER.finditer(doc.cased):
        first = re.sub(r"\A[A-Z]\. ?", "", match["name"]).split()[0]
        start, end = match.span("name")
        if doc.places[start] or doc.is_shouted(start) or not _names_a_place(first):
            continue
        _add(doc, start, end, PlaceValue(_folded(match["name"])))


_HELD = (
    r"(?:dilakukan|dilaksanakan|digelar|dibagikan|diadakan|berlangsung|dipusatkan|bertempat|"
    r"diberikan|"
    r"diselenggarakan|disalurkan|dilayani|tersedia|dibuka|didirikan|berada|ditampung|mengungsi)"
)
_SORTS: dict[str, str] = {
    "sekolah": "sekolah", "puskesmas": "puskesmas", "posyandu": "posyandu", "masjid": "masjid",
    "balai desa": "balai desa", "kantor desa": "balai desa", "balai banjar": "balai banjar",
    "kelurahan": "kelurahan", "kantor kelurahan": "kelurahan", "kecamatan": "kecamatan",
    "kantor kecamatan": "kecamatan", "rumah sakit": "rumah sakit", "kampus": "kampus",
    "pasar": "pasar", "terminal": "terminal", "stasiun": "stasiun", "pelabuhan": "pelabuhan",
    "bandara": "bandara", "kantor pos": "kantor pos", "bank": "bank", "alun-alun": "alun-alun",
    "lapangan": "lapangan", "stadion": "stadion", "balai kota": "balai kota",
    "tenda": "tenda", "rumah warga": "rumah", "rumah masing-masing": "rumah",
}  # fmt: skip
_AT_SORT = re.compile(
    rf"(?<!\w){_HELD}(?: +(?:hanya|langsung|serentak|juga))* +di +(?P<sort>{any_of(_SORTS)})"
    r"(?!\w)(?! +[A-Z0-9])"
)


# `IGD tetap di gedung lama`: which of two sites, where only their age is told.
_SITE_AGE = re.compile(
    r"(?<!\w)(?:di|ing|neng|nang)(?: +(?:lantai(?: +(?:dasar|\d{1,2}))?|dalam|area|kompleks))* +"
    r"(?:gedung|kantor|tempat|lokasi|bangunan|pasar|kampus|terminal|tampa|tampek|panggonan) +"
    r"(?:(?P<old>lama|lawas|semula|asal|sebelumnya|lamo|heubeul)|(?P<new>baru|anyar|baharu))"
    r"(?!\w)(?! +[A-Z0-9])"
)


def _ages_of_sites(doc: Document) -> None:
    for match in _SITE_AGE.finditer(doc.cased):
        if doc.claim_at(match.start()) is not None:
            name = "lama" if match["old"] else "baru"
            value = IdentityValue("letak", name=name)
            doc.add(Found(FactKind.PLACE, match.start(), match.end(), value), shared=True)


def _sorts_of_place(doc: Document) -> None:
    """`dilakukan di sekolah`: a sort of place without a name tells where all the same."""
    for match in _AT_SORT.finditer(doc.cased):
        start, end = match.span("sort")
        if not doc.places[start] and doc.claim_at(start) is not None:
            name = _SORTS[re.sub(" +", " ", match["sort"])]
            found = Found(FactKind.PLACE, start, end, IdentityValue("tempat", name=name))
            doc.add(found, shared=True)


def _names_a_place(first: str) -> bool:
    """Whether a capitalised word after `di` can begin the name of a place."""
    plain = first.lower()
    if not first[1:].islower() or not re.sub("['’-]", "", first).isalpha():
        return False
    return plain not in _NO_PLACE and plain not in _HEADS and not _IS_OFFICE.fullmatch(plain)


def _areas(doc: Document) -> None:
    for mention in Gazetteer.load().find(doc.cased, near=doc.areas):
        name = _folded(doc.cased[mention.start : mention.end])
        claim = doc.claim_at(mention.start)
        if name in _PLAIN and claim is not None and claim.start == mention.start:
            continue
        value = PlaceValue(name, codes=mention.codes)
        doc.add(Found(FactKind.PLACE, mention.start, mention.end, value), shared=True)
        doc.places[mention.start : mention.end] = b"\x01" * (mention.end - mention.start)


def _add(doc: Document, start: int, end: int, place: PlaceValue) -> None:
    if not place.name or doc.claim_at(start) is None:
        return
    doc.add(Found(FactKind.PLACE, start, end, place), shared=True)
    doc.places[start:end] = b"\x01" * (end - start)


def _folded(name: str) -> str:
    """A name in lower case, without titles, dots and the sort of venue inside it."""
    words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", name.lower())
    strong = [word for word in words if word not in _TITLES]
    return " ".join(strong or words)
