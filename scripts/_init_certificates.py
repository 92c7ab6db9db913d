"""The private CA of a deployment and the certificates that it signs, with the command openssl.

``ca.pem`` is what every service, plugin and administrator trusts; its key never leaves the folder.
Certificates of agencies have a CA of their own, so that none of them passes for a service.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

HOLDERS = {
    "proxy": ("proxy",),
    # One certificate for each node of a cluster; nodes show it to each other too.
    "nats": ("nats", "nats-2", "nats-3"),
    "intake": ("intake",),
    # And for a second one with another model, see docs/operations/reembedding.md.
    "embedding": ("embedding", "embedding-green"),
    "matching": ("matching",),
    "alerting": ("alerting",),
    "console": ("console",),
}
# What others than the containers connect to, and so carries the name that the world knows.
_PUBLIC = ("proxy", "nats")
CA_DAYS = 3650
DAYS = 825
AGENCY_DAYS = 397
_AGENCY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


class InitError(Exception):
    """What cannot be done, in words for the person at the terminal."""


def openssl(*arguments: str, data: bytes = b"") -> bytes:
    """What openssl prints.

    Raises:
        InitError: there is no openssl, or it failed.
    """
    if shutil.which("openssl") is None:
        raise InitError("the command openssl is missing; install the package openssl")
    done = subprocess.run(("openssl", *arguments), input=data, capture_output=True, check=False)
    if done.returncode:
        raise InitError(f"openssl {arguments[0]} failed: {done.stderr.decode().strip()}")
    return done.stdout


class Authority:
    """A CA: a certificate that others may read and a key that only its owner may.

    Args:
        certificate: where ``ca.pem`` is or will be.
        key: where its private key is or will be.
        name: what the certificate says of itself.
    """

    def __init__(self, certificate: Path, key: Path, name: str) -> None:
        self.certificate = certificate
        self._key = key
        self._name = name

    def ensure(self) -> bool:
        """Make the CA where there is none; True when it was made.

        Raises:
            InitError: one of the two files is there without the other.
        """
        there = {path for path in (self.certificate, self._key) if path.exists()}
        if len(there) == 1:
            raise InitError(f"{there.pop()} has lost its other half; restore it from a backup")
        if there:
            return False
        extensions = (
            "basicConstraints=critical,CA:TRUE,pathlen:0\n"
            "keyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n"
        )
        with tempfile.TemporaryDirectory() as folder:
            config = Path(folder, "ca.cnf")
            config.write_text(f"[req]\ndistinguished_name=dn\n[dn]\n[ca]\n{extensions}")
            made = Path(folder, "key.pem")
            pem = openssl(
                *("req", "-x509", *_CURVE, "-sha256", "-config", str(config), "-extensions", "ca"),
                *("-subj", f"/CN={self._name}", "-days", str(CA_DAYS), "-keyout", str(made)),
                *("-set_serial", _serial()),
            )
            write(self._key, made.read_bytes(), 0o600)
        write(self.certificate, pem, 0o644)
        return True

    def sign(
        self, name: str, alternatives: Sequence[str], usage: str, days: int
    ) -> tuple[bytes, bytes]:
        """A new certificate and its private key, both PEM.

        Args:
            name: the common name.
            alternatives: DNS names and addresses that it is for.
            usage: extended key usage, for example ``serverAuth``.
            days: how long it is valid.
        """
        lines = [
            "basicConstraints=critical,CA:FALSE",
            "keyUsage=critical,digitalSignature",
            f"extendedKeyUsage={usage}",
            # Strict readers (Python 3.13) refuse a certificate without both.
            "subjectKeyIdentifier=hash",
            "authorityKeyIdentifier=keyid",
        ]
        if alternatives:
            lines.append("subjectAltName=" + ",".join(map(_alternative, alternatives)))
        with tempfile.TemporaryDirectory() as folder:
            key, request, extensions = (Path(folder, part) for part in ("key", "csr", "ext"))
            extensions.write_text("\n".join(lines) + "\n")
            # Its own configuration: that of the machine may ask questions.
            config = Path(folder, "req.cnf")
            config.write_text("[req]\ndistinguished_name=dn\n[dn]\n")
            openssl(
                *("req", "-new", *_CURVE, "-sha256", "-config", str(config)),
                *("-subj", f"/CN={name}", "-keyout", str(key), "-out", str(request)),
            )
            pem = openssl(
                *("x509", "-req", "-in", str(request), "-sha256", "-days", str(days)),
                *("-CA", str(self.certificate), "-CAkey", str(self._key)),
                *("-set_serial", _serial(), "-extfile", str(extensions)),
            )
            return pem, key.read_bytes()


def ensure_certificates(folder: Path, hosts: Sequence[str], *, renew: bool) -> list[str]:
    """Make what is missing below ``deploy/tls``; answers what was made.

    Args:
        folder: the folder; nobody else on the machine can enter it. What lies in the folder of a
            holder is readable to all, because a container runs as another user.
        hosts: public names and addresses of the proxy.
        renew: make certificates anew that are there; the CAs stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    made = []
    authority = Authority(folder / "ca.pem", folder / "ca-key.pem", "Selaras deployment CA")
    if authority.ensure():
        made.append("ca")
    if agencies(folder).ensure():
        made.append("agencies/ca")
    for holder, names in HOLDERS.items():
        own = folder / holder
        if renew or not (own / "cert.pem").exists():
            public = tuple(hosts) if holder in _PUBLIC else ()
            names_of = (*names, "localhost", "127.0.0.1", "::1", *public)
            usage = "serverAuth,clientAuth" if holder == "nats" else "serverAuth"
            certificate, key = authority.sign(names[0], names_of, usage, DAYS)
            write(own / "key.pem", key, 0o644)
            write(own / "cert.pem", certificate, 0o644)
            if holder == "proxy":
                write(own / "proxy.pem", certificate + key, 0o644)
            made.append(holder)
        write(own / "ca.pem", authority.certificate.read_bytes(), 0o644)
    return made


def agencies(folder: Path) -> Authority:
    """The CA of the client certificates of agencies."""
    return Authority(
        folder / "agencies" / "ca.pem", folder / "agencies-ca-key.pem", "Selaras agencies CA"
    )


def issue_agency(folder: Path, agency: str) -> Path:
    """Issue a client certificate to an agency; answers the folder it is in.

    Raises:
        InitError: not an agency's id, no CA yet, or the agency has one that was not taken away.
    """
    if not _AGENCY.fullmatch(agency):
        raise InitError(f"{agency!r} is no id of an agency (lower case, digits, hyphens)")
    authority = agencies(folder)
    if not authority.certificate.exists():
        raise InitError("run scripts/init first")
    target = folder / "issued" / agency
    if target.exists():
        raise InitError(f"{target} is there; hand it over and move it away, then issue a new one")
    certificate, key = authority.sign(agency, (), "clientAuth", AGENCY_DAYS)
    write(target / "cert.pem", certificate, 0o644)
    write(target / "key.pem", key, 0o600)
    return target


def write(path: Path, content: bytes, mode: int) -> None:
    """Write a file whole, with its mode from the first byte on."""
    if not path.parent.exists():
        path.parent.mkdir(parents=True)
        # Whatever the umask: a container reads it as another user.
        path.parent.chmod(0o755)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    part.touch(mode=0o600)
    part.write_bytes(content)
    part.chmod(mode)
    part.replace(path)


def _alternative(name: str) -> str:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return f"DNS:{name}"
    return f"IP:{name}"


def _serial() -> str:
    return f"0x{secrets.token_hex(16)}"
