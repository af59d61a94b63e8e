"""An office of the benchmarks: a release, so many media contacts, the letters promised; sent again and again."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.mail.letters import paragraphs, reader

ROOT = Path(__file__).parents[2]
_SETTINGS = """
[publisher]
name = "City of Lohtal"
website = "https://www.lohtal.example.org/"
[newsroom]
base_url = "https://press.lohtal.example.org/"
title = "Press"
time_zone = "Europe/Berlin"
languages = ["de"]
[mail]
host = "127.0.0.1"
security = "none"
from_name = "City of Lohtal"
from_address = "press@lohtal.example.org"
bounce_address = "bounces@lohtal.example.org"
hold = 0
letters_per_connection = 0
[topics.traffic]
title = "Traffic"
iptc = "04000000"
[lists.local]
title = "Local press"
"""
_RELEASE = """---
title: Neue Brücke über die Loh ist fertig
date: 2026-05-16 10:30
place: Lohtal
lead: Die Stadt Lohtal hat am Samstag die neue Brücke über die Loh für den Verkehr freigegeben.
topics: [traffic]
contacts:
  - name: Kim Berger
    role: Pressesprecherin
    organisation: Stadt Lohtal
    phone: +49 221 4710-123
    email: press@lohtal.example.org
---
"""
SLUG = "2026-05-16-bridge"


class Office:
    """Promised letters, kept as they are; each sending is done with a copy."""

    def __init__(self, folder: Path, letters: int) -> None:
        self.folder, self.planning = folder, 0.0
        release = folder / "releases" / "2026" / SLUG
        release.mkdir(parents=True)
        (folder / "pressflow.toml").write_text(_SETTINGS, "utf-8")
        (release / "de.md").write_text(_RELEASE + "\n\n".join(paragraphs()[:4]) + "\n", "utf-8")
        rows = (f"{reader(number)},,de,Echo,local,consent,form" for number in range(letters))
        (folder / "all.csv").write_text("address,name,language,medium,lists,basis,proof\n" + "\n".join(rows) + "\n")
        for words in (
            ("contacts", "import", "all.csv"),
            ("approve", SLUG, "--as", "A"),
            ("publish", SLUG, "--as", "B"),
        ):
            start = time.perf_counter()
            self.pressflow(folder, *words)
            self.planning = time.perf_counter() - start  # the last one's: publish

    def send(self, port: int, durability: str, connections: int) -> dict[str, float]:
        """Send all letters of a copy; gives letters, seconds, processor seconds and MiB (see sending.py)."""
        copy = self.folder.with_name("copy")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.folder, copy)
        return self.send_from(copy, port, durability, connections)

    @staticmethod
    def send_from(folder: Path, port: int, durability: str, connections: int) -> dict[str, float]:
        """The same, of the letters in this folder."""
        mail = {"PORT": port, "DURABILITY": durability, "CONNECTIONS": connections}
        values = {f"PRESSFLOW_MAIL__{name}": str(value) for name, value in mail.items()}
        told = _run([sys.executable, str(Path(__file__).with_name("sending.py")), str(folder)], ROOT, values)
        result: dict[str, float] = json.loads(told)
        return result

    @staticmethod
    def pressflow(folder: Path, *words: str) -> str:
        """Run pressflow in a folder; gives what it printed."""
        return _run([sys.executable, "-m", "pressflow", *words], folder, {})


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, cwd=folder, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise OSError(f"{' '.join(command[1:4])} failed: {done.stderr[-500:]}")
    return done.stdout
