"""What a line of the log has, and what it never has."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

SECRET = "slr_abcdef_geheim"
FAIL = f"""
from selaras.kit.logging import get_logger
log = get_logger("selaras.some.module")
def fail():
    text = "{SECRET[:10]}" + "{SECRET[10:]}"
    try:
        raise ValueError(len(text))
    except ValueError as error:
        log.error("it_failed", exc_info=error)
"""
CONFIGURE = """
from selaras.kit.logging import configure
from selaras.kit.settings import LogSettings
configure(LogSettings(json_lines=True), service="intake")
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.parametrize("configured", ["", CONFIGURE], ids=["without configure", "json lines"])
def test_a_traceback_shows_no_local_variables(configured):
    done = run(f"{configured}{FAIL}\nfail()")
    written = done.stdout + done.stderr
    assert "it_failed" in written
    assert "ValueError: 17" in written
    assert SECRET not in written


def test_a_line_has_the_documented_fields():
    done = run(
        f"{CONFIGURE}{FAIL}\nfrom selaras.kit import tracing\nwith tracing.span('a'):\n    fail()"
    )
    [line] = done.stderr.splitlines()
    fields = json.loads(line)
    assert len(fields.pop("trace_id")) == 32
    assert len(fields.pop("span_id")) == 16
    assert "Traceback" in fields.pop("exception")
    assert fields.pop("timestamp").endswith("Z")
    assert fields == {
        "event": "it_failed",
        "level": "error",
        "module": "selaras.some.module",
        "service": "intake",
    }


def test_libraries_write_the_same_lines():
    done = run(f"{CONFIGURE}\nimport logging\nlogging.getLogger('nats.aio').warning('gone: %s', 1)")
    fields = json.loads(done.stderr)
    assert (fields["event"], fields["module"]) == ("gone: 1", "nats.aio")
    assert (fields["level"], fields["service"]) == ("warning", "intake")
