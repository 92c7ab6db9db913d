"""Why something happened: `disebabkan korsleting`, `akibat hujan`, `tersenggol ekskavator`."""

from __future__ import annotations

import re

from selaras.matching.domain.facts import CauseValue, FactKind
from selaras.matching.facts.document import Document, Found
from selaras.matching.text.lexicon import any_of
from selaras.matching.text.stem import content_stem

# Families of causes: two in one family may be one cause in other words, two in none may not.
_FAMILIES: dict[str, str] = {
    "weather": "hujan|cuaca|angin|badai|petir|puting beliung|siklon|gelombang|rob|pasang|kemarau|"
               "kekeringan|el nino|la nina|banjir|luapan|meluap|air sungai|debit air|curah hujan|"
               "kabut|panas",
    "earth": "longsor|longsoran|tanah labil|pergerakan tanah|gempa|erupsi|letusan|abu vulkanik|"
             "lahar|awan panas|tsunami|likuefaksi",
    "works": "alat berat|ekskavator|excavator|backhoe|beko|galian|penggalian|pengerjaan|proyek|"
             "pekerjaan|konstruksi|pengeboran|pembangunan|buldoser",
    "upkeep": "pemeliharaan|perawatan|perbaikan|pengurasan|penggantian|peningkatan|relokasi|"
              "pemindahan|peremajaan|pencucian|maintenance|pemasangan",
    "electric": "korsleting|konsleting|hubungan pendek|arus pendek|hubungan arus pendek|listrik|"
                "trafo|gardu|kabel|pemadaman",
    "fire": "puntung|rokok|pembakaran|membakar|dibakar|kompor|gas bocor|tabung gas|elpiji|petasan|"
            "kembang api|obat nyamuk|lilin",
    "fault": "kerusakan|rusak|kebocoran|bocor|pecah|aus|gangguan teknis|kendala teknis|"
             "kegagalan|gagal fungsi|usia pipa|umur pipa|korosi|keropos|rem blong|pecah ban|"
             "kendala sistem|gangguan sistem|server|sistem eror",
    "people": "kelalaian|lalai|human error|kesalahan|salah|mengantuk|ugal-ugalan|sabotase|"
              "pencurian|"
              "vandalisme|kecepatan tinggi|melanggar|mabuk|unjuk rasa|tawuran",
    "germ": "keracunan|bakteri|kuman|virus|salmonella|e coli|escherichia|staphylococcus|jamur|"
            "parasit|"
            "kontaminasi|histamin|nitrit|air sumur|higienitas|makanan basi|basi",
    "chemical": "limbah|bahan kimia|pestisida|insektisida|tumpahan|minyak|merkuri|amonia|klorin|"
                "racun|boraks|formalin|limbah pabrik|limbah industri",
    "traffic": "kecelakaan|tabrakan|truk terguling|truk mogok|tergelincir|kepadatan|lonjakan|"
               "antrean kendaraan",
    "supply": "pasokan|stok|kelangkaan|keterlambatan|distribusi|gagal panen|permintaan|"
              "kekurangan|anggaran|efisiensi",
    "rubbish": "sampah|sedimen|sedimentasi|penyumbatan|tersumbat|eceng gondok|drainase buruk",
    "growth": "pohon|dahan|ranting|satwa|ular|monyet|tikus|burung|hewan",
    "holiday": "libur|lebaran|cuti|perayaan|hari raya|arus mudik",
}  # fmt: skip
_FAMILY = {word: name for name, words in _FAMILIES.items() for word in words.split("|")}
_FAMILY_WORD = re.compile(rf"(?<![\w-]){any_of(_FAMILY)}(?:nya)?(?![\w-])")
_MARK = (
    r"(?:(?:di|me?ny?)?(?:sebabkan|akibatkan)(?: +oleh)?|disebabkeun(?: +ku)?|"
    r"(?:penyebab|pemicu|biang keladi|sumber(?: +(?:keracunan|kebakaran|api|penularan))?)"
    r"(?:nya)?(?: +\w+){0,3}? +(?:adalah|ialah|yaitu|yakni|berupa|diduga|karena|dari)|"
    r"(?:penyebab|pemicu)(?:nya)? *:|akibat|karena|lantaran|gara-gara|dipicu(?: +oleh)?|"
    r"dikarenakan(?: +oleh)?|sebab +(?:adanya|terkena)|oleh +karena|imbas(?: +dari)?|"
    r"buntut(?: +dari)?|"
    r"dampak +dari|berasal +dari|bersumber +dari|berawal +dari|bermula +dari|"
    r"ditimbulkan(?: +oleh)?|"
    r"diakibatkan(?: +oleh)?|menyusul(?: +adanya| +terjadinya)|disebabkan|amargi|amarga|merga|"
    r"dek +karano|dikarenakeun|kusabab|terkait(?: +dengan)? +adanya|diduga(?: +kuat)?(?: +karena|"
    r" +akibat| +disebabkan| +berasal dari| +dari))"
)
# Accidents tell what did it right away: `tersenggol truk`, `kena garuk ekskavator`.
_STRUCK = (
    r"(?:tersenggol|tertimpa|tertabrak|terhantam|tersambar|terkena|tergerus|terseret|terlindas|"
    r"tergaruk|terpotong|tersumbat|tertutup|diterjang|dihantam|ditabrak|disambar|diterpa|"
    r"dilanda|digerus|kena(?: +(?:garuk|senggol|tabrak|hantam|timpa|cangkul|gali|sambar|keruk)))"
)
_CAUSE = re.compile(
    rf"(?<![\w-])(?:(?P<mark>{_MARK}|(?:penyebab|pemicu)(?:nya)?(?: +\w+){{0,2}}?"
    rf"(?= +{any_of(_FAMILY)}(?!\w)))|(?P<struck>{_STRUCK})) +(?:oleh +|adanya +|terjadinya +|"
    rf"faktor +|dampak +)*(?P<what>[^\s.,;:!?()\n\"][^.,;:!?()\n\"]{{2,70}})"
)
_CUT = re.compile(
    r" +(?:sehingga|maka|dan|yang|pada|di|sejak|setelah|saat|untuk|agar|dengan|bukan|melainkan|"
    r"tetapi|tapi|namun|serta|hingga|sampai|ketika|milik|dari|mulai|itu|ini|dalam|selama|tersebut|"
    r"ke|kemudian|lalu|atau) |\n"
)


def find_causes(doc: Document) -> None:
    """Adds the stated causes of `doc`; they may lie around other facts."""
    for match in _CAUSE.finditer(doc.text):
        claim = doc.claim_at(match.start())
        if claim is None:
            continue
        start = match.start("what")
        text = doc.text[start : min(match.end(), claim.end)]
        cut = _CUT.search(text)
        end = start + len((text[: cut.start()] if cut else text).rstrip(" -*"))
        sorts = _sorts(doc.text[start:end])
        if end <= start or not sorts:
            continue
        begin = match.start()
        value = CauseValue(sorts, _stems(doc.text[start:end]))
        doc.add(Found(FactKind.CAUSE, begin, end, value), shared=True)


def _sorts(text: str) -> tuple[str, ...]:
    """The families that the words of a cause belong to; a cause of no known family is not kept."""
    return tuple(
        dict.fromkeys(
            _FAMILY[re.sub(" +", " ", _bare(match.group()))]
            for match in _FAMILY_WORD.finditer(text)
        )
    )


def _bare(word: str) -> str:
    return word if word in _FAMILY else word.removesuffix("nya")


def _stems(text: str) -> tuple[str, ...]:
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)
    return tuple(dict.fromkeys(root for word in words if (root := content_stem(word))))[:6]
