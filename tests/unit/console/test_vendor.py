"""Scripts of others are what vendor.toml says they are."""

from __future__ import annotations

import hashlib
import tomllib

from selaras.console.web.templating import STATIC

_FOLDER = STATIC / "vendor"


def test_each_script_has_the_hash_that_is_noted_and_a_licence() -> None:
    known = tomllib.loads((_FOLDER / "vendor.toml").read_text("utf-8"))
    assert {entry["file"] for entry in known.values()} == {
        path.name for path in _FOLDER.glob("*.js")
    }
    for entry in known.values():
        digest = hashlib.sha256((_FOLDER / entry["file"]).read_bytes()).hexdigest()
        assert digest == entry["sha256"], entry["file"]
        assert (_FOLDER / "licenses" / f"{entry['package'].removesuffix('.org')}.txt").is_file()
