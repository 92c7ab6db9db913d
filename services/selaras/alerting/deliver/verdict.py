"""Whether a delivery is still worth sending, decided just before it is sent.

After an outage this is what keeps the storm away: of the many notices that piled up for one case
only the last of each sort goes out, and none of a case that is resolved by then.
"""

from __future__ import annotations

from selaras.alerting.ports.deliveries import Drop, Standing

RESOLVED = "RESOLVED"
# Each of these tells the whole case as it is.
_STATE = frozenset({"OPENED", "UPDATED", "ESCALATED", "REMINDER", "ASSIGNED"})
_TALK = frozenset({"PROPOSED", "DECLINED"})
# What the other side says is not told by a notice of the state, and the other way round. A case
# that is open again overtakes the notice of its end.
_OVERTAKEN_BY = {
    **dict.fromkeys(_STATE, _STATE | {RESOLVED}),
    **dict.fromkeys(_TALK, _TALK | {RESOLVED}),
    RESOLVED: _STATE | {RESOLVED},
}


def verdict(kind: str, standing: Standing) -> Drop | None:
    """Why a delivery is dropped; None: send it.

    Args:
        kind: what its alert tells.
        standing: what is known now. A digest belongs to no case, so nothing overtakes it.
    """
    if standing.owner_gone:
        return Drop.OWNER_GONE
    if standing.newer & _OVERTAKEN_BY.get(kind, frozenset()):
        return Drop.CASE_RESOLVED if kind != RESOLVED and standing.resolved else Drop.OVERTAKEN
    if kind in _STATE | _TALK and standing.resolved:
        return Drop.CASE_RESOLVED
    if kind == RESOLVED and standing.earlier and not standing.told:
        return Drop.NEVER_TOLD
    return None
