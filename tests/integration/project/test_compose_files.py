"""docker-compose.yml and its overlays are understood as scripts/init combines them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[3]
SERVICES = {
    "proxy",
    "nats",
    "postgres",
    "intake",
    "embedding",
    "matching",
    "alerting",
    "console",
    "cli",
}
COMBINATIONS = [
    (),
    ("--edge",),
    ("--scale",),
    ("--observability",),
    ("--edge", "--observability"),
    ("--scale", "--observability"),
]


def find_compose() -> list[str]:
    """The command of compose; it needs no engine to read files."""
    if shutil.which("docker"):
        asked = subprocess.run(["docker", "compose", "version"], check=False, capture_output=True)
        if asked.returncode == 0:
            return ["docker", "compose"]
    if shutil.which("docker-compose") is None:
        pytest.skip("neither `docker compose` nor docker-compose is installed")
    return ["docker-compose"]


def configuration(folder: Path, *options: str) -> dict[str, Any]:
    """What compose makes of the files, with the ``.env`` of scripts/init."""
    init = (sys.executable, str(ROOT / "scripts" / "init"), "--folder", str(folder), *options)
    subprocess.run(init, check=True, capture_output=True)
    clean = {name: value for name, value in os.environ.items() if "SELARAS" not in name}
    done = subprocess.run(
        [
            *(*find_compose(), "--env-file", str(folder / ".env"), "--profile", "tools"),
            *(*(("--profile", "qdrant") if "--edge" not in options else ()), "config"),
        ],
        cwd=ROOT,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(yaml.safe_load(done.stdout)["services"])


@pytest.fixture(
    params=COMBINATIONS, ids=lambda options: "".join(options) or "plain", scope="module"
)
def services(request, tmp_path_factory) -> tuple[tuple[str, ...], dict[str, Any]]:
    return request.param, configuration(tmp_path_factory.mktemp("files"), *request.param)


def test_every_combination_is_understood_and_has_what_it_names(services):
    options, found = services
    assert found.keys() >= SERVICES
    assert ("nats-3" in found) is ("--scale" in options)
    assert ("qdrant-3" in found) is ("--scale" in options)
    assert ("prometheus" in found) is ("--observability" in options)


def test_each_container_is_bounded_and_comes_back(services):
    for name, service in services[1].items():
        assert service.get("mem_limit"), name
        assert service.get("pids_limit"), name
        assert "no-new-privileges:true" in service.get("security_opt", ()), name
        if name != "cli":
            assert service["restart"] == "unless-stopped", name
            assert service["logging"]["options"]["max-size"], name


def test_only_the_proxy_is_published_to_others_than_this_machine(services):
    published = {
        name: [str(port) for port in service["ports"]]
        for name, service in services[1].items()
        if service.get("ports")
    }
    assert len(published.pop("proxy")) == 3
    # Grafana, for who has an account on the machine.
    assert all("127.0.0.1" in port for ports in published.values() for port in ports), published


def test_a_cluster_is_named_to_all_who_use_it(tmp_path):
    found = configuration(tmp_path, "--scale")
    urls = {
        name: service["environment"]["SELARAS_NATS_URL"]
        for name, service in found.items()
        if "SELARAS_NATS_URL" in (service.get("environment") or {})
    }
    cluster = "nats://nats:4222,nats://nats-2:4222,nats://nats-3:4222"
    assert urls == dict.fromkeys(("intake", "matching", "alerting", "cli"), cluster)
    assert found["matching"]["environment"]["SELARAS_INDEX_REPLICATION"] == "2"
