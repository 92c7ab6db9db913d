"""`selaras alerts`, `silence` and `crisis` against a server with scripted answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from selaras.api.v1 import alert_pb2, case_pb2, directory_pb2, finding_pb2
from selaras.cli import alert_records_view, exits, output, quiet_view
from selaras.cli.alert_options import ChannelWord, DeliveryWord
from selaras.cli.app import make_app
from selaras.client import AlertKind, ChannelKind, DeliveryState
from selaras.client.alert_convert import (
    from_proto_crisis,
    from_proto_decision,
    from_proto_delivery,
    from_proto_route,
    from_proto_silence,
)
from selaras.kit.errors import InvalidRequest, PermissionDenied, Unavailable
from typer.testing import CliRunner

from tests.fakes.desk import ADMIN_KEY, KEY
from tests.fakes.matters import DINKES, NOW, make_alert, make_decision, make_delivery, stamp

OWNER = f"{DINKES}/owners/humas"


def make_silence(**changes) -> alert_pb2.Silence:
    values = {
        "name": "silences/1",
        "matcher": alert_pb2.SilenceMatcher(agency=DINKES, topic="banjir"),
        "reason": "Uji coba saluran",
        "author": OWNER,
        "end_time": stamp(60),
    }
    return alert_pb2.Silence(**values | changes)


def make_crisis() -> alert_pb2.Crisis:
    return alert_pb2.Crisis(
        name="crises/1", area_code="32.78", reason="Gempa", author="admin", end_time=stamp(60)
    )


def make_route(**changes) -> alert_pb2.Route:
    values = {
        "owner": OWNER,
        "display_name": "Ibu Rina",
        "channels": [directory_pb2.CHANNEL_KIND_NATS, directory_pb2.CHANNEL_KIND_EMAIL],
        "reason": "OWNER_ON_DUTY",
        "time": stamp(0),
    }
    return alert_pb2.Route(**values | changes)


def test_the_words_of_the_command_line_are_those_of_the_api():
    assert {word.name for word in ChannelWord} | {"UNSPECIFIED"} == set(ChannelKind.__members__)
    assert {word.name for word in DeliveryWord} | {"UNSPECIFIED"} == set(DeliveryState.__members__)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_name_has_words(lang, monkeypatch):
    monkeypatch.setenv("SELARAS_LANG", lang)
    reasons = ["OWNER", "OWNER_TOPIC", "OWNER_AREA", "OWNER_ON_DUTY", "OWNER_FALLBACK", "ASSIGNEE"]
    held = ["HELD_WORKING_HOURS", "HELD_SILENCE", "HELD_RATE_LIMIT", "HELD_DIGEST"]
    groups = {
        "channel": ChannelKind,
        "alert.kind": AlertKind,
        "delivery.state": DeliveryState,
        "route.reason": [*reasons, "NEXT_OWNER", "HEAD", "COORDINATOR"],
        "route.held": held,
    }
    for group, names in groups.items():
        for name in names:
            assert output.say(f"{group}.{name.lower()}")


def test_alerts_are_listed_with_their_ways(prompt):
    prompt.desk.answers["ListAlerts"] = alert_pb2.ListAlertsResponse(alerts=[make_alert()])
    text = prompt.type("alerts", "list", "--owner", "dinkes/humas", "--case", "1")
    for part in (
        "dinkes/humas  kasus baru · tinggi  Tanggal berbeda",
        "cases/1 · surel gagal (SMTP_REFUSED, 8 kali)",
        "1 peringatan.",
    ):
        assert part in text
    request = prompt.desk.last("ListAlerts")
    assert (request.owner, request.case) == (OWNER, "cases/1")
    [value] = prompt.json("alerts", "list")
    assert (value["kind"], value["deliveries"][0]["reason"]) == ("OPENED", "SMTP_REFUSED")


def test_decisions_are_explained_by_their_names(prompt, capsys):
    prompt.desk.answers["ExplainAlerts"] = alert_pb2.ExplainAlertsResponse(
        decisions=[make_decision()]
    )
    text = prompt.type("alerts", "explain", "1", "dinkes/humas")
    assert "dinkes/humas  kasus baru, versi kasus 4" in text
    assert "HELD_WORKING_HOURS  Di luar jam kerja pemilik." in text
    request = prompt.desk.last("ExplainAlerts")
    assert (request.case, request.owner) == ("cases/1", OWNER)
    assert prompt.json("alerts", "explain", "1")[0]["reason"] == "HELD_WORKING_HOURS"
    alert_records_view.show_decisions([from_proto_decision(make_decision())], NOW)
    assert "(1 jam lagi)" in capsys.readouterr().out


def test_no_decision_is_said(prompt):
    assert "Belum ada keputusan" in prompt.type("alerts", "explain", "1")
    assert prompt.json("alerts", "explain", "1") == []


def test_decisions_are_explained_in_english_too(prompt, monkeypatch):
    monkeypatch.setenv("SELARAS_LANG", "en")
    decision = make_decision()
    decision.owner = ""
    prompt.desk.answers["ExplainAlerts"] = alert_pb2.ExplainAlertsResponse(decisions=[decision])
    text = prompt.type("alerts", "explain", "1")
    assert "the whole agency  new case, version 4 of the case" in text
    assert "Outside the owner's working hours." in text


def test_routes_say_who_how_why_and_when(prompt, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    routes = [
        make_route(),
        make_route(owner=f"{DINKES}/owners/kepala", display_name="", step=2, reason="HEAD"),
        make_route(held="HELD_WORKING_HOURS", time=stamp(60)),
    ]
    alert_records_view.show_routes([from_proto_route(route) for route in routes], NOW)
    first, second, third = capsys.readouterr().out.splitlines()[1:]
    for part in ("langsung", "Ibu Rina (dinkes/humas)", "NATS, surel", "sedang piket", "sekarang"):
        assert part in first
    assert "langkah 2" in second
    assert "kepala instansi" in second
    assert "bila belum ada yang menanggapi" in second
    assert "(1 jam lagi) · di luar jam kerja" in third


def test_routes_are_asked_for_a_kind_of_case(prompt):
    words = ["--agency", "dinkes", "--topic", "banjir", "--area", "32", "--area", "33"]
    text = prompt.type("alerts", "routes", *words, "--severity", "critical", "--overlap")
    assert "Tidak seorang pun" in text
    request = prompt.desk.last("ListRoutes")
    assert (request.agency, request.topic) == (DINKES, "banjir")
    assert list(request.area_codes) == ["32", "33"]
    assert request.severity == case_pb2.SEVERITY_CRITICAL
    assert request.relation == finding_pb2.RELATION_OVERLAP
    prompt.desk.answers["ListRoutes"] = alert_pb2.ListRoutesResponse(routes=[make_route()])
    assert prompt.json("alerts", "routes")[0]["channels"] == ["NATS", "EMAIL"]
    assert prompt.desk.last("ListRoutes").severity == case_pb2.SEVERITY_HIGH
    assert "Rina" in prompt.type("alerts", "routes")


def test_a_channel_is_tested(prompt):
    prompt.desk.answers["TestChannel"] = alert_pb2.TestChannelResponse(delivered=True)
    assert "diterima surel" in prompt.type("alerts", "test", "dinkes/humas", "email")
    request = prompt.desk.last("TestChannel")
    assert (request.owner, request.channel) == (OWNER, directory_pb2.CHANNEL_KIND_EMAIL)


def test_a_channel_that_does_not_work_ends_with_1(prompt):
    prompt.desk.answers["TestChannel"] = alert_pb2.TestChannelResponse(
        delivered=False, reason="ADDRESS_PRIVATE", detail="10.0.0.1 is private"
    )
    words = ["alerts", "test", "dinkes/humas", "webhook"]
    text = prompt.type(*words, code=exits.WRONG)
    assert "tidak diterima webhook: ADDRESS_PRIVATE." in text
    assert "10.0.0.1 is private" in text
    assert prompt.json(*words, code=exits.WRONG)[0]["reason"] == "ADDRESS_PRIVATE"


def test_deliveries_are_listed_and_requeued(prompt, capsys):
    waiting = make_delivery("deliveries/2")
    waiting.next_time.CopyFrom(stamp(5))
    prompt.desk.answers["ListDeliveries"] = alert_pb2.ListDeliveriesResponse(
        deliveries=[make_delivery()]
    )
    text = prompt.type("alerts", "deliveries")
    assert "dinkes/humas  surel gagal (SMTP_REFUSED, 8 kali)" in text
    assert "deliveries/1 · cases/1 · 550 no such user" in text
    assert prompt.desk.last("ListDeliveries").state == alert_pb2.DELIVERY_STATE_DEAD
    assert prompt.json("alerts", "deliveries", "--state", "sent")[0]["attempts"] == 8
    assert prompt.desk.last("ListDeliveries").state == alert_pb2.DELIVERY_STATE_SENT
    alert_records_view.show_deliveries([from_proto_delivery(waiting)], NOW)
    assert "(5 menit lagi)" in capsys.readouterr().out
    prompt.desk.answers["RequeueDeliveries"] = alert_pb2.RequeueDeliveriesResponse(requeued=2)
    assert "2 pengiriman akan dicoba lagi." in prompt.type("alerts", "requeue", "1", "deliveries/2")
    assert prompt.desk.last("RequeueDeliveries").names == ["deliveries/1", "deliveries/2"]
    assert prompt.json("alerts", "requeue") == [{"requeued": 2}]
    assert prompt.desk.last("RequeueDeliveries").names == []


def test_a_silence_is_made_for_a_span(prompt):
    prompt.desk.answers["CreateSilence"] = lambda request: alert_pb2.CreateSilenceResponse(
        silence=request.silence
    )
    words = ["--reason", "Uji coba", "--owner", "dinkes/humas", "--max-severity", "medium"]
    before = datetime.now(UTC)
    text = prompt.type("silence", "create", "--until", "2h", *words, "--other", "disdik")
    assert "dinkes/humas · sampai tingkat sedang · lawan disdik" in text
    silence = prompt.desk.last("CreateSilence").silence
    # The owner's agency is known by its name: nobody has to type it twice.
    assert (silence.matcher.agency, silence.matcher.owner) == (DINKES, OWNER)
    assert silence.matcher.other == "agencies/disdik"
    assert silence.matcher.max_severity == case_pb2.SEVERITY_MEDIUM
    assert not silence.HasField("start_time")
    end = silence.end_time.ToDatetime(tzinfo=UTC)
    assert timedelta() <= end - before - timedelta(hours=2) < timedelta(minutes=1)


def test_a_silence_may_begin_later(prompt):
    times = ["--from", "2026-08-03T08:00+07:00", "--until", "3d"]
    [value] = prompt.json("silence", "create", "--agency", "dinkes", "--reason", "Cuti", *times)
    silence = prompt.desk.last("CreateSilence").silence
    assert silence.start_time.ToDatetime(tzinfo=UTC) == datetime(2026, 8, 3, 1, tzinfo=UTC)
    assert silence.end_time.ToDatetime(tzinfo=UTC) == datetime(2026, 8, 6, 1, tzinfo=UTC)
    assert value["name"] == ""


def test_silences_are_listed_and_ended(prompt, capsys):
    assert "Tidak ada yang disenyapkan" in prompt.type("silence", "list")
    prompt.desk.answers["ListSilences"] = alert_pb2.ListSilencesResponse(silences=[make_silence()])
    text = prompt.type("silence", "list", "--ended")
    assert "dinkes · topik banjir" in text
    assert "Uji coba saluran" in text
    assert prompt.desk.last("ListSilences").ended
    assert prompt.json("silence", "list")[0]["matcher"]["topic"] == "banjir"
    prompt.desk.answers["ExpireSilence"] = alert_pb2.ExpireSilenceResponse(silence=make_silence())
    assert "silences/1 diakhiri" in prompt.type("silence", "expire", "1")
    assert prompt.desk.last("ExpireSilence").name == "silences/1"
    assert prompt.json("silence", "expire", "1")[0]["reason"] == "Uji coba saluran"


def test_a_silence_says_when_it_holds(capsys):
    silences = [
        make_silence(),
        make_silence(start_time=stamp(30)),
        make_silence(end_time=stamp(-30), matcher=alert_pb2.SilenceMatcher()),
    ]
    quiet_view.show_silences([from_proto_silence(silence) for silence in silences], NOW)
    text = capsys.readouterr().out
    for part in ("(1 jam lagi) · oleh dinkes/humas", "mulai ", "semua  (sudah berakhir)"):
        assert part in text


def test_a_crisis_is_declared_listed_and_ended(prompt, capsys):
    prompt.desk.answers["DeclareCrisis"] = lambda request: alert_pb2.DeclareCrisisResponse(
        crisis=request.crisis
    )
    text = prompt.type(
        "crisis", "declare", "--area", "32.78", "--topic", "banjir", "--reason", "Banjir bandang",
        "--until", "1d",
    )  # fmt: skip
    assert "wilayah 32.78 · topik banjir" in text
    assert prompt.desk.last("DeclareCrisis").crisis.reason == "Banjir bandang"
    assert "Tidak ada mode krisis" in prompt.type("crisis", "list")
    prompt.desk.answers["ListCrises"] = alert_pb2.ListCrisesResponse(crises=[make_crisis()])
    assert "wilayah 32.78" in prompt.type("crisis", "list")
    assert prompt.json("crisis", "list")[0]["area_code"] == "32.78"
    prompt.desk.answers["EndCrisis"] = alert_pb2.EndCrisisResponse(crisis=make_crisis())
    assert "crises/1 diakhiri." in prompt.type("crisis", "end", "1")
    assert prompt.json("crisis", "end", "crises/1")[0]["name"] == "crises/1"
    quiet_view.show_crises([from_proto_crisis(make_crisis())], NOW)
    assert "(1 jam lagi) · oleh admin" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["crisis", "declare", "--reason", "Gempa", "--until", "1d"],
        ["crisis", "declare", "--area", "32", "--reason", "Gempa", "--until", "besok"],
        ["silence", "create", "--reason", "Rapat", "--until", "besok"],
        ["silence", "create", "--reason", "Rapat", "--until", "1h", "--from", "nanti"],
        ["silence", "create", "--reason", "Rapat", "--until", "1h", "--owner", "humas"],
        ["alerts", "test", "humas", "email"],
        ["alerts", "list", "--owner", "humas"],
        ["alerts", "explain", "1", "humas"],
    ],
)
def test_what_cannot_be_meant_is_not_sent(prompt, words):
    error = prompt.error(*words)
    assert isinstance(error, exits.CommandError)
    assert error.code == exits.USAGE
    assert prompt.desk.requests == []


@pytest.mark.parametrize(
    "words",
    [
        ["silence", "create", "--until", "1h"],
        ["silence", "create", "--reason", "Rapat"],
        ["alerts", "test", "dinkes/humas", "pigeon"],
        ["alerts", "deliveries", "--state", "lost"],
        ["alerts", "explain"],
        ["crisis", "end"],
    ],
)
def test_wrong_words_are_wrong_usage(words):
    assert CliRunner().invoke(make_app(), words).exit_code == exits.USAGE


COMMANDS = [
    ["alerts", "list"],
    ["alerts", "explain", "1"],
    ["alerts", "routes"],
    ["alerts", "test", "dinkes/humas", "email"],
    ["alerts", "deliveries"],
    ["alerts", "requeue"],
    ["silence", "create", "--reason", "Rapat", "--until", "1h"],
    ["silence", "list"],
    ["silence", "expire", "1"],
    ["crisis", "declare", "--topic", "banjir", "--reason", "Banjir", "--until", "1h"],
    ["crisis", "list"],
    ["crisis", "end", "1"],
]


@pytest.mark.parametrize("words", COMMANDS)
def test_a_refusal_ends_every_command_with_its_reason(prompt, words, capsys):
    prompt.desk.failures = [PermissionDenied("ROLE_NOT_ALLOWED", "for a coordinator")]
    assert exits.report(prompt.error(*words)) == exits.REFUSED
    assert "ROLE_NOT_ALLOWED" in capsys.readouterr().err


@pytest.mark.parametrize("words", COMMANDS)
def test_the_administrator_may_ask_too(prompt, words):
    answers = {"TestChannel": alert_pb2.TestChannelResponse(delivered=True)}
    prompt.desk.answers.update(answers)
    prompt.admin(*words)
    assert prompt.desk.keys == [ADMIN_KEY]


def test_the_key_of_the_environment_asks_unless_another_is_typed(prompt, monkeypatch):
    monkeypatch.setenv("SELARAS_KEY", KEY)
    monkeypatch.setenv("SELARAS_ADMIN_KEY", ADMIN_KEY)
    options = ["alerts", "list", *prompt.options]
    assert CliRunner().invoke(make_app(), options).exit_code == 0
    assert CliRunner().invoke(make_app(), [*options, "--admin-key", ADMIN_KEY]).exit_code == 0
    assert CliRunner().invoke(make_app(), [*options, "--key", ""]).exit_code == 0
    assert prompt.desk.keys == [KEY, ADMIN_KEY, ADMIN_KEY]


def test_without_any_key_both_are_named(prompt):
    result = CliRunner().invoke(make_app(), ["alerts", "list", *prompt.options])
    assert isinstance(result.exception, exits.CommandError)
    assert "SELARAS_KEY" in result.exception.hint
    assert "--admin-key" in result.exception.hint


def test_a_field_that_is_wrong_is_named(prompt, capsys):
    prompt.desk.failures = [InvalidRequest.field("AREA_UNKNOWN", "crisis.area_code", "no such")]
    words = ["crisis", "declare", "--area", "99", "--reason", "Gempa", "--until", "1d"]
    assert exits.report(prompt.error(*words)) == exits.REFUSED
    assert "crisis.area_code: no such" in capsys.readouterr().err


def test_a_server_that_is_away_ends_what_is_not_sent_twice(prompt):
    prompt.desk.failures = [Unavailable("STARTING", "starting")]
    words = ["silence", "create", "--reason", "Rapat", "--until", "1h"]
    assert exits.report(prompt.error(*words)) == exits.AWAY
    assert len(prompt.desk.requests) == 1
