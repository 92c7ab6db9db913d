"""``selaras evaluate`` says what is wrong with its arguments before the minutes of a replay."""

from __future__ import annotations

import pytest
from selaras.cli.app import make_app
from selaras.cli.exits import USAGE, CommandError
from typer.testing import CliRunner


@pytest.mark.parametrize(
    ("file", "message"),
    [("errors.txt", r"\.html or \.md"), ("errors", r"\.html or \.md"), ("no/errors.md", "folder")],
)
def test_errors_go_to_html_or_markdown(tmp_path, file, message):
    # The drafts are no labelled set: were they read, another error would come first.
    for name in ("drafts.jsonl", "pairs.jsonl"):
        (tmp_path / name).write_text("not json\n")
    arguments = ["evaluate", "--drafts", str(tmp_path / "drafts.jsonl")]
    arguments += ["--pairs", str(tmp_path / "pairs.jsonl"), "--errors", str(tmp_path / file)]
    result = CliRunner().invoke(make_app(), arguments)
    assert isinstance(result.exception, CommandError)
    assert result.exception.code == USAGE
    with pytest.raises(CommandError, match=message):
        raise result.exception
