"""scripts/init makes secrets and certificates that work, and leaves alone what is there."""

from __future__ import annotations

import ssl
import stat
import subprocess
import sys
from pathlib import Path

import nkeys
import pytest

ROOT = Path(__file__).parents[3]
HOLDERS = ("proxy", "nats", "intake", "embedding", "matching", "alerting", "console")


def init(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, str(ROOT / "scripts" / "init"), "--folder", str(folder), *arguments)
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def settings(folder: Path) -> dict[str, str]:
    pairs = (line.partition("=") for line in (folder / ".env").read_text().splitlines())
    return {name: value for name, mark, value in pairs if mark and not name.startswith("#")}


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("deployment")
    done = init(folder, "--host", "selaras.example.go.id", "--host", "10.20.30.40")
    assert done.returncode == 0, done.stderr
    return folder


def shakes_hands(tls: Path, holder: str, host: str) -> bool:
    """Whether a client that trusts the CA takes a holder for a host."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tls / holder / "cert.pem", tls / holder / "key.pem")
    client = ssl.create_default_context(cafile=str(tls / "ca.pem"))
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = (
        client.wrap_bio(to_client, to_server, server_hostname=host),
        server.wrap_bio(to_server, to_client, server_side=True),
    )
    done = [False, False]
    while not all(done):
        for number, end in enumerate(ends):
            try:
                end.do_handshake()
                done[number] = True
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError:
                return False
    return True


def test_every_secret_of_the_example_gets_a_value_of_its_own(made):
    example = (ROOT / "deploy" / ".env.example").read_text()
    empty = [line[:-1] for line in example.splitlines() if line.endswith("=") and line[0] != "#"]
    values = [settings(made)[name] for name in empty]
    assert len(empty) >= 11
    assert all(len(value) >= 48 for value in values)
    assert len(set(values)) == len(values)


def test_only_the_owner_reads_secrets_and_keys_of_the_cas(made):
    tls = made / "deploy" / "tls"
    assert mode(made / ".env") == 0o600
    assert mode(tls) == 0o700
    assert mode(tls / "ca-key.pem") == mode(tls / "agencies-ca-key.pem") == 0o600


@pytest.mark.parametrize("holder", HOLDERS)
def test_a_container_reads_its_own_files_as_another_user(made, holder):
    own = made / "deploy" / "tls" / holder
    assert mode(own) == 0o755
    assert {path.name for path in own.iterdir()} >= {"cert.pem", "key.pem", "ca.pem"}
    assert {mode(path) for path in own.iterdir()} == {0o644}


def test_the_issuer_is_an_account_key_of_nats_whose_halves_belong_together(made):
    values = settings(made)
    pair = nkeys.from_seed(values["SELARAS_NATS_ISSUER_SEED"].encode())
    assert pair.public_key.decode() == values["SELARAS_NATS_ISSUER"]
    assert values["SELARAS_NATS_ISSUER"].startswith("A")


@pytest.mark.parametrize(
    ("holder", "host", "fits"),
    [
        ("intake", "intake", True),
        ("intake", "localhost", True),
        ("intake", "127.0.0.1", True),
        ("intake", "matching", False),
        ("intake", "selaras.example.go.id", False),
        ("nats", "nats-3", True),
        ("nats", "selaras.example.go.id", True),
        ("proxy", "proxy", True),
        ("proxy", "selaras.example.go.id", True),
        ("proxy", "10.20.30.40", True),
    ],
)
def test_a_certificate_fits_its_holder_and_nobody_else(made, holder, host, fits):
    assert shakes_hands(made / "deploy" / "tls", holder, host) is fits


def test_the_proxy_has_certificate_and_key_in_one_file(made):
    own = made / "deploy" / "tls" / "proxy"
    both = (own / "cert.pem").read_bytes() + (own / "key.pem").read_bytes()
    assert (own / "proxy.pem").read_bytes() == both


def test_a_second_run_changes_nothing(made):
    before = contents(made)
    again = init(made)
    assert again.returncode == 0
    assert contents(made) == before
    assert again.stdout == ""


def test_a_run_after_an_update_adds_what_is_missing_and_keeps_the_rest(tmp_path):
    assert init(tmp_path).returncode == 0
    env = tmp_path / ".env"
    lines = env.read_text().splitlines()
    kept = [line for line in lines if not line.startswith("SELARAS_NATS_OPS_PASSWORD=")]
    env.write_text("\n".join([*kept, "# by hand", "MINE=1"]) + "\n")
    before = settings(tmp_path)
    (tmp_path / "deploy" / "tls" / "alerting" / "cert.pem").unlink()
    done = init(tmp_path)
    after = settings(tmp_path)
    assert done.stdout.splitlines() == [
        "made the secret SELARAS_NATS_OPS_PASSWORD",
        "made the certificate of alerting",
    ]
    assert after.pop("SELARAS_NATS_OPS_PASSWORD")
    assert after == before
    assert "# by hand" in env.read_text()
    assert mode(env) == 0o600


def test_certificates_are_renewed_by_the_same_ca(tmp_path):
    assert init(tmp_path).returncode == 0
    before = contents(tmp_path)
    done = init(tmp_path, "--renew-certificates")
    after = contents(tmp_path)
    changed = {name for name in before if before[name] != after[name]}
    expected = {f"deploy/tls/{holder}/{part}.pem" for holder in HOLDERS for part in ("cert", "key")}
    assert changed == {*expected, "deploy/tls/proxy/proxy.pem"}
    assert "docker compose restart proxy nats" in done.stdout


@pytest.mark.parametrize("name", ["SELARAS_POSTGRES_PASSWORD", "SELARAS_NATS_ISSUER_SEED"])
def test_a_rotation_changes_that_secret_says_what_to_restart_and_does_not_show_it(tmp_path, name):
    assert init(tmp_path).returncode == 0
    before = settings(tmp_path)
    done = init(tmp_path, "--rotate", name)
    after = settings(tmp_path)
    assert done.returncode == 0
    changed = {key for key in before if before[key] != after[key]}
    pair = {"SELARAS_NATS_ISSUER", "SELARAS_NATS_ISSUER_SEED"}
    assert changed == (pair if name in pair else {name})
    assert "docker compose up --detach --no-deps --force-recreate" in done.stdout
    assert not [key for key in changed if after[key] in done.stdout]


def test_in_a_cluster_every_node_is_restarted(tmp_path):
    assert init(tmp_path, "--scale").returncode == 0
    done = init(tmp_path, "--rotate", "SELARAS_NATS_OPS_PASSWORD")
    assert done.stdout.splitlines()[-1].split()[-3:] == ["nats", "nats-2", "nats-3"]


def test_two_cas_are_trusted_while_one_takes_the_place_of_the_other(tmp_path):
    assert init(tmp_path).returncode == 0
    tls = tmp_path / "deploy" / "tls"
    old = (tls / "ca.pem").read_bytes()
    (tls / "ca.pem").unlink()
    (tls / "ca-key.pem").unlink()
    assert init(tmp_path).returncode == 0
    new = (tls / "ca.pem").read_bytes()
    (tls / "ca.pem").write_bytes(new + old)
    assert init(tmp_path).returncode == 0
    assert {(tls / holder / "ca.pem").read_bytes() for holder in HOLDERS} == {new + old}
    # A certificate of the old one, then of the new one: both are good to who has the file.
    assert shakes_hands(tls, "intake", "intake")
    assert init(tmp_path, "--renew-certificates").returncode == 0
    (tls / "ca.pem").write_bytes(new)
    assert shakes_hands(tls, "intake", "intake")


@pytest.mark.parametrize(
    ("options", "files", "profiles"),
    [
        ((), "docker-compose.yml", "qdrant"),
        (("--edge",), "docker-compose.yml:deploy/compose.edge.yml", ""),
        (
            ("--scale", "--observability"),
            "docker-compose.yml:deploy/compose.scale.yml:deploy/compose.observability.yml",
            "qdrant",
        ),
    ],
)
def test_options_choose_what_a_plain_compose_starts(tmp_path, options, files, profiles):
    assert init(tmp_path, *options).returncode == 0
    values = settings(tmp_path)
    assert (values["COMPOSE_FILE"], values["COMPOSE_PROFILES"]) == (files, profiles)
    assert all((ROOT / name).exists() for name in files.split(":"))


def test_an_agency_gets_a_client_certificate_with_its_id(made):
    done = init(made, "agency-certificate", "dinkes-tasik")
    assert done.returncode == 0, done.stderr
    tls = made / "deploy" / "tls"
    issued = tls / "issued" / "dinkes-tasik"
    shown = subprocess.run(
        (
            "openssl",
            "x509",
            "-in",
            str(issued / "cert.pem"),
            "-noout",
            "-subject",
            "-nameopt",
            "RFC2253",
        ),
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.strip() == "subject=CN=dinkes-tasik"
    for authority, taken in (("agencies/ca.pem", True), ("ca.pem", False)):
        verify = ("openssl", "verify", "-purpose", "sslclient", "-CAfile", str(tls / authority))
        checked = subprocess.run(
            (*verify, str(issued / "cert.pem")), capture_output=True, check=False
        )
        assert (checked.returncode == 0) is taken
    assert mode(issued / "key.pem") == 0o600


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--rotate", "SELARAS_LOG_LEVEL"), "no secret SELARAS_LOG_LEVEL"),
        (("agency-certificate", "../proxy"), "no id of an agency"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(made, arguments, words):
    before = contents(made)
    refused = init(made, *arguments)
    assert refused.returncode == 1
    assert words in refused.stderr
    assert "Traceback" not in refused.stderr
    assert contents(made) == before


def test_a_lost_key_of_the_ca_is_not_replaced_in_silence(tmp_path):
    assert init(tmp_path).returncode == 0
    (tmp_path / "deploy" / "tls" / "ca-key.pem").unlink()
    refused = init(tmp_path)
    assert refused.returncode == 1
    assert "ca.pem has lost its other half" in refused.stderr
