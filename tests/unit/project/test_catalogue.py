"""Both languages say the same things with the same values, and the code asks for no other."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from selaras import catalogue

PACKAGE = Path(__file__).resolve().parents[3] / "services" / "selaras"


def placeholders(template: str) -> set[str]:
    fields = (name for _, name, _, _ in string.Formatter().parse(template) if name is not None)
    return {name.partition(".")[0].partition("[")[0] for name in fields}


def literal_keys() -> Iterator[tuple[str, str]]:
    """Where -> key, for each call ``text("literal", ...)`` of modules that import it."""
    for path in PACKAGE.rglob("*.py"):
        source = path.read_text("utf-8")
        if "selaras.catalogue import" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id != "text" or not node.args:
                continue
            key = node.args[0]
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", key.value


def test_every_language_has_every_text() -> None:
    texts = {lang: catalogue.keys(lang) for lang in catalogue.LANGUAGES}
    everything = set().union(*texts.values())
    missing = {lang: sorted(everything - set(found)) for lang, found in texts.items()}
    assert missing == {lang: [] for lang in catalogue.LANGUAGES}


def test_every_language_uses_the_same_placeholders() -> None:
    first, *others = [catalogue.keys(lang) for lang in catalogue.LANGUAGES]
    different = [
        key
        for texts in others
        for key, template in texts.items()
        if key in first and placeholders(template) != placeholders(first[key])
    ]
    assert different == []


def test_no_text_is_empty() -> None:
    empty = [
        (lang, key)
        for lang in catalogue.LANGUAGES
        for key, template in catalogue.keys(lang).items()
        if not template.strip()
    ]
    assert empty == []


def test_no_two_files_define_the_same_key() -> None:
    """The files are merged: the second would win in silence."""
    seen: dict[tuple[str, str], str] = {}
    twice = []
    folder = Path(catalogue.__file__).parent
    for lang in catalogue.LANGUAGES:
        for path in sorted(folder.glob(f"*.{lang}.toml")):
            for key in catalogue._flatten(catalogue.tomllib.loads(path.read_text("utf-8"))):
                if (lang, key) in seen:
                    twice.append((key, seen[lang, key], path.name))
                seen[lang, key] = path.name
    assert twice == []


@pytest.mark.parametrize("lang", catalogue.LANGUAGES)
def test_the_code_asks_for_known_keys_only(lang: str) -> None:
    known = catalogue.keys(lang)
    unknown = [(where, key) for where, key in literal_keys() if key not in known]
    assert unknown == []


def test_an_unknown_key_is_an_error_with_its_name() -> None:
    with pytest.raises(catalogue.CatalogueError, match=r"no\.such\.key"):
        catalogue.text("no.such.key")
