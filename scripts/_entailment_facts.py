"""Pairs of sentences constructed from facts: changed dates, amounts, states, and their twins.

Templates (``entailment/*.toml``) say what announcements state and how. A pair takes two writings of
one statement with one value (entailment) or two (contradiction), or statements that do not touch
each other: another slot, area, phase or matter (neutral). Each sentence stands after its message's
heading, as the judge asks (``selaras.matching.judge.statement``).
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _entailment_pairs import Pair
from _entailment_styles import Style, styled
from _entailment_values import MAKERS, Writings

FOLDER = Path(__file__).with_name("entailment")
_LISTS = {
    "venue": "venues",
    "road": "roads",
    "group": "groups",
    "document": "documents",
    "cause": "causes",
    "agency": "agencies",
    "channel": "channels",
}
ENTAILMENT, NEUTRAL, CONTRADICTION = "entailment", "neutral", "contradiction"


_HEADINGS = (
    "{n}",
    "{n} {a}",
    "Info {n}",
    "{n} di {a}",
    "Jadwal {n}",
    "Pemkab Umumkan {n}",
    "{n} Segera Digelar",
    "Catat, {n}",
    "Warga {a} Diminta Perhatikan {n}",
    "Pengumuman {n}",
    "Siaran Pers: {n}",
    "{a}: {n}",
)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a message is about: names of the matter, its area, its phase ("" for none)."""

    names: list[str]
    area: str
    phase: str

    def heading(self, rng: random.Random, *, with_area: bool = False) -> str:
        """A title as an office would give it."""
        name = rng.choice(self.names)
        if self.phase and (self.phase not in name):
            name = f"{name} {self.phase}"
        forms = [form for form in _HEADINGS if "{a}" in form or not with_area]
        text = rng.choice(forms).format(n=name, a=self.area)
        return text.title() if rng.random() < 0.4 else text[0].upper() + text[1:]


class Constructor:
    """Draws pairs from the templates.

    Args:
        seed: of everything that is drawn.
    """

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._slots: dict[str, Any] = _read("slots")
        self._states: dict[str, Any] = _read("states")
        self._lists: dict[str, Any] = _read("matters")

    def pairs(self, count: int) -> list[Pair]:
        """So many pairs."""
        plans: list[tuple[float, Callable[[], Pair]]] = [
            (0.20, lambda: self._slot_pair(ENTAILMENT)),
            (0.26, lambda: self._slot_pair(CONTRADICTION)),
            (0.10, self._elsewhere),
            (0.17, self._other_slot),
            (0.08, lambda: self._state_pair(ENTAILMENT)),
            (0.12, lambda: self._state_pair(CONTRADICTION)),
            (0.04, self._state_of_another),
            (0.03, self._denied),
        ]
        weights = [weight for weight, _ in plans]
        makers = [maker for _, maker in plans]
        return [self._rng.choices(makers, weights)[0]() for _ in range(count)]

    def _slot_pair(self, label: str) -> Pair:
        """Two sentences of one slot, of one value or of two."""
        topic, slot = self._topic(), self._slot()
        one, other = self._values(slot)
        second = one if label == ENTAILMENT else other
        first_claim = self._sentence(slot, topic, one)
        second_claim = self._sentence(slot, topic, second)
        if label == ENTAILMENT and first_claim == second_claim:
            return self._slot_pair(label)
        first_claim = self._extended(first_claim, slot, topic)
        if label == CONTRADICTION:
            second_claim = self._extended(second_claim, slot, topic)
        return self._pair((topic, first_claim), (topic, second_claim), label)

    def _elsewhere(self) -> Pair:
        """Two values of one slot that can both hold: in two areas, phases or matters."""
        topic, slot = self._topic(), self._slot()
        one, other = self._values(slot)
        twin = self._apart(topic)
        if twin.phase:
            topic = Topic(topic.names, topic.area, self._partner(twin.phase))
        return self._pair(
            (topic, self._sentence(slot, topic, one)),
            (twin, self._sentence(slot, twin, other)),
            NEUTRAL,
            headed=True,
        )

    def _other_slot(self) -> Pair:
        """Two slots of one matter, mostly of one kind: a deadline and the day of the event."""
        topic, slot = self._topic(), self._slot()
        second = self._another_slot(slot)
        one, other = self._values(slot)[0], self._values(second)[0]
        return self._pair(
            (topic, self._sentence(slot, topic, one)),
            (topic, self._sentence(second, topic, other)),
            NEUTRAL,
        )

    def _another_slot(self, slot: str) -> str:
        """Another slot, mostly of the same kind, that cannot state the same thing."""
        kind = self._slots[slot]["kind"]
        others = [name for name in self._slots if name != slot and {name, slot} not in _CLOSE]
        alike = [name for name in others if self._slots[name]["kind"] == kind]
        return self._rng.choice(alike if alike and self._rng.random() < 0.75 else others)

    def _state_pair(self, label: str) -> Pair:
        """Two writings of one state, or of two that exclude each other."""
        state = self._states[self._rng.choice(list(self._states))]
        thing, topic = self._rng.choice(state["of"]), self._topic()
        first, second = self._rng.sample(["yes", "no"], 2)
        if label == ENTAILMENT:
            second = first
        one, other = (self._rng.choice(state[side]).format(t=thing) for side in (first, second))
        if one == other:
            return self._state_pair(label)
        one = self._extended(one, "", topic)
        return self._pair((topic, one), (topic, other), label)

    def _state_of_another(self) -> Pair:
        """Opposite states of two things."""
        state = self._states[self._rng.choice(list(self._states))]
        things, topic = self._rng.sample(state["of"], 2), self._topic()
        sides = self._rng.sample(["yes", "no"], 2)
        one, other = (
            self._rng.choice(state[side]).format(t=thing)
            for side, thing in zip(sides, things, strict=True)
        )
        return self._pair((topic, one), (topic, other), NEUTRAL)

    def _denied(self) -> Pair:
        """A statement, and one that it, or another, is false: only the first two contradict."""
        topic, slot = self._topic(), self._slot()
        one, other = self._values(slot)
        same = self._rng.random() < 0.6
        denial = self._rng.choice(
            [
                "Tidak benar bahwa {c}",
                "Kabar bahwa {c} adalah hoaks",
                "Beredar pesan: {c}. Itu tidak benar",
                "[HOAKS] {c}",
                "Informasi {c} keliru",
            ]
        )
        claim = self._sentence(slot, topic, one)
        refuted = denial.format(c=self._sentence(slot, topic, one if same else other))
        return self._pair((topic, claim), (topic, refuted), CONTRADICTION if same else NEUTRAL)

    def _extended(self, claim: str, slot: str, topic: Topic) -> str:
        """The claim, now and then with a second fact in the same sentence."""
        if self._rng.random() > 0.4:
            return claim
        others = [name for name in self._slots if name != slot and {name, slot} not in _CLOSE]
        second = self._rng.choice(others)
        if slot and self._slots[second]["kind"] == self._slots[slot]["kind"]:
            return claim
        extra = self._sentence(second, topic, self._values(second)[0])
        joint = self._rng.choice([", ", " dan ", "; ", ", sedangkan ", " — "])
        parts = [claim, extra] if self._rng.random() < 0.6 else [extra, claim]
        return joint.join([parts[0], parts[1][0].lower() + parts[1][1:]])

    def _pair(
        self, one: tuple[Topic, str], other: tuple[Topic, str], label: str, *, headed: bool = False
    ) -> Pair:
        texts = [self._stated(topic, claim, headed=headed) for topic, claim in (one, other)]
        if label != ENTAILMENT and self._rng.random() < 0.5:
            texts.reverse()
        return Pair(texts[0], texts[1], label)

    def _stated(self, topic: Topic, claim: str, *, headed: bool) -> str:
        if self._rng.random() < 0.3:
            claim = f"{self._rng.choice(self._lists['openings'])} {claim[0].lower()}{claim[1:]}"
        claim = styled(claim, self._rng.choice(list(Style)), self._rng)
        if not headed and self._rng.random() < 0.25:
            return claim
        return f"{topic.heading(self._rng, with_area=headed)}. {claim}"

    def _sentence(self, slot: str, topic: Topic, value: Writings) -> str:
        form = self._rng.choice(self._slots[slot]["forms"])
        name = self._rng.choice(topic.names)
        if topic.phase and self._rng.random() < 0.5:
            name = f"{name} {topic.phase}"
        return form.format(t=name, v=self._rng.choice(value), e=topic.names[-1])

    def _values(self, slot: str) -> tuple[Writings, Writings]:
        kind = self._slots[slot]["kind"]
        if kind in _LISTS:
            one, other = self._rng.sample(self._lists[_LISTS[kind]], 2)
            return [one], [other]
        if kind in {"count", "measure"}:
            return MAKERS[kind](self._rng, self._slots[slot]["units"])
        return MAKERS[kind](self._rng)

    def _topic(self) -> Topic:
        names = self._rng.choice(self._lists["matters"])
        if self._rng.random() < 0.12:
            names = [self._rng.choice(self._lists["events"])]
        return Topic(names, self._rng.choice(self._lists["areas"]), "")

    def _apart(self, topic: Topic) -> Topic:
        """A topic whose values say nothing of this one's."""
        draw = self._rng.random()
        if draw < 0.4:
            areas = [area for area in self._lists["areas"] if area != topic.area]
            return Topic(topic.names, self._rng.choice(areas), "")
        if draw < 0.7:
            return Topic(
                topic.names, topic.area, self._rng.choice(self._rng.choice(self._lists["phases"]))
            )
        others = [names for names in self._lists["matters"] if names is not topic.names]
        return Topic(self._rng.choice(others), topic.area, "")

    def _partner(self, phase: str) -> str:
        both = next(item for item in self._lists["phases"] if phase in item)
        return both[1 - both.index(phase)]

    def _slot(self) -> str:
        return self._rng.choice(list(self._slots))


# Slots that may state one thing in two ways: what differs in them says neither one nor the other.
_CLOSE = (
    {"event_date", "start_date"},
    {"event_date", "end_date"},
    {"register_close", "end_date"},
    {"hours", "open_time"},
    {"hours", "close_time"},
    {"close_time", "open_time"},
    {"fee", "price"},
    {"victims", "refugees"},
    {"quota", "target"},
    {"age", "who"},
    {"venue", "pickup"},
    {"web", "where_to_apply"},
    {"detour", "closed_road"},
    {"process", "validity"},
    {"process", "outage"},
    {"outage", "validity"},
    {"villages", "houses"},
    {"event_date", "pay_date"},
    {"phone", "account"},
    {"discount", "share"},
    {"coverage", "share"},
    {"level", "height"},
    {"start_date", "pay_date"},
)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
