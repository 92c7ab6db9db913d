"""Erasures from protobuf."""

from __future__ import annotations

from selaras.alerting.domain.erasure import ErasureOrder
from selaras.alerting.entrypoints.convert import parse
from selaras.event.v1 import erasure_pb2


def from_proto_erasure(payload: bytes) -> ErasureOrder | None:
    """What is to be erased after matching; None: it was another service that is done.

    Raises:
        InvalidRequest: EVENT_MALFORMED.
    """
    done = erasure_pb2.ErasureDone()
    parse(done, payload)
    if done.service != "matching":
        return None
    order = done.order
    return ErasureOrder(
        erasure_id=done.erasure,
        agency_id=order.agency,
        owner_id=order.owner.partition("/owners/")[2],
        pseudonym=order.pseudonym,
        marks=tuple(order.marks),
    )
