"""The words that name causes, and the families they belong to."""

from __future__ import annotations

import re

from selaras.matching.text.lexicon import any_of, word_set
from selaras.matching.text.stem import content_stem

# Families of causes: two in one family may be one cause in other words, two in none may not.
# A word that may stand for either of several families is listed under all of them.
_FAMILIES: dict[str, str] = {
    "weather": "hujan|cuaca|angin|badai|petir|puting beliung|siklon|gelombang|rob|pasang|kemarau|"
               "kekeringan|el nino|la nina|banjir|luapan|meluap|air sungai|debit air|curah hujan|"
               "kabut|panas|arus|gerusan|tergerus|abrasi|air laut|angin kencang|ombak|suhu",
    "earth": "longsor|longsoran|tanah labil|pergerakan tanah|gempa|erupsi|letusan|abu vulkanik|"
             "lahar|awan panas|tsunami|likuefaksi|tanah bergerak|tanah ambles|kawah|gunung api",
    "smoke": "asap|karhutla|kebakaran hutan|kebakaran lahan|kabut asap|polusi udara",
    "works": "alat berat|ekskavator|excavator|backhoe|beko|galian|penggalian|konstruksi|"
             "pengeboran|pembangunan|buldoser|tiang pancang",
    "upkeep": "pemeliharaan|perawatan|pengurasan|peningkatan|relokasi|pemindahan|peremajaan|"
              "pencucian|maintenance|pemasangan|renovasi|direnovasi|rehabilitasi|direhabilitasi|"
              "rehab|direhab|revitalisasi|pemugaran|penyambungan|menyambung|disambung|interkoneksi|"
              "pengaspalan|diaspal|pelebaran|pengecatan|dipelihara|dikuras|dipasang|memasang|"
              "pembersihan|dibersihkan|pembongkaran|pemadatan|penataan|pengerukan|pengujian|"
              "peremajaan jaringan|uprating|pengecoran|pembenahan|dibenahi",
    "upkeep fault": "perbaikan|diperbaiki|memperbaiki|penggantian|diganti|mengganti|pemulihan",
    "electric": "korsleting|konsleting|korslet|konslet|hubungan pendek|arus pendek|"
                "hubungan arus pendek|listrik|trafo|gardu|kabel|pemadaman|arus listrik|instalasi|"
                "stop kontak|colokan|charger|beban puncak|setrum|tersetrum|kesetrum",
    "gas": "gas bocor|tabung gas|elpiji|lpg|regulator|kompor|gas|kebocoran gas",
    "embers": "puntung|rokok|puntung rokok",
    "burning": "pembakaran|membakar|dibakar|bakar sampah|bakar lahan|api unggun|pembukaan lahan",
    "fireworks": "petasan|kembang api|mercon|flare|meriam bambu",
    "candle": "obat nyamuk|lilin|lampu minyak|pelita|dupa|tungku|lampu teplok",
    "load": "kelebihan muatan|muatan berlebih|bermuatan lebih|kelebihan beban|beban kendaraan|"
            "beban berlebih|overload|over load|odol|tonase|bertonase|over dimensi|melebihi tonase|"
            "dilindas|terlindas|kelebihan tonase|muatan lebih|kendaraan berat|kelebihan kapasitas|"
            "kelebihan penumpang|beban berlebihan|muatan berlebihan|bermuatan berlebih",
    "fault": "kerusakan|rusak|kebocoran|bocor|pecah|aus|gangguan teknis|kendala teknis|retak|"
             "kegagalan|gagal fungsi|usia pipa|umur pipa|korosi|keropos|rem blong|pecah ban|"
             "kendala sistem|gangguan sistem|server|sistem eror|putus|lapuk|dimakan usia|"
             "mati mesin|mesin mati|kerusakan mesin|kendala mesin|gangguan jaringan|lepas|"
             "tersendat|umur bangunan|usia bangunan|kebocoran pipa",
    "people": "kelalaian|lalai|human error|kesalahan|salah|mengantuk|ugal-ugalan|"
              "kecepatan tinggi|melanggar|mabuk|ceroboh|kurang hati-hati|kurangnya kehati-hatian|"
              "pelanggaran|lengah|kehilangan kendali|hilang kendali|menerobos",
    "crime": "sabotase|pencurian|vandalisme|dicuri|pembakaran disengaja|unsur kesengajaan|"
             "kesengajaan|sengaja dibakar|penganiayaan|pengeroyokan|perusakan",
    "unrest": "unjuk rasa|tawuran|demonstrasi|demo|bentrok|konflik|kericuhan|aksi massa",
    "threat": "ancaman|ancaman bom|keamanan|alasan keamanan",
    "germ": "bakteri|kuman|virus|salmonella|e coli|escherichia|staphylococcus|jamur|parasit|"
            "bacillus|listeria|vibrio|kolera|norovirus|leptospira|kencing tikus|coliform|"
            "wabah|penularan",
    "germ chemical": "keracunan|racun|kontaminasi|makanan basi|basi|cemaran|air sumur|higienitas|"
                     "kedaluwarsa|tidak higienis|kurang higienis|keracunan makanan|pencemaran",
    "chemical": "bahan kimia|pestisida|insektisida|merkuri|amonia|klorin|boraks|formalin|nitrit|"
                "nitrat|histamin|sianida|metanol|arsenik|arsen|timbal|kadmium|logam berat|alkohol|"
                "etilen glikol|dietilen glikol|rhodamin|rhodamin b|pemanis buatan|pengawet|"
                "herbisida|karbon monoksida|zat kimia|oplosan|miras oplosan|deterjen|sodium|"
                "kandungan kimia|bahan pengawet|alergen|pupuk",
    "label": "pelabelan|salah label|mislabel|label kemasan|kesalahan label|kesalahan kemasan|"
             "kesalahan cetak|salah cetak",
    "industry": "pabrik|industri|limbah pabrik|limbah industri|perusahaan|pks",
    "household": "limbah rumah tangga|limbah domestik|limbah dapur|limbah tahu|tinja",
    "mining": "tambang|penambangan|pertambangan|peti|pengerukan pasir|galian c|tambang emas",
    "oil": "tumpahan|minyak|tumpahan minyak|solar|aspal|kapal tanker",
    "industry household chemical mining": "limbah",
    "traffic": "kecelakaan|tabrakan|truk terguling|truk mogok|tergelincir|kepadatan|lonjakan|"
               "antrean kendaraan|arus kendaraan|arus lalu lintas|kemacetan|kendaraan mogok|"
               "truk tronton terguling|kandas",
    "supply": "kelangkaan|keterlambatan|distribusi|gagal panen|kekurangan|kekosongan|pengiriman|"
              "gagal tanam|bahan baku|minimnya pasokan|pasokan berkurang|pasokan menipis|langka|"
              "stok menipis|stok kosong|stok habis|berkurangnya pasokan|terbatasnya pasokan",
    "plenty": "panen|panen raya|pasokan melimpah|melimpah|melimpahnya|surplus|stok melimpah",
    "supply plenty": "pasokan|stok",
    "demand": "permintaan|naiknya permintaan|permintaan meningkat|permintaan turun",
    "money": "anggaran|efisiensi|tunggakan|menunggak|kekurangan dana|keterbatasan anggaran|"
             "refocusing|pemotongan anggaran",
    "rubbish": "sampah|sedimen|sedimentasi|penyumbatan|tersumbat|eceng gondok|drainase buruk|"
               "tumpukan sampah|penumpukan sampah",
    "growth": "pohon|dahan|ranting|pohon tumbang",
    "beast": "satwa|ular|monyet|tikus|burung|hewan|anjing|babi hutan|gajah|buaya|harimau|tawon|"
             "hama|wereng",
    "kite": "layang-layang|layangan|balon udara|drone",
    "illness": "serangan jantung|penyakit bawaan|penyakit jantung|stroke|sakit jantung|kelelahan|"
               "komorbid|usia lanjut|penyakit penyerta|henti jantung|sakit",
    "drowning": "tenggelam|terseret arus|terseret ombak|hanyut|terpeleset",
    "holiday": "libur|lebaran|cuti|perayaan|hari raya|arus mudik|arus balik|nyepi|natal|"
               "tahun baru|idul fitri|idul adha|imlek|waisak",
    "event": "konser|karnaval|pawai|kirab|acara|pertandingan|festival|upacara|kunjungan|lomba|"
             "hajatan|asesmen|rapat|pelantikan",
}  # fmt: skip
# Words that only lead up to what the cause is: they count where nothing else is known.
_LIGHT: dict[str, tuple[str, ...]] = {
    "pekerjaan": ("works", "upkeep"), "pengerjaan": ("works", "upkeep"),
    "proyek": ("works", "upkeep"), "gangguan": ("fault",), "kendala": ("fault",),
}  # fmt: skip


def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for names, words in _FAMILIES.items():
        for word in words.split("|"):
            table[word] = (*table.get(word, ()), *names.split())
    return table


_FAMILY = _table()
UPKEEP = any_of(
    [
        word
        for word, names in _FAMILY.items()
        if "upkeep" in names and not word.startswith(("di", "me"))
    ]
    + ["pekerjaan", "pengerjaan"]
)
"""Planned works, which notices give as a reason without saying that it is one."""
POISON = any_of(
    [word for word, names in _FAMILY.items() if names and set(names) <= {"germ", "chemical"}]
)
"""What food, water and medicine are found to be spoilt with."""
FAMILY_WORD = any_of([*_FAMILY, *_LIGHT])
"""A word of any family."""
_WORD = re.compile(rf"(?<![\w-]){FAMILY_WORD}(?:nya)?(?![\w-])")
# Words that name nothing of their own: 'faktor', 'hal tersebut', 'dugaan sementara'.
_EMPTY = word_set(
    """
    faktor hal duga sementara beberapa berbagai sejumlah banyak jadi adanya peristiwa insiden
    kejadian alas utama sebab akibat kuat alami masalah kondisi situasi bahwa pihak ada kena
    unsur terjadi dampak
    """
)


def families(text: str) -> tuple[str, ...]:
    """The families that the words of a folded text belong to, in order."""
    found = [_bare(re.sub(" +", " ", match.group())) for match in _WORD.finditer(text)]
    groups = [_FAMILY[word] for word in found if word in _FAMILY]
    groups = groups or [_LIGHT[word] for word in found]
    sure = {names[0] for names in groups if len(names) == 1}
    # 'limbah tambang', 'kontaminasi bakteri': a plain word settles what an ambiguous one means.
    kept = (names for names in groups if len(names) == 1 or not sure & set(names))
    return tuple(dict.fromkeys(name for names in kept for name in names))


def _bare(word: str) -> str:
    return word if word in _FAMILY or word in _LIGHT else word.removesuffix("nya")


def cause_stems(text: str) -> tuple[str, ...]:
    """The stems that name a cause, without words that only lead up to it."""
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)
    stems = dict.fromkeys(root for word in words if (root := content_stem(word)))
    return tuple(root for root in stems if root not in _EMPTY)[:6]
