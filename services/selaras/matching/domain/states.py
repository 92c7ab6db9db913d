"""Scales that values are told on: the axes of states, and how exact a number is meant."""

from __future__ import annotations

import enum


class Dimension(enum.StrEnum):
    """The axes on which a state of affairs is stated."""

    ACCESS = "access"  # open / closed
    OPERATION = "operation"  # running / stopped
    ROUTE = "route"  # usual / diverted
    SCHEDULE = "schedule"  # as planned / put off or cancelled
    PERMISSION = "permission"  # allowed / forbidden
    OBLIGATION = "obligation"  # required / not required
    AVAILABILITY = "availability"  # there is / there is none
    SAFETY = "safety"  # safe / unsafe
    MODE = "mode"  # in person / online
    WORKDAY = "workday"  # at work or school / off
    COST = "cost"  # free / paid
    VALIDITY = "validity"  # in force or active / not
    CERTAINTY = "certainty"  # established / not yet known
    INCLUSION = "inclusion"  # covered or affected / left out
    PARTICIPATION = "participation"  # open to all / for some only
    ALERT = "alert"  # a step on an alert scale; `level` says which
    CONDITION = "condition"  # intact / damaged
    CHANGE = "change"  # as before / raised, lowered or otherwise changed
    EXTENSION = "extension"  # prolonged / not prolonged
    BOOKING = "booking"  # by registration / whoever comes first
    DELIVERY = "delivery"  # brought or sent to people / fetched by them
    PROXY = "proxy"  # someone else may come / in person only
    PAYMENT = "payment"  # in cash / cashless
    TEST = "test"  # found / not found in a test
    REFUGE = "refuge"  # people are to leave / may go home
    REFUND = "refund"  # what was paid is given back / is not
    PREPARATION = "preparation"  # to be boiled or cooked first / ready as it is
    COLLECTIVE = "collective"  # together, through a school or an office / each by themselves
    AUTOMATIC = "automatic"  # given without asking / on application


class Bound(enum.StrEnum):
    """How exact a number is meant."""

    EXACT = "exact"
    APPROXIMATE = "approximate"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
