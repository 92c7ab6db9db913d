"""Claims as a whole set against each other: what clashes though no rule reads a fact in it.

How a thing is done, who may come and what to bring are said in more ways than rules can read. Of
two messages the nearest claims are therefore put beside the pairs of facts. Whether two of them
clash an entailment model says; without its answer they weigh next to nothing.
"""

from __future__ import annotations

import re

import numpy as np

from selaras.matching.domain.facts import Fact, FactKind, Role, StatementValue
from selaras.matching.domain.text import Claim
from selaras.matching.judge.alignment import Alignment
from selaras.matching.judge.interface import Prepared

_MOST = 5
# Cosines of claims of one topic; nearer ones are claims on one thing.
_LEAST_COSINE = 0.785
_LEAST_WORDS = 3
# How much shared words count beside the cosine, when the nearest claims are chosen.
_WORDS_WORTH = 0.1
_WORD = re.compile(r"[^\W\d_]{2,}")

# What a claim is about by the words that lead to it, the most telling first.
_KINDS = (
    (FactKind.CAUSE, r"akibat|disebabkan|penyebab|dipicu|karena|lantaran|gara-gara|imbas"),
    (
        FactKind.REQUIREMENT,
        r"syarat|persyaratan|membawa|bawa|melampirkan|fotokopi|ktp|kartu keluarga|surat"
        r"|wajib|dokumen|berkas|menunjukkan",
    ),
    (
        FactKind.ELIGIBILITY,
        r"khusus|diperuntukkan|peserta|boleh|berhak|umum|usia|umur|penerima|sasaran|terbuka bagi",
    ),
    (
        FactKind.PROCEDURE,
        r"daftar|mendaftar|pendaftaran|melalui|lewat|online|daring|aplikasi|loket|mengajukan"
        r"|diambil|ambil|dibagikan|diantar|transfer|bayar|tunai|antre",
    ),
)
_LEADS = tuple((kind, re.compile(rf"(?i)\b(?:{words})")) for kind, words in _KINDS)


def nearest(one: Prepared, other: Prepared, alignment: Alignment) -> list[tuple[Fact, Fact]]:
    """The claims of two messages that are most likely about one thing, those nearest to each other.

    First come pairs in which neither claim has a nearer one on the other side.
    """
    cosine = alignment.cosine
    if not cosine.size:
        return []
    score = np.where(cosine >= _LEAST_COSINE, cosine + _WORDS_WORTH * alignment.words, 0.0)
    score[[at for at, claim in enumerate(one.extracted.claims) if not _says(one, claim)]] = 0.0
    score[:, [at for at, claim in enumerate(other.extracted.claims) if not _says(other, claim)]] = 0
    best = np.maximum(score.max(axis=1)[:, None], score.max(axis=0)[None, :])
    chosen: list[tuple[Fact, Fact]] = []
    for flat in np.argsort(score - 0.5 * (score < best), axis=None)[::-1][:_MOST].tolist():
        mine, theirs = divmod(flat, score.shape[1])
        if score[mine, theirs] > 0.0:
            claims = one.extracted.claims[mine], other.extracted.claims[theirs]
            kind = _kind(one, claims[0], other, claims[1])
            chosen.append((statement_fact(claims[0], kind), statement_fact(claims[1], kind)))
    return chosen


def _says(message: Prepared, claim: Claim) -> bool:
    """Whether a claim asserts something: it is no greeting, no hashtag and no quoted rumour."""
    if claim.index in message.extracted.denied_claims:
        return False
    return len(_WORD.findall(claim.text)) >= _LEAST_WORDS


def _kind(one: Prepared, mine: Claim, other: Prepared, theirs: Claim) -> FactKind:
    """The kind of what two claims say.

    It is told by words that both lead with, else by the one kind of facts that both hold, else by
    words that one leads with.
    """
    leads = [
        {kind for kind, words in _LEADS if words.search(claim.text)} for claim in (mine, theirs)
    ]
    held = _kinds(one, mine) & _kinds(other, theirs)
    alone = held if len(held) == 1 else set[FactKind]()
    for wanted in (leads[0] & leads[1], alone, leads[0] | leads[1]):
        for kind in (*(kind for kind, _ in _LEADS), *alone):
            if kind in wanted:
                return kind
    return FactKind.STATUS


def _kinds(message: Prepared, claim: Claim) -> set[FactKind]:
    return {fact.kind for fact in message.extracted.facts_of(claim.index)}


def statement_fact(claim: Claim, kind: FactKind = FactKind.STATUS) -> Fact:
    """A whole claim in the place of a fact."""
    return Fact(kind, claim.span, claim.text, StatementValue(), Role.POINT, (), claim.index)
