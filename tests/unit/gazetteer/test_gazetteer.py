from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selaras.gazetteer import Gazetteer, Level, Relation, UnknownAreaError
from selaras.gazetteer.table import AreaTable

DRAFTS = Path(__file__).resolve().parents[4] / "shared/data/conflicts-dev/drafts.jsonl"


@pytest.fixture(scope="module")
def areas() -> Gazetteer:
    return Gazetteer.load()


def test_all_levels_are_there() -> None:
    table = AreaTable.load()
    counts = {level: len(list(table.of_level(level))) for level in list(Level)[:3]}
    assert counts == {Level.PROVINCE: 38, Level.REGENCY: 514, Level.DISTRICT: 7277}
    villages = sum(len(table.villages(code)) for code in table.of_level(Level.DISTRICT))
    assert villages == 83_763


def test_area_and_lineage(areas: Gazetteer) -> None:
    village = areas.area("32.73.01.1001")
    assert (village.name, village.level, village.parent) == ("Sukarasa", Level.VILLAGE, "32.73.01")
    assert areas.lineage("32.73.01") == ("32", "32.73", "32.73.01")
    assert areas.area("31").parent is None
    assert areas.area("31.73").name == "Kota Administrasi Jakarta Barat"


@pytest.mark.parametrize(
    "code",
    ["", "3", "99", "32.99", "32.73.99", "32.73.01.9999", "32.73.", "abc", "32.73.01.1001.1"],
)
def test_unknown_codes(areas: Gazetteer, code: str) -> None:
    assert not areas.is_known(code)
    for ask in (areas.area, areas.lineage, areas.zone):
        with pytest.raises(UnknownAreaError):
            ask(code)


@pytest.mark.parametrize(
    ("code", "zone"),
    [("32.73", "WIB"), ("61.71", "WIB"), ("62", "WIB"), ("63.71", "WITA"), ("51", "WITA"),
     ("53.01", "WITA"), ("81.71", "WIT"), ("96", "WIT"), ("91.71", "WIT")],
)  # fmt: skip
def test_zones(areas: Gazetteer, code: str, zone: str) -> None:
    assert areas.zone(code) == zone


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [(["32.73"], ["32.73"], Relation.SAME), (["32"], ["32.73"], Relation.CONTAINS),
     (["32.73.01"], ["32.73"], Relation.WITHIN), (["32.73"], ["32.71"], Relation.DISJOINT),
     ([], ["32.73"], Relation.CONTAINS), ([], [], Relation.SAME), (["11"], [], Relation.WITHIN),
     (["34", "33.72"], ["33.72"], Relation.CONTAINS), (["34", "33.72"], ["33"], Relation.OVERLAPS),
     (["32", "32.73"], ["32"], Relation.SAME), (["32.7"], ["32.73"], Relation.DISJOINT)],
)  # fmt: skip
def test_relations(areas: Gazetteer, one: list[str], other: list[str], relation: Relation) -> None:
    assert areas.relation(one, other) is relation


@pytest.mark.parametrize(
    ("name", "codes"),
    [("Kota Bogor", ["32.71"]), ("Kabupaten Bogor", ["32.01"]), ("Kab. Banyuwangi", ["35.10"]),
     ("DIY", ["34"]), ("Daerah Istimewa Yogyakarta", ["34"]), ("Kota Yogyakarta", ["34.71"]),
     ("Daerah Istimewa Yogyakarta dan Surakarta", ["34", "33.72"]), ("Solo", ["33.72"]),
     ("DKI Jakarta", ["31"]), ("Jabar", ["32"]), ("Sulsel", ["73"]), ("NTB", ["52"]),
     ("Kota Administrasi Jakarta Barat", ["31.73"]), ("Jakarta Barat", ["31.73"]),
     ("Bengkulu", ["17"]), ("Kota Bengkulu", ["17.71"]), ("Bandung", ["32.04", "32.73"]),
     ("Kota Palangka Raya", ["62.71"]), ("Papua Barat Daya", ["96"]), ("Indonesia", []),
     ("Kabupaten Kepulauan Sangihe", ["71.03"]), ("Negeri Antah Berantah", [])],
)  # fmt: skip
def test_names(areas: Gazetteer, name: str, codes: list[str]) -> None:
    assert areas.resolve(name) == codes


def test_a_neighbourhood_settles_a_name(areas: Gazetteer) -> None:
    assert areas.resolve("Bandung", near=["32.73"]) == ["32.73"]
    assert areas.resolve("Kecamatan Karanganyar", near=["33.21"]) == ["33.21.09"]


@pytest.mark.skipif(not DRAFTS.exists(), reason="the shared development set is not here")
def test_all_regions_of_the_development_set_resolve(areas: Gazetteer) -> None:
    regions = {json.loads(line)["region"] for line in DRAFTS.read_text().splitlines()}
    unresolved = [r for r in regions if not areas.resolve(r) and not areas.is_nationwide(r)]
    assert unresolved == []


@pytest.mark.parametrize(
    ("text", "near", "found"),
    [
        ("Warga Kota Tasikmalaya dan Jawa Barat", (), [("32.78",), ("32",)]),
        ("Di Kecamatan Cakung, Jakarta Timur", (), [("31.75.06",), ("31.75",)]),
        ("Air mati di Sidodadi dan Gunung Kelua", ("64.72",),
         [("64.72.03.1005",), ("64.72.03.1008",)]),
        ("Air mati di Sidodadi dan Gunung Kelua", (), []),
        ("batu dan metro itu kata biasa", (), []),
        ("Metro di Jalan Malang, Masjid Raya", (), []),
        ("Bandung kota kembang", ("32.73",), [("32.73",)]),
        ("Bandung kota kembang", (), [("32.04", "32.73")]),
        ("Kabupaten Demak, Kecamatan Karanganyar", ("33",), [("33.21",), ("33.21.09",)]),
        ("se-Kalsel dan Sulsel", (), [("63",), ("73",)]),
    ],
)  # fmt: skip
def test_names_in_text(
    areas: Gazetteer, text: str, near: tuple[str, ...], found: list[tuple[str, ...]]
) -> None:
    assert [mention.codes for mention in areas.find(text, near=near)] == found


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Kota", "Kabupaten", "Bogor", "desa", "Kec.", "Papua", ",", "\n",
                         "administrasi",
                         "Karanganyar", "’", "İ", "𝗕𝗼𝗴𝗼𝗿", "dan", "Kepulauan", "Riau", "X"]),
        max_size=12,
    ).map(" ".join)
)  # fmt: skip
def test_mentions_lie_in_the_text_and_apart(text: str) -> None:
    gazetteer, end = Gazetteer.load(), 0
    for mention in gazetteer.find(text, near=("33.13",)):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.codes
        assert all(gazetteer.is_known(code) for code in mention.codes)
        end = mention.end


def test_loading_is_quick() -> None:
    started = time.process_time()
    Gazetteer(AreaTable.load()).resolve("Kota Bogor")
    # 150 ms on an idle machine; the margin is for a busy one.
    assert time.process_time() - started < 0.6
