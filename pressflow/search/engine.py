"""The engine: Pagefind's program, asked through its pipe, and the files that the browser needs beside the shards.

Pagefind's own Python interface waits a tenth of a second for every page and fails on answers of more than 2 MiB: it is
only asked where the program is. A message is JSON in base64 with a comma behind it, and so is the answer.
"""

import base64
import json
import os
from collections.abc import Iterable
from subprocess import DEVNULL, PIPE, Popen
from typing import Any, TypedDict

from pressflow.errors import StateError

# What tells the browser what is in an index; the folder beside it belongs to each index, too.
_ENTRY = "pagefind-entry.json"
_META = ".pf_meta"
# Pagefind brings search pages of its own; ours is made by the theme.
_PAGES = ("pagefind-component-ui", "pagefind-highlight", "pagefind-modular-ui", "pagefind-ui")


class Record(TypedDict):
    """A page as Pagefind takes it."""

    url: str
    content: str
    language: str
    meta: dict[str, str]


def shared(languages: Iterable[str]) -> dict[str, bytes]:
    """The files that all shards share, by path: what searches, for each language, and an index to merge shards into.

    That index cannot be empty. Its pages are on no shard's list, so that nobody finds them.
    """
    nobody = [Record(url=tag(one), content=tag(one), language=tag(one), meta={}) for one in sorted(languages)]
    files = {path: content for path, content in build(nobody).items() if not path.startswith(_PAGES)}
    # The program names the languages in any order.
    return files | {_ENTRY: json.dumps(json.loads(files[_ENTRY]), ensure_ascii=False, sort_keys=True).encode()}


def own(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files of an index that it does not share with others."""
    return {path: content for path, content in files.items() if "/" in path or path == _ENTRY or path.endswith(_META)}


def tag(language: str) -> str:
    """A language as Pagefind's script asks for it."""
    return language.lower()


def build(records: Iterable[Record]) -> dict[str, bytes]:
    """The files of an index of these pages, by path; raises StateError where the program fails."""
    from pagefind.service import get_executable

    program = get_executable()
    if program is None:
        raise StateError("the program that makes the search index is missing; install pagefind[bin]")
    try:
        with Popen([program, "--service"], stdin=PIPE, stdout=PIPE, stderr=DEVNULL) as running:  # noqa: S603  Pagefind's
            index = _ask(running, type="NewIndex", config=None)["index_id"]
            for record in records:
                _ask(running, type="AddRecord", index_id=index, filters=None, sort=None, **record)
            files = _ask(running, type="GetFiles", index_id=index)["files"]
    except (OSError, EOFError, ValueError) as error:
        raise StateError(f"the search index could not be made: {error}") from error
    return {file["path"]: base64.b64decode(file["content"]) for file in sorted(files, key=lambda file: file["path"])}


def _ask(running: Popen[bytes], **message: Any) -> dict[str, Any]:  # Any: JSON
    """What the program answers to a message."""
    assert running.stdin  # noqa: S101  it has a pipe
    running.stdin.write(base64.b64encode(json.dumps({"message_id": 1, "payload": message}).encode()) + b",")
    running.stdin.flush()
    answer: dict[str, Any] = json.loads(base64.b64decode(_answer(running)))["payload"]
    if answer["type"] == "Error":
        raise StateError(f"the search index could not be made: {answer['message']}")
    return answer


def _answer(running: Popen[bytes]) -> bytes:
    """What comes through the pipe up to a comma."""
    assert running.stdout  # noqa: S101  it has a pipe
    answer = bytearray()
    while not answer.endswith(b","):
        piece = os.read(running.stdout.fileno(), 1 << 20)
        if not piece:
            raise EOFError("the program ended before it had answered")
        answer += piece
    return bytes(answer)
