"""WhatsApp: a template message with title and deadline; texts of drafts do not go through it."""

from __future__ import annotations

import json
import re
from typing import Any

from selaras.alerting.channels.chat import cut, flat, reference
from selaras.alerting.channels.http import HttpClient
from selaras.alerting.channels.whatsapp.errors import raise_for_answer
from selaras.alerting.channels.whatsapp.settings import WhatsappSettings
from selaras.alerting.ports.channel import AlertView, Envelope, Refused
from selaras.alerting.ports.deliveries import ChannelKind
from selaras.catalogue import text

_NUMBER = re.compile(r"\+?[1-9][0-9]{7,14}")
_TITLE = 300
_AGENCY = 200


class WhatsappChannel:
    """See :class:`selaras.alerting.ports.channel.Channel`.

    The four values of a template are title, other agency, deadline, reference. A repeated message
    has the same reference; ``biz_opaque_callback_data`` is the alert's id.

    Args:
        token: access token.
    """

    kind = ChannelKind.WHATSAPP

    def __init__(self, settings: WhatsappSettings, token: str, client: HttpClient) -> None:
        self._settings = settings
        self._url = f"{settings.base_url}/{settings.version}/{settings.phone_number_id}/messages"
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._client = client

    async def send(self, envelope: Envelope) -> None:
        """See the port."""
        if not _NUMBER.fullmatch(envelope.address):
            raise Refused("ADDRESS_INVALID", "the address is no phone number", asked=False)
        message = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": envelope.address.removeprefix("+"),
            "type": "template",
            "template": self._template(envelope.alert),
            "biz_opaque_callback_data": envelope.alert.alert_id,
        }
        body = json.dumps(message).encode()
        raise_for_answer(await self._client.post(self._url, body, self._headers))

    async def close(self) -> None:
        """See the port."""
        await self._client.close()

    def _template(self, alert: AlertView) -> dict[str, Any]:
        settings = self._settings
        links = self._buttons(alert)
        full = links is not None
        language = (
            settings.template_language_en
            if alert.language == "en"
            else settings.template_language_id
        )
        return {
            "name": settings.template if full else settings.template_notice,
            "language": {"code": language},
            "components": [{"type": "body", "parameters": _values(alert)}, *(links or [])],
        }

    def _buttons(self, alert: AlertView) -> list[dict[str, Any]] | None:
        """The two buttons, none if the template has none; None: the alert needs the other template.

        The number of buttons of a template is fixed, so an alert without a link takes the other.
        """
        prefix = self._settings.button_prefix
        if not prefix:
            return [] if alert.kind not in {"RESOLVED", "DIGEST", "TEST"} else None
        links = (alert.acknowledge_url, alert.open_url)
        if not all(link.startswith(prefix) and len(link) > len(prefix) for link in links):
            return None
        return [
            {
                "type": "button",
                "sub_type": "url",
                "index": str(index),
                "parameters": [{"type": "text", "text": link.removeprefix(prefix)}],
            }
            for index, link in enumerate(links)
        ]


def _values(alert: AlertView) -> list[dict[str, str]]:
    """The values of a template; WhatsApp refuses line breaks and empty ones."""
    deadline = alert.deadline_text or text("message.whatsapp.no_deadline", lang=alert.language)
    values = (
        cut(flat(alert.title), _TITLE),
        cut(flat(", ".join(alert.other_names)), _AGENCY),
        flat(deadline),
        flat(reference(alert)),
    )
    return [{"type": "text", "text": value or "-"} for value in values]
