"""Events of one city that have nothing to do with each other, but for the city."""

from __future__ import annotations

# With a place for the day.
MATTERS = (
    "Vaksinasi rabies untuk anjing dan kucing digelar hari {day} Agustus 2026 pukul 08.00 WIB di "
    "Alun-alun Kota Tasikmalaya. Pemilik membawa buku vaksin.",
    "Pasar murah sembako digelar hari {day} Agustus 2026 pukul 07.00 WIB di Kantor Kecamatan "
    "Cihideung. Pembeli membawa kartu keluarga.",
    "Bursa kerja bagi lulusan SMK dibuka {day} Agustus 2026 pukul 09.00 WIB di Gedung Dakwah Kota "
    "Tasikmalaya. Pelamar membawa surat lamaran.",
    "Uji emisi gratis sepeda motor diadakan {day} Agustus 2026 pukul 10.00 WIB di Terminal "
    "Indihiang. Pengendara membawa STNK asli.",
    "Donor darah massal berlangsung {day} Agustus 2026 pukul 13.00 WIB di Gedung PMI Kota "
    "Tasikmalaya. Peserta berusia di atas 17 tahun.",
    "Pelatihan digital bagi pelaku UMKM dimulai {day} Agustus 2026 pukul 14.00 WIB di Balai Kota "
    "Tasikmalaya. Peserta membawa laptop.",
    "Pembagian bibit cabai kepada kelompok tani dilakukan {day} Agustus 2026 pukul 15.00 WIB di "
    "Balai Penyuluhan Pertanian Tamansari.",
    "Lomba baca puisi tingkat SD diselenggarakan {day} Agustus 2026 pukul 15.30 WIB di Gedung "
    "Kesenian Kota Tasikmalaya. Peserta membawa naskah puisi.",
)
