"""Words that state a position on an axis, and the words that turn them round."""

from __future__ import annotations

from selaras.matching.domain.states import Dimension
from selaras.matching.text.lexicon import word_set

_D = Dimension

NEGATIONS = word_set(
    """
    tidak tak bukan belum tanpa jangan gak ga nggak ngga enggak gk tdk blm ndak nda indak idak
    dak tra tara seng ora mboten boten ndhak kada kadada teu henteu tadak tiada nihil bukannya
    takkan tida nyanda dereng nenten tidaklah jan jang ojo ojok durung deui
    """
)

# Words that may stand between a negation and what it negates.
BRIDGES = word_set(
    """
    ada akan lagi dapat bisa bole boleh sedang pernah perlu usah harus mau ingin lah pun juga
    secara sempat jadi di untuk dulu sampai ikut kembali sepenuhnya seluruhnya lagi-lagi ikutan
    kena la kami kita
    """
)

# Begin like a passive and are none, or mean something else of the first person.
_SPOKEN_OTHERWISE = word_set("dilintasi ditoleransi dirumahkan disimpulkan diperlukan")


def _table(rows: tuple[tuple[Dimension, bool, str], ...]) -> dict[str, tuple[Dimension, bool]]:
    table: dict[str, tuple[Dimension, bool]] = {}
    for dimension, positive, words in rows:
        for word in words.split("|"):
            table.setdefault(word.strip(), (dimension, positive))
    return table


TERMS: dict[str, tuple[Dimension, bool]] = _table(
    (
        (_D.ACCESS, True, "buka|dibuka|terbuka|dibukak|bukak|dibukaken|dibuka kembali"),
        (_D.ACCESS, False, "tutup|ditutup|penutupan|tertutup|ditutupi|steril|tutup total|"
                          "ditutup total|bebas kendaraan|dilintasi"),
        (_D.WORKDAY, False, "libur|diliburkan|meliburkan|prei|pere|cuti bersama"),
        (_D.WORKDAY, True, "masuk kerja|hari kerja biasa|masuk sekolah|masuk kembali|masuk lagi|"
                          "masuk macam biasa|masuk seperti biasa|masuk kantor"),
        (_D.OPERATION, True, "beroperasi|dioperasikan|melayani|dilayani|berjalan|berfungsi|"
                            "menyala|mengalir|normal|seperti biasa|macam biasa|kaya biasa|"
                            "bertugas|dioperasikan kembali|cara biasa|mode biasa"),
        (_D.OPERATION, False, "dihentikan|berhenti|dihentikan sementara|padam|dipadamkan|"
                             "pemadaman|mati|ditiadakan|terhenti|terputus|lumpuh|mandek|"
                             "macet total|"
                             "matikan|dimatikan|dinonaktifkan|disetop|distop|mandeg"),
        (_D.ROUTE, False, "dialihkan|pengalihan|memutar|berputar|mlipir|dialihke|putar balik|"
                         "dibelokkan|diputar"),
        (_D.SCHEDULE, False, "ditunda|penundaan|diundur|dimundurkan|dibatalkan|batal|pembatalan|"
                            "dijadwalkan ulang|digeser|diundurkan|ditangguhkan|urung|mundur|"
                            "diundurken|reschedule|ditiadakan sementara|menunda|tunda|diulur"),
        (_D.PERMISSION, True, "boleh|diperbolehkan|dibolehkan|diizinkan|dipersilakan|"
                             "diperkenankan|diijinkan|bole|oleh nyediakno|memperbolehkan|"
                             "membolehkan|mengizinkan"),
        (_D.PERMISSION, False, "dilarang|larangan|terlarang|melarang|diharamkan"),
        (_D.OBLIGATION, True, "wajib|diwajibkan|harus|diharuskan|kudu|musti|wajibkan|"
                             "disyaratkan|dipersyaratkan|mewajibkan|diperlukan|diwajibno"),
        (_D.AVAILABILITY, True, "tersedia|disediakan|ready stock|masih ada|menyediakan"),
        (_D.AVAILABILITY, False, "habis|kehabisan|langka|ludes|kosong"),
        (_D.SAFETY, True, "aman|layak konsumsi|layak minum|layak dikonsumsi|aman dikonsumsi|"
                         "bebas cemaran|aman diminum"),
        (_D.SAFETY, False, "tercemar|berbahaya|terkontaminasi|beracun|bahaya|membahayakan|"
                          "mengandung bakteri|pencemaran"),
        (_D.MODE, True, "tatap muka|luring|offline|datang langsung|di tempat"),
        (_D.MODE, False, "daring|online|jarak jauh|virtual|belajar dari rumah|pjj|secara daring|"
                        "work from home|wfh|di rumah"),
        (_D.COST, False, "berbayar|dikenakan biaya|dipungut biaya|dikenai biaya|bayar sendiri"),
        (_D.VALIDITY, True, "berlaku|aktif|aktif lagi|aktif kembali|diaktifkan"),
        (_D.VALIDITY, False, "nonaktif|non-aktif|kedaluwarsa|kadaluarsa|kadaluwarsa|"
                            "kedaluarsa|hangus"),
        (_D.CERTAINTY, True, "dipastikan|terkonfirmasi|terbukti|diketahui|disimpulkan|terbit|"
                            "dikonfirmasi|diumumkan|jelas"),
        (_D.CERTAINTY, False, "masih menunggu|masih nunggu|nunggu|masih diselidiki|"
                             "dalam penyelidikan|masih didalami|simpang siur|menunggu hasil"),
        (_D.INCLUSION, True, "termasuk|terdampak|ikut kena|kebagian|tercakup|kena imbas|"
                            "terkena|mencakup"),
        (_D.INCLUSION, False, "kecuali|dikecualikan|pengecualian|terkecuali"),
        # What follows is rarer, and is said of more than one kind of service.
        (_D.ACCESS, False, "terisolasi|terisolir|diblokir|diblokade|diportal|disegel"),
        (_D.WORKDAY, False, "dirumahkan|tanggal merah"),
        (_D.WORKDAY, True, "tetap masuk|masuk normal|hari efektif"),
        (_D.OPERATION, True, "pulih|nyala|lancar|berjaga|piket|standby|stand by"),
        (_D.OPERATION, False, "dibekukan|tersendat|terganggu|mogok|macet|vakum"),
        (_D.ROUTE, False, "contraflow|contra flow|one way"),
        (_D.SCHEDULE, False, "molor|dijadwal ulang|penjadwalan ulang|delay|membatalkan|dimajukan"),
        (_D.PERMISSION, True, "dibenarkan|berhak|ditoleransi"),
        (_D.PERMISSION, False, "ditolak|ilegal"),
        (_D.OBLIGATION, True, "mesti|menjadi syarat|merupakan syarat|jadi syarat"),
        (_D.AVAILABILITY, True, "mencukupi|melimpah|surplus|stok aman|stok cukup|stoknya aman|"
                               "pasokan aman|pasokan cukup"),
        (_D.AVAILABILITY, False, "kelangkaan|menipis|sold out|kekurangan|defisit|kuota penuh|"
                                "sudah penuh|krisis"),
        (_D.SAFETY, True, "layak huni|aman dilalui|kondusif|terkendali|memenuhi baku mutu|"
                         "memenuhi syarat kesehatan|bebas bakteri|di bawah ambang batas|"
                         "di bawah baku mutu"),
        (_D.SAFETY, False, "cemaran|kontaminasi|positif mengandung|melebihi ambang batas|"
                          "melampaui ambang batas|di atas ambang batas|melebihi baku mutu|"
                          "melampaui baku mutu|di atas baku mutu"),
        (_D.MODE, True, "di loket|ke loket|nang loket|ing loket|lewat loket|melalui loket|"
                       "di konter|secara manual|on the spot|go show|walk in|walk-in|"
                       "formulir kertas|formulir fisik|datang ke kantor|langsung ke kantor|"
                       "langsung ke loket|langsung ke sekolah|langsung ke tempat|"
                       "langsung ke lokasi"),
        (_D.MODE, False, "lewat aplikasi|melalui aplikasi|via aplikasi|pakai aplikasi|"
                        "lewat laman|melalui laman|lewat situs|melalui situs|lewat website|"
                        "melalui website|via website|lewat portal|melalui portal|lewat web|"
                        "secara elektronik|secara digital|via zoom|melalui zoom|lewat zoom"),
        (_D.COST, False, "dikenakan tarif|dikenai tarif|dipungut retribusi|wajib membayar|"
                        "harus membayar|wajib bayar|harus bayar|bayar penuh"),
        (_D.VALIDITY, True, "diberlakukan"),
        (_D.VALIDITY, False, "dicabut|dihapus|dihapuskan|gugur|habis masa berlaku|"
                            "habis masa berlakunya|lewat masa berlaku|lewat masa berlakunya|"
                            "masa berlakunya habis|mati pajak"),
        (_D.INCLUSION, True, "dilibatkan|diikutsertakan"),
        (_D.INCLUSION, False, "dicoret"),
        (_D.CONDITION, True, "utuh|kokoh"),
        (_D.CONDITION, False, "jebol|ambrol|ambruk|runtuh|roboh|rusak|retak|amblas|ambles|bocor|"
                             "pecah|anjlok"),
        (_D.COST, False, "tetap membayar|tetap bayar"),
        (_D.TEST, True, "terpapar|terinfeksi|terjangkit|tertular"),
        (_D.OPERATION, True, "dilanjutkan|diteruskan|berlanjut"),
        (_D.SAFETY, False, "berpotensi tsunami|potensi tsunami"),
        (_D.ACCESS, False, "putus total|terputus total|jalan putus|jembatan putus|akses putus|"
                          "akses terputus|jalan terputus"),
        (_D.MODE, True, "belajar di sekolah|belajar di kelas|masuk sekolah seperti biasa|"
                       "masuk kelas seperti biasa"),
        (_D.EXTENSION, True, "diperpanjang|perpanjangan masa|perpanjangan waktu|"
                             "perpanjangan pendaftaran|perpanjangan status|ada perpanjangan|"
                             "memperpanjang masa|memperpanjang waktu|memperpanjang status|"
                             "memperpanjang pendaftaran"),
        # As people speak, and in the languages of the regions.
        (_D.ACCESS, False, "ditutuik|tutuik|tatutuik|ditutupke|ditutupin"),
        (_D.OPERATION, True, "ngelayani|ngelayanin|dilayanin|mlaku|dilampahaken"),
        (_D.OPERATION, False, "dimatiin|dihentiin|diberhentikan sementara|mampet"),
        (_D.WORKDAY, False, "diliburke|diliburake|diliburno|diliburkeun|diliburin"),
        (_D.SCHEDULE, False, "dibatalke|dibatalake|dibatalno|dibatalkeun|dibatalin|diundurke|"
                            "diundurake|diundurkeun|diundurin|diundua|dibolaykeun|dipending"),
        (_D.PERMISSION, True, "dibolehin|diijinin|diizinin|dikengingaken|dikenging|dililani"),
        (_D.OBLIGATION, True, "diwajibin|diwajibke|diwajibake|diwajibkeun"),
        (_D.AVAILABILITY, True, "nyediain|nyediakan|disediain|disediakke|disediakake|"
                               "disediakno|disadiakeun|cumawis|cumepak"),
        (_D.AVAILABILITY, False, "entek|telas|seep"),
    )
)  # fmt: skip

# Agencies say what they do in the passive of the first person: `loket kami tutup`. What is made
# known is left out, for `kami umumkan` opens every other announcement.
_SAID_BY_US = frozenset(_D) - {_D.CERTAINTY, _D.INCLUSION, _D.ROUTE}
TERMS.update(
    {
        f"{speaker} {word[2:]}": state
        for word, state in tuple(TERMS.items())
        if word.startswith("di") and word.isalpha() and word not in _SPOKEN_OTHERWISE
        and state[0] in _SAID_BY_US
        for speaker in ("kami", "kita")
    }
)  # fmt: skip

# Phrases whose negation is part of them.
WHOLE_PHRASES: dict[str, tuple[Dimension, bool]] = _table(
    (
        (_D.PERMISSION, False, "nenten dados|ten dados|nenten kadadosang|sing dadi|teu meunang|"
                              "henteu meunang|teu kenging|mboten pareng|mboten saged|ora kena|"
                              "boten pareng|boten angsal|ora pareng|gak iso|ora iso|ora bisa|"
                              "kada boleh|kada kawa|kada bulih|tada boleh|indak dapek|"
                              "indak bisa|dak bisa|dak dapat|idak boleh|idak bisa|indak boleh|"
                              "seng bole|seng boleh|seng bisa|tara boleh|tra bisa|nda boleh|"
                              "nda bisa|nyanda boleh|ndang boi|dang boi|tena kulle|"
                              "belum boleh|belum bisa|blm boleh|blm bisa|tidak dibolehkan|"
                              "tdk bisa|tdk dapat|tak dapat|belum diizinkan|durung oleh|"
                              "tidak dibenarkan|tidak dimungkinkan"),
        (_D.PERMISSION, True, "tetep oleh|tetep iso|tetep kenging|masih dibolehkan|isih kena|"
                             "masih kenging|masih dimungkinkan"),
        (_D.PERMISSION, False, "tidak boleh|tak boleh|gak boleh|ga boleh|nggak boleh|tdk boleh|"
                              "dak boleh|ndak boleh|tra boleh|jangan|agar tidak|supaya tidak|"
                              "dimohon tidak|diminta tidak|mohon tidak|diimbau tidak|"
                              "dihimbau tidak|tidak diperkenankan|tidak diperbolehkan|"
                              "tidak diizinkan|tak oleh|gak oleh|ora oleh|ora kena|jan ado|"
                              "tak boleh dilintasi|ojo|ojok|jangan dulu|sebaiknya menunda|"
                              "sebaiknya tidak|jang dulu|tidak dapat|tidak bisa|gak bisa|"
                              "nggak bisa|"
                              "ga bisa|tak bisa|indak buliah|teu kenging|mboten angsal"),
        (_D.PERMISSION, True, "masih bisa|masih boleh|tetap bisa|tetap boleh|isih iso|isih oleh|"
                             "boleh ikut|bisa ikut|tidak dilarang|dak dilarang|kenging"),
        (_D.OBLIGATION, False, "tidak perlu|tak perlu|gak perlu|ga perlu|nggak perlu|ndak usah|"
                              "tidak usah|tak usah|ga usah|gak usah|nggak usah|dak usah|ora usah|"
                              "tra usah|kada perlu|kada usah|teu kedah|tidak wajib|tidak harus|"
                              "tidak diperlukan|tidak diwajibkan|opsional|sukarela|mboten perlu|"
                              "dak perlu|ndak perlu|indak paralu|tidak perlu lagi"),
        (_D.SCHEDULE, True, "sesuai jadwal|sesuai rencana|tetap digelar|tetap dilaksanakan|"
                           "tetap berlangsung|tepat waktu|tetap gas|tetap diadakan|"
                           "tetap berjalan|tetap ada"),
        (_D.SCHEDULE, False, "tidak jadi|batal digelar|gak jadi|ora sido"),
        (_D.ROUTE, True, "rute seperti biasa|rute normal|jalur normal|rute biasa|rute tetap"),
        (_D.CERTAINTY, False, "belum diketahui|belum dapat dipastikan|belum bisa dipastikan|"
                             "belum jelas|belum ada kesimpulan|belum terbit|belum keluar|blm jelas|"
                             "belum dipastikan|belum pasti|durung jelas|belum ada hasil"),
        (_D.OPERATION, False, "tidak beroperasi|tidak melayani|tidak dioperasikan|"
                             "tidak diberlakukan|tidak dilayani|gak dilayani"),
        (_D.INCLUSION, False, "tidak termasuk|belum termasuk|tidak terdampak|bukan termasuk|"
                             "tidak berlaku bagi|tidak berlaku untuk|gak termasuk"),
        (_D.AVAILABILITY, False, "tidak ada|tak ada|tidak tersedia|belum ada|belum tersedia|"
                                "tidak disediakan|seng ada|ndak ado|idak disiapkan"),
        (_D.PERMISSION, True, "masih dapat|tetap dapat|tidak ada larangan"),
        (_D.OBLIGATION, False, "tidak disyaratkan|tidak dipersyaratkan|tanpa paksaan|"
                              "tidak dipaksa|bukan syarat|bukan kewajiban|tanpa syarat|"
                              "seikhlasnya|suka rela|bersifat imbauan|sifatnya imbauan|"
                              "hanya imbauan|sekadar imbauan"),
        (_D.SCHEDULE, True, "sesuai agenda|tetap dilangsungkan|tetap diselenggarakan|"
                           "tetap dihelat|on schedule|jadi digelar|jadi dilaksanakan|"
                           "tidak ada penundaan|jadwal tetap|tidak ada perubahan jadwal"),
        (_D.SCHEDULE, False, "urung digelar|gagal digelar"),
        (_D.ROUTE, True, "dua arah|tidak ada pengalihan|arus normal"),
        (_D.ROUTE, False, "satu arah"),
        (_D.OPERATION, False, "berhenti beroperasi|berhenti melayani|berhenti mengalir|"
                             "stop beroperasi|stop melayani"),
        (_D.OPERATION, True, "siaga 24 jam|siaga penuh|tetap siaga|jaga terus|jaga 24 jam|"
                            "tetap jaga|melayani 24 jam|buka 24 jam|layanan 24 jam"),
        (_D.OPERATION, False, "tidak dapat diakses|tidak bisa diakses|tak bisa diakses"),
        (_D.CONDITION, True, "baik-baik saja|dalam kondisi baik|dalam kondisi aman|"
                            "kondisinya baik|kondisinya aman|dalam keadaan baik"),
    )
)  # fmt: skip

# After these a negation asks for something instead of forbidding it: `jangan lupa membawa ...`.
URGED = word_set(
    """
    lupa lewatkan ragu khawatir sungkan segan malu takut panik ketinggalan lalai terlewat
    percaya termakan terpancing terprovokasi tertipu terkecoh kelewatan lali kuatir bosan kaget
    heran
    """
)

# Names of the steps of the volcano and disaster alert scale.
LEVELS: dict[str, int] = {"normal": 1, "waspada": 2, "siaga": 3, "awas": 4}
