"""Runs canaille, an OpenID provider, in a process of its own: ``oidc_provider.py CONFIG``.

CONFIG is a TOML file: canaille's settings, and in ``[test]`` where to listen, the client and the
people that it begins with. Everything is in memory. It says "ready" when it listens.
"""

from __future__ import annotations

import ssl
import sys
import tomllib
from pathlib import Path
from typing import Any


def main(path: Path) -> None:
    config = tomllib.loads(path.read_text("utf-8"))
    here = config.pop("test")
    # Imported late: canaille reads its settings when it is imported.
    import canaille  # noqa: PLC0415
    from werkzeug.serving import make_server  # noqa: PLC0415

    app = canaille.create_app(config=config)
    with app.app_context(), app.backend.session():
        fill(app, here)
    vouch(here["verified"])
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(here["certificate"])
    server = make_server("127.0.0.1", here["port"], app, threaded=True, ssl_context=tls)
    print("ready", flush=True)
    server.serve_forever()


def fill(app: Any, here: dict[str, Any]) -> None:
    """The client and the people."""
    from canaille.app import models  # noqa: PLC0415

    for login, (email, password) in here["people"].items():
        values = {"user_name": login, "family_name": login.title(), "formatted_name": login.title()}
        app.backend.save(models.User(**values, emails=[email], password=password))
    client = models.Client(
        **here["client"],
        client_name="Selaras",
        # Not one of the domains that are trusted: people are asked whether they agree.
        client_uri="https://selaras.example.go.id",
        grant_types=["authorization_code"],
        response_types=["code"],
        scope=["openid", "email", "profile"],
        token_endpoint_auth_method="client_secret_basic",
    )
    app.backend.save(client)
    client.audience = [client]
    app.backend.save(client)


def vouch(verified: list[str]) -> None:
    """Let it say whose addresses it has verified, which canaille leaves out."""
    from canaille.oidc import provider  # noqa: PLC0415

    plain = provider.generate_user_claims

    def with_verified(user: Any, *arguments: Any) -> dict[str, Any]:
        return {**plain(user, *arguments), "email_verified": user.user_name in verified}

    provider.generate_user_claims = with_verified


if __name__ == "__main__":
    main(Path(sys.argv[1]))
