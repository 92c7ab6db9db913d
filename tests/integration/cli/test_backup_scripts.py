"""scripts/backup and scripts/restore where a part fails: nothing that looks whole is left."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest

from tests.support.local_compose import run_script

# What a healthy deployment answers, unless FAIL says that this command fails.
_PROGRAM = """\
import io, json, pathlib, sys, tarfile

folder, arguments = pathlib.Path(sys.argv[1]), sys.argv[2:]
line = " ".join(arguments)
with (folder / "calls").open("a") as calls:
    calls.write(line + "\\n")
failing = (folder / "fail").read_text()
out = sys.stdout.buffer
if failing and failing in line:
    out.write(b"half of it")
    sys.exit("the disk is full")
if "backup streams" in line:
    streams = {"SELARAS": {"messages": 3, "last_sequence": 3, "consumers": 1}}
    text = json.dumps({"selaras": "0.1.0", "nats_server": "2.15.1", "streams": streams}).encode()
    with tarfile.open(fileobj=out, mode="w|") as tar:
        member = tarfile.TarInfo("complete.json")
        member.size = len(text)
        tar.addfile(member, io.BytesIO(text))
elif "restore-streams" in line:
    sys.stdin.buffer.read()
    out.write(json.dumps({"SELARAS": {"messages": 3, "consumers": 1}}).encode())
elif "list-streams" in line:
    out.write((folder / "streams").read_bytes())
elif "pg_dump" in line:
    out.write(b"PGDMP")
elif "pg_restore --data-only" in line:
    out.write(b"COPY public.intake_draft (a) FROM stdin;\\none\\ntwo\\n\\\\.\\n")
    out.write(b"COPY public.alembic_version_intake (v) FROM stdin;\\n0004\\n\\\\.\\n")
elif "psql" in line:
    query = sys.stdin.read()
    if "count(*)" in query:
        out.write(b"alembic_version_intake 1\\nintake_draft 2\\n")
    elif "pg_tables" in query:
        out.write((folder / "tables").read_bytes())
    (folder / "queries").open("a").write(query + "\\n")
"""


class Deployment:
    """A deployment that only pretends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "program.py").write_text(_PROGRAM)
        self.set(fail="", streams="{}", tables="", calls="", queries="")

    def set(self, **files: str) -> None:
        for name, text in files.items():
            (self.folder / name).write_text(text)

    def run(self, script: str, *arguments: str):
        command = shlex.join([sys.executable, str(self.folder / "program.py"), str(self.folder)])
        return run_script(command, script, *arguments)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text()


@pytest.fixture
def deployment(tmp_path) -> Deployment:
    folder = tmp_path / "deployment"
    folder.mkdir()
    return Deployment(folder)


@pytest.fixture
def target(tmp_path) -> Path:
    return tmp_path / "backups"


def back_up(deployment: Deployment, target: Path, *options: str) -> Path:
    done = deployment.run("backup", str(target), *options)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def test_a_backup_says_what_is_in_it_and_is_for_its_owner_alone(deployment, target):
    backup = back_up(deployment, target)
    manifest = json.loads((backup / "manifest.json").read_text())
    assert manifest["rows"] == {"intake_draft": 2, "alembic_version_intake": 1}
    assert manifest["revisions"] == {"intake": "0004"}
    assert manifest["version"] == "0.1.0"
    assert set(manifest["files"]) == {"jetstream.tar", "postgres.dump"}
    assert backup.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in backup.iterdir()} == {0o600}
    verified = deployment.run("backup", "verify", str(backup))
    assert verified.returncode == 0, verified.stderr
    metrics = (target / "selaras_backup.prom").read_text()
    assert "selaras_backup_last_success_timestamp_seconds" in metrics


@pytest.mark.parametrize("step", ["backup streams", "pg_dump", "pg_restore --data-only"])
def test_a_step_that_fails_leaves_nothing_and_ends_with_one(deployment, target, step):
    deployment.set(fail=step)
    done = deployment.run("backup", str(target))
    assert done.returncode == 1
    assert not done.stdout
    assert [path.name for path in target.iterdir()] == [".lock"]


def test_the_database_comes_last(deployment, target):
    back_up(deployment, target)
    calls = deployment.read("calls")
    assert calls.index("backup streams") < calls.index("pg_dump")


def test_the_index_of_a_server_that_runs_is_taken_too(deployment, target):
    program = deployment.folder / "program.py"
    program.write_text(_PROGRAM + 'if line == "ps -q qdrant":\n    print("f00")\n')
    backup = back_up(deployment, target)
    assert (backup / "index.tar").exists()


def test_only_the_newest_stay(deployment, target):
    target.mkdir()
    for name in ("selaras-20200101T000000Z", "selaras-20200102T000000Z"):
        (target / name).mkdir()
        (target / name / "manifest.json").write_text("{}")
    for name in ("selaras-notes", "other"):
        (target / name).mkdir()
    backup = back_up(deployment, target, "--keep", "2")
    kept = {path.name for path in target.iterdir() if not path.name.startswith(".")}
    kept.discard("selaras_backup.prom")
    assert kept == {"selaras-20200102T000000Z", backup.name, "selaras-notes", "other"}


def test_what_a_killed_backup_left_is_swept_away(deployment, target):
    (target / ".selaras-20200101T000000Z.partial").mkdir(parents=True)
    back_up(deployment, target)
    assert not list(target.glob(".selaras-*.partial"))


@pytest.mark.parametrize("damage", ["change", "truncate", "delete"])
def test_a_damaged_file_is_named(deployment, target, damage):
    backup = back_up(deployment, target)
    file = backup / "postgres.dump"
    {
        "change": lambda: file.write_bytes(b"PGDMX"),
        "truncate": lambda: file.write_bytes(b"PG"),
        "delete": file.unlink,
    }[damage]()
    for script, arguments in (("backup", ["verify", str(backup)]), ("restore", [str(backup)])):
        done = deployment.run(script, *arguments)
        assert done.returncode == 1
        assert "postgres.dump" in done.stderr
    assert "up --detach" not in deployment.read("calls")


def test_a_folder_that_is_no_backup_is_refused(deployment, tmp_path):
    done = deployment.run("restore", str(tmp_path))
    assert done.returncode == 1
    assert "no backup" in done.stderr


def test_a_restore_starts_the_services_last(deployment, target):
    backup = back_up(deployment, target)
    deployment.set(calls="")
    done = deployment.run("restore", str(backup), "--no-start")
    assert done.returncode == 0, done.stderr
    calls = deployment.read("calls").splitlines()
    assert calls[0] == "up --detach nats postgres"
    assert "up --detach" not in calls[1:]


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ({"tables": "public.intake_draft\n"}, "public.intake_draft"),
        ({"streams": '{"SELARAS": {}}'}, "SELARAS"),
    ],
)
def test_a_deployment_that_is_not_empty_is_left_alone(deployment, target, there, said):
    backup = back_up(deployment, target)
    deployment.set(calls="", queries="", **there)
    done = deployment.run("restore", str(backup))
    assert done.returncode == 1
    assert "not empty" in done.stderr
    assert said in done.stderr
    assert "pg_restore" not in deployment.read("calls")
    assert "DROP" not in deployment.read("queries")


def test_streams_that_do_not_come_back_take_the_database_back(deployment, target):
    backup = back_up(deployment, target)
    deployment.set(fail="restore-streams")
    done = deployment.run("restore", str(backup), "--no-start")
    assert done.returncode == 1
    assert "DROP SCHEMA public CASCADE" in deployment.read("queries")


def test_a_database_that_does_not_come_back_ends_it(deployment, target):
    backup = back_up(deployment, target)
    deployment.set(fail="--single-transaction", calls="")
    done = deployment.run("restore", str(backup), "--no-start")
    assert done.returncode == 1
    assert "restore-streams" not in deployment.read("calls")
