"""Whether two messages can concern the same public."""

from __future__ import annotations

from dataclasses import replace

import pytest
from selaras.gazetteer import Gazetteer
from selaras.matching.judge.scope import AreaRelation, area_relation, area_scope

from tests.support.matching import message

TASIK, CIAMIS, JABAR, JEMBRANA = "32.78", "32.07", "32", "51.01"
GAZETTEER = Gazetteer.load()


def scope(*codes: str, body: str = "Vaksinasi mulai 3 Mei."):
    return area_scope(replace(message(body=body), area_codes=codes), GAZETTEER)


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ((TASIK,), (TASIK,), AreaRelation.SAME),
        ((TASIK,), (JABAR,), AreaRelation.NESTED),
        ((TASIK,), (), AreaRelation.NESTED),
        ((), (), AreaRelation.SAME),
        ((TASIK,), (CIAMIS,), AreaRelation.DISJOINT),
        ((TASIK,), (JEMBRANA,), AreaRelation.DISJOINT),
        ((TASIK, JEMBRANA), (JEMBRANA,), AreaRelation.NESTED),
    ],
)
def test_declared_areas(one, other, relation: AreaRelation) -> None:
    assert area_relation(scope(*one), scope(*other)) is relation
    assert area_relation(scope(*other), scope(*one)) is relation


def test_a_province_that_names_one_city_speaks_of_that_city() -> None:
    about_ciamis = scope(JABAR, body="Kabupaten Ciamis menggelar vaksinasi.")
    assert area_relation(about_ciamis, scope(CIAMIS)) is AreaRelation.NESTED
    assert area_relation(about_ciamis, scope(TASIK)) is AreaRelation.DISJOINT


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        # A volcano stands in several regencies.
        ("Status Gunung Galunggung naik.", "Jauhi Galunggung.", AreaRelation.NEIGHBOURING),
        # A levy of the province falls due in all of them.
        ("Pemutihan pajak Jawa Barat.", "Pemutihan Jawa Barat.", AreaRelation.NEIGHBOURING),
        # Every regency has these.
        ("Bawa Kartu Keluarga dan KTP.", "Syarat: Kartu Keluarga, KTP.", AreaRelation.DISJOINT),
        ("Digelar di Alun-alun Kota.", "Digelar di Alun-alun Kabupaten.", AreaRelation.DISJOINT),
        # The name of one of the two areas is no place that they share.
        ("Warga Kota Tasikmalaya diundang.", "Warga Ciamis diundang.", AreaRelation.DISJOINT),
    ],
)
def test_areas_of_one_province_are_neighbours_by_a_place_in_common(
    one: str, other: str, relation: AreaRelation
) -> None:
    pair = scope(TASIK, body=one), scope(CIAMIS, body=other)
    assert area_relation(*pair) is relation
    assert area_relation(*reversed(pair)) is relation


def test_a_landmark_with_a_namesake_far_away_is_no_place_in_common() -> None:
    here = scope(TASIK, body="Jalan ditutup di simpang Diponegoro.")
    assert area_relation(here, scope(JEMBRANA, body="Simpang Diponegoro macet.")) is (
        AreaRelation.DISJOINT
    )


def test_a_dateline_says_nothing_of_the_area() -> None:
    written_in_bandung = scope(JABAR, body="BANDUNG – Dinas memaparkan capaian vaksinasi.")
    assert area_relation(written_in_bandung, scope(TASIK)) is AreaRelation.NESTED


def test_a_message_that_names_the_other_area_is_a_neighbour() -> None:
    ferry = scope(JEMBRANA, body="Penyeberangan ke Kabupaten Banyuwangi ditutup.")
    assert area_relation(ferry, scope("35.10")) is AreaRelation.NEIGHBOURING


def test_lineage_holds_the_ancestors() -> None:
    assert scope(TASIK).area_lineage == ("32", TASIK)
