"""Telegram: one message with two buttons."""

from __future__ import annotations

import html
import json
import re
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from selaras.alerting.channels.chat import buttons, cut_utf16, flat, reference
from selaras.alerting.channels.http import Answer, HttpClient, raise_for_status
from selaras.alerting.ports.channel import AlertView, Envelope, Failed, Refused
from selaras.alerting.ports.deliveries import ChannelKind

_LIMIT = 4096  # UTF-16 code units after the markup is read
_TITLE = 300
_CHAT = re.compile(r"-?[0-9]{1,20}|@[A-Za-z0-9_]{4,64}")


class TelegramChannel:
    """See :class:`selaras.alerting.ports.channel.Channel`.

    Telegram has no key for repetitions: the last line of a message names case and alert.

    Args:
        token: of the bot; it is part of the URL, so no URL is ever told.
        base_url: address of the bot API.
    """

    kind = ChannelKind.TELEGRAM

    def __init__(self, token: str, base_url: str, client: HttpClient) -> None:
        self._url = f"{base_url}/bot{token}/sendMessage"
        self._client = client

    async def send(self, envelope: Envelope) -> None:
        """See the port."""
        if not _CHAT.fullmatch(envelope.address):
            raise Refused("ADDRESS_INVALID", "the address is no chat id", asked=False)
        body = json.dumps(_message(envelope.alert, envelope.address)).encode()
        answer = await self._client.post(self._url, body, {"Content-Type": "application/json"})
        _raise(answer)

    async def close(self) -> None:
        """See the port."""
        await self._client.close()


def _message(alert: AlertView, chat: str) -> dict[str, Any]:
    pairs = buttons(alert)
    proper = [(label, url) for label, url in pairs if _may_be_button(url)]
    links = [f"{label}: {url}" for label, url in pairs if (label, url) not in proper]
    title = cut_utf16(flat(alert.title), _TITLE)
    tail = "\n".join([*links, reference(alert)])
    room = _LIMIT - len((title + tail).encode("utf-16-le")) // 2 - len("\n\n") * 2
    body = cut_utf16(alert.text, max(room, 1))
    words = f"<b>{_escape(title)}</b>\n\n{_escape(body)}\n\n{_escape(tail)}"
    message: dict[str, Any] = {
        "chat_id": chat,
        "text": words,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if proper:
        keyboard = [[{"text": label, "url": url} for label, url in proper]]
        message["reply_markup"] = {"inline_keyboard": keyboard}
    return message


def _escape(words: str) -> str:
    return html.escape(words, quote=False)


def _may_be_button(url: str) -> bool:
    """Telegram refuses a whole message for a button to a host that is no public name."""
    host = urlsplit(url).hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return "." in host
    return False


def _raise(answer: Answer) -> None:
    """The error of an answer. What Telegram writes about it is not told: it may quote the text."""
    status = answer.status
    failure = _failure(answer)
    description = str(failure.get("description", "")).lower()
    if status == 429:
        wait = _number(failure, "retry_after")
        raise Failed("HTTP_429", "status 429", retry_after=wait or answer.retry_after)
    if status in {401, 404}:
        # Not this alert's fault: the deployment's token is wrong. All wait until it is put right.
        raise Failed("TELEGRAM_TOKEN_REFUSED", f"status {status}: the bot's token is not accepted")
    if status == 403:
        raise Refused("TELEGRAM_BLOCKED", "the bot may not write to this chat")
    if status == 400 and _number(failure, "migrate_to_chat_id") is not None:
        raise Refused("TELEGRAM_CHAT_MOVED", "the group has a new chat id")
    if status == 400 and "chat not found" in description:
        raise Refused("TELEGRAM_CHAT_NOT_FOUND", "there is no such chat, or the bot is not in it")
    raise_for_status(answer)


def _failure(answer: Answer) -> dict[str, Any]:
    try:
        failure = json.loads(answer.body)
    except ValueError:
        return {}
    return failure if isinstance(failure, dict) else {}


def _number(failure: dict[str, Any], name: str) -> float | None:
    parameters = failure.get("parameters")
    value = parameters.get(name) if isinstance(parameters, dict) else None
    return float(value) if isinstance(value, int | float) else None
