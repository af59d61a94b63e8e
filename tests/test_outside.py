"""What others' tools find on the example office's pages: Lighthouse, and the Nu HTML checker."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pressflow.building import build
from pressflow.demo import set_up
from pressflow.newsroom import Newsroom
from tests.browser import CHROMIUM
from tests.search.site import served

# Where make web-tools has npm put the two.
MODULES = Path(__file__).parents[1] / ".web-tools" / "node_modules"
LIGHTHOUSE = shutil.which("lighthouse") or shutil.which("lighthouse", path=str(MODULES / ".bin"))
NU = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
WANTED = bool(os.environ.get("PRESSFLOW_TEST_NO_SKIP"))

pytestmark = pytest.mark.xdist_group("browser")
PAGES = ("de/2026-10-16-faerbersteg.html", "de/index.html", "de/subscribe.html")
# The score for performance is made of times, but for the layout's shifts, and changes with the machine and with
# what else it does: even the best of three runs says more about that than about the page. What makes pages slow for
# everybody, these of its audits find without a clock; None is the score of one that found nothing to judge.
SPEEDY = ("cumulative-layout-shift", "unsized-images", "total-byte-weight", "legacy-javascript-insight")


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example office's site."""
    folder = tmp_path_factory.mktemp("outside") / "office"
    set_up(folder)
    build(Newsroom.at(folder))
    return folder / "public"


@pytest.fixture(scope="module")
def address(public: Path) -> Iterator[str]:
    """Where a server shows it."""
    with served(public) as site:
        yield site


def looked_at(url: str, chromium: str, lighthouse: str) -> dict[str, Any]:  # Any: JSON
    """Lighthouse's report on a page."""
    flags = "--headless=new --no-sandbox --disable-gpu"
    command = [lighthouse, url, "--quiet", "--output=json", "--output-path=stdout", f"--chrome-flags={flags}"]
    ran = subprocess.run(command, env={**os.environ, "CHROME_PATH": chromium}, capture_output=True, check=True)
    report: dict[str, Any] = json.loads(ran.stdout)
    return report


@pytest.mark.skipif(
    not (LIGHTHOUSE and CHROMIUM) and not WANTED,
    reason="NO LIGHTHOUSE: pages were not looked at; make web-tools",
)
@pytest.mark.parametrize("page", PAGES)
def test_lighthouse_has_nothing_to_say(address: str, page: str) -> None:
    assert LIGHTHOUSE
    assert CHROMIUM
    report = looked_at(f"{address}/{page}", CHROMIUM, LIGHTHOUSE)
    scores = {name: found["score"] for name, found in report["categories"].items()}
    assert {name: scores[name] for name in ("accessibility", "best-practices", "seo")} == {
        "accessibility": 1,
        "best-practices": 1,
        "seo": 1,
    }
    assert report["categories"].keys() >= {"performance"}
    assert {name: report["audits"][name]["score"] for name in SPEEDY if report["audits"][name]["score"] != 1} in (
        {},
        {"unsized-images": None},
    )


@pytest.mark.skipif(
    not (NU.is_file() and shutil.which("java")) and not WANTED,
    reason="NO NU: HTML was not checked; apt install default-jre-headless; make web-tools",
)
def test_html_is_valid_by_the_nu_checker(public: Path) -> None:
    command = ["java", "-jar", str(NU), "--errors-only", "--skip-non-html", "--format", "json", str(public)]
    ran = subprocess.run(command, capture_output=True, check=False)
    told = json.loads(ran.stderr)["messages"]
    assert [(one.get("url"), one.get("lastLine"), one["message"]) for one in told] == []
