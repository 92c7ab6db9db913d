"""Every metric of every service, declared before use: name, meaning, unit and labels.

A label has few values, known beforehand: never an agency, an owner, a draft or a piece of text.
Gauges that tell of a database or of the bus are the same in every replica: ask for their maximum.
docs/operations/observability.md lists them all, and a test holds it to that.
"""

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
PAGE_SECONDS = Histogram(
    "selaras_page_seconds",
    "Time from the request of a page of the console to the first byte of its answer.",
    ["route", "status"],
    buckets=_LATENCY,
)
LIVE_PAGES = Gauge("selaras_live_pages", "Pages of the console that follow cases now.")
SIGN_INS = Counter(
    "selaras_sign_ins_total",
    "Tries to sign in at the console: accepted, or the reason of a refusal.",
    ["way", "outcome"],
)
BUS_LOGINS = Counter(
    "selaras_bus_logins_total",
    "Logins of agencies at the event bus: accepted, or the reason of a refusal.",
    ["outcome"],
)
OUTBOX_PENDING = Gauge(
    "selaras_outbox_pending", "Events stored and not yet on the bus.", ["service"]
)
OUTBOX_OLDEST_SECONDS = Gauge(
    "selaras_outbox_oldest_seconds",
    "Age of the oldest event stored and not yet on the bus; 0: none waits.",
    ["service"],
)
OUTBOX_PUBLISHED = Counter("selaras_outbox_published_total", "Events put on the bus.", ["service"])
CONSUMER_PENDING = Gauge(
    "selaras_consumer_pending", "Events that a consumer has still to be given.", ["consumer"]
)
CONSUMER_UNACKNOWLEDGED = Gauge(
    "selaras_consumer_unacknowledged", "Events given to a consumer and not ended.", ["consumer"]
)
CONSUMER_REDELIVERED = Gauge(
    "selaras_consumer_redelivered",
    "Events under way that a consumer was given more than once.",
    ["consumer"],
)
STREAM_BYTES = Gauge("selaras_stream_bytes", "Size of a stream on disk.", ["stream"])
STREAM_MESSAGES = Gauge("selaras_stream_messages", "Messages in a stream.", ["stream"])
DATABASE_CONNECTIONS = Gauge(
    "selaras_database_connections",
    "Connections to the database, by use: used, idle.",
    ["service", "use"],
)
CERTIFICATE_EXPIRY = Gauge(
    "selaras_certificate_expiry_timestamp_seconds",
    "When the server's TLS certificate expires, in seconds since 1970; as read at the start.",
    ["service"],
)
BUILD_INFO = Gauge("selaras_build_info", "1, with the version that runs.", ["service", "version"])
DEAD_LETTERS = Counter(
    "selaras_dead_letters_total", "Events that a service gave up on.", ["service", "reason"]
)
COMPONENT_UP = Gauge(
    "selaras_component_up", "1 while a part that the service needs answers.", ["service", "part"]
)
DRAFTS_ACCEPTED = Counter(
    "selaras_drafts_accepted_total", "Submissions that were stored and answered with OK."
)
DRAFT_ANSWERS = Counter(
    "selaras_draft_answers_total",
    "Answers to submissions that waited for their check: checked, pending, failed.",
    ["check"],
)
DRAFTS_UNCHECKED = Gauge("selaras_drafts_unchecked", "Newest revisions that wait for their check.")
DRAFTS_UNCHECKED_OLDEST_SECONDS = Gauge(
    "selaras_drafts_unchecked_oldest_seconds",
    "How long the oldest of them has waited; 0: none waits.",
)
INDEX_MESSAGES = Gauge("selaras_index_messages", "Messages in the vector index.")
CHECK_SECONDS = Histogram(
    "selaras_check_seconds", "Time from a stored draft to its check.", buckets=_LATENCY
)
PIPELINE_SECONDS = Histogram(
    "selaras_pipeline_seconds", "Time to embed, index and judge one draft.", buckets=_LATENCY
)
FINDINGS = Counter("selaras_findings_total", "Findings made.", ["relation", "confidence"])
ALERTS = Counter("selaras_alerts_total", "Alerts made or skipped.", ["outcome"])
ALERT_SECONDS = Histogram(
    "selaras_alert_seconds",
    "Time from a change of a case to the alert that tells of it, grouping and holds included.",
    ["kind"],
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400, 86400),
)
ALERTS_HELD = Gauge("selaras_alerts_held", "Alerts that wait, by what holds them.", ["reason"])
TIMERS = Gauge(
    "selaras_timers", "Timers of cases: waiting, or overdue by more than a minute.", ["state"]
)
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
