"""Metrics, alert rules, dashboard and their page tell of the same things."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase
from selaras.kit import metrics

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "deploy" / "observability"
PAGE = (ROOT / "docs" / "operations" / "observability.md").read_text("utf-8")
# Of Prometheus itself, its exporters, the proxy and the backup.
FOREIGN = re.compile(
    r"up|ALERTS|probe_success|probe_ssl_earliest_cert_expiry|node_filesystem_(avail|size)_bytes"
    r"|haproxy_frontend_current_sessions|process_resident_memory_bytes"
    r"|selaras_backup_last_success_timestamp_seconds"
)
# What is no name of a metric in an expression: texts, numbers with units, labels in braces or after
# by and the like, words of the language.
NOISE = re.compile(
    r'"[^"]*"|\{[^}]*\}|\[[^\]]*\]|\b(by|ignoring|group_left|on|without)\s*\([^)]*\)'
)
WORDS = {
    *("absent", "and", "count", "delta", "group_left", "histogram_quantile", "ignoring"),
    *("increase", "max", "min", "or", "rate", "sum", "time", "unless"),
}


def declared() -> dict[str, MetricWrapperBase]:
    """Name as it is served, without the endings of a histogram, to the metric."""
    found = [item for item in vars(metrics).values() if isinstance(item, MetricWrapperBase)]
    return {item._name + ("_total" if item._type == "counter" else ""): item for item in found}


def served() -> set[str]:
    """Every name that a query may use."""
    names = set()
    for name, item in declared().items():
        endings = ("_bucket", "_sum", "_count") if item._type == "histogram" else ("",)
        names |= {f"{name}{ending}" for ending in endings}
    return names


def used(expression: str) -> set[str]:
    """Names of metrics in an expression."""
    bare = NOISE.sub(" ", expression)
    return set(re.findall(r"\b[a-zA-Z_][a-zA-Z0-9_]*\b(?!\s*e?\d)", bare)) - WORDS


def rules() -> list[dict[str, Any]]:
    """The alert rules."""
    document = yaml.safe_load((FOLDER / "prometheus" / "rules.yml").read_text())
    return [rule for group in document["groups"] for rule in group["rules"]]


def panels() -> Iterator[tuple[str, str]]:
    """Title and expression of each query of the dashboard."""
    document = json.loads((FOLDER / "grafana" / "dashboards" / "selaras.json").read_text())
    for panel in document["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]


def test_the_page_lists_the_metrics_that_there_are():
    rows = re.findall(r"^\| `(selaras_\w+)` \| (\w+) \| (.*?) \| (.*) \|$", PAGE, re.MULTILINE)
    told = {name: (kind, re.findall(r"`(\w+)`", labels), text) for name, kind, labels, text in rows}
    assert told == {
        name: (item._type, list(item._labelnames), item._documentation)
        for name, item in declared().items()
    }


def test_no_label_has_a_value_for_each_agency_or_text():
    labels = {label for item in declared().values() for label in item._labelnames}
    assert not labels & {"agency", "agency_id", "owner", "draft", "case", "key", "text", "peer"}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_a_rule_asks_for_what_is_served_and_says_what_to_do(rule):
    unknown = {name for name in used(rule["expr"]) - served() if not FOREIGN.fullmatch(name)}
    assert not unknown
    assert rule["labels"]["severity"] in {"warning", "critical"}
    assert rule["annotations"]["summary"]
    assert rule["annotations"]["description"]
    anchor = f"docs/operations/observability.md#{rule['alert'].lower()}"
    assert rule["annotations"]["runbook_url"] == anchor
    assert f"\n### {rule['alert']}\n" in PAGE


def test_every_section_about_an_alert_has_a_rule():
    sections = re.findall(r"^### (Selaras\w+)$", PAGE, re.MULTILINE)
    assert sections == [rule["alert"] for rule in rules()]


def test_the_dashboard_asks_for_what_is_served():
    found = list(panels())
    assert len(found) > 30
    unknown = {
        (title, name)
        for title, expression in found
        for name in used(expression) - served()
        if not FOREIGN.fullmatch(name)
    }
    assert not unknown
    shown = {name for _, expression in found for name in used(expression)}
    hidden = {name for name in declared() if not any(item.startswith(name) for item in shown)}
    assert not hidden, "a metric that nobody looks at"


def test_panels_do_not_lie_on_each_other():
    document = json.loads((FOLDER / "grafana" / "dashboards" / "selaras.json").read_text())
    cells: set[tuple[int, int]] = set()
    for panel in document["panels"]:
        place = panel["gridPos"]
        own = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not own & cells, panel["title"]
        assert place["x"] + place["w"] <= 24
        cells |= own


def tool(name: str) -> str:
    """A program of the machine."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed (Debian has it in prometheus or its exporters)")
    return found


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "config", "prometheus.yml"),
        ("check", "rules", "rules.yml"),
        ("test", "rules", "rules_test.yml"),
    ],
    ids=" ".join,
)
def test_prometheus_takes_its_files(arguments):
    done = run(FOLDER / "prometheus", tool("promtool"), *arguments)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_query_of_the_dashboard_can_be_read(tmp_path):
    lines = ["groups:", "  - name: dashboard", "    rules:"]
    for number, (_, expression) in enumerate(panels()):
        lines += [f"      - record: panel_{number}", f"        expr: {json.dumps(expression)}"]
    (tmp_path / "rules.yml").write_text("\n".join(lines))
    done = run(tmp_path, tool("promtool"), "check", "rules", "rules.yml")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["alertmanager", "mail.example", "webhook.example"])
def test_alertmanager_takes_its_files(name):
    done = run(FOLDER / "alertmanager", tool("amtool"), "check-config", f"{name}.yml")
    if "field url_file not found" in done.stdout + done.stderr:
        pytest.skip("this amtool is older than files with addresses of webhooks (0.26)")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_blackbox_exporter_takes_its_file():
    program = tool("prometheus-blackbox-exporter")
    done = run(FOLDER / "blackbox", program, "--config.file=blackbox.yml", "--config.check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_grafana_is_published_and_on_loopback():
    overlay = yaml.safe_load((ROOT / "deploy" / "compose.observability.yml").read_text())
    ports = {name: part["ports"] for name, part in overlay["services"].items() if "ports" in part}
    assert ports == {"grafana": ["127.0.0.1:${SELARAS_GRAFANA_PORT:-3000}:3000"]}
    for name, part in overlay["services"].items():
        if "image" in part:
            assert re.fullmatch(r"\$\{SELARAS_\w+_IMAGE:-[\w./-]+:v?\d+\.\d+\.\d+\}", part["image"])
            assert part["read_only"], name


def test_what_prometheus_scrapes_is_where_the_services_serve():
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    scraped = yaml.safe_load((FOLDER / "prometheus" / "prometheus.yml").read_text())
    for job in scraped["scrape_configs"]:
        for found in job.get("dns_sd_configs", ()):
            [name] = found["names"]
            environment = compose["services"][name]["environment"]
            if name != "proxy":
                assert environment["SELARAS_METRICS_PORT"] == str(found["port"])
                assert environment["SELARAS_METRICS_HOST"] == "0.0.0.0"
            assert "inside" in compose["services"][name]["networks"]
