"""How a thing is done, who does it, who may come, what to bring and why it happened."""

from __future__ import annotations

import pytest
from selaras.matching.domain.facts import (
    ActorValue,
    CauseValue,
    Fact,
    FactKind,
    StatusValue,
)
from selaras.matching.domain.states import Dimension
from selaras.matching.facts.compare import Comparison, compare

from tests.unit.matching.facts.samples import facts_in

D = Dimension
STATES = [
    ("Jembatan gantung itu tidak bisa dilewati truk", D.ACCESS, False),
    ("Warga dilarang mendekati bibir kawah", D.ACCESS, False),
    ("Pengunjung diminta tidak memasuki area tambang", D.ACCESS, False),
    ("Ruas Pacet sudah bisa dilalui", D.ACCESS, True),
    ("Dusun Karang masih terisolasi", D.ACCESS, False),
    ("Aliran listrik sudah pulih", D.OPERATION, True),
    ("Layanan air tersendat", D.OPERATION, False),
    ("Lalu lintas lancar", D.OPERATION, True),
    ("IGD siaga 24 jam", D.OPERATION, True),
    ("Pertandingan dijadwal ulang", D.SCHEDULE, False),
    ("Konser tetap dilangsungkan", D.SCHEDULE, True),
    ("Permohonan tanpa legalisir ditolak", D.PERMISSION, False),
    ("Donasi bersifat sukarela", D.OBLIGATION, False),
    ("Menjadi anggota bukan kewajiban", D.OBLIGATION, False),
    ("Stok cukup sampai Oktober", D.AVAILABILITY, True),
    ("Persediaan elpiji menipis", D.AVAILABILITY, False),
    ("Kandungan nitrat melebihi ambang batas", D.SAFETY, False),
    ("Situasi kota kondusif", D.SAFETY, True),
    ("Kartu yang dicabut", D.VALIDITY, False),
    ("paspor habis masa berlakunya", D.VALIDITY, False),
    ("paspor belum habis masa berlakunya", D.VALIDITY, True),
    ("Talut tetap utuh", D.CONDITION, True),
    ("Tembok penahan ambrol", D.CONDITION, False),
    ("tidak ada rumah yang rusak", D.CONDITION, True),
    ("Masa pendaftaran diperpanjang", D.EXTENSION, True),
    ("Masa pendaftaran tidak diperpanjang", D.EXTENSION, False),
]
WAYS = [
    ("Siswa belajar daring", D.MODE, False),
    ("Pengurusan paspor lewat aplikasi", D.MODE, False),
    ("Karcis bisa dibeli di loket", D.MODE, True),
    ("Stasiun tidak melayani penjualan tiket di tempat", D.MODE, False),
    ("Loket dermaga tidak melayani pembelian", D.MODE, False),
    ("Tak usah antre ke kantor", D.MODE, False),
    ("Siapa cepat dia dapat", D.BOOKING, False),
    ("Donor darah tanpa pendaftaran", D.BOOKING, False),
    ("Peserta wajib mendaftar terlebih dahulu", D.BOOKING, True),
    ("Beras diantar ke rumah penerima", D.DELIVERY, True),
    ("Paket dikirim lewat pos", D.DELIVERY, True),
    ("Kartu diambil di kelurahan", D.DELIVERY, False),
    ("Pengambilan tidak boleh diwakilkan", D.PROXY, False),
    ("Pencairan dapat diwakilkan dengan surat kuasa", D.PROXY, True),
    ("Honor dibayarkan tunai", D.PAYMENT, True),
    ("Pembayaran nontunai", D.PAYMENT, False),
    ("Air harus direbus sampai mendidih", D.PREPARATION, True),
    ("Air siap minum", D.PREPARATION, False),
    ("Air keran bisa diminum langsung", D.PREPARATION, False),
]
AUDIENCES = [
    ("Vaksin diberikan tanpa memandang usia", D.PARTICIPATION, True),
    ("Baik yang sudah terdata maupun yang belum, silakan hadir", D.PARTICIPATION, True),
    ("Acara tertutup untuk umum", D.PARTICIPATION, False),
    ("Warga luar kota tidak dilayani", D.PARTICIPATION, False),
    ("Warga luar kota tetap boleh mendaftar", D.PARTICIPATION, True),
    ("Peserta yang sudah pernah menerima bantuan tidak bisa mendaftar", D.PARTICIPATION, False),
    ("Peserta yang sudah pernah menerima bantuan tetap boleh mendaftar", D.PARTICIPATION, True),
    ("Lansia dan penyandang disabilitas belum termasuk", D.INCLUSION, False),
    ("berlaku bagi semua kecuali sepeda motor", D.INCLUSION, False),
    ("Guru honorer juga mendapat insentif", D.INCLUSION, True),
]


def _states(text: str, kind: FactKind | None = None) -> list[tuple[Dimension, bool]]:
    values = [fact.value for fact in facts_in(text, kind)]
    return [(v.dimension, v.positive) for v in values if isinstance(v, StatusValue)]


@pytest.mark.parametrize(("text", "dimension", "positive"), STATES)
def test_states(text: str, dimension: Dimension, positive: bool) -> None:
    found = _states(text)
    assert (dimension, positive) in found
    assert (dimension, not positive) not in found


@pytest.mark.parametrize(("text", "dimension", "positive"), WAYS)
def test_procedures(text: str, dimension: Dimension, positive: bool) -> None:
    found = {state for state in _states(text, FactKind.PROCEDURE) if state[0] is dimension}
    assert found == {(dimension, positive)}


@pytest.mark.parametrize(("text", "dimension", "positive"), AUDIENCES)
def test_audiences(text: str, dimension: Dimension, positive: bool) -> None:
    found = [state for state in _states(text, FactKind.ELIGIBILITY) if state[0] is dimension]
    assert found == [(dimension, positive)]


@pytest.mark.parametrize(
    ("text", "asked", "things"),
    [("Bawa KTP dan KK asli", True, ("ktp", "kk")),
     ("cukup menunjukkan akta kelahiran", True, ("akta",)),
     ("Syarat: ijazah, pas foto, SKCK", True, ("ijazah", "foto", "skck")),
     ("Vaksinasi tanpa surat pengantar", False, ("pengantar",)),
     ("tidak perlu lagi membawa fotokopi KK", False, ("kk",)),
     ("Surat domisili tidak diperlukan", False, ("domisili",))],
)  # fmt: skip
def test_papers(text: str, asked: bool, things: tuple[str, ...]) -> None:
    values = [fact.value for fact in facts_in(text, FactKind.REQUIREMENT)]
    assert values == [StatusValue(D.OBLIGATION, asked, of=things)]


@pytest.mark.parametrize(
    ("text", "sorts"),
    [("Kebakaran disebabkan korsleting listrik", ("electric",)),
     ("banjir akibat hujan deras sejak sore", ("weather",)),
     ("Pipa patah karena tertimpa pohon", ("growth",)),
     ("Tiang roboh tertabrak truk terguling", ("traffic",)),
     ("Keracunan dipicu bakteri Salmonella", ("germ",)),
     ("Penyebab: kelalaian operator", ("people",)),
     ("layanan terhenti lantaran pemeliharaan jaringan", ("upkeep",))],
)  # fmt: skip
def test_causes(text: str, sorts: tuple[str, ...]) -> None:
    values = [fact.value for fact in facts_in(text, FactKind.CAUSE)]
    assert [value.sorts for value in values if isinstance(value, CauseValue)][-1:] == [sorts]


@pytest.mark.parametrize(
    ("text", "act", "name"),
    [("Penyelenggara: Kadin Jepara", "organise", "kadin"),
     ("Lomba digelar oleh Karang Taruna Melati", "organise", "karang taruna"),
     ("perbaikan jalan ini kewenangan Balai Besar Pelaksanaan Jalan", "charge",
      "balai besar pelaksanaan jalan"),
     ("Bantuan disalurkan oleh PT Pos", "carry", "pos")],
)  # fmt: skip
def test_actors(text: str, act: str, name: str) -> None:
    assert [fact.value for fact in facts_in(text, FactKind.ACTOR)] == [ActorValue(act, name)]


def test_offices_are_named_in_one_spelling() -> None:
    for text in ("Ajukan berkas ke Dinsos", "Ajukan berkas ke Dinas Sosial Kota Blitar"):
        values = [fact.value for fact in facts_in(text, FactKind.PROCEDURE)]
        assert ActorValue("receive", "dinas sosial") in values


def _between(one: str, other: str) -> set[tuple[FactKind, Comparison]]:
    def compared(a: Fact, b: Fact) -> bool:
        return a.kind is b.kind

    return {
        (a.kind, compare(a, b))
        for a in facts_in(one)
        for b in facts_in(other)
        if compared(a, b) and compare(a, b) is not Comparison.INCOMPARABLE
    }


@pytest.mark.parametrize(
    ("one", "other", "kind", "expected"),
    [("Bawa KTP", "tidak perlu membawa KTP", FactKind.REQUIREMENT, Comparison.DIFFERENT),
     ("Bawa KTP", "tidak perlu membawa ijazah", FactKind.REQUIREMENT, None),
     ("ibu hamil juga mendapat", "ibu hamil belum termasuk", FactKind.ELIGIBILITY,
      Comparison.DIFFERENT),
     ("bayi juga mendapat", "lansia belum termasuk", FactKind.ELIGIBILITY, None),
     ("akibat hujan deras", "dipicu curah hujan tinggi", FactKind.CAUSE, Comparison.EQUAL),
     ("akibat hujan deras", "karena pipa bocor", FactKind.CAUSE, Comparison.DIFFERENT),
     ("rusak karena alat berat", "bukan karena alat berat", FactKind.CAUSE, Comparison.DIFFERENT),
     ("penyebabnya belum diketahui", "disebabkan oleh bakteri", FactKind.CAUSE,
      Comparison.DIFFERENT),
     ("diselenggarakan oleh Kadin", "diselenggarakan oleh Bulog", FactKind.ACTOR,
      Comparison.DIFFERENT),
     ("bawa ke Disdukcapil", "tidak lewat Dukcapil", FactKind.PROCEDURE, Comparison.DIFFERENT)],
)  # fmt: skip
def test_comparisons(one: str, other: str, kind: FactKind, expected: Comparison | None) -> None:
    found = {comparison for found_kind, comparison in _between(one, other) if found_kind is kind}
    assert found == ({expected} if expected else set())


RATES = [
    ("Tarif PDAM tahun ini tidak naik", True),
    ("Iuran kelas satu batal naik", True),
    ("Tidak ada kenaikan tarif", True),
    ("Tarif parkir naik mulai April", False),
    ("Kenaikan UKT berlaku semester depan", False),
]


@pytest.mark.parametrize(("text", "unchanged"), RATES)
def test_rates_stay_or_change(text: str, unchanged: bool) -> None:
    found = [state for state in _states(text) if state[0] is D.CHANGE]
    assert found == [(D.CHANGE, unchanged)]


def test_people_that_rise_change_no_rate() -> None:
    assert [state for state in _states("Warga naik bus gratis") if state[0] is D.CHANGE] == []


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Pintu Air Kali Bening Siaga 1", 4),
        ("tinggi muka air siaga III", 2),
        ("siaga 24 jam", None),
    ],
)
def test_steps_of_a_flood_count_down(text: str, level: int | None) -> None:
    values = [fact.value for fact in facts_in(text, FactKind.STATUS)]
    levels = [v.level for v in values if isinstance(v, StatusValue) and v.level]
    assert levels == ([level] if level else [])


def test_who_does_not_do_it() -> None:
    facts = facts_in("Benih disalurkan Dinas Pertanian, bukan Dinas Perikanan", FactKind.ACTOR)
    assert [(fact.value, fact.negated) for fact in facts] == [
        (ActorValue("carry", "dinas pertanian"), False),
        (ActorValue("carry", "dinas perikanan"), True),
    ]


@pytest.mark.parametrize("text", ["gelombang 3 meter", "gelombang dua meter", "sesi 15 menit"])
def test_a_measure_is_no_phase(text: str) -> None:
    assert facts_in(text, FactKind.IDENTITY) == []


@pytest.mark.parametrize("text", ["truk sumbu tiga dilarang", "lari 10K wajib daftar"])
def test_states_are_not_counted(text: str) -> None:
    assert facts_in(text, FactKind.QUANTITY) == []


MORE_STATES = [
    ("Kuota pelatihan sudah terpenuhi", D.AVAILABILITY, False),
    ("Paspor yang sudah mati", D.VALIDITY, False),
    ("Hasil uji lab sampel air negatif", D.TEST, False),
    ("Dua ekor sapi dinyatakan positif", D.TEST, True),
    ("Warga diminta tetap mengungsi", D.REFUGE, True),
    ("Warga sudah boleh pulang ke rumah", D.REFUGE, False),
    ("Bus kota berhenti beroperasi", D.OPERATION, False),
    ("Jalan Melati dibuat satu arah", D.ROUTE, False),
    ("Sistem ganjil genap ditiadakan", D.VALIDITY, False),
]


@pytest.mark.parametrize(("text", "dimension", "positive"), MORE_STATES)
def test_states_of_several_words(text: str, dimension: Dimension, positive: bool) -> None:
    found = _states(text)
    assert (dimension, positive) in found
    assert (dimension, not positive) not in found


@pytest.mark.parametrize(
    "text", ["Cukup KTP saja", "KTP asli wajib dibawa", "KTP agar ditunjukkan"]
)
def test_papers_may_be_named_first(text: str) -> None:
    values = [fact.value for fact in facts_in(text, FactKind.REQUIREMENT)]
    assert values == [StatusValue(D.OBLIGATION, True, of=("ktp",))]


def test_no_one_died_is_a_count_and_no_state() -> None:
    assert facts_in("tidak ada korban jiwa", FactKind.STATUS) == []
    assert facts_in("tidak ada korban jiwa", FactKind.QUANTITY)[0].about[0] == "tewas"


def test_bank_accounts_are_contacts() -> None:
    facts = facts_in("Donasi ke rekening BRI 0021-01-000123-30-1", FactKind.CONTACT)
    assert [fact.surface for fact in facts] == ["0021-01-000123-30-1"]


@pytest.mark.parametrize(
    ("text", "dimension"),
    [("Sisa makanan di rumah dibuang", D.MODE), ("Pakan disimpan di tempat kering", D.MODE),
     ("Tidak ada biaya", D.CHANGE), ("Perpanjangan paspor Rp350.000", D.EXTENSION),
     ("Bisa lewat website", D.ACCESS),
     ("Tanpa melihat kartu berwarna", D.OBLIGATION)],
)  # fmt: skip
def test_what_only_looks_like_a_state(text: str, dimension: Dimension) -> None:
    assert [state for state in _states(text) if state[0] is dimension] == []


@pytest.mark.parametrize(
    ("text", "act", "name"),
    [("Pekan raya diresmikan Wakil Bupati", "open", "wakil bupati"),
     ("Apel dipimpin langsung oleh Kapolres", "lead", "kapolres"),
     ("perbaikan drainase kewenangan pemerintah provinsi", "charge", "provinsi")],
)  # fmt: skip
def test_who_holds_an_office(text: str, act: str, name: str) -> None:
    assert ActorValue(act, name) in [fact.value for fact in facts_in(text, FactKind.ACTOR)]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ikan di teluk aman dikonsumsi", "Ikan di teluk jangan dimakan"),
     ("Pencarian dilanjutkan", "Pencarian dihentikan"),
     ("Tanggul dalam kondisi baik", "Tanggul retak"),
     ("Jalan bisa dilalui", "Jalan putus total"),
     ("Bantuan berupa beras", "Bantuan dalam bentuk voucher"),
     ("Bayar pakai QRIS", "Pembayaran hanya tunai"),
     ("Lomba bagi siswa SMP", "Lomba untuk pelajar SMA"),
     ("Gempa magnitudo 4,9", "gempa berkekuatan 5,3"),
     ("Rumah rusak 45 unit", "Sebanyak 60 rumah rusak"),
     ("Pelari 2.000 orang", "dibatasi 1.500 pelari"),
     ("Penyebab keracunan bakteri", "keracunan disebabkan pestisida"),
     ("Kuota solar masih aman", "Solar langka")],
)  # fmt: skip
def test_rival_statements_differ(one: str, other: str) -> None:
    assert Comparison.DIFFERENT in {comparison for _, comparison in _between(one, other)}


@pytest.mark.parametrize("text", ["Kapasitas stadion 20 ribu", "di lapangan 12 orang"])
def test_a_count_is_no_name_of_a_place(text: str) -> None:
    assert facts_in(text, FactKind.PLACE) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("Batas akhir lapor pajak 31 Maret 2027", "Lapor pajak sampai 30 April 2027"),
     ("wajib memakai helm", "pemakaian helm bersifat imbauan"),
     ("Penduduk desa ini sebanyak 1.230", "Penduduk desa ini tercatat 1.320"),
     ("Penimbangan dilakukan di sekolah", "Penimbangan dilaksanakan di puskesmas"),
     ("Salat di Masjid Besar", "Salat pindah ke Lapangan Gatot"),
     ("Pemohon harus daftar dulu", "Pemohon bisa walk-in"),
     ("Kambing terpapar PMK", "Kambing bebas PMK"),
     ("Lansia mulai 65 tahun", "lansia usia minimal 60 tahun"),
     ("Kabupaten menetapkan siaga darurat", "kabupaten menetapkan tanggap darurat"),
     ("khusus peserta perempuan", "bagi laki-laki maupun perempuan"),
     ("posko di 5 titik", "posko di tujuh lokasi")],
)  # fmt: skip
def test_more_rival_statements_differ(one: str, other: str) -> None:
    assert Comparison.DIFFERENT in {comparison for _, comparison in _between(one, other)}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Bawa KTP", "Bawa KK"), ("3 orang meninggal", "12 orang luka-luka"),
     ("akibat hujan deras", "karena banjir"), ("Lapor ke puskesmas", "datang ke puskesmas"),
     ("air mati akibat perbaikan pipa", "air mati karena pemeliharaan pipa"),
     ("Balita juga mendapat", "ibu hamil dan balita juga mendapat"),
     ("digelar Kadin", "digelar Kadin Kota Malang")],
)  # fmt: skip
def test_statements_that_both_hold_do_not_differ(one: str, other: str) -> None:
    assert Comparison.DIFFERENT not in {comparison for _, comparison in _between(one, other)}
