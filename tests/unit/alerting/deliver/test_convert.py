"""Alerts into what templates need."""

from __future__ import annotations

from datetime import timedelta

import pytest
from selaras.alerting.deliver.convert import format_time, read_alert, read_facts
from selaras.alerting.ports.channel import Refused
from selaras.api.v1 import case_pb2 as case_api_pb2
from selaras.api.v1 import finding_pb2
from selaras.event.v1 import alert_pb2, case_pb2

from tests.support.deliveries import DIFFERENCE, NOW, OTHER, OWN, make_alert


def test_an_alert_is_read_whole():
    view = read_alert(make_alert().SerializeToString())
    assert (view.kind, view.severity, view.state) == ("OPENED", "HIGH", "OPEN")
    assert (view.relation, view.language, view.case) == ("CONTRADICTION", "id", "cases/c1")
    assert view.intro == ("Pesan Anda bertentangan.", "Wali data: Dinas Pendidikan.")
    assert (view.others, view.other_names) == (("agencies/disdik",), ("Dinas Pendidikan",))
    (contact,) = view.contacts
    assert (contact.agency, contact.name, contact.contact) == ("Dinas Pendidikan", "Bu B", "0812")
    (clash,) = view.clashes
    assert (clash.kind, clash.own, clash.other) == ("date", OWN, OTHER)
    assert (clash.difference, clash.contradiction) == (DIFFERENCE, True)
    assert view.deadline == NOW + timedelta(hours=6)
    assert view.deadline_text == "Senin, 5 Januari 2026 pukul 15.00 WIB"
    assert view.create_time == NOW


def test_times_and_words_are_in_the_readers_zone_and_language():
    view = read_alert(make_alert(language="en").SerializeToString(), "Asia/Jayapura")
    assert "17" in view.deadline_text
    assert view.deadline_text.endswith("WIT")
    assert view.clashes[0].difference == "1 day later than your message"
    assert read_alert(make_alert().SerializeToString(), "", "en").language == "en"


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../etc/passwd"])
def test_an_unknown_zone_is_the_capitals(zone):
    assert format_time(NOW, zone, "id") == "Senin, 5 Januari 2026 pukul 09.00 WIB"


def test_an_unknown_language_is_bahasa():
    assert read_alert(make_alert(language="fr").SerializeToString()).language == "id"


def test_the_intro_ends_where_the_first_clash_begins():
    alert = make_alert()
    alert.text = "Satu.\n\nDua.\n\nTiga."
    assert read_alert(alert.SerializeToString()).intro == ("Satu.",)
    alert.text = f"Satu.\n\n{OWN}"
    assert read_alert(alert.SerializeToString()).intro == ("Satu.",)
    alert.ClearField("findings")
    assert read_alert(alert.SerializeToString()).intro == ("Satu.", OWN)


def test_the_overlap_of_a_pair_that_contradicts_is_left_out():
    alert = make_alert()
    overlap = alert.findings.add(relation=finding_pb2.RELATION_OVERLAP)
    overlap.other_agency.display_name = "Dinas Pendidikan"
    assert len(read_alert(alert.SerializeToString()).clashes) == 1
    overlap.own_draft = "agencies/dinkes/drafts/2"
    assert len(read_alert(alert.SerializeToString()).clashes) == 2


def test_contradictions_come_first_and_not_too_many():
    alert = make_alert(clashes=False)
    for relation in (finding_pb2.RELATION_OVERLAP, finding_pb2.RELATION_CONTRADICTION):
        finding = alert.findings.add(relation=relation, explanation="Beda.")
        finding.own_draft = f"agencies/dinkes/drafts/{relation}"
        for _ in range(4):
            finding.evidence.add(own_sentence="x " * 400)
    alert.findings.add(relation=finding_pb2.RELATION_OVERLAP)
    view = read_alert(alert.SerializeToString())
    views = view.clashes
    assert view.more == 4
    assert view.intro == ("Pesan Anda bertentangan.",)
    assert [view.contradiction for view in views] == [True] * 4 + [False]
    assert len(views[0].own) <= 300
    assert views[0].own.endswith("…")
    assert views[0].difference == "Beda."


def test_a_finding_without_evidence_still_names_the_other_side():
    alert = make_alert(clashes=False)
    alert.findings.add(explanation="Sama.").other_agency.display_name = "Dinas Sosial"
    (view,) = read_alert(alert.SerializeToString()).clashes
    assert (view.agency, view.own, view.other, view.difference) == ("Dinas Sosial", "", "", "Sama.")


def test_a_proposal_is_quoted():
    alert = make_alert(kind="PROPOSED")
    alert.proposal.kind = case_api_pb2.RESOLUTION_KIND_WE_CORRECT
    alert.proposal.note = "Kami perbaiki besok."
    alert.proposal.agency = "agencies/disdik"
    said = read_alert(alert.SerializeToString()).said
    assert said is not None
    assert (said.kind, said.detail) == ("PROPOSED", "WE_CORRECT")
    assert (said.text, said.agency) == ("Kami perbaiki besok.", "Dinas Pendidikan")


def test_what_a_person_wrote_is_quoted_and_nothing_else():
    alert = make_alert(kind="DECLINED")
    alert.change.kind = case_api_pb2.TimelineEntry.KIND_DECLINED
    assert read_alert(alert.SerializeToString()).said is None
    alert.change.text = "Bukan kami."
    alert.change.agency = "agencies/bpbd"
    said = read_alert(alert.SerializeToString()).said
    assert said is not None
    assert (said.kind, said.text, said.agency) == ("DECLINED", "Bukan kami.", "bpbd")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x", "//x", "data:text/html,x"])
def test_only_web_links_are_links(url):
    alert = make_alert()
    alert.open_url = alert.acknowledge_url = url
    view = read_alert(alert.SerializeToString())
    assert (view.open_url, view.acknowledge_url) == ("", "")


def test_a_digest_lists_its_cases():
    alert = make_alert(kind="DIGEST", case="")
    alert.digest_cases.extend(["cases/1", "cases/2"])
    alert.digest_titles.extend(["Satu", "Dua"])
    view = read_alert(alert.SerializeToString())
    assert view.digest == (("cases/1", "Satu"), ("cases/2", "Dua"))


def test_an_alert_of_before_there_were_kinds_is_told_by_its_state():
    assert read_facts(alert_pb2.Alert().SerializeToString()) == ("OPENED", 0)
    resolved = alert_pb2.Alert(state=case_pb2.CASE_STATE_RESOLVED)
    assert read_facts(resolved.SerializeToString()) == ("RESOLVED", 0)
    assert read_facts(make_alert(severity="CRITICAL").SerializeToString()) == ("OPENED", 4)


def test_values_that_are_newer_than_this_are_left_out():
    alert = make_alert()
    alert.kind = 99
    alert.severity = 99
    view = read_alert(alert.SerializeToString())
    assert (view.kind, view.severity) == ("OPENED", "")


def test_what_is_no_alert_is_refused():
    with pytest.raises(Refused, match="ALERT_MALFORMED"):
        read_alert(b"\xff\xff\xff")
