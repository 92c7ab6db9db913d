"""What an entailment model reads: claims with what it takes to understand them, and openings."""

from __future__ import annotations

from selaras.matching.domain.facts import ExtractedMessage, Fact

# Two openings together fit what the model reads, and what a message is about stands there.
_MOST_OPENING = 320
_MOST_HEADING = 80
_MOST_CLAIM = 240
_MARKS = ("«", "»")


def opening(title: str, body: str) -> str:
    """How a message begins, in one line."""
    return _cut(_one_line(f"{title}. {body}" if title else body).strip(), _MOST_OPENING)


def statement(message: ExtractedMessage, fact: Fact) -> str:
    """The claim after the heading of its message and the line that governs it, the value marked.

    ``📅 12 Mei`` says nothing alone; ``Vaksinasi Rabies Gratis. 📅 «12 Mei»`` does. A message
    without a title is headed by its first claim. Of a long claim what surrounds the value stays.
    """
    claim = message.claims[fact.claim_index]
    before, value, after = _parts(message, fact)
    text = _one_line(f"{_MARKS[0]}{value}{_MARKS[1]}" if value else "")
    room = max(0, _MOST_CLAIM - len(text)) // 2
    before, after = _one_line(f"{claim.context} {before} "), _one_line(f" {after}")
    text = f"{before[-room:] if room else ''}{text}{after[:room]}".strip()
    if not fact.claim_index:
        return text
    heading = _cut(_one_line(message.claims[0].text), _MOST_HEADING).rstrip(".:!?* ")
    return f"{heading}. {text}"


def _parts(message: ExtractedMessage, fact: Fact) -> tuple[str, str, str]:
    """What stands before the value in its claim, the value, and what stands after it."""
    claim = message.claims[fact.claim_index]
    start = fact.span.start - claim.span.start
    inside = fact.span.part == claim.span.part and start >= 0
    if not inside or not claim.text.startswith(fact.surface, start):
        return "", "", claim.text  # the value stands in the heading that governs the claim
    return claim.text[:start], fact.surface, claim.text[start + len(fact.surface) :]


def _one_line(text: str) -> str:
    """Runs of blanks as one blank; one at either end stays."""
    inner = " ".join(text.split())
    return f"{' ' * text[:1].isspace()}{inner}{' ' * (bool(inner) and text[-1:].isspace())}"


def _cut(text: str, most: int) -> str:
    """The text up to a whole word within ``most`` characters."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0]
