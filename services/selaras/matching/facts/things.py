"""The papers and other things that announcements ask people to bring, one spelling each."""

from __future__ import annotations

import re

from selaras.matching.text.lexicon import any_of

# Things that announcements ask for, one spelling each.
_KNOWN: dict[str, str] = {
    "ktp": "ktp", "e-ktp": "ktp", "ktp-el": "ktp", "kartu tanda penduduk": "ktp", "kk": "kk",
    "kartu keluarga": "kk", "kia": "kia", "buku kia": "buku kia", "akta": "akta",
    "akta kelahiran": "akta", "akte": "akta", "akte kelahiran": "akta", "ijazah": "ijazah",
    "skl": "skl", "skck": "skck", "sktm": "sktm", "surat keterangan tidak mampu": "sktm",
    "surat kuasa": "kuasa", "surat pengantar": "pengantar",
    "pengantar rt": "pengantar", "surat undangan": "undangan", "undangan": "undangan",
    "surat domisili": "domisili", "keterangan domisili": "domisili", "surat sehat": "sehat",
    "surat keterangan sehat": "sehat", "surat lamaran": "lamaran", "surat rekomendasi":
    "rekomendasi", "surat izin": "izin", "surat pernyataan": "pernyataan", "npwp": "npwp",
    "nib": "nib", "sim": "sim", "stnk": "stnk", "bpkb": "bpkb", "paspor": "paspor", "visa": "visa",
    "kis": "kis", "kartu bpjs": "bpjs", "kartu indonesia sehat": "kis", "kip": "kip",
    "kks": "kks", "kartu kks": "kks", "buku tabungan": "tabungan", "buku nikah": "nikah",
    "rapor": "rapor", "pas foto": "foto", "pasfoto": "foto", "materai": "meterai",
    "meterai": "meterai", "fotokopi": "salinan", "fotokopi ktp": "ktp", "fotokopi kk": "kk",
    "fc ktp": "ktp", "fc kk": "kk", "sertifikat vaksin": "vaksin", "kartu vaksin": "vaksin",
    "bukti vaksin": "vaksin", "hasil antigen": "tes", "hasil pcr": "tes", "tes antigen": "tes",
    "tes usap": "tes", "sertifikat toefl": "toefl", "kartu ujian": "ujian",
    "bukti pembayaran": "bayar", "bukti lunas": "lunas", "pbb lunas": "lunas", "kupon": "kupon",
    "tiket": "tiket", "masker": "masker", "helm": "helm", "tumbler": "tumbler",
    "botol minum": "tumbler", "kantong belanja": "kantong", "tas belanja": "kantong",
    "agunan": "agunan", "aplikasi mypertamina": "mypertamina",
    "qr code": "qr", "kode qr": "qr", "barcode": "qr", "kartu tani": "kartu tani",
    "swab": "tes", "cek fisik": "cek fisik", "uji emisi": "uji emisi", "seragam": "seragam",
    "hak pilih": "hak pilih", "formulir a5": "a5", "c6": "c6", "struk": "struk",
    "struk pembelian": "struk", "nota": "struk", "nota pembelian": "struk",
    "bukti pembelian": "struk", "kuitansi": "struk", "kwitansi": "struk", "faktur": "struk",
    "surat keterangan dokter": "dokter",
    "surat keterangan lulus": "skl", "surat tanda registrasi": "str", "str": "str", "surat "
    "dokter": "dokter", "rujukan": "rujukan",
    "surat rujukan": "rujukan", "ktm": "kartu pelajar", "kartu pelajar": "kartu pelajar",
    "kartu mahasiswa": "kartu pelajar", "sppt": "sppt", "proposal": "proposal", "suket": "suket",
    "id card": "id card", "hasil lab": "lab", "undangan fisik": "undangan", "c pemberitahuan":
    "undangan", "surat pemberitahuan": "undangan", "buku pelaut": "pelaut", "nisn": "nisn",
    "kusuka": "kusuka", "kartu kusuka": "kusuka", "kode qr pendaftaran": "qr",
}  # fmt: skip
# Any other letter, card or proof is known by the word that says which one it is.
_OTHER = (
    r"(?:surat(?: +(?:keterangan|pengantar|pernyataan|izin))?|kartu|bukti|sertifikat) +"
    r"(?!(?:yang|ini|itu|dan|atau|resmi|dari|untuk|tersebut|lain|lainnya|asli|edaran|suara|kabar|"
    r"keputusan|perintah|nyata|kuat|bahwa|baru|adanya|awal|di|ke|pada|dengan|saat|berharga|"
    r"keterangan|pengantar|pernyataan|izin|penting|lagi|saja|juga|baru|anda|kamu|kita|tanda|"
    r"bebas|elektronik|digital|fisik|kuning|merah|tugas|tanah)"
    r"(?!\w))[a-z]{3,}"
)
_COPY = r"(?:fotokopi|fotocopy|foto kopi|salinan|fc|legalisir)"
_NAME = rf"{any_of(_KNOWN)}(?![\w-])"
# A copy of a thing is that thing; it is read in one way only, so that lists stay quick.
THING = (
    rf"(?<![\w-])(?:(?:{_COPY} +(?!{_COPY})(?={_NAME}))?+{_NAME}|{_OTHER}(?![\w-])|"
    rf"surat +keterangan(?![\w-]))"
)
"""A pattern for one thing."""
ONE_THING = re.compile(THING)


def thing_name(text: str) -> str:
    """The one spelling of a thing that `THING` matched."""
    words = re.sub(" +", " ", text)
    known = _KNOWN.get(words) or _KNOWN.get(re.sub(rf"^{_COPY} ", "", words))
    return known or re.sub(r"^(?:surat )?(?:(?:keterangan|pengantar|izin) )?", "", words)
