"""The engine: Pagefind's program is asked, and what it makes is divided into what all shards share and the rest."""

import json
from pathlib import Path

import pytest

from pressflow.errors import StateError
from pressflow.search import engine
from pressflow.search.engine import Record


def record(number: int, words: str = "Brücke") -> Record:
    return Record(url=f"de/{number}.html", content=f"{words} {number}", language="de", meta={"title": "Titel"})


def test_what_searches_is_shared_by_all_languages() -> None:
    files = engine.shared(["en", "de", "de-x-ls"])
    assert {"pagefind.js", "pagefind-worker.js", "wasm.de.pagefind", "wasm.en.pagefind"} <= set(files)
    assert set(json.loads(files["pagefind-entry.json"])["languages"]) == {"de", "de-x-ls", "en"}


def test_pagefinds_own_pages_are_left_out() -> None:
    assert [path for path in engine.shared(["de"]) if path.endswith(".css") or "-ui" in path] == []


def test_shared_files_are_the_same_each_time() -> None:
    assert [engine.shared(["de", "en", "fr"])] * 5 == [engine.shared(["fr", "en", "de"]) for _ in range(5)]


def test_an_index_s_own_files_hold_no_program() -> None:
    files = engine.build([record(1)])
    assert {Path(path).suffix for path in engine.own(files)} == {".json", ".pf_meta", ".pf_fragment", ".pf_index"}


def test_many_pages_are_no_trouble() -> None:
    words = " ".join(f"Wort{number}" for number in range(3000))
    files = engine.build(record(number, words) for number in range(100))
    assert sum(len(content) for content in files.values()) > 1_000_000
    assert len([path for path in files if path.startswith("fragment/")]) == 100


def test_missing_program_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(tmp_path / "nothing"))
    with pytest.raises(StateError, match="could not be made"):
        engine.build([record(1)])


def test_program_that_dies_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", "/bin/true")
    with pytest.raises(StateError, match="could not be made"):
        engine.build([record(1)])


def test_what_the_program_complains_of_is_told() -> None:
    wrong: Record = {**record(1), "content": 1}  # type: ignore[typeddict-item]  # it must not be a number
    with pytest.raises(StateError, match="could not be made"):
        engine.build([wrong])
