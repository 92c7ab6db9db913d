"""The shared message bank, on made vectors: who finds what, and what is said against it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import numpy as np
import pytest
from selaras.gazetteer import Gazetteer
from selaras.kit.clock import FakeClock
from selaras.kit.errors import InvalidRequest, Unavailable
from selaras.matching.domain.case import Case, CaseState, Party
from selaras.matching.domain.entailment import Entailment
from selaras.matching.domain.finding import Relation
from selaras.matching.domain.message import Message, MessageState, ShareLevel
from selaras.matching.domain.viewer import Viewer
from selaras.matching.handlers import disputes
from selaras.matching.handlers.disputes import DisputeKind, Disputes
from selaras.matching.handlers.search import FoundMessage, SearchHandler, SearchQuery
from selaras.matching.judge.decide import FactJudge
from selaras.matching.pipeline import Pipeline, to_indexed
from selaras.matching.ports import Embeddings
from selaras.matching.preparation import Preparation
from selaras.matching.settings import JudgeSettings, RetrievalSettings

from tests.fakes.index import FakeIndex
from tests.fakes.matching import FakeEmbedder, FakeEntailer, FakeStore
from tests.support.matching import NOW, finding, message

POLIO = "Imunisasi polio digelar 14 Mei 2026 di Puskesmas Cipedes. Bawa buku KIA."
FLOOD = "Banjir di Jalan Mangkubumi sudah surut. Warga boleh pulang."
CITY = Viewer("dinkes")


class CloseEmbedder(FakeEmbedder):
    """Hashed words spread wider than a real model's vectors, which lie between 0.7 and 1."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.version = "fake-1"
        self.lift = 0.25

    async def embed(self, texts) -> Embeddings:
        vectors = (await super().embed(texts)).vectors + self.lift
        return Embeddings(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), self.version)

    async def embed_query(self, query: str) -> Embeddings:
        self.asked.append(query)
        return await self.embed([query])


@dataclass
class Bank:
    """A bank in memory."""

    store: FakeStore = field(default_factory=FakeStore)
    index: FakeIndex = field(default_factory=FakeIndex)
    embedder: CloseEmbedder = field(default_factory=CloseEmbedder)
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    entailer: FakeEntailer = field(default_factory=FakeEntailer)

    def __post_init__(self) -> None:
        gazetteer, judge = Gazetteer.load(), FactJudge(JudgeSettings())
        self.pipeline = Pipeline(
            embedder=self.embedder,
            entailer=self.entailer,
            index=self.index,
            store=self.store,
            judge=judge,
            preparation=Preparation(gazetteer),
            settings=RetrievalSettings(),
        )
        against = Disputes(
            store=self.store,
            index=self.index,
            pipeline=self.pipeline,
            judge=judge,
            entailer=self.entailer,
        )
        self.handler = SearchHandler(
            store=self.store,
            index=self.index,
            embedder=self.embedder,
            disputes=against,
            gazetteer=gazetteer,
            clock=self.clock,
        )

    async def put(self, owner: str, external_id: str, body: str, **fields: object) -> Message:
        """Store and index a message; published, unless a state is given."""
        values = {"title": "", "body": body, "state": MessageState.PUBLISHED} | fields
        made = message(owner, external_id, **values)
        await self.store_only(made)
        await self.pipeline.keep(await self.pipeline.examine(made))
        return made

    async def store_only(self, made: Message) -> None:
        async with self.store.transaction() as transaction:
            await transaction.put_message(made)

    async def ask(self, text: str, viewer: Viewer = CITY, **fields: object) -> list[FoundMessage]:
        return await self.handler.search(viewer, SearchQuery(text, **fields))

    async def keys(self, text: str, **fields: object) -> list[str]:
        return [item.message.key for item in await self.ask(text, **fields)]

    async def put_case(self, *sides: Message, **fields: object) -> Case:
        """A case with one finding on two messages."""
        relation = fields.pop("relation", Relation.CONTRADICTION)
        values = {"state": CaseState.OPEN, "version": 1, "relation": relation} | fields
        agencies = sorted({side.agency.id for side in sides})
        case = Case(
            id="k1",
            parties=tuple(Party(agency) for agency in agencies),
            create_time=NOW,
            change_time=NOW,
            **values,
        )
        async with self.store.transaction() as transaction:
            await transaction.put_case(case)
            await transaction.put_finding(finding(*sides, relation=relation, case_id=case.id))
        return case


@pytest.fixture
def bank() -> Bank:
    return Bank()


async def test_the_nearest_message_comes_first_with_the_sentence_that_answers(bank: Bank) -> None:
    await bank.put("dinkes", "1", f"Kabar baik! {POLIO}", title="Polio")
    await bank.put("bpbd", "1", FLOOD)
    first, *others = await bank.ask("kapan imunisasi polio di puskesmas?")
    assert first.message.key == "dinkes/1"
    assert first.passage.text == "Imunisasi polio digelar 14 Mei 2026 di Puskesmas Cipedes."
    start = first.passage.span.start
    assert first.message.body[start:].startswith(first.passage.text)
    assert 0 < first.score <= 1
    assert all(item.score < first.score for item in others)
    assert not first.expired
    assert first.disputes == ()


async def test_a_title_is_searched_but_never_the_passage(bank: Bank) -> None:
    await bank.put("dinkes", "1", "Bawa buku KIA. Gratis.", title="Imunisasi polio Cipedes")
    [found] = await bank.ask("imunisasi polio cipedes")
    assert found.passage.text in {"Bawa buku KIA.", "Gratis."}


async def test_a_body_without_a_sentence_has_no_passage(bank: Bank) -> None:
    await bank.put("dinkes", "1", "#polio #cipedes", title="Imunisasi polio Cipedes")
    [found] = await bank.ask("imunisasi polio cipedes")
    assert found.passage is None


async def test_a_name_or_a_number_counts(bank: Bank) -> None:
    for number in (12, 13, 14):
        body = f"Peraturan Bupati Nomor {number} Tahun 2026 mengatur pasar."
        await bank.put("setda", str(number), body)
    assert (await bank.keys("isi peraturan bupati nomor 13"))[0] == "setda/13"
    await bank.put("dinkes", "sukamaju", POLIO.replace("Cipedes", "Sukamaju"))
    await bank.put("dinkes", "cipedes", POLIO)
    assert (await bank.keys("imunisasi polio sukamaju"))[0] == "dinkes/sukamaju"


async def test_a_name_that_the_vectors_miss_is_found_by_its_words(bank: Bank) -> None:
    await bank.put("dinkes", "1", f"{POLIO} Hubungi Bidan Nurhayati.")
    stored = bank.store.messages["dinkes/1"]
    bank.store.messages["dinkes/1"] = replace(stored, model_version="older")
    bank.embedder.version = "newer"
    [found] = await bank.ask("bidan nurhayati")
    assert found.passage.text == "Hubungi Bidan Nurhayati."


async def test_messages_of_all_agencies_are_found_those_of_the_caller_too(bank: Bank) -> None:
    await bank.put("dinkes", "1", POLIO)
    await bank.put("kominfo", "1", POLIO)
    assert sorted(await bank.keys("imunisasi polio")) == ["dinkes/1", "kominfo/1"]
    assert await bank.keys("imunisasi polio", agency="kominfo") == ["kominfo/1"]
    assert await bank.keys("imunisasi polio", agency="bpbd") == []


@pytest.mark.parametrize("state", [MessageState.LIVE, MessageState.WITHDRAWN])
async def test_what_is_not_public_is_never_found(bank: Bank, state: MessageState) -> None:
    await bank.put("dinkes", "1", POLIO, state=state, share_level=ShareLevel.FULL)
    assert await bank.keys("imunisasi polio") == []


@pytest.mark.parametrize("state", [MessageState.LIVE, MessageState.WITHDRAWN])
async def test_the_database_decides_whatever_the_index_says(
    bank: Bank, state: MessageState
) -> None:
    public = await bank.put("dinkes", "1", POLIO)
    assert await bank.keys("imunisasi polio") == ["dinkes/1"]
    await bank.store_only(replace(public, state=state, version=2))
    assert await bank.keys("imunisasi polio") == []


async def test_a_new_text_that_is_not_out_hides_the_message(bank: Bank) -> None:
    public = await bank.put("dinkes", "1", POLIO)
    new = replace(public, body=FLOOD, revision=2, version=2, state=MessageState.LIVE)
    await bank.store_only(new)
    assert await bank.keys("imunisasi polio") == []
    assert await bank.keys("banjir") == []


async def test_a_message_that_went_out_while_it_was_indexed_is_found(bank: Bank) -> None:
    draft = await bank.put("dinkes", "1", POLIO, state=MessageState.LIVE)
    examined = await bank.pipeline.examine(draft)
    await bank.store_only(replace(draft, state=MessageState.PUBLISHED, version=2))
    await bank.pipeline.keep(examined)
    assert await bank.keys("imunisasi polio") == ["dinkes/1"]


async def test_drafts_that_say_nothing_of_their_state_take_no_places(bank: Bank) -> None:
    """As points do that were indexed before it was noted what is public."""
    for number in range(130):
        await bank.put("dinkes", f"draf-{number}", POLIO, state=MessageState.LIVE)
    await bank.put("dinkes", "umum", f"{POLIO} Ada permen.")
    for key, item in bank.index._messages().items():
        bank.index._messages()[key] = replace(item, published=True)
    assert await bank.keys("imunisasi polio") == ["dinkes/umum"]


@pytest.mark.parametrize(
    ("area", "found"),
    [
        ("", {"kota", "provinsi", "kecamatan", "negara", "tetangga"}),
        ("32.78", {"kota", "provinsi", "kecamatan", "negara"}),
        ("32", {"kota", "provinsi", "kecamatan", "negara", "tetangga"}),
        ("32.78.01", {"kota", "provinsi", "kecamatan", "negara"}),
        ("32.78.02", {"kota", "provinsi", "negara"}),
        ("33", {"negara"}),
    ],
)
async def test_an_area_is_itself_what_it_is_in_and_what_is_in_it(
    bank: Bank, area: str, found: set[str]
) -> None:
    for name, codes in (
        ("kota", ("32.78",)),
        ("provinsi", ("32",)),
        ("kecamatan", ("32.78.01",)),
        ("negara", ()),
        ("tetangga", ("32.77",)),
    ):
        await bank.put("dinkes", name, POLIO, area_codes=codes)
    keys = await bank.keys("imunisasi polio", area_code=area)
    assert {key.removeprefix("dinkes/") for key in keys} == found


async def test_what_no_longer_holds_is_found_when_it_is_asked_for(bank: Bank) -> None:
    await bank.put("dinkes", "lama", POLIO, valid_until=NOW - timedelta(seconds=1))
    await bank.put("dinkes", "kini", POLIO, valid_until=NOW)
    assert await bank.keys("imunisasi polio") == ["dinkes/kini"]
    found = await bank.ask("imunisasi polio", expired=True)
    assert {item.message.key: item.expired for item in found} == {
        "dinkes/lama": True,
        "dinkes/kini": False,
    }


async def test_as_many_as_are_asked_for(bank: Bank) -> None:
    for number in range(60):
        await bank.put("dinkes", str(number), POLIO)
    assert len(await bank.keys("imunisasi polio")) == 10
    assert len(await bank.keys("imunisasi polio", page_size=3)) == 3
    assert len(await bank.keys("imunisasi polio", page_size=50)) == 50


async def test_what_has_nothing_in_common_is_no_answer(bank: Bank) -> None:
    bank.embedder.lift = 0.0
    await bank.put("bpbd", "1", FLOOD)
    assert await bank.keys("banjir mangkubumi") == ["bpbd/1"]
    assert await bank.keys("tarif parkir bandara") == []
    assert await Bank().keys("imunisasi polio") == []


@pytest.mark.parametrize("text", ["", "  ", "?!…", "— —", "\u200b\u200b", "💉💉", "__"])
async def test_a_question_without_a_word_has_a_named_error(bank: Bank, text: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        await bank.ask(text)
    assert caught.value.reason == "QUERY_EMPTY"
    assert [item.field for item in caught.value.violations] == ["query"]
    assert bank.embedder.asked == []


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf])
async def test_a_question_without_a_direction_has_a_named_error(
    bank: Bank, value: float, monkeypatch
) -> None:
    async def embed_query(query: str) -> Embeddings:
        return Embeddings(np.full((1, 64), value, np.float32), "fake-1")

    monkeypatch.setattr(bank.embedder, "embed_query", embed_query)
    with pytest.raises(InvalidRequest) as caught:
        await bank.ask("kapan?")
    assert caught.value.reason == "QUERY_EMPTY"


async def test_a_question_of_function_words_alone_is_asked_by_its_meaning(bank: Bank) -> None:
    await bank.put("dinkes", "1", "Kapan itu dan di mana.")
    assert await bank.keys("kapan dan di mana") == ["dinkes/1"]


async def test_an_unknown_area_has_a_named_error(bank: Bank) -> None:
    with pytest.raises(InvalidRequest) as caught:
        await bank.ask("imunisasi", area_code="99.99")
    assert caught.value.reason == "AREA_UNKNOWN"
    assert caught.value.metadata["code"] == "99.99"


async def test_a_part_that_is_away_is_said_to_be(bank: Bank) -> None:
    await bank.put("dinkes", "1", POLIO)
    bank.index.away = True
    with pytest.raises(Unavailable, match="INDEX_UNAVAILABLE"):
        await bank.ask("imunisasi polio")
    bank.embedder.away = True
    with pytest.raises(Unavailable, match="EMBEDDING_UNAVAILABLE"):
        await bank.ask("imunisasi polio")


async def test_vectors_of_an_older_segmenter_still_answer(bank: Bank) -> None:
    await bank.put("dinkes", "1", POLIO)
    stored = bank.store.messages["dinkes/1"]
    bank.store.messages["dinkes/1"] = replace(stored, vectors=stored.vectors[:2])
    [found] = await bank.ask("bawa buku kia")
    assert found.passage.text == "Bawa buku KIA."


async def test_an_open_case_disputes_and_only_its_parties_see_which(bank: Bank) -> None:
    mine, theirs = await bank.put("dinkes", "1", POLIO), message("kominfo", "9")
    await bank.store_only(theirs)
    case = await bank.put_case(mine, theirs)
    for agency, seen in (("dinkes", case), ("kominfo", case), ("bpbd", None)):
        [found] = await bank.ask("imunisasi polio", viewer=Viewer(agency))
        [dispute] = found.disputes
        assert (dispute.kind, dispute.case) == (DisputeKind.OPEN_CASE, seen)
        assert dispute.later is None


@pytest.mark.parametrize(
    ("fields", "disputed"),
    [
        ({"state": CaseState.AGREED}, True),
        ({"state": CaseState.RESOLVED}, False),
        ({"relation": Relation.OVERLAP}, False),
    ],
)
async def test_only_a_live_case_of_a_contradiction_disputes(bank: Bank, fields, disputed) -> None:
    mine, theirs = await bank.put("dinkes", "1", POLIO), message("kominfo", "9")
    await bank.store_only(theirs)
    await bank.put_case(mine, theirs, **fields)
    [found] = await bank.ask("imunisasi polio")
    assert bool(found.disputes) is disputed


async def test_a_finding_without_a_case_disputes_nothing(bank: Bank) -> None:
    mine, theirs = await bank.put("dinkes", "1", POLIO), message("kominfo", "9")
    async with bank.store.transaction() as transaction:
        await transaction.put_finding(finding(mine, theirs))
    [found] = await bank.ask("imunisasi polio")
    assert found.disputes == ()


RABIES = "Vaksinasi rabies gratis digelar {day} Mei 2026 pukul 08.00 di Alun-alun Tasikmalaya."


async def put_later(bank: Bank, body: str, **fields: object) -> Message:
    """A message that went out a day after the first."""
    values = {"publish_time": NOW + timedelta(days=1), "authored": NOW + timedelta(days=1)}
    owner = fields.pop("owner", "dinkes")
    return await bank.put(owner, "baru", body, **(values | fields))


async def disputes_of_the_first(bank: Bank) -> list:
    found = await bank.ask("vaksinasi rabies alun-alun", expired=True)
    [told] = [item.disputes for item in found if item.message.external_id == "lama"]
    return list(told)


async def test_a_later_message_of_the_agency_that_clashes_supersedes(bank: Bank) -> None:
    await bank.put("dinkes", "lama", RABIES.format(day=12), publish_time=NOW)
    later = await put_later(bank, RABIES.format(day=14))
    [dispute] = await disputes_of_the_first(bank)
    assert (dispute.kind, dispute.later) == (DisputeKind.SUPERSEDED, later)
    assert (dispute.evidence.left.text, dispute.evidence.right.text) == (
        "12 Mei 2026",
        "14 Mei 2026",
    )
    found = await bank.ask("vaksinasi rabies alun-alun")
    [newer] = [item for item in found if item.message.external_id == "baru"]
    assert newer.disputes == ()


async def test_the_newest_of_later_messages_is_told(bank: Bank) -> None:
    await bank.put("dinkes", "lama", RABIES.format(day=12), publish_time=NOW)
    await put_later(bank, RABIES.format(day=14))
    newest = await bank.put(
        "dinkes", "terbaru", RABIES.format(day=15), publish_time=NOW + timedelta(days=2)
    )
    [dispute] = await disputes_of_the_first(bank)
    assert dispute.later == newest


@pytest.mark.parametrize(
    ("answer", "superseded"),
    [(Entailment(0.02, 0.03, 0.95), True), (Entailment(0.02, 0.96, 0.02), False)],
)
async def test_what_is_read_decides(bank: Bank, answer: Entailment, superseded: bool) -> None:
    await bank.put("dinkes", "lama", RABIES.format(day=12), publish_time=NOW)
    await put_later(bank, RABIES.format(day=14))
    bank.entailer.answer = answer
    assert bool(await disputes_of_the_first(bank)) is superseded
    assert bank.entailer.asked


async def test_what_nobody_read_must_repeat_facts_of_the_message(bank: Bank, monkeypatch) -> None:
    await bank.put("dinkes", "lama", RABIES.format(day=12), publish_time=NOW)
    await put_later(bank, RABIES.format(day=14))
    monkeypatch.setattr(disputes, "_REPEATED", 1.1)
    assert await disputes_of_the_first(bank) == []
    bank.entailer.answer = Entailment(0.02, 0.03, 0.95)
    assert len(await disputes_of_the_first(bank)) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"owner": "kominfo"},
        {"state": MessageState.LIVE},
        {"state": MessageState.WITHDRAWN},
        {"publish_time": NOW - timedelta(days=1)},
        {"area_codes": ("32.77",)},
        {"body": RABIES.format(day=12) + " Bawa kartu vaksin."},
        {"body": FLOOD},
    ],
    ids=lambda fields: next(iter(fields)),
)
async def test_what_does_not_supersede(bank: Bank, fields: dict[str, object]) -> None:
    await bank.put("dinkes", "lama", RABIES.format(day=12), publish_time=NOW)
    await put_later(bank, **({"body": RABIES.format(day=14)} | fields))
    assert await disputes_of_the_first(bank) == []


async def test_what_was_withdrawn_does_not_supersede_whatever_the_index_says(bank: Bank) -> None:
    await bank.put("dinkes", "lama", RABIES.format(day=12), publish_time=NOW)
    later = await put_later(bank, RABIES.format(day=14))
    await bank.store_only(replace(later, state=MessageState.WITHDRAWN, version=2))
    assert await disputes_of_the_first(bank) == []


async def test_the_index_is_told_what_is_public_and_by_which_terms(bank: Bank) -> None:
    made = message("dinkes", body="Kuota 1.000 orang.", state=MessageState.PUBLISHED)
    indexed = to_indexed(await bank.pipeline.examine(made))
    assert indexed.published
    assert {"1000", "kapasitas"} <= set(indexed.terms)
    draft = await bank.pipeline.examine(replace(made, state=MessageState.LIVE))
    assert not to_indexed(draft).published
