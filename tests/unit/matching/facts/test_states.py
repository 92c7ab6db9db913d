"""States in the ways agencies write them, and states that are only mentioned."""

from __future__ import annotations

import pytest
from selaras.matching.domain.facts import FactKind, StatusValue
from selaras.matching.domain.states import Dimension
from selaras.matching.facts.compare import Comparison, compare

from tests.unit.matching.facts.samples import facts_in

D = Dimension
SAID = [
    ("Iuran ditanggung penuh APBD", D.COST, True),
    ("Premi dibayar kabupaten", D.COST, True),
    ("warga tidak dipungut apa pun", D.COST, True),
    ("Tidak usah menyiapkan uang", D.COST, True),
    ("Biaya rawat jangan ditagih ke pasien", D.COST, True),
    ("Pemkot membebaskan retribusi pasar", D.COST, True),
    ("Balik nama bebas bea", D.COST, True),
    ("Biaya rawat inap dibayar masing-masing keluarga", D.COST, False),
    ("Ongkos menjadi tanggungan peserta", D.COST, False),
    ("Pajak itu tetap dikenakan", D.COST, False),
    ("Tiket bisa direfund", D.REFUND, True),
    ("Uang pendaftaran akan dikembalikan", D.REFUND, True),
    ("Pembeli dapat mengajukan pengembalian dana", D.REFUND, True),
    ("Tiket tidak bisa refund", D.REFUND, False),
    ("Uang muka tidak dapat dikembalikan", D.REFUND, False),
    ("Karcis lama hangus", D.REFUND, False),
    ("Tanggap darurat resmi dinyatakan berakhir", D.VALIDITY, False),
    ("Kabupaten masih berstatus tanggap darurat", D.VALIDITY, True),
    ("Status KLB belum dicabut", D.VALIDITY, True),
    ("Bus kota sudah jalan lagi", D.OPERATION, True),
    ("Pabrik mulai menjual lagi", D.OPERATION, True),
    ("Akta bisa sekalian diurus di sini", D.OPERATION, True),
    ("Kartu belum bisa dicetak", D.OPERATION, False),
    ("Berkas titipan tidak kami layani", D.OPERATION, False),
    ("Pupuk sudah tiba", D.AVAILABILITY, True),
    ("Kantin berhenti menyediakan sedotan", D.AVAILABILITY, False),
    ("Tahun ini desa tidak menggelar pasar malam", D.SCHEDULE, False),
    ("Lomba kami batalkan", D.SCHEDULE, False),
    ("Lomba tidak kami batalkan", D.SCHEDULE, True),
    ("Jalan tutup mulai besok untuk semua kendaraan", D.ACCESS, False),
    ("Sepeda motor masih boleh lewat bergantian", D.ACCESS, True),
    ("Truk dipersilakan menyeberang", D.ACCESS, True),
    ("Izin pentas sudah keluar", D.CERTAINTY, True),
    ("Izin pentas itu belum terbit", D.CERTAINTY, False),
    ("ISPU masuk kategori tidak sehat", D.SAFETY, False),
    ("ISPU masuk kategori sedang", D.SAFETY, True),
    ("minum dari air sungai: JANGAN", D.SAFETY, False),
    ("Tamu nenten dados malinggih iriki", D.PERMISSION, False),
    ("Pawai dibatalke", D.SCHEDULE, False),
]  # fmt: skip
NOT_SAID = [
    ("Gaji dibayar pemerintah", D.COST),
    ("Pelanggar akan dikenakan sanksi, biaya tidak ada", D.COST),
    ("Jalan ditutup kabupaten", D.COST),
    ("Kursi plastik dikembalikan ke gudang", D.REFUND),
    ("Konsumsi: tidak ada", D.SAFETY),
    ("Bila tidak sehat, istirahatlah", D.SAFETY),
    ("pendaftaran boleh lewat aplikasi", D.ACCESS),
    ("Pendaftaran ditutup 21 Mei 2027", D.ACCESS),
    ("Loket tutup bila kuota habis", D.ACCESS),
    ("Loket tutup bila kuota habis", D.AVAILABILITY),
    ("Hitung suara setelah pemungutan ditutup", D.ACCESS),
    ("Rencana buka: Sabtu", D.ACCESS),
    ("Jembatan ditargetkan berfungsi Mei", D.OPERATION),
    ("Boleh mandi asal jangan terminum", D.SAFETY),
    ("Kami buka di hari libur", D.WORKDAY),
    ("Peserta berjalan kaki ke balai", D.OPERATION),
    ("Pajak tahun berjalan", D.OPERATION),
    ("Pelanggar dicabut izinnya", D.VALIDITY),
    ("Mohon diteruskan ke warga", D.OPERATION),
    ("Jangan percaya kabar itu", D.PERMISSION),
]


def _states(text: str) -> list[tuple[Dimension, bool]]:
    values = [fact.value for fact in facts_in(text)]
    return [(v.dimension, v.positive) for v in values if isinstance(v, StatusValue)]


@pytest.mark.parametrize(("text", "dimension", "positive"), SAID)
def test_states(text: str, dimension: Dimension, positive: bool) -> None:
    assert {state for state in _states(text) if state[0] is dimension} == {(dimension, positive)}


@pytest.mark.parametrize(("text", "dimension"), NOT_SAID)
def test_what_is_only_mentioned_is_no_state(text: str, dimension: Dimension) -> None:
    assert dimension not in [found for found, _ in _states(text)]


@pytest.mark.parametrize(
    ("text", "is_open"),
    [("TPS dibuka pukul 07.00 WIB dan ditutup pukul 13.00 WIB.", True),
     ("Dermaga tutup Minggu 7/3 pukul 23.00, buka lagi Selasa 9/3 pukul 06.00.", False),
     ("Jalur ditutup total karena kirab, dan baru dibuka lagi Selasa jam 6 pagi.", False)],
)  # fmt: skip
def test_the_end_of_a_state_is_not_its_opposite(text: str, is_open: bool) -> None:
    assert [s for s in _states(text) if s[0] is D.ACCESS] == [(D.ACCESS, is_open)]


def test_two_things_keep_a_state_each() -> None:
    text = "Jembatan lama ditutup 3 Mei dan jembatan baru dibuka 3 Mei."
    assert [state for state in _states(text) if state[0] is D.ACCESS] == [
        (D.ACCESS, False), (D.ACCESS, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "levels"),
    [("Gunung itu kini berstatus Level III", [3]),
     ("Sejak gunung naik Siaga hari Senin", [3]),
     ("Gunung dinaikkan dari Level II (Waspada) menjadi Level III (Siaga)", [3])],
)  # fmt: skip
def test_a_former_level_is_left_out(text: str, levels: list[int]) -> None:
    values = [fact.value for fact in facts_in(text, FactKind.STATUS)]
    assert [v.level for v in values if isinstance(v, StatusValue) and v.level] == levels


def test_aid_says_nothing_of_what_is_paid() -> None:
    [paid] = facts_in("Ongkos menjadi tanggungan peserta", FactKind.STATUS)
    [aid] = facts_in("Bantuan sebesar Rp300.000", FactKind.AMOUNT)
    [price] = facts_in("Tarifnya gratis", FactKind.AMOUNT)
    assert compare(aid, paid) is Comparison.INCOMPARABLE
    assert compare(price, paid) is Comparison.DIFFERENT


def test_proxies() -> None:
    assert (D.PROXY, True) in _states("Beras kena diwakilake tangga")
    assert (D.PROXY, False) in _states("Pengambilan lewat perantara tidak kami layani")
