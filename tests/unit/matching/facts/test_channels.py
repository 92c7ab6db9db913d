"""By which channel, with whose help, with what in hand and through which steps a thing is done."""

from __future__ import annotations

import pytest
from selaras.matching.domain.facts import (
    ContactValue,
    FactKind,
    IdentityValue,
    StatusValue,
)
from selaras.matching.domain.states import Dimension
from selaras.matching.facts.compare import Comparison, compare

from tests.unit.matching.facts.samples import facts_in

D = Dimension
WAYS = [
    ("Ambil nomor antrean lewat Mobile JKN", D.MODE, False),
    ("Pendaftaran hanya melalui oss.go.id", D.MODE, False),
    ("Daftar lewat WA saja", D.MODE, False),
    ("Nomor antrean dijupuk langsung ning loket", D.MODE, True),
    ("Daftar di kelurahan", D.MODE, True),
    ("Di lokasi ada meja registrasi", D.MODE, True),
    ("Saksi hadir langsung", D.MODE, True),
    ("ora nganggo aplikasi", D.MODE, True),
    ("Warga tidak perlu daftar online", D.MODE, True),
    ("di tempat nda terima pendaftaran", D.MODE, False),
    ("loket sudah tdk jual karcis", D.MODE, False),
    ("dak ado lagi jual tiket di pelabuhan", D.MODE, False),
    ("nda perlu repot daftar", D.BOOKING, False),
    ("tanpa perlu mendaftar", D.BOOKING, False),
    ("Peserta harus sudah terdaftar", D.BOOKING, True),
    ("Tanpa kode booking tidak dilayani", D.BOOKING, True),
    ("Yang belum daftar tidak bisa masuk", D.BOOKING, True),
    ("Walk-in tidak dilayani", D.BOOKING, True),
    ("Kurir mengantar sampai alamat", D.DELIVERY, True),
    ("Paket dijupuk neng balai desa", D.DELIVERY, False),
    ("Ambil sendiri atau diwakili keluarga", D.PROXY, True),
    ("Pencairan kena diwakilake anake", D.PROXY, True),
    ("ora iso diwakilke", D.PROXY, False),
    ("Pendaftaran kolektif lewat sekolah", D.COLLECTIVE, True),
    ("Permohonan perorangan tidak dilayani", D.COLLECTIVE, True),
    ("Pengurusan secara mandiri", D.COLLECTIVE, False),
    ("Diskon otomatis dipotong", D.AUTOMATIC, True),
    ("tanpa perlu mengajukan permohonan", D.AUTOMATIC, True),
    ("Warga wajib mengajukan permohonan", D.AUTOMATIC, False),
    ("Potongan tidak otomatis diberikan", D.AUTOMATIC, False),
    ("Petugas tidak menerima uang kontan", D.PAYMENT, False),
    ("Loket tunai di stasiun sudah tidak melayani", D.PAYMENT, False),
    ("Menu siap santap", D.PREPARATION, False),
    ("Paket bahan pangan mentah", D.PREPARATION, True),
]
NOT_WAYS = [
    ("Jangan daftar lewat link itu", D.MODE), ("Warga membeli ikan di kecamatan", D.MODE),
    ("Antrean panjang di kantor", D.MODE), ("Acara tatap muka daring", D.COST),
    ("Siswa tidak perlu mendaftar sendiri", D.COLLECTIVE),
    ("Ketua tidak boleh mengajukan pindah", D.AUTOMATIC), ("Rumah bisa dititip", D.PROXY),
    ("Bupati diwakili Sekda", D.PROXY), ("Daftar nama di kantor", D.BOOKING),
]  # fmt: skip
PAPERS = [
    ("Tanpa surat dokter, formulir tidak diterima", True, ("dokter",)),
    ("cukup isi formulir, tanpa surat dokter", False, ("dokter",)),
    ("Warga yang tidak membawa undangan ditolak", True, ("undangan",)),
    ("Dana kembali walau tidak ada struk", False, ("struk",)),
    ("hanya bagi yang menyimpan nota", True, ("struk",)),
    ("Candak KTP", True, ("ktp",)),
    ("mboten pikantuk undangan nanging pareng", False, ("undangan",)),
    ("belum punya NPWP tetap bisa ikut", False, ("npwp",)),
    ("Bawa surat rekomendasi camat", True, ("rekomendasi",)),
    ("Wajib lulus wawancara", True, ("wawancara",)),
    ("Penerimaan tanpa tes tertulis", False, ("tes tertulis",)),
    ("Calon tidak perlu mengikuti psikotes", False, ("psikotes",)),
    ("Pendonor tidak perlu puasa", False, ("puasa",)),
]


@pytest.mark.parametrize(("text", "dimension", "positive"), WAYS)
def test_ways(text: str, dimension: Dimension, positive: bool) -> None:
    found = [fact.value for fact in facts_in(text, FactKind.PROCEDURE)]
    poles = {v.positive for v in found if isinstance(v, StatusValue) and v.dimension is dimension}
    assert poles == {positive}


@pytest.mark.parametrize(("text", "dimension"), NOT_WAYS)
def test_what_is_no_way(text: str, dimension: Dimension) -> None:
    found = [fact.value for fact in facts_in(text, FactKind.PROCEDURE)]
    assert [v for v in found if isinstance(v, StatusValue) and v.dimension is dimension] == []


@pytest.mark.parametrize(("text", "asked", "things"), PAPERS)
def test_what_is_asked_for(text: str, asked: bool, things: tuple[str, ...]) -> None:
    found = [fact.value for fact in facts_in(text, FactKind.REQUIREMENT)]
    named = [v for v in found if isinstance(v, StatusValue) and v.of]
    assert named == [StatusValue(D.OBLIGATION, asked, of=things)]


@pytest.mark.parametrize(
    "text",
    ["yang tidak mengikuti wawancara", "Tanpa KTP, tidak dipungut biaya, bisa ikut",
     "isi surat penting", "tidak lulus wawancara"],
)  # fmt: skip
def test_a_case_asks_for_nothing(text: str) -> None:
    found = [fact.value for fact in facts_in(text, FactKind.REQUIREMENT)]
    assert not [v for v in found if isinstance(v, StatusValue) and v.of and v.positive]


@pytest.mark.parametrize(
    ("text", "label", "name"),
    [("Pas foto latar belakang merah", "latar", "merah"),
     ("foto latar biru atau merah", "latar", "biru merah"),
     ("Berkas dalam stopmap warna kuning", "map", "kuning"),
     ("Peserta memakai baju batik", "pakaian", "batik")],
)  # fmt: skip
def test_looks(text: str, label: str, name: str) -> None:
    found = [fact.value for fact in facts_in(text, FactKind.REQUIREMENT)]
    assert IdentityValue(label, name=name) in found


@pytest.mark.parametrize(
    ("text", "number", "negated"),
    [("Keluhan: aplikasi PLN Mobile / 123.", "123", False),
     ("Contact Center 135", "135", False),
     ("Lapor ke 112, bukan 119", "119", True),
     ("Nomor 112 sudah tidak aktif", "112", True),
     ("Call center 1500135", "1500135", False)],
)  # fmt: skip
def test_short_numbers(text: str, number: str, negated: bool) -> None:
    facts = facts_in(text, FactKind.CONTACT)
    found = {f.value.value: f.negated for f in facts if isinstance(f.value, ContactValue)}
    assert found.get(number) is negated


def test_a_count_is_no_number_to_call() -> None:
    assert facts_in("Posko melayani warga, 112 rumah dan 119 kios", FactKind.CONTACT) == []


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [("Daftar lewat aplikasi", "Daftar di kelurahan", True),
     ("Daftar lewat aplikasi", "Bayar tiket di loket", False),
     ("Telp (0274) 394-091", "WA 0811-2950-556", False),
     ("WA 0811-2950-557", "WA 0811-2950-556", True),
     ("foto latar biru", "foto latar merah", True),
     ("foto latar biru atau merah", "foto latar merah", False),
     ("direbus pun tidak mempan", "asal direbus sampai mendidih", True),
     ("direbus pun tidak mempan", "air siap minum", False),
     ("IPK paliang randah 2,75", "IPK minimal 3,00", True)],
)  # fmt: skip
def test_comparisons(one: str, other: str, differ: bool) -> None:
    found = {
        compare(a, b)
        for a in facts_in(one)
        for b in facts_in(other)
        if a.kind is b.kind
    }  # fmt: skip
    assert (Comparison.DIFFERENT in found) is differ
