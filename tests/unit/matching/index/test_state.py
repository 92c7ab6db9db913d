from __future__ import annotations

import json

import pytest
from selaras.matching.index.edge.state import CollectionState, Folder, State
from selaras.matching.index.faults import Fault

PARTS = {"messages": "satu/messages-0"}


@pytest.fixture
def folder(tmp_path):
    owned = Folder.own(tmp_path / "index", 0)
    yield owned
    owned.release()


def test_a_new_folder_has_no_collections(folder):
    assert folder.read() == State()


def test_what_is_written_is_read(folder):
    written = State("satu", None, {"satu": CollectionState("m", 384, PARTS, mixed=True)})
    folder.write(written)
    assert folder.read() == written
    assert not list(folder.path.glob("*.new"))


def test_a_write_that_is_cut_off_changes_nothing(folder, monkeypatch):
    before = State("satu", None, {"satu": CollectionState("m", 384, PARTS)})
    folder.write(before)

    def cut_off(body: object, file, **_: object) -> None:
        file.write(json.dumps(body)[:20])
        raise OSError("no space left")

    monkeypatch.setattr("selaras.matching.index.edge.state.json.dump", cut_off)
    with pytest.raises(OSError, match="no space"):
        folder.write(State())
    assert folder.read() == before


def test_a_folder_has_one_owner(folder):
    with pytest.raises(Fault) as caught:
        Folder.own(folder.path, 0)
    assert caught.value.reason == "EDGE_INDEX_LOCKED"


def test_a_folder_that_is_given_up_can_be_owned(folder):
    folder.release()
    Folder.own(folder.path, 0).release()


def test_what_the_state_does_not_name_is_cleared_away(folder):
    for kept in ("satu/messages-0", "satu/messages-1", "dua/messages-0"):
        (folder.path / kept).mkdir(parents=True)
    folder.clean(State("satu", None, {"satu": CollectionState("m", 384, PARTS)}))
    left = {str(item.relative_to(folder.path)) for item in folder.path.glob("*/*")}
    assert left == {"satu/messages-0"}
    assert not (folder.path / "dua").exists()


def test_a_collection_that_is_taken_out_has_no_role():
    item = CollectionState("m", 384, PARTS)
    state = State("satu", "dua", {"satu": item, "dua": item})
    assert state.without("dua") == State("satu", None, {"satu": item})
    assert state.without("satu").live is None
