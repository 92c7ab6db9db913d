"""What can go wrong with the index.

The tree, below the errors of the kit, so that consumers and servers treat them right::

    SelarasError
    ├── Unavailable                try again
    │   ├── IndexUnavailable       INDEX_UNAVAILABLE: the engine is away or did not answer
    │   └── RebuildNeeded          INDEX_REBUILD_NEEDED: vectors of another length than before
    ├── FailedPrecondition
    │   ├── EdgeIndexLocked        EDGE_INDEX_LOCKED: another process owns the folder
    │   └── NextCollectionGone     INDEX_NEXT_GONE: the collection is not being filled any more
    └── InvalidRequest
        └── BadMessage             INDEX_BAD_MESSAGE: the message contradicts its own description
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from selaras.kit.errors import FailedPrecondition, InvalidRequest, SelarasError, Unavailable
from selaras.matching.index import faults
from selaras.matching.index.faults import Fault


class IndexUnavailable(Unavailable):
    """The engine is away or did not answer."""


class RebuildNeeded(Unavailable):
    """The collection holds vectors of another length; a rebuild makes one that fits."""


class EdgeIndexLocked(FailedPrecondition):
    """Another process owns the folder of the index."""


class NextCollectionGone(FailedPrecondition):
    """The collection is not being filled any more."""


class BadMessage(InvalidRequest):
    """The message contradicts its own description."""


_BY_REASON: dict[str, type[SelarasError]] = {
    faults.UNAVAILABLE: IndexUnavailable,
    faults.REBUILD_NEEDED: RebuildNeeded,
    faults.LOCKED: EdgeIndexLocked,
    faults.NEXT_GONE: NextCollectionGone,
    faults.BAD_MESSAGE: BadMessage,
}


def to_error(reason: str, message: str) -> SelarasError:
    """The error that callers see for a failure inside the index."""
    return _BY_REASON.get(reason, IndexUnavailable)(reason, message)


@contextmanager
def faults_as_errors() -> Iterator[None]:
    """Turn failures inside the index into the errors that callers see."""
    try:
        yield
    except Fault as fault:
        raise to_error(fault.reason, fault.message) from fault
