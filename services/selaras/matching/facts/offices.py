"""Names of public offices, one spelling each: `Dinsos` and `Dinas Sosial Kota X` are one."""

from __future__ import annotations

import re

from selaras.matching.text.lexicon import any_of

# What a service of the local government is for -> short names of that service.
_SHORT: dict[str, str] = {
    "dinsos": "dinas sosial", "dinkes": "dinas kesehatan", "disdik": "dinas pendidikan",
    "disdikbud": "dinas pendidikan", "dindik": "dinas pendidikan", "dikbud": "dinas pendidikan",
    "dishub": "dinas perhubungan", "disdukcapil": "dinas kependudukan",
    "dukcapil": "dinas kependudukan", "dispendukcapil": "dinas kependudukan",
    "dlh": "dinas lingkungan", "dlhk": "dinas lingkungan", "dpupr": "dinas pekerjaan umum",
    "pupr": "dinas pekerjaan umum", "dpu": "dinas pekerjaan umum", "bapenda": "bapenda",
    "bpkpd": "bapenda", "samsat": "samsat", "disnaker": "dinas tenaga kerja",
    "disnakertrans": "dinas tenaga kerja", "disperindag": "dinas perdagangan",
    "disdag": "dinas perdagangan", "dispora": "dinas pemuda", "disparbud": "dinas pariwisata",
    "dispar": "dinas pariwisata", "disbudpar": "dinas pariwisata", "diskominfo": "dinas komunikasi",
    "kominfo": "dinas komunikasi", "dpmptsp": "dinas penanaman modal",
    "mpp": "mal pelayanan publik", "mal pelayanan publik": "mal pelayanan publik",
    "satpol pp": "satpol pp", "bpbd": "bpbd", "bnpb": "bnpb", "bmkg": "bmkg", "pvmbg": "pvmbg",
    "badan geologi": "badan geologi", "basarnas": "basarnas", "damkar": "damkar",
    "pemadam kebakaran": "damkar", "bpjs kesehatan": "bpjs kesehatan", "bpjs": "bpjs",
    "bpjs ketenagakerjaan": "bpjs ketenagakerjaan", "pln": "pln", "pdam": "pdam",
    "perumdam": "pdam", "perumda air minum": "pdam", "bulog": "bulog", "kpu": "kpu",
    "bawaslu": "bawaslu", "kua": "kua", "kemenag": "kementerian agama",
    "kementerian agama": "kementerian agama", "kantor pos": "pos", "pt pos": "pos",
    "pos indonesia": "pos", "kantor pajak": "pajak", "kpp pratama": "pajak", "imigrasi": "imigrasi",
    "kantor imigrasi": "imigrasi", "bpn": "bpn", "kantor pertanahan": "bpn",
    "kelurahan": "kelurahan", "kantor lurah": "kelurahan", "balai desa": "desa",
    "kantor desa": "desa", "pemerintah desa": "desa", "perangkat desa": "desa",
    "pemkot": "kota", "pemerintah kota": "kota", "pemkab": "kabupaten",
    "pemerintah kabupaten": "kabupaten", "pemprov": "provinsi", "pemerintah provinsi": "provinsi",
    "pemerintah pusat": "pusat", "kecamatan": "kecamatan",
    "kantor camat": "kecamatan", "kapanewon": "kecamatan",
    "ketua rt": "rt", "ketua rw": "rw", "pengurus rt": "rt", "puskesmas": "puskesmas",
    "posyandu": "posyandu", "rsud": "rumah sakit", "rumah sakit": "rumah sakit",
    "polres": "polres", "polresta": "polres", "polrestabes": "polres", "polsek": "polsek",
    "polda": "polda", "satlantas": "satlantas", "satpas": "satpas", "kodim": "kodim",
    "kejaksaan": "kejaksaan", "pengadilan": "pengadilan", "baznas": "baznas", "pmi": "pmi",
    "jasa marga": "jasa marga", "kai": "kai", "pt kai": "kai", "asdp": "asdp", "pelni": "pelni",
    "kadin": "kadin", "karang taruna": "karang taruna", "bkpsdm": "bkpsdm", "bkd": "bkpsdm",
    "bank": "bank", "himbara": "bank",
}  # fmt: skip
_LONG_HEADS = r"(?:dinas|badan|kementerian|kemen|balai besar|balai|komisi|satuan|direktorat)"
_FOR = (
    r"(?:sosial|kesehatan|pendidikan|perhubungan|kependudukan|lingkungan|pekerjaan|tenaga|"
    r"perdagangan|perindustrian|pemuda|pariwisata|kebudayaan|komunikasi|penanaman|pertanian|"
    r"perikanan|kelautan|ketahanan|peternakan|perumahan|koperasi|pemadam|sumber|bina|pendapatan|"
    r"penanggulangan|kepegawaian|perencanaan|geologi|meteorologi|perhutanan|kehutanan|pangan|agama|"
    r"keuangan|perkebunan|tata|cipta|pemberdayaan|pengairan|perlindungan|kesatuan|dalam|luar)"
)
# Longest first; a long name takes one word more than it needs at most.
OFFICE = rf"(?:{any_of(_SHORT)}|{_LONG_HEADS} +{_FOR}(?: +(?:umum|hidup|kerja|modal|daya|marga))?)"


def office_name(text: str) -> str:
    """The one spelling of an office that `OFFICE` matched."""
    words = re.sub(" +", " ", text)
    if words in _SHORT:
        return _SHORT[words]
    head, *rest = words.split()
    if head in {"balai", "satuan"}:
        return words
    return " ".join((head, *rest))
