"""An alert in the words of Slack and of Mattermost.

What people wrote is never read as markup and calls nobody: not ``<!channel>``, not ``@all``.
"""

from __future__ import annotations

import re
from typing import Any

from selaras.alerting.channels.chat import buttons, cut, flat, reference
from selaras.alerting.ports.channel import AlertView

_HEADER = 150
_SECTION = 3000
_SECTIONS = 40
_BUTTON = 75
_URL = 3000
_TEXT = 12_000  # Mattermost takes 16,383 code points
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-!|~>])")
_MENTION = re.compile(r"(?<![\w.+-])@")  # not the one in an e-mail address
_NO_MENTION = "@\u200b"  # a zero-width space: looks the same and calls nobody


def slack(alert: AlertView) -> dict[str, Any]:
    """``text`` for notifications and old clients, ``blocks`` for the rest."""
    title = flat(alert.title)
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": cut(title, _HEADER)}},
        *_sections(alert.text),
    ]
    links = [(label, url) for label, url in buttons(alert) if len(url) <= _URL]
    if links:
        elements = [
            {
                "type": "button",
                "text": {"type": "plain_text", "text": cut(label, _BUTTON)},
                "url": url,
                "action_id": f"link-{index}",
            }
            for index, (label, url) in enumerate(links)
        ]
        blocks.append({"type": "actions", "elements": elements})
    context = {"type": "plain_text", "text": reference(alert)}
    blocks.append({"type": "context", "elements": [context]})
    return {"text": _slack(f"{title} ({reference(alert)})"), "blocks": blocks}


def mattermost(alert: AlertView) -> dict[str, Any]:
    """Markdown in ``text``: the one field that every version shows in full."""
    links = " | ".join(f"[{label}]({_link(url)})" for label, url in buttons(alert))
    parts = [
        f"**{_markdown(flat(alert.title))}**",
        _markdown(cut(alert.text, _TEXT)),
        links,
        _markdown(reference(alert)),
    ]
    return {"text": "\n\n".join(part for part in parts if part)}


def _sections(words: str) -> list[dict[str, Any]]:
    """A block for each paragraph; Slack takes 50 blocks in all."""
    paragraphs = [part for part in words.split("\n\n") if part.strip()]
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": _slack_cut(part, _SECTION)}}
        for part in paragraphs[:_SECTIONS]
    ]


def _slack_cut(words: str, limit: int) -> str:
    """Escaped and not longer than the limit; no entity is cut in two."""
    words = cut(words, limit)
    while len(_slack(words)) > limit:
        words = cut(words, len(words) * 4 // 5)
    return _slack(words)


def _slack(words: str) -> str:
    """Slack reads three characters as markup; the rest of mrkdwn only changes how words look."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _markdown(words: str) -> str:
    escaped = _MARKDOWN.sub(r"\\\1", words.replace("&", "&amp;").replace("<", "&lt;"))
    return _MENTION.sub(_NO_MENTION, escaped)


def _link(url: str) -> str:
    return url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
