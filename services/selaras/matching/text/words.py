"""Word lists that know nothing of any one matter: function words, chat forms, same-sense words."""

from __future__ import annotations

from selaras.matching.text.lexicon import word_set

STOPWORDS = word_set(
    """
    ada adalah adapun agar akan akibat aku anda antara apa apabila apakah atas atau bagai
    bagaimana bagi bahkan bahwa baik banyak baru bapak beberapa begitu belum berada berikut
    besar bila bisa boleh bu buat bukan cara cuma cukup dalam dan dapat dari daripada demi
    demikian dengan di dia diri dong dulu guna hanya harap hari harus hendak hingga ialah ibu
    ini itu iya jadi jangan jika juga justru ka kak kakak kalau kali kalian kami kamu karena
    kata ke kembali kemudian kenapa kepada ketika kini kita ko lagi lah lain lalu lebih lewat
    lho loh maka malah mana mari masih masing mau melainkan memang menjadi menuju menurut mereka
    merupakan meski mohon mungkin nah namun nanti nih nya oleh pada para pasti per perlu pernah
    pula pun saat saja salah sambil sampai sangat sana satu saya sebab sebagai sebagaimana
    sebagian sebanyak sebelum sebuah secara sedang sehingga sehubungan sejak sejumlah sekarang
    sekitar selain selama selaku seluruh semua sementara semoga sendiri seorang seperti serta
    sesuai sesudah setelah setiap siapa sih silakan suatu sudah supaya tadi tak tanpa tapi telah
    tempat tentang tentu terhadap terkait ternyata tersebut tetap tetapi tiap tidak tolong tua
    turut untuk usah wahai walau ya yaitu yakni yang yuk dll dsb dst gaes guys halo hai min nan
    nang sing jo lan wan deng ingkang kang nggih inggih suwun nuwun nuhun punten sanak dunsanak
    semeton krama wargi sobat sahabat kawan rekan kakak dulur lur pukul jam pkl tanggal tgl wib
    wita wit senin selasa rabu kamis jumat sabtu minggu ahad pagi siang sore malam januari
    februari maret april mei juni juli agustus september oktober november desember tahun bulan
    mulai dimulai terhitung paling lambat maksimal minimal batas akhir besok lusa kemarin pekan
    depan rp rupiah total jumlah berjumlah mencapai hampir kira kurang rata dilaksanakan
    berlangsung digelar diadakan diselenggarakan berlaku info informasi kegiatan acara yth
    assalamualaikum wassalamualaikum terima kasih selamat salam hormat juta ribu miliar triliun
    ratus puluh belas dua tiga empat lima enam tujuh delapan sembilan sepuluh nol persen
    """
)

# Written short, meant long. Only forms that mean one thing in this kind of text.
ABBREVIATIONS: dict[str, str] = {
    "yg": "yang", "dgn": "dengan", "utk": "untuk", "u": "untuk", "tgl": "tanggal",
    "jml": "jumlah", "bln": "bulan", "th": "tahun", "thn": "tahun", "org": "orang",
    "krn": "karena", "karna": "karena", "sdh": "sudah", "udah": "sudah", "udh": "sudah",
    "blm": "belum", "belom": "belum", "tdk": "tidak", "gak": "tidak", "ga": "tidak",
    "nggak": "tidak", "ngga": "tidak", "enggak": "tidak", "gk": "tidak", "g": "tidak",
    "kpd": "kepada", "dr": "dari", "dlm": "dalam", "sbg": "sebagai", "spt": "seperti",
    "bs": "bisa", "hrs": "harus", "jgn": "jangan", "lg": "lagi", "sm": "sama", "jd": "jadi",
    "kalo": "kalau", "klo": "kalau", "kl": "kalau", "aja": "saja", "aj": "saja",
    "skrg": "sekarang", "bsk": "besok", "kmrn": "kemarin", "mlm": "malam", "pg": "pagi",
    "kec": "kecamatan", "kel": "kelurahan", "kab": "kabupaten", "prov": "provinsi",
    "pemprov": "pemerintah", "pemkot": "pemerintah", "pemkab": "pemerintah",
    "jl": "jalan", "jln": "jalan", "lap": "lapangan", "rs": "rumahsakit", "tlp": "telepon",
    "telp": "telepon", "telpon": "telepon", "wa": "whatsapp", "info": "informasi",
    "bumil": "hamil", "busui": "menyusui", "dinsos": "sosial", "dinkes": "kesehatan",
    "disdik": "pendidikan", "dishub": "perhubungan", "faskes": "kesehatan",
    "nakes": "kesehatan", "ortu": "orangtua", "mhs": "mahasiswa", "sklh": "sekolah",
}  # fmt: skip

# Members of one row may stand for each other when two agencies speak of one thing.
SYNONYM_ROWS: tuple[str, ...] = (
    "daftar registrasi pendaftar",
    "umum umumkan pengumuman",
    "kapasitas kuota daya tampung kursi",
    "bayar biaya ongkos tarif bea retribusi mbayar mayar bayaran pungut pungutan iuran",
    "bantuan bansos santunan subsidi bantu",
    "jadwal agenda",
    "lapak tenan stan kios booth meja stand tenant gerai lapakan",
    "orang jiwa warga penduduk org masyarakat",
    "korban penderita",
    "mati padam",
    "listrik lampu",
    "air leding",
    "pengungsi ungsi",
    "murid siswa pelajar santri",
    "guru pendidik",
    "perahu kapal",
    "gelombang ombak",
    "laut perairan",
    "hewan ternak",
    "vaksin imunisasi vaksinasi suntik",
    "anak budak bocah",
    "sak karung kemasan kantong bungkus sag",
    "harga seharga dijual",
    "titik lokasi",
    "denda sanksi",
    "potong diskon disc korting keringanan",
    "tunggak tunggakan",
    "telepon hubungi kontak whatsapp aduan lapor call hotline helpdesk",
    "keluarga kk kpm rumahtangga sekeluarga",
    "tewas meninggal wafat kematian seda",
)  # fmt: skip


def _canonical() -> dict[str, str]:
    table: dict[str, str] = {}
    for row in SYNONYM_ROWS:
        head, *others = row.split()
        for word in others:
            table.setdefault(word, head)
    return table


CANONICAL: dict[str, str] = _canonical()
