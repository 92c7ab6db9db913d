"""Who may take part, which one is meant and why it happened, in the ways agencies put them."""

from __future__ import annotations

import pytest
from selaras.matching.domain.facts import (
    CauseValue,
    FactKind,
    IdentityValue,
    StatusValue,
)
from selaras.matching.domain.states import Dimension
from selaras.matching.facts.compare import Comparison, compare

from tests.unit.matching.facts.samples import facts_in

D = Dimension
WHO, WHY, WHICH = FactKind.ELIGIBILITY, FactKind.CAUSE, FactKind.IDENTITY


def _between(one: str, other: str, kind: FactKind) -> set[Comparison]:
    return {compare(a, b) for a in facts_in(one, kind) for b in facts_in(other, kind)}


@pytest.mark.parametrize(
    ("text", "dimension", "positive"),
    [("Program ini khusus pekerja informal", D.PARTICIPATION, False),
     ("Kanggo pekerja informal: bakul, tukang", D.PARTICIPATION, False),
     ("jalur khusus mobil pribadi", D.PARTICIPATION, False),
     ("Yang boleh lewat cuma mobil pribadi", D.PARTICIPATION, False),
     ("Semua jenis kendaraan dianjurkan lewat tol", D.PARTICIPATION, True),
     ("Pelamar luar daerah boleh", D.PARTICIPATION, True),
     ("Urang lua Agam buliah juo mandaftar", D.PARTICIPATION, True),
     ("Kampus boleh di dalam maupun di luar provinsi", D.PARTICIPATION, True),
     ("Anak SD dapat! Sekolah swasta? Dapat juga!", D.PARTICIPATION, True),
     ("Siswa SD negeri/swasta", D.PARTICIPATION, True),
     ("Kabeh wong oleh melu", D.PARTICIPATION, True),
     ("Umum boleh ikut", D.PARTICIPATION, True),
     ("umum dan turis tdk ikut", D.PARTICIPATION, False),
     ("Bukan hanya untuk pelajar", D.PARTICIPATION, True),
     ("terbuka untuk warga ber-KTP kota maupun mahasiswa", D.PARTICIPATION, True),
     ("ASN dan restoran kada bulih menukar tabung", D.INCLUSION, False),
     ("ASN golongan I serta PPPK masih diperkenankan membeli", D.INCLUSION, True),
     ("Usaha mikro ada aturan sendiri", D.INCLUSION, False),
     ("Tunggakan tahun lalu tidak mendapat potongan", D.INCLUSION, False)],
)  # fmt: skip
def test_who_may_take_part(text: str, dimension: Dimension, positive: bool) -> None:
    values = [fact.value for fact in facts_in(text, WHO)]
    states = {(v.dimension, v.positive) for v in values if isinstance(v, StatusValue)}
    assert (dimension, positive) in states
    assert (dimension, not positive) not in states


@pytest.mark.parametrize(
    "text", ["Semua kendaraan dilarang melintas", "secara umum tidak dilayani kendala berarti",
             "Ujian pegawai negeri", "Truk yang mogok sudah dipindahkan"],
)  # fmt: skip
def test_what_lets_no_one_in_or_out(text: str) -> None:
    assert facts_in(text, WHO) == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("khusus putra", "khusus putri", Comparison.DIFFERENT),
     ("khusus siswa sekolah negeri", "siswa negeri maupun swasta", Comparison.DIFFERENT),
     ("khusus pelajar", "khusus warga ber-KTP Jambi", Comparison.EQUAL),
     ("khusus pelajar", "khusus pelajar dan mahasiswa", Comparison.EQUAL),
     ("khusus pelajar", "warga luar kota juga boleh", Comparison.INCOMPARABLE),
     ("khusus pelajar", "terbuka untuk umum", Comparison.DIFFERENT),
     ("harus ber-KTP Jambi", "kuliah di luar provinsi? Boleh!", Comparison.INCOMPARABLE),
     ("khusus yang kampusnya dalam provinsi", "kampusnya boleh di luar provinsi",
      Comparison.DIFFERENT),
     ("khusus pemegang KTP Agam", "pelamar luar daerah boleh", Comparison.DIFFERENT)],
)  # fmt: skip
def test_audiences_clash_in_one_respect(one: str, other: str, expected: Comparison) -> None:
    assert _between(one, other, WHO) == {expected}


@pytest.mark.parametrize(
    ("text", "sorts"),
    [("Sehubungan dengan pekerjaan penyambungan pipa, air berhenti", ("upkeep",)),
     ("Ada perbaikan pipa di Jalan Melati", ("upkeep", "fault")),
     ("Alasan penarikan oleh produsen: etilen glikol lewat ambang", ("chemical",)),
     ("Kadar merkuri melampaui baku mutu", ("chemical",)),
     ("Laboratorium menemukan bakteri pada sampel nasi", ("germ",)),
     ("Bakteri pada nasi ternyata pemicunya", ("germ",)),
     ("Jembatan putus karena truk kelebihan muatan", ("load",)),
     ("Sumber pencemar diduga kuat tambang emas", ("mining",)),
     ("Pabrik beralasan terjadi kesalahan pelabelan dosis", ("people", "label")),
     ("pasokan ikan melimpah menjadi faktor utama", ("plenty",)),
     ("Penyebabnya: tali selang sendiri", ())],
)  # fmt: skip
def test_causes(text: str, sorts: tuple[str, ...]) -> None:
    values = [fact.value for fact in facts_in(text, WHY)]
    assert [v.sorts for v in values if isinstance(v, CauseValue)][:1] == [sorts]


@pytest.mark.parametrize(
    "text", ["Penyebab kecelakaan korban dirawat di RS", "karena itu hujan dihindari",
             "peserta berasal dari 12 kota", "Tidak ada pemeliharaan hari ini"],
)  # fmt: skip
def test_what_is_no_cause(text: str) -> None:
    assert facts_in(text, WHY) == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("penyambungan pipa menjadi penyebabnya", "karena pipa pecah tertimpa galian",
      Comparison.DIFFERENT),
     ("diduga arus pendek listrik", "kebocoran gas, bukan dari listrik", None),
     ("akibat gerusan banjir", "akibat truk kelebihan muatan", Comparison.DIFFERENT),
     ("Ditemukan bakteri", "disebabkan nitrit", Comparison.DIFFERENT),
     ("tercemar merkuri", "penyebabnya diduga tambang emas", Comparison.INCOMPARABLE),
     ("karena alat berat bekerja", "karena pemeliharaan", Comparison.INCOMPARABLE),
     ("disebabkan sengatan ubur-ubur", "disebabkan ubur-ubur", Comparison.EQUAL),
     ("disebabkan sengatan ubur-ubur", "disebabkan lomba lari", Comparison.DIFFERENT),
     ("diduga akibat korsleting", "penyebab masih diselidiki", Comparison.INCOMPARABLE),
     ("disebabkan korsleting", "penyebab belum diketahui", Comparison.DIFFERENT)],
)  # fmt: skip
def test_causes_compare_by_family(one: str, other: str, expected: Comparison | None) -> None:
    assert _between(one, other, WHY) == ({expected} if expected else set())


def test_what_a_cause_is_not_denies_it() -> None:
    found = _between("disebabkan korsleting", "akibat gas bocor, bukan korsleting", WHY)
    assert found == {Comparison.DIFFERENT}


@pytest.mark.parametrize(
    ("text", "label", "name"),
    [("sirup bets *KF2604* ditarik", "bets", "kf2604"),
     ("nomor bets: 24A0113", "bets", "24a0113"),
     ("KM Cahaya Timur 03 hilang kontak", "kapal", "cahaya timur 3"),
     ("Perwali Nomor 41 Tahun 2026", "perwali", "41 2026"),
     ("meraih opini WTP dari BPK", "opini", "wtp"),
     ("menetapkan KLB campak", "wabah", "campak"),
     ("truk bernopol B 9123 XYZ", "nopol", "b9123xyz"),
     ("penerbangan GA-123 ditunda", "penerbangan", "ga123")],
)  # fmt: skip
def test_which_one_is_meant(text: str, label: str, name: str) -> None:
    assert IdentityValue(label, name=name) in [fact.value for fact in facts_in(text, WHICH)]


@pytest.mark.parametrize(
    "text", ["longsor di KM 23", "naik dari peringkat 5", "pesawat ke 12 kota", "posisi dua orang"]
)
def test_what_names_no_one(text: str) -> None:
    assert facts_in(text, WHICH) == []


def test_ranks_differ_by_number() -> None:
    assert _between("peringkat kedua", "peringkat 3 nasional", WHICH) == {Comparison.DIFFERENT}
