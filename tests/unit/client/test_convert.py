"""What the API sends, as the SDK gives it."""

from __future__ import annotations

from selaras.api.v1 import finding_pb2
from selaras.client.convert import from_proto_finding


def test_words_come_in_the_language_that_was_asked_for() -> None:
    said = {"explanation": "Beda.", "difference": "1 hari lebih lambat", "correction": "Ralat: ..."}
    english = finding_pb2.Translation(language="en", explanation="Differs.", difference="1 day")
    evidence = finding_pb2.Evidence(**said, own_aligned="Mulai 4 Mei.", translations=[english])
    summary = finding_pb2.Translation(language="en", explanation="Both.", suggestion="Agree.")
    finding = from_proto_finding(
        finding_pb2.Finding(
            explanation="Keduanya.",
            suggestion="Sepakati.",
            evidence=[evidence],
            translations=[summary],
        )
    )
    [item] = finding.evidence
    assert (item.difference, item.own_aligned) == ("1 hari lebih lambat", "Mulai 4 Mei.")
    assert item.words("en").difference == "1 day"
    assert item.words("fr").correction == item.words("id").correction == "Ralat: ..."
    assert (finding.words("en").suggestion, finding.words("id").suggestion) == (
        "Agree.",
        "Sepakati.",
    )
