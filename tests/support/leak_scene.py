"""Agencies that clash, and what each of them may read of the others' drafts.

Two matters. Dinkes and Disdik name two days for one vaccination; Disdik and Kemenag two fees for
one course. A coordinator puts the two cases together, so that Kemenag is a party of the case in
which Dinkes has a part, without a finding against it. Polres has nothing to do with either.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from selaras.api.v1 import agency_pb2, directory_pb2, draft_pb2

from tests.support.leak import Mark, Shown, Spot, amount, day, word

AREA = "32.78"
FAR = "35.78"
FULL, EXCERPT, CONTACT = (
    draft_pb2.SHARE_LEVEL_FULL,
    draft_pb2.SHARE_LEVEL_EXCERPT,
    draft_pb2.SHARE_LEVEL_CONTACT,
)
# In this order each draft of a test has the level after the one before.
LEVELS = (FULL, EXCERPT, CONTACT)
AGENCIES = {
    "dinkes": AREA,
    "disdik": AREA,
    "kemenag": AREA,
    "polres": AREA,
    "kominfo": AREA,
    "surabaya": FAR,
    "coba": FAR,  # what an administrator tries things on
}
OWNER, HEAD, COORDINATOR = (
    directory_pb2.OWNER_ROLE_OWNER,
    directory_pb2.OWNER_ROLE_HEAD,
    directory_pb2.OWNER_ROLE_COORDINATOR,
)


@dataclass(frozen=True)
class Person:
    """An owner with a key; a coordinator is subscribed to the area of the own agency."""

    agency: str
    owner: str
    role: int

    @property
    def name(self) -> str:
        return f"{self.agency}/{self.owner}"


PEOPLE = (
    Person("dinkes", "humas", OWNER),
    Person("disdik", "humas", OWNER),
    Person("disdik", "kepala", HEAD),
    Person("kemenag", "humas", OWNER),
    Person("kemenag", "kepala", HEAD),
    Person("polres", "humas", OWNER),
    Person("polres", "kepala", HEAD),
    Person("kominfo", "koordinator", COORDINATOR),
    Person("surabaya", "koordinator", COORDINATOR),
    Person("coba", "humas", OWNER),
)
COORDINATOR_HERE = "kominfo/koordinator"
ADMIN = "admin"
NOBODY = "nobody"
LOG = "log"
# Where everybody is told what others plan.
CALENDARS = {"CalendarService.ListPlans", "/calendar", "/calendar/{secret}.ics"}


@dataclass(frozen=True)
class Draft:
    """A draft with a marker in its title, its clashing sentence and another sentence."""

    agency: str
    matter: str
    share_level: int
    title: str
    body: str
    clash: str
    value: Mark
    words: tuple[str, str, str]
    area: str = ""
    publish_in: timedelta | None = None

    @property
    def key(self) -> str:
        return f"{self.agency}/{self.matter}"

    @property
    def name(self) -> str:
        return f"agencies/{self.agency}/drafts/{self.matter}"

    @property
    def marks(self) -> tuple[Mark, ...]:
        spots = zip((Spot.TITLE, Spot.CLASH, Spot.BODY), self.words, strict=True)
        area = (word(Spot.AREA, self.key, self.area),) if self.area else ()
        return (*(word(spot, self.key, text) for spot, text in spots), self.value, *area)

    def to_proto(self) -> draft_pb2.Draft:
        draft = draft_pb2.Draft(
            external_id=self.matter,
            title=self.title,
            body=self.body,
            share_level=self.share_level,  # type: ignore[arg-type]
            area_codes=[self.area] if self.area else [],
        )
        if self.publish_in is not None:
            draft.publish_time.FromDatetime(datetime.now(UTC) + self.publish_in)
        return draft


# Near copies of the two matters, made by somebody who knows the subject and no marker.
COPIES = {
    "m1": draft_pb2.Draft(
        title="Vaksinasi polio",
        body="Vaksinasi polio untuk anak usia 0 sampai 7 tahun di Kota Tasikmalaya dilayani di "
        "semua puskesmas. Vaksinasi polio dimulai hari Senin, 29 Maret 2027.",
    ),
    "m2": draft_pb2.Draft(
        title="Pesantren kilat",
        body="Pelajar SMP di Kota Tasikmalaya dapat mengikuti pesantren kilat di Masjid Agung Kota "
        "Tasikmalaya. Setiap pelajar membayar biaya pesantren kilat sebesar Rp500.000.",
    ),
}
UNRELATED = {
    "dinkes": "Limbah jarum suntik dibuang dalam wadah kuning.",
    "disdik": "Perpustakaan keliling meminjamkan komik dan novel.",
    "kemenag": "Buku nikah dicetak ulang bagi pasangan yang kehilangan.",
    "polres": "Petugas menertibkan parkir sepeda motor di trotoar.",
    "kominfo": "Menara pemancar radio dicat merah putih.",
    "surabaya": "Pawai perahu hias berlayar di Kalimas.",
}
COMMENT = Mark(Spot.COMMENT, "dinkes", ("brasimolet",))
NOTE = Mark(Spot.NOTE, "disdik", ("quofardine",))
ADDRESS = Mark(Spot.ADDRESS, "disdik", ("tevgalorim@disdik.example",))
# What signs a webhook, as it is written and as it is used.
_SIGNS = "selaras-kunci-rahasia-milik-disd"
SECRET = Mark(Spot.SECRET, "disdik", (_SIGNS, base64.b64encode(_SIGNS.encode()).decode()))


def drafts(turn: int) -> tuple[Draft, ...]:
    """The drafts of both matters, in the order they are submitted; ``turn`` shifts the levels."""
    levels = [LEVELS[(turn + step) % len(LEVELS)] for step in range(3)]
    sub_district = "32.78.07"
    return (
        _vaccination(
            *("dinkes", levels[0], "15 Maret 2027"),
            words=("zarupelon", "kramidovex", "wobarsiluk"),
            area=sub_district,
        ),
        _vaccination(
            *("disdik", levels[1], "22 Maret 2027"),
            words=("melodrupaz", "fenokurbat", "sitomarvek"),
        ),
        _course("disdik", levels[2], "2.748.310", ("bulomexar", "dravokelun", "yomitarsek")),
        _course("kemenag", levels[0], "1.963.470", ("harovensud", "pimorvaket", "gelutranox")),
    )


def _vaccination(
    agency: str, level: int, date: str, *, words: tuple[str, str, str], area: str = ""
) -> Draft:
    # An emergency that goes out soon is critical: coordinators are told of it at once.
    clash = f"Vaksinasi darurat polio dimulai hari Senin, {date} oleh tim {words[1]}."
    service = "untuk anak usia 0 sampai 7 tahun di Kota Tasikmalaya dilayani di semua puskesmas"
    return Draft(
        agency,
        "m1",
        level,
        f"Vaksinasi polio tahap {words[0]}",
        f"Vaksinasi polio {service}. {clash} Juru bicara yang ditunjuk ialah {words[2]}.",
        clash,
        day(f"{agency}/m1", date),
        words,
        area,
        timedelta(hours=1),
    )


def _course(agency: str, level: int, fee: str, words: tuple[str, str, str]) -> Draft:
    clash = f"Setiap pelajar membayar biaya pesantren kilat sebesar Rp{fee}, ujar {words[1]}."
    opening = "Pelajar SMP di Kota Tasikmalaya dapat mengikuti pesantren kilat di Masjid Agung"
    return Draft(
        agency,
        "m2",
        level,
        f"Pesantren kilat {words[0]}",
        f"{opening} Kota Tasikmalaya. {clash} Konsumsi disiapkan oleh rekanan {words[2]}.",
        clash,
        amount(f"{agency}/m2", fee),
        words,
    )


@dataclass
class Rules:
    """What a viewer may read, as DESIGN and the protos say it."""

    drafts: tuple[Draft, ...]
    published: set[str] = field(default_factory=set)
    secrets: list[Mark] = field(default_factory=lambda: [SECRET])

    @property
    def marks(self) -> tuple[Mark, ...]:
        own = tuple(mark for draft in self.drafts for mark in draft.marks)
        return (*own, COMMENT, NOTE, ADDRESS, *self.secrets)

    def may_read(self, shown: Shown, mark: Mark) -> bool:
        """Whether the viewer may be shown a marker there."""
        agency = shown.viewer.partition("/")[0]
        if mark.spot is Spot.SECRET or shown.viewer == LOG:
            return False
        if mark.spot is Spot.COMMENT:  # all agencies of the case read it, and who keeps order
            return agency in {"dinkes", "disdik", "kemenag", ADMIN} or self._coordinates(shown)
        if mark.agency == agency:
            return True
        if mark.spot is Spot.ADDRESS:
            return agency == ADMIN
        return mark.spot is not Spot.NOTE and mark.spot in self.spots(shown, mark.of)

    def spots(self, shown: Shown, key: str) -> frozenset[Spot]:
        """Which markers of another agency's draft somebody may read."""
        draft = next(item for item in self.drafts if item.key == key)
        if draft.key in self.published:
            return frozenset(Spot) if shown.viewer != NOBODY else frozenset()
        agency = shown.viewer.partition("/")[0]
        side = agency in {item.agency for item in self.drafts if item.matter == draft.matter}
        # Who coordinates elsewhere is a plain member of the own agency here, and so is its plugin.
        if side or self._coordinates(shown) or shown.copy == draft.matter:
            return level_spots(draft.share_level)
        if shown.where in CALENDARS and shown.viewer not in (NOBODY, ADMIN):
            return _plan_spots(draft)
        return frozenset()

    def _coordinates(self, shown: Shown) -> bool:
        return shown.viewer == COORDINATOR_HERE


def level_spots(level: int) -> frozenset[Spot]:
    """The markers that a share level lets the other side read."""
    if level == FULL:
        return frozenset({Spot.TITLE, Spot.CLASH, Spot.VALUE, Spot.BODY, Spot.AREA})
    return frozenset({Spot.CLASH, Spot.VALUE}) if level == EXCERPT else frozenset()


def _plan_spots(draft: Draft) -> frozenset[Spot]:
    """The markers that everybody may read in the calendar of a draft that is not public."""
    if draft.share_level != FULL or draft.publish_in is None:
        return frozenset()
    return frozenset({Spot.TITLE, Spot.AREA})


def plugins() -> Iterator[str]:
    """Ids of the agencies whose plugin calls."""
    yield from (agency for agency in AGENCIES if agency != "coba")


def agency_of(agency_id: str) -> directory_pb2.Agency:
    """An agency to register."""
    return directory_pb2.Agency(
        agency_id=agency_id,
        display_name=f"Instansi {agency_id}",
        level=agency_pb2.AGENCY_LEVEL_KOTA,
        area_code=AGENCIES[agency_id],
    )


def owner_of(person: Person, channels: list[directory_pb2.OwnerChannel]) -> directory_pb2.Owner:
    """An owner to register."""
    return directory_pb2.Owner(
        owner_id=person.owner,
        display_name=f"{person.owner} {person.agency}",
        contact=f"+62-811-{person.owner}",
        role=person.role,  # type: ignore[arg-type]
        area_codes=[AGENCIES[person.agency]] if person.role == COORDINATOR else [],
        channels=channels,
    )
