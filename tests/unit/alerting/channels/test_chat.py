"""Messages of the chat channels."""

from __future__ import annotations

import json

import pytest
from selaras.alerting.channels.chat import buttons, cut, cut_utf16, flat, reference
from selaras.alerting.channels.slack.message import mattermost, slack
from selaras.alerting.channels.telegram.channel import _message
from selaras.alerting.channels.whatsapp.channel import WhatsappChannel
from selaras.alerting.channels.whatsapp.settings import WhatsappSettings
from selaras.alerting.deliver.convert import read_alert

from tests.support.deliveries import make_alert

EVIL = "<b>x</b> & <!channel> @all [a](http://b) ![i](http://c) *s* `t` humas@dinkes.go.id"


def view(**values):
    alert = make_alert(**{key: item for key, item in values.items() if key != "text"})
    if "text" in values:
        alert.text = values["text"]
    return read_alert(alert.SerializeToString())


def test_a_repeated_message_is_known_by_case_and_alert():
    assert reference(view()) == "Kasus cases/c1 · pemberitahuan aaaaaaaa"
    assert reference(view(case="", language="en")) == "Alert aaaaaaaa"


def test_buttons_are_there_where_there_are_links():
    assert [label for label, _ in buttons(view())] == ["Saya tangani", "Buka kasus"]
    assert buttons(view(urls=False)) == []


def test_cutting_is_seen():
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "ab…"
    assert cut_utf16("😀" * 10, 20) == "😀" * 10
    assert cut_utf16("😀" * 11, 20) == "😀" * 9 + "…"
    assert flat(" a\r\nb\t\x00c\u2028d ") == "a b c d"


def test_telegram_gets_text_and_two_buttons():
    message = _message(view(), "-100123")
    assert message["chat_id"] == "-100123"
    assert message["text"].startswith("<b>Bertentangan dengan Dinas Pendidikan: tanggal</b>\n\n")
    assert message["text"].endswith("Kasus cases/c1 · pemberitahuan aaaaaaaa")
    (row,) = message["reply_markup"]["inline_keyboard"]
    assert [button["text"] for button in row] == ["Saya tangani", "Buka kasus"]


def test_telegram_reads_nothing_as_markup():
    text = _message(view(text=EVIL), "1")["text"]
    assert "&lt;b&gt;x&lt;/b&gt; &amp; &lt;!channel&gt;" in text


def test_telegram_gets_no_more_than_it_takes():
    text = _message(view(text="😀<" * 5000, title="t" * 2000), "1")["text"]
    seen = text.replace("&lt;", "<").replace("<b>", "", 1).replace("</b>", "", 1)
    assert len(seen.encode("utf-16-le")) // 2 <= 4096
    assert "pemberitahuan aaaaaaaa" in text
    assert "…" in text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "konsol", "[::1]"])
def test_telegram_refuses_buttons_to_hosts_that_are_no_public_names_so_they_are_links(host):
    alert = make_alert(urls=False)
    alert.open_url = f"http://{host}/cases/c1"
    message = _message(read_alert(alert.SerializeToString()), "1")
    assert "reply_markup" not in message
    assert f"Buka kasus: http://{host}/cases/c1" in message["text"]


def test_slack_gets_blocks_with_two_buttons():
    message = slack(view())
    assert [block["type"] for block in message["blocks"]] == [
        "header",
        "section",
        "section",
        "section",
        "section",
        "actions",
        "context",
    ]
    assert len(message["blocks"][5]["elements"]) == 2
    assert "pemberitahuan aaaaaaaa" in message["text"]
    assert "actions" not in [block["type"] for block in slack(view(urls=False))["blocks"]]


def test_slack_reads_nothing_as_markup_and_calls_nobody():
    written = json.dumps(slack(view(text=EVIL, title=EVIL))["blocks"][1])
    assert "<!channel>" not in written
    assert "&lt;!channel&gt;" in written
    assert "<" not in slack(view(title=EVIL))["text"]


def test_slack_gets_no_more_than_it_takes():
    words = "\n\n".join(["<&>" * 2000] * 90)
    message = slack(view(text=words, title="t" * 400))
    assert len(message["blocks"]) <= 50
    for block in message["blocks"][1:-2]:
        assert len(block["text"]["text"]) <= 3000
        assert block["text"]["text"].endswith((";…", ";"))
    assert len(message["blocks"][0]["text"]["text"]) <= 150


def test_mattermost_gets_one_text_that_calls_nobody():
    text = mattermost(view(text=EVIL))["text"]
    assert "@all" not in text
    assert "humas@dinkes.go.id" in text  # an e-mail address calls nobody and is copied
    assert "&lt;\\!channel\\>" in text
    assert "\\!\\[i\\]\\(http" in text
    assert "[Saya tangani](https://konsol.example.go.id/cases/c1?acknowledge=1)" in text
    assert list(mattermost(view())) == ["text"]
    assert len(mattermost(view(text="*" * 20_000))["text"]) < 2 * 12_000 + 1000


def whatsapp(alert, **settings):
    channel = WhatsappChannel(WhatsappSettings(**settings), "token", None)
    return channel._template(alert)


def values(template):
    return [entry["text"] for entry in template["components"][0]["parameters"]]


def test_whatsapp_fills_a_template_with_four_values():
    template = whatsapp(view())
    assert (template["name"], template["language"]) == ("selaras_kasus", {"code": "id"})
    assert values(template) == [
        "Bertentangan dengan Dinas Pendidikan: tanggal",
        "Dinas Pendidikan",
        "Senin, 5 Januari 2026 pukul 15.00 WIB",
        "Kasus cases/c1 · pemberitahuan aaaaaaaa",
    ]
    assert len(template["components"]) == 1


def test_whatsapp_takes_no_line_breaks_and_no_empty_values():
    alert = make_alert(title="a\n\n   b\tc")
    alert.ClearField("others")
    alert.ClearField("deadline")
    assert values(whatsapp(read_alert(alert.SerializeToString()))) == [
        "a b c",
        "-",
        "belum ada jadwal terbit",
        "Kasus cases/c1 · pemberitahuan aaaaaaaa",
    ]


def test_whatsapp_gets_both_buttons_or_the_template_without():
    prefix = "https://konsol.example.go.id/"
    first, second = whatsapp(view(language="en"), button_prefix=prefix)["components"][1:]
    assert (first["index"], second["index"]) == ("0", "1")
    assert first["parameters"] == [{"type": "text", "text": "cases/c1?acknowledge=1"}]
    for other in (view(urls=False), view(kind="RESOLVED", urls=False)):
        template = whatsapp(other, button_prefix=prefix)
        assert (template["name"], len(template["components"])) == ("selaras_kabar", 1)
    assert whatsapp(view(), button_prefix="https://other/")["name"] == "selaras_kabar"
    assert whatsapp(view(kind="RESOLVED"))["name"] == "selaras_kabar"
