"""More phrases that state something: who pays, what is given back, what runs again or has ended.

`phrases.py` applies them together with its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.states import Dimension


@dataclass(frozen=True, slots=True)
class Rule:
    """What a phrase says, and of which axes it takes back what its single words seemed to say."""

    pattern: re.Pattern[str]
    kind: FactKind
    dimension: Dimension
    positive: bool
    instead_of: frozenset[Dimension]
    needs: re.Pattern[str] | None = None
    """What the claim must speak of as well."""
    unless: re.Pattern[str] | None = None
    """What the words just before must not speak of."""


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])")


_NOT = (
    r"(?:tidak|tak|tdk|gak|ga|nggak|ora|dak|ndak|indak|idak|kada|teu|seng|tra|mboten|boten|nenten|"
    r"tanpa|jangan|belum|blm|durung)"
)
_MODAL = r"(?: +(?:bisa|boleh|dapat|akan|lagi|perlu|usah|harus|kami|ada|jadi|pernah|iso|oleh))*"
_DONE = r"(?:(?:sudah|telah|resmi|kini|juga|ikut|dinyatakan|wis|la|udah|sampun|alah) +)"
# Up to some words that do not turn the phrase round.
_GAP = rf"(?: +(?!(?:{_NOT}|bukan|batal)(?!\w))[^\s.,;:!?()]+)"

# Who pays. What is paid out to people (wages, aid) costs them nothing anyway.
_DUES = (
    r"(?:retribusi|bea|biaya|iuran|tarif|pajak|pkb|pbb|pbb-p2|bphtb|bbn|bbnkb|ongkos|sewa|spp|ukt|"
    r"uang pangkal|pungutan|premi|parkir|tiket masuk|administrasi)"
)
_STATE_PURSE = (
    r"(?:pemerintah|negara|pemkot|pemkab|pemprov|pemda|pemko|pemdes|apbd|apbn|apbdes|kabupaten|"
    r"provinsi|kota|daerah|dinas|desa|dana desa|baznas|panitia|penyelenggara|perusahaan|kampus|"
    r"sekolah|bpjs|jkn|dana bos)"
)
_PEOPLE = (
    r"(?:masing-masing|sendiri|mandiri|warga|keluarga|pasien|peserta|penumpang|pemohon|pemilik|"
    r"orang ?tua|wali murid|siswa|pelajar|mahasiswa|nelayan|petani|pedagang|pengguna|pengunjung|"
    r"pelanggan|konsumen|penghuni|jemaah|jamaah|pembeli|pelaku usaha|pemakai|pengembang)"
)
_PAID_OUT = re.compile(
    r"(?<!\w)(?:gaji|honor\w*|upah|insentif|thr|tunjangan|santunan|ganti rugi|klaim|bonus|hadiah|"
    r"kompensasi|denda|utang|hutang|bantuan|blt|bansos|subsidi|proyek|pembangunan)(?!\w)[^.,;!?\n]*\Z"
)
# Works and salaries are paid for as well; only what people else would pay is meant.
_BORNE = r"(?:ditanggung|dibayar|dibayarkan|dibayari|dilunasi|dicover|ditalangi)"
_LAID_OUT = r"(?:ditanggung|dibayar|dibiayai|disetor|dipikul)"
_FULLY = (
    r"(?: +(?:penuh|sepenuhnya|seluruhnya|semua|semuanya|lunas|langsung|oleh|100 ?persen|"
    r"100 ?%|seratus persen))"
)
_FREE = _words(
    rf"{_BORNE}{_FULLY}{{0,3}} +{_STATE_PURSE}"
    rf"|{_NOT}{_MODAL} +(?:dipungut|ditarik|dikenai|dikenakan|ditagih|dimintai|dipintai)(?: +\w+)?"
    rf" +(?:apa ?pun|apa-apa|apo-apo|sepeser ?p[ou]n|serupiah ?pun|sarupiah ?pun)"
    rf"|{_NOT}{_MODAL} +(?:ditagih|ditagihkan|dibebankan) +(?:ke|kepada|pada) +{_PEOPLE}"
    rf"|{_NOT}{_MODAL} +(?:menagih|memungut|menarik|meminta) +(?:{_DUES}|uang)"
    r"|(?:tidak|tak|gak|ga|nggak|ndak|dak|ora|kada) +(?:perlu|usah|harus|wajib)(?: +lagi)? +"
    r"(?:menyiapkan|siapkan|mengeluarkan|keluar|menyetor|setor|merogoh|bawa|membawa) +(?:uang|"
    r"biaya|dana|duit|kocek|pitih|duwit)"
    rf"|(?:membebaskan|menghapus|menghapuskan|meniadakan|membebaskan pengenaan)(?: +(?:seluruh|"
    rf"semua|pokok|pengenaan|pungutan))? +{_DUES}"
    rf"|(?:pembebasan|penghapusan|pemutihan) +(?:pokok +|pengenaan +|seluruh +)?{_DUES}"
    rf"|bebas +(?:dari +)?{_DUES}"
    rf"|{_DUES}{_GAP}{{0,5}}? +(?:juga +|ikut +|semua +)?(?:dibebaskan|digratiskan|dinolkan)"
)
_PAID = _words(
    rf"{_LAID_OUT}(?: +(?:oleh|sepenuhnya|seluruhnya)){{0,2}} +{_PEOPLE}"
    r"|(?:dengan +)?(?:biaya|ongkos) +(?:sendiri|mandiri|pribadi)"
    rf"|(?:menjadi|jadi) +(?:tanggungan|beban|tanggung jawab) +{_PEOPLE}"
    r"|(?:tetap|masih|mulai|akan|langsung|sudah) +(?:dikenakan|dikenai|dibebani|dipungut)"
    r"(?: +(?:biaya|tarif|retribusi|iuran|bea|pajak|pungutan|sewa))?"
    r"(?! +(?:sanksi|denda|tilang|pasal|hukuman|teguran|pidana|wajib))"
    r"|(?:dipungut|ditarik|ditagih) +(?:sejak|mulai|setiap|tiap|per|langsung)"
)
_ABOUT_DUES = re.compile(
    rf"(?<!\w)(?:{_DUES}|bbnkb|jasa|perawatan|pengobatan|rawat inap|berobat|tiket|bayar|berbayar|"
    r"rupiah)(?!\w)|(?<!\w)rp *\d"
)

# Whether those who have paid get it back.
_PAID_IN = (
    r"(?:tiket|karcis|uang|uang muka|dana|biaya|dp|deposit|pembayaran|retribusi|jaminan|duit)"
)
_REFUNDED = (
    r"(?:refund|di-?refund|me-?refund|pengembalian +(?:dana|uang|biaya|tiket|pembayaran)|"
    r"uang +kembali|dana +kembali|duit(?:e|ne|nya)? +(?:bali|balik|kembali|baliak)|"
    r"(?:dikembalikan|diganti) +(?:penuh|utuh|seluruhnya|seratus persen|100 ?%|100 persen|uang))"
)
_GIVEN_BACK = rf"{_PAID_IN}(?:nya)?{_GAP}{{0,8}}? +(?:dikembalikan|direfund)"
_REFUND = _words(rf"{_REFUNDED}|{_GIVEN_BACK}")
_NO_REFUND = _words(
    rf"(?:{_NOT}|non){_MODAL}(?: +(?:melayani|menerima|mengajukan|di))?[ -]+{_REFUNDED}"
    rf"|{_PAID_IN}(?:nya)?{_GAP}{{0,5}}? +{_NOT}{_MODAL} +(?:dikembalikan|di-?refund|kembali|"
    rf"diuangkan)"
    rf"|{_PAID_IN}(?:nya)?{_GAP}{{0,5}}? +hangus|non-?refundable"
)

# Measures that last until they are lifted.
_MEASURE = (
    r"(?:status|klb|kejadian luar biasa|tanggap darurat|siaga darurat|transisi darurat|wabah|"
    r"pandemi|epidemi|karantina|isolasi|masa \w+|darurat \w+|ppkm|psbb|moratorium|pembatasan|"
    r"larangan|kebijakan|operasi pencarian|pencarian)"
)
_ENDED = _words(
    rf"{_MEASURE}{_GAP}{{0,6}}? +{_DONE}+(?:selesai|berakhir|usai|tuntas|rampung|dicabut|"
    rf"habis|dihentikan|lewat)"
)
_LASTING = _words(
    r"(?:masih|tetap|tetep|isih) +(?:berstatus +|status +|dalam +)?(?:masa +)?(?:klb|"
    r"kejadian luar biasa|tanggap darurat|siaga darurat|darurat \w+|karantina|masa transisi)"
    rf"|{_MEASURE}{_GAP}{{0,5}}? +(?:belum|tidak|durung)(?: +(?:akan|jadi))? +(?:dicabut|berakhir|"
    rf"selesai|usai|dihentikan)"
    rf"|{_MEASURE}{_GAP}{{0,5}}? +(?:masih|tetap|isih) +(?:berlaku|berlangsung|ada|lanjut|"
    rf"berlanjut)"
)

# What works again, and what is done at a counter.
_WORK = (
    r"(?:mencetak|dicetak|nyetak|menerbitkan|diterbitkan|menjual|dijual|menyalurkan|disalurkan|"
    r"mendistribusikan|didistribusikan|berproduksi|berjualan|melaut|berlayar|terbang|diurus|"
    r"mengurus|ngurus|diajukan)"
)
_RUNS = _words(
    r"(?:sudah|mulai|kembali|telah|tetap|masih|bisa|wis|la|udah|isih|tetep)(?: +bisa)? +(?:jalan|"
    r"mlaku|mlampah) +(?:lagi|kembali|maneh|malih|terus|normal|baliak|lancar)"
    r"|(?:sudah|tetap|masih|isih|tetep|wis) +(?:jalan|mlaku)(?= *(?:[.,;!)]|\Z|\n))"
    rf"|(?:sudah|mulai|telah|bisa|dapat|wis|udah)(?: +(?:bisa|dapat|mulai))? +{_WORK} +(?:lagi|"
    rf"kembali|maneh|malih|baliak)"
    rf"|kembali +(?:bisa +|dapat +)?{_WORK}"
    r"|(?:bisa|dapat|boleh|iso)(?: +(?:juga|sekalian|ikut|tetap|langsung)){0,3} +(?:diurus|"
    r"dilayani|mengurus|ngurus)"
)
_STOPPED = _words(
    rf"{_NOT}{_MODAL} +(?:mencetak|dicetak|diterbitkan|menerbitkan|berproduksi|berlayar|"
    r"terbang|diurus|berjualan)"
)
_GOODS = (
    r"(?:blangko|blanko|keping|stok|vaksin|obat|elpiji|lpg|gas|pupuk|solar|bbm|pertalite|beras|"
    r"minyak|minyakita|darah|oksigen|formulir|pasokan|barang|gula|telur|serum|bibit|benih|air)"
)
_IN_STOCK = _words(
    rf"{_GOODS}(?:nya|e|ne)?{_GAP}{{0,3}}? +(?:sudah|telah|kembali|wis|udah|la|sampun)"
    r"(?: +(?:kembali|mulai|banyak))? +(?:ada|datang|tiba|teka|dugi|tersedia|"
    r"terisi)(?: +(?:lagi|kembali|maneh))?"
)
_WITHHELD = _words(
    r"(?:berhenti|stop|setop|dilarang|(?:tidak|tak|gak|dak)(?: +boleh)? +lagi|(?:tidak|tak|gak|dak)"
    r" +boleh) +(?:menyediakan|membagikan|menawarkan)"
)
_HELD_BACK = _words(
    r"(?:tidak|tak|tdk|gak|ga|nggak|ora|dak|ndak|kada|batal|urung)(?: +(?:akan|jadi|lagi|ada))*"
    r" +(?:digelar|diselenggarakan|diadakan|dilangsungkan|dihelat|menggelar|menyelenggarakan|"
    r"mengadakan|menghelat)(?: +kembali)?"
)

_CLOSED_TO_ALL = _words(
    r"(?:tutup|ditutup|tertutup|penutupan)(?: +total)?[^!?\n;]{0,70}?[ ,](?:untuk|utk|bagi|buat) +"
    r"(?:semua|seluruh|segala)(?: +(?:jenis|pengguna))? +(?:kendaraan|jalan|aktivitas|kegiatan|"
    r"warga|pengunjung|pendaki|lalu lintas|pengendara)"
)
_CLEARED = (
    r"(?:izin|ijin|perizinan|rekomendasi|sk|surat keputusan|persetujuan|sertifikat|"
    r"lisensi)"
)
_ISSUED = _words(
    rf"{_CLEARED}(?:nya|e|ne)?{_GAP}{{0,3}}? +(?:sudah|telah|sampun|wis|udah|la|alah)"
    r" +(?:keluar|terbit|"
    r"turun|diterbitkan|dikantongi|lengkap|komplit|beres|ada|diteken|ditandatangani)"
    r"|(?:sudah|telah|wis|udah) +(?:mengantongi|memegang|memperoleh|mendapat) +(?:izin|ijin|"
    r"persetujuan|rekomendasi)"
)
_NOT_ISSUED = _words(
    rf"{_CLEARED}(?:nya|e|ne)?{_GAP}{{0,5}}? +(?:belum|blm|durung|dereng|alun) +(?:keluar|terbit|"
    r"turun|diterbitkan|dikantongi|lengkap|ada|ditandatangani)"
    r"|(?:belum|blm|tidak|tanpa|durung) +(?:mengantongi|mengajukan|mendapat|memperoleh|"
    r"memiliki) +(?:izin|ijin|persetujuan)"
)

# The scale of air quality is either side of what is safe to be out in.
_AIR = re.compile(r"(?<!\w)(?:ispu|aqi|aqms|udara|kabut asap|pm ?2[.,]5|partikulat)(?!\w)")
_BAD_AIR = _words(r"(?:sangat +)?tidak +sehat|ora sehat|(?:kategori|level|kondisi) +berbahaya")
_GOOD_AIR = _words(
    r"(?:kategori|level|tingkat|status|tergolong|masuk|kondisi|berada di|alias)(?: +kategori)?"
    r" +(?:baik|sedang|sehat|moderat)"
)
_CONSUME = r"(?:minum|makan|memasak|masak|konsumsi|dikonsumsi|diminum|dimakan)"
_FOOD = re.compile(
    r"(?<!\w)(?:air|sungai|sumur|ikan|kerang|daging|produk|susu|obat|sirup|telur|sayur|jajanan)(?!\w)"
)
_LABEL_NO = _words(rf"{_CONSUME}[^.!?\n:]{{0,40}}: *(?:jangan|dilarang|tidak boleh|no)")
_LABEL_YES = _words(rf"{_CONSUME}[^.!?\n:]{{0,40}}: *(?:boleh|aman|bisa|silakan|ok)")

_OTHERS = r"(?:orang lain|perantara|perwakilan|pihak lain|calo|keluarga|kerabat|wakil|kurir)"
_NO_PROXY = _words(
    rf"(?:lewat|melalui|via|oleh) +{_OTHERS}[^.!?\n;]{{0,50}}?[ ,]+(?:tidak|tak|gak|dak|ora)"
    r"(?: +(?:kami|dapat|bisa|akan|boleh))* +(?:layani|dilayani|terima|diterima|proses|diproses|"
    r"diperbolehkan|diperkenankan)"
    rf"|(?:tidak|tak|gak|dak|ora) +(?:kami +)?(?:melayani|menerima) +(?:titipan|{_OTHERS})"
    rf"|{_NOT}{_MODAL} +(?:dititipkan|dititipke|diwakilke|diwakilake|diwakilno|diwakilkeun)"
)
_PROXY = _words(
    r"(?:kena|iso|isa|oleh|angsal|pareng|kenging|tiasa|meunang|buliah|dapek|bisa|boleh|dapat) +"
    r"(?:diwakilke|diwakilake|diwakilno|diwakilkeun|dititipke|dititipkan)"
)

_D, _S = Dimension, FactKind.STATUS
_COST, _FORCE = frozenset({_D.COST}), frozenset({_D.VALIDITY})
_RUN, _BACK = frozenset({_D.OPERATION}), frozenset({_D.REFUND})
_STOCK, _SAFE = frozenset({_D.AVAILABILITY}), frozenset({_D.SAFETY, _D.PERMISSION})
_KNOWN = frozenset({_D.CERTAINTY})
MORE_RULES = (
    Rule(_FREE, _S, _D.COST, True, _COST, unless=_PAID_OUT),
    Rule(_PAID, _S, _D.COST, False, _COST, needs=_ABOUT_DUES, unless=_PAID_OUT),
    Rule(_REFUND, _S, _D.REFUND, True, _BACK),
    Rule(_NO_REFUND, _S, _D.REFUND, False, _BACK),
    Rule(_ENDED, _S, _D.VALIDITY, False, _FORCE),
    Rule(_LASTING, _S, _D.VALIDITY, True, _FORCE),
    Rule(_RUNS, _S, _D.OPERATION, True, _RUN),
    Rule(_STOPPED, _S, _D.OPERATION, False, _RUN),
    Rule(_IN_STOCK, _S, _D.AVAILABILITY, True, _STOCK),
    Rule(_WITHHELD, _S, _D.AVAILABILITY, False, _STOCK),
    Rule(_HELD_BACK, _S, _D.SCHEDULE, False, frozenset({_D.SCHEDULE})),
    Rule(_CLOSED_TO_ALL, _S, _D.ACCESS, False, frozenset({_D.ACCESS})),
    Rule(_ISSUED, _S, _D.CERTAINTY, True, _KNOWN),
    Rule(_NOT_ISSUED, _S, _D.CERTAINTY, False, _KNOWN),
    Rule(_BAD_AIR, _S, _D.SAFETY, False, _SAFE, needs=_AIR),
    Rule(_GOOD_AIR, _S, _D.SAFETY, True, _SAFE, needs=_AIR),
    Rule(_LABEL_NO, _S, _D.SAFETY, False, frozenset(), needs=_FOOD),
    Rule(_LABEL_YES, _S, _D.SAFETY, True, frozenset(), needs=_FOOD),
    Rule(_NO_PROXY, FactKind.PROCEDURE, _D.PROXY, False, frozenset({_D.PROXY})),
    Rule(_PROXY, FactKind.PROCEDURE, _D.PROXY, True, frozenset({_D.PROXY})),
)
