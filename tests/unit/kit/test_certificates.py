"""When a certificate expires."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import trustme
from prometheus_client import REGISTRY
from selaras.kit.certificates import expiry
from selaras.kit.metrics_server import note_certificate


@pytest.mark.parametrize(
    "moment", [datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC), datetime(2061, 1, 2, tzinfo=UTC)]
)
@pytest.mark.parametrize("kind", list(trustme.KeyType))
def test_the_first_certificate_of_the_file_counts(tmp_path, moment, kind):
    authority = trustme.CA(key_type=kind)
    leaf = authority.issue_cert("intake", "127.0.0.1", not_after=moment, key_type=kind)
    file = tmp_path / "cert.pem"
    chain = [leaf.private_key_pem, *leaf.cert_chain_pems, authority.cert_pem]
    file.write_bytes(b"\n".join(part.bytes() for part in chain))
    assert expiry(file) == moment

    note_certificate("intake", file)
    labels = {"service": "intake"}
    name = "selaras_certificate_expiry_timestamp_seconds"
    assert REGISTRY.get_sample_value(name, labels) == moment.timestamp()


@pytest.mark.parametrize("cut", [0, 1, 30, 300])
def test_a_broken_file_is_named(tmp_path, cut):
    file = tmp_path / "cert.pem"
    whole = trustme.CA().cert_pem.bytes()
    file.write_bytes(whole[:cut] + b"\n-----END CERTIFICATE-----\n" if cut else b"")
    with pytest.raises(ValueError, match=r"cert\.pem"):
        expiry(file)
    note_certificate("broken", file)


def test_a_missing_file_stops_nothing(tmp_path):
    note_certificate("missing", tmp_path / "cert.pem")
