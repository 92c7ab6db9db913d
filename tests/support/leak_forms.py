"""Every form of the console: with what it works, for whom, and for whom it must not."""

from __future__ import annotations

from dataclasses import dataclass, field

from selaras.client import CaseState

from tests.support.leak_console import Crowd
from tests.support.leak_scene import ADMIN, COORDINATOR_HERE, NOBODY

STRANGERS = ("polres/humas", "polres/kepala", "surabaya/koordinator", ADMIN, NOBODY)
NO_ADMINS = ("dinkes/humas", "disdik/kepala", COORDINATOR_HERE, NOBODY)


@dataclass
class Things:
    """Names of what forms are about.

    Attributes:
        case: of Dinkes and Disdik; ``other`` is of Disdik and Kemenag.
    """

    case: str
    other: str
    finding: str
    silence: str
    crisis: str
    key: str
    spare_key: str
    account: str
    invitation: str
    passwords: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Form:
    """One form.

    Attributes:
        fields: what is sent.
        who: for whom it works.
        strangers: for whom it must not.
        values: parameters of the path.
        shows: the answer is a page, and no redirect.
    """

    fields: dict[str, str]
    who: str
    strangers: tuple[str, ...] = (NOBODY,)
    values: dict[str, str] = field(default_factory=dict)
    shows: bool = False


def forms(things: Things) -> dict[str, Form]:
    """All forms by their path, in an order in which they work one after the other."""
    return {
        **_cases(things),
        **_own(things),
        **_silences(things),
        **_admin(things),
        **_last(things),
    }


def _cases(things: Things) -> dict[str, Form]:
    def of(fields: dict[str, str], who: str, *more: str) -> Form:
        return Form(fields, who, (*STRANGERS, *more), {"id": things.case})

    humas, other, coordinator = "dinkes/humas", "disdik/humas", COORDINATOR_HERE
    owner = "agencies/dinkes/owners/humas"
    return {
        "/cases/{id}/acknowledge": of({}, humas, coordinator, "kemenag/humas"),
        "/cases/{id}/comment": of({"text": "Kami periksa."}, humas, "kemenag/humas"),
        "/cases/{id}/assign": of({"owner": owner}, humas, "disdik/humas", coordinator),
        "/cases/{id}/propose": of(
            {"kind": "JOINT_STATEMENT", "note": "Satu teks bersama."}, humas, coordinator
        ),
        "/cases/{id}/answer": of(
            {"number": "1", "agree": "no", "note": "Belum cocok."}, other, coordinator, humas
        ),
        "/cases/{id}/dismiss": of(
            {"finding": things.finding, "reason": "OTHER", "note": "Lain perkara."},
            humas,
            "kemenag/humas",
        ),
        "/cases/{id}/merge": of(
            {"others": things.other, "note": "Satu perkara."}, coordinator, humas, "kemenag/kepala"
        ),
        "/cases/{id}/split": of({"findings": things.finding}, coordinator, humas, "kemenag/kepala"),
    }


def _own(things: Things) -> dict[str, Form]:
    login, password = things.passwords["polres/humas"]
    _, old = things.passwords["polres/kepala"]
    new = f"{old}-baru"
    return {
        "/check": Form(
            {"body": "Perpustakaan keliling meminjamkan komik."},
            "disdik/humas",
            (ADMIN, NOBODY),
            shows=True,
        ),
        "/calendar/address": Form({"do": "make"}, "kemenag/humas", (ADMIN, NOBODY), shows=True),
        "/language": Form({"lang": "en", "next": "/account"}, "kemenag/humas", ()),
        "/account/password": Form(
            {"password": old, "new": new, "repeat": new}, "polres/kepala", ("polres/humas", NOBODY)
        ),
        "/sign-in": Form({"login": login, "password": password}, NOBODY, ()),
        "/invitation/{token}": Form(
            {"password": new, "repeat": new}, NOBODY, (), {"token": things.invitation}
        ),
    }


def _silences(things: Things) -> dict[str, Form]:
    silence = {"agency": "dinkes", "reason": "Percobaan", "hours": "4", "area_code": "32.78"}
    crisis = {"area_code": "32.78", "reason": "Percobaan", "hours": "6"}
    nobody_here = ("surabaya/koordinator", NOBODY)
    return {
        "/silences": Form(silence, COORDINATOR_HERE, nobody_here),
        "/silences/{silence}/end": Form(
            {}, "dinkes/humas", ("polres/humas", *nobody_here), {"silence": things.silence}
        ),
        "/silences/crises": Form(crisis, COORDINATOR_HERE, ("dinkes/humas", *nobody_here)),
        "/silences/crises/{crisis}/end": Form(
            {}, COORDINATOR_HERE, ("dinkes/humas", *nobody_here), {"crisis": things.crisis}
        ),
    }


def _admin(things: Things) -> dict[str, Form]:
    def of(fields: dict[str, str], *, shows: bool = False, **values: str) -> Form:
        return Form(fields, ADMIN, NO_ADMINS, {"agency": "coba", "owner": "humas", **values}, shows)

    base = "/admin/agencies/{agency}"
    level = {"level": "KOTA", "area_code": "35.78"}
    owner = "agencies/coba/owners/humas"
    email = {"channel-0-kind": "EMAIL", "channel-0-address": "humas@coba.example.go.id"}
    return {
        "/admin/agencies": of({"agency_id": "coba-lagi", "display_name": "Coba lagi", **level}),
        base: of({"display_name": "Percobaan", **level}),
        f"{base}/owners": of({"owner_id": "lain", "display_name": "Lain"}),
        f"{base}/owners/{{owner}}": of(
            {"display_name": "Humas", "time_zone": "Asia/Jakarta", **email}
        ),
        f"{base}/owners/{{owner}}/test": of({"channel": "EMAIL"}, shows=True),
        f"{base}/keys": of({"display_name": "CMS"}, shows=True),
        f"{base}/keys/{{key}}/rotate": of({}, shows=True, key=things.key),
        f"{base}/keys/{{key}}/revoke": of({}, key=things.spare_key),
        f"{base}/accounts": of({"login": "humas.coba", "owner": owner}, shows=True),
        "/admin/accounts": of({"login": "admin-lagi"}, shows=True),
    }


def _last(things: Things) -> dict[str, Form]:
    """What ends something."""
    values = {"agency": "coba", "owner": "lain", "account": things.account}
    return {
        "/admin/accounts/{account}/delete": Form({}, ADMIN, NO_ADMINS, values),
        "/admin/agencies/{agency}/owners/{owner}/delete": Form({}, ADMIN, NO_ADMINS, values),
        "/sign-out": Form({}, "surabaya/koordinator", ()),
    }


Snapshot = dict[str, object]


async def snapshot(crowd: Crowd) -> Snapshot:
    """All that forms can change, as those know it who may know most."""
    found: Snapshot = {}
    for agency in crowd.stack.keys:
        async with crowd.api(agency) as api:
            async for case in api.list_cases(states=list(_STATES)):
                found[f"{agency} {case.name}"] = repr(await api.get_case(case.name))
    admin = crowd.stack.admin
    found["silences"] = repr(await admin.list_silences(ended=True))
    found["crises"] = repr(await admin.list_crises())
    async for agency in admin.list_agencies():
        found[agency.name] = repr(agency)
        found[f"{agency.name} owners"] = repr([one async for one in admin.list_owners(agency.name)])
        keys = await admin.list_keys(agency.name)
        found[f"{agency.name} keys"] = [
            (key.name, key.expire_time, key.revoke_time) for key in keys
        ]
    found["accounts"] = [(one.name, one.login, one.state) async for one in admin.list_accounts()]
    for who in ("kemenag/humas", "polres/kepala"):
        async with crowd.api(who) as api:
            found[f"{who} profile"] = repr(await api.profile())
    return found


_STATES = tuple(state for state in CaseState if state is not CaseState.UNSPECIFIED)
