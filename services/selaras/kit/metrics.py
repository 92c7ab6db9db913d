"""Every metric of every service, declared before use: name, meaning, unit and labels."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

_LATENCY = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

RPC_SECONDS = Histogram(
    "selaras_rpc_seconds", "Time to answer a gRPC call.", ["method", "code"], buckets=_LATENCY
)
EVENT_SECONDS = Histogram(
    "selaras_event_seconds",
    "Time to handle one event from the bus.",
    ["consumer", "outcome"],
    buckets=_LATENCY,
)
OUTBOX_PENDING = Gauge(
    "selaras_outbox_pending", "Events stored and not yet on the bus.", ["service"]
)
OUTBOX_PUBLISHED = Counter("selaras_outbox_published_total", "Events put on the bus.", ["service"])
DEAD_LETTERS = Counter(
    "selaras_dead_letters_total", "Events that a service gave up on.", ["service", "reason"]
)
COMPONENT_UP = Gauge(
    "selaras_component_up", "1 while a part that the service needs answers.", ["service", "part"]
)
CHECK_SECONDS = Histogram(
    "selaras_check_seconds", "Time from a stored draft to its check.", buckets=_LATENCY
)
PIPELINE_SECONDS = Histogram(
    "selaras_pipeline_seconds", "Time to embed, index and judge one draft.", buckets=_LATENCY
)
FINDINGS = Counter("selaras_findings_total", "Findings made.", ["relation", "confidence"])
ALERTS = Counter("selaras_alerts_total", "Alerts made or skipped.", ["outcome"])
DELIVERIES = Counter(
    "selaras_deliveries_total",
    "Tries to deliver an alert: sent, retry, dead, dropped.",
    ["channel", "outcome"],
)
DELIVERY_SECONDS = Histogram(
    "selaras_delivery_seconds",
    "Time that a channel took for one try.",
    ["channel", "outcome"],
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30),
)
DELIVERY_LAG_SECONDS = Histogram(
    "selaras_delivery_lag_seconds",
    "Time from an alert that was made to a channel that took it.",
    ["channel"],
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600),
)
DELIVERIES_PENDING = Gauge(
    "selaras_deliveries_pending", "Alerts that a channel has still to take.", ["channel"]
)
CIRCUITS_OPEN = Gauge(
    "selaras_delivery_circuits_open", "Channels and hosts that get probes only.", ["channel"]
)
