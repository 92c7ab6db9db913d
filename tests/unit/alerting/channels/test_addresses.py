"""Which addresses a URL may lead to."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest
from selaras.alerting.channels.addresses import AddressGuard, is_public
from selaras.alerting.ports.channel import Failed, Refused


def resolver(*addresses: str):
    async def resolve(host: str, port: int):
        return addresses

    return resolve


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "ff0e::1",
        "2001:db8::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
        "2002:7f00:1::",
    ],
)
def test_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "103.10.1.1",
        "100.63.255.255",
        "100.128.0.1",
        "2606:4700::1111",
        "64:ff9b::808:808",
    ],
)
def test_public(address):
    assert is_public(ip_address(address))


async def test_a_good_url_is_pinned_to_what_was_checked():
    guard = AddressGuard(resolve=resolver("103.10.1.1", "2606:4700::1111"))
    checked = await guard.check("https://cms.go.id:8443/x?y#z")
    assert (checked.host, checked.port) == ("cms.go.id", 8443)
    assert checked.addresses == ("103.10.1.1", "2606:4700::1111")
    assert (await guard.check("https://cms.go.id")).port == 443


@pytest.mark.parametrize(
    "found", [("10.0.0.1",), ("103.10.1.1", "10.0.0.1"), ("::ffff:10.0.0.1",), ("fe80::1%eth0",)]
)
async def test_one_address_that_is_not_public_refuses_them_all(found):
    with pytest.raises(Refused, match="ADDRESS_PRIVATE") as refused:
        await AddressGuard(resolve=resolver(*found)).check("https://cms.go.id/x")
    assert not refused.value.asked


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/x", "https://[::1]/x", "https://[::ffff:10.0.0.1]/", "https://10.1/"]
)
async def test_an_address_in_the_url_is_judged_too(url):
    async def resolve(host, port):
        return ["10.0.0.1"]  # what the system makes of 10.1

    with pytest.raises(Refused, match="ADDRESS_PRIVATE"):
        await AddressGuard(resolve=resolve).check(url)


async def test_networks_that_are_allowed_may_be_reached_also_without_tls():
    guard = AddressGuard([ip_network("10.20.0.0/16")], resolver("10.20.3.4"))
    assert (await guard.check("http://mattermost.local")).port == 80
    with pytest.raises(Refused, match="ADDRESS_PRIVATE"):
        await guard.check("https://10.21.0.1")
    both = AddressGuard([ip_network("10.20.0.0/16")], resolver("10.20.3.4", "103.10.1.1"))
    with pytest.raises(Refused, match="URL_NOT_HTTPS"):
        await both.check("http://mattermost.local")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "cms.go.id",
        "ftp://cms.go.id",
        "file:///etc/passwd",
        "https://",
        "https:///x",
        "https://user:secret@cms.go.id",
        "https://user@cms.go.id",
        "https://cms.go.id:99999",
        "https://cms.go.id:0",
        "https://[::1",
        "javascript:alert(1)",
    ],
)
async def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(Refused, match="URL_INVALID") as refused:
        await AddressGuard(resolve=resolver("103.10.1.1")).check(url)
    assert "secret" not in str(refused.value)


async def test_a_public_host_must_be_reached_with_https():
    with pytest.raises(Refused, match="URL_NOT_HTTPS"):
        await AddressGuard(resolve=resolver("103.10.1.1")).check("http://cms.go.id")


@pytest.mark.parametrize("found", [(), ("no address",)])
async def test_a_name_that_does_not_resolve_may_do_so_later(found):
    with pytest.raises(Failed, match="NAME_NOT_RESOLVED"):
        await AddressGuard(resolve=resolver(*found)).check("https://cms.go.id")


async def test_neither_does_one_that_the_system_does_not_know():
    async def resolve(host, port):
        raise OSError("unknown")

    with pytest.raises(Failed, match="NAME_NOT_RESOLVED"):
        await AddressGuard(resolve=resolve).check("https://cms.go.id")
