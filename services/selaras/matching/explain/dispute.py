"""What may be wrong with a published message, in a sentence."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from selaras.catalogue import text
from selaras.gazetteer import Gazetteer
from selaras.matching.domain.finding import Evidence
from selaras.matching.domain.message import Message
from selaras.matching.domain.text import Zone
from selaras.matching.explain import numbers

_LONGEST = 120  # code points of a quotation


def open_case(lang: str = "id") -> str:
    """Another agency says otherwise. Who and what is for the parties of the case to know."""
    return text("bank.dispute.open_case", lang=lang)


def superseded(evidence: Evidence, later: Message, went_out: datetime, lang: str = "id") -> str:
    """The agency itself says otherwise later; both texts are public.

    Args:
        evidence: what clashes, the earlier message on the left.
        later: the later message.
        went_out: when that was published.
        lang: language of the sentence.
    """
    return text(
        "bank.dispute.superseded",
        lang=lang,
        agency=later.agency.display_name,
        kind=text(f"kind.{evidence.kind or 'text'}", lang=lang),
        day=numbers.day(_day(later, went_out), lang),
        own=_short(evidence.left.text),
        other=_short(evidence.right.text),
    )


def _day(message: Message, moment: datetime) -> date:
    """The day where the message is read."""
    gazetteer = Gazetteer.load()
    zone = Zone.WIB
    for code in (*message.area_codes, message.agency.area_code):
        if code and gazetteer.is_known(code):
            zone = Zone(gazetteer.zone(code))
            break
    return moment.astimezone(timezone(timedelta(minutes=zone.utc_offset_minutes))).date()


def _short(quoted: str) -> str:
    flat = " ".join(quoted.split())
    return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1].rstrip() + "…"
