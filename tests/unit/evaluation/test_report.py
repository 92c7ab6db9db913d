"""The errors of a replay as a page: nothing is lost, no text of a draft is read as markup."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser

import pytest
from selaras.evaluation.dataset import Dataset, Facet, LabelledDraft, LabelledPair, pair_key
from selaras.evaluation.errors import Sort, collect
from selaras.evaluation.highlight import Range, Segment, segments
from selaras.evaluation.measures import (
    PredictedEvidence,
    PredictedSpan,
    Prediction,
    measure,
)
from selaras.evaluation.report import plain, quoted, render

BODY = "Vaksinasi <b>3 Mei</b> & *gratis*.\n\n1. Bawa KTP [asli]\n- Buka | tutup"


def draft(name: str, body: str = BODY) -> LabelledDraft:
    when = datetime.fromisoformat("2026-05-01T08:00:00+07:00")
    return LabelledDraft(
        name,
        "s1",
        f"agency-{name}",
        f"Dinas <{name}>",
        "kota",
        "Kota Medan",
        when,
        "x",
        "J_u",
        body,
    )


def pair(a: str, b: str, relation: str, *facets: Facet, trap: str = "") -> LabelledPair:
    return LabelledPair(a, b, relation, facets, trap, "Because <of> this.")


def said(a: str, b: str, relation: str, *, alerts: bool = True, kind: str = "date") -> Prediction:
    spans = {a: PredictedSpan("body", 0, 9), b: PredictedSpan("body", 13, 18)}
    return Prediction(
        pair_key(a, b),
        relation,
        alerts,
        0.43,
        (PredictedEvidence(kind, spans, "Bedanya <ini>."),),
        "likely" if alerts else "possible",
        "FACTS_DIFFER",
        "Karena <itu>.",
    )


FACET = Facet("date", "3 Mei", "3 Mei")
DATASET = Dataset(
    tuple(draft(name) for name in "abcdefgh"),
    (
        pair("a", "b", "contradiction", FACET, trap="buried"),
        pair("a", "c", "contradiction", FACET),
        pair("a", "d", "overlap"),
        pair("b", "c", "compatible"),
        pair("a", "e", "overlap"),
        pair("a", "f", "contradiction", FACET),
        pair("a", "g", "contradiction", Facet("time", "KTP", "KTP")),
    ),
)
PREDICTIONS = [
    said("a", "b", "contradiction", alerts=False),
    said("a", "d", "contradiction"),
    said("b", "c", "contradiction"),
    said("c", "d", "overlap"),
    said("a", "f", "overlap"),
    said("a", "g", "contradiction"),
    replace(said("a", "e", "none", alerts=False), reason="OTHER_PHASE"),
]


def page(suffix: str) -> str:
    measures = measure(DATASET, PREDICTIONS)
    return render(suffix, DATASET, measures, PREDICTIONS, measures.as_json())


def test_every_error_has_its_sort_and_its_anchor() -> None:
    found = collect(DATASET, measure(DATASET, PREDICTIONS), PREDICTIONS)
    assert {sort: len(items) for sort, items in found.items()} == {
        Sort.FALSE_CONTRADICTION: 1,
        Sort.OVERLAP_AS_CONTRADICTION: 1,
        Sort.UNLISTED_ALARM: 1,
        Sort.MISSED_CONTRADICTION: 2,
        Sort.CONTRADICTION_AS_OVERLAP: 1,
        Sort.MISSED_OVERLAP: 1,
        Sort.WRONG_PLACE: 1,
    }
    anchors = [item.anchor for items in found.values() for item in items]
    assert len(set(anchors)) == len(anchors) == 8


def test_a_miss_shows_the_best_that_the_judge_had_to_say() -> None:
    text = page(".html")
    missed = text[text.index('id="missed-contradiction-1"') :]
    assert "<b>contradiction</b>, possible" in missed.split("</article>")[0]
    overlap = text[text.index('id="missed-overlap-1"') :].split("</article>")[0]
    assert "<b>none</b>" in overlap
    assert "OTHER_PHASE" in overlap
    silent = text[text.index('id="missed-contradiction-2"') :].split("</article>")[0]
    assert "not compared" in silent


class Reader(HTMLParser):
    """Tags with their attributes, and whether every one is closed in order."""

    VOID = frozenset({"meta", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "mark":
            self.marked.append(data)


@pytest.fixture(scope="module")
def read() -> Reader:
    reader = Reader()
    reader.feed(page(".html"))
    return reader


def test_the_html_is_whole_and_stands_on_its_own(read: Reader) -> None:
    assert read.open == []
    assert ("html", {"lang": "en"}) in read.tags
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in read.tags}
    assert "http" not in page(".html")
    anchors = {attrs["id"] for _, attrs in read.tags if attrs.get("id")}
    links = {str(attrs["href"]) for tag, attrs in read.tags if tag == "a"}
    assert {link.removeprefix("#") for link in links} <= anchors


def test_texts_are_marked_as_indonesian_and_escaped(read: Reader) -> None:
    text = page(".html")
    for raw in ("<b>3 Mei", "Dinas <a>", "<of>", "<itu>", "<ini>"):
        assert raw not in text
    assert "Dinas &lt;a&gt;" in text
    assert sum(1 for _, attrs in read.tags if attrs.get("lang") == "id") > 20


def test_facets_and_evidence_have_colours_of_their_own(read: Reader) -> None:
    classes = {attrs.get("class") for tag, attrs in read.tags if tag == "mark"}
    assert {"facet", "evidence", "evidence facet"} <= classes
    assert "3 Mei" in read.marked
    assert "Vaksinasi" in read.marked


def test_the_text_between_the_marks_is_all_there() -> None:
    text = page(".html")
    shown = re.search(r'<p class="title">.*?</p>\s*<p>(.*?)</p>', text, re.DOTALL)
    assert shown is not None
    bare = re.sub(r"<[^>]+>", "", shown[1])
    assert bare == "Vaksinasi &lt;b&gt;3 Mei&lt;/b&gt; &amp; *gratis*.\n\n1. Bawa KTP [asli]\n" + (
        "- Buka | tutup"
    )


def test_markdown_shows_the_same_errors_and_no_markup_of_others() -> None:
    text = page(".md")
    assert text.startswith("# 8 errors on 7 labelled pairs of 8 drafts\n")
    assert "| [Missed contradiction](#missed-contradiction) | 2 |" in text
    assert "> ⟦Vaksinasi⟧ &lt;b&gt;**3 Mei**&lt;/b&gt; &amp; \\*gratis\\*.\n>\n> 1" in text
    assert "> 1\\. Bawa KTP \\[asli\\]  \n" in text
    assert "> \\- Buka \\| tutup" in text
    assert "Dinas &lt;a&gt;" in text
    assert "<b>" not in text
    assert re.search(r"^- Judge: \*\*none\*\*, .*OTHER\\_PHASE \(no alert\)$", text, re.MULTILINE)
    assert "\n\n\n\n" not in text


def test_marks_may_overlap_and_leave_the_text_whole() -> None:
    cut = segments("abcdef", [Range(1, 4, "facet", "date"), Range(3, 5, "evidence", "time")])
    assert cut == (
        Segment("a"),
        Segment("bc", ("facet",), ("date",)),
        Segment("d", ("evidence", "facet"), ("date", "time")),
        Segment("e", ("evidence",), ("time",)),
        Segment("f"),
    )
    assert segments("abc", [Range(-1, 2, "facet", ""), Range(2, 9, "facet", "")]) == (
        Segment("abc"),
    )
    assert segments("", []) == ()


def test_marks_in_markdown_end_with_the_line() -> None:
    marked = quoted((Segment("a\n\nb ", ("facet",)), Segment("c")))
    assert marked == "> **a**\n>\n> **b** c"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a_b*c", "a\\_b\\*c"),
        ("1. x", "1\\. x"),
        ("- x\n+ y", "\\- x\n\\+ y"),
        ("<i>&", "&lt;i&gt;&amp;"),
        ("0811-5600-712", "0811-5600-712"),
        ("Rp1.000", "Rp1.000"),
    ],
)
def test_plain_text_stays_plain_in_markdown(text: str, shown: str) -> None:
    assert plain(text) == shown
