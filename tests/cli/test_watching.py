"""What somebody sees who watches a blast on a terminal: the bar, the status that is shown again, and Ctrl-C."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import builders
from tests.cli.screen import CTRL_C, screen
from tests.smtp_server import Rule, running, wait_until
from tests.stories.test_sending import Office, everybody


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path / "office")
    yield office
    office.shut()


def work(office: Office) -> tuple[str, ...]:
    return ("work", "-C", str(office.folder))


def test_bar_fits_a_terminal_of_80_columns(office: Office) -> None:
    office.publish(readers=400)
    refusing = Rule("rcpt", "550 5.1.1 unknown", nth=20)  # early: the bar is gone when all letters are
    later = Rule("rcpt", "450 4.2.1 later", nth=30)
    with running(office.folder.parent, refusing, later, delay=0.05) as relay:
        office.use(relay.port, connections=2, retry_after=60)
        office.close()
        with screen(*work(office)) as seen:
            seen.wait_for("1 deferred, 1 refused")
            bar = next(line for line in reversed(seen.lines) if " sent, " in line)
            seen.press(CTRL_C)
            assert seen.end() == 0
    assert re.fullmatch(r"\d+/s, \d+ sent, 1 deferred, 1 refused [━╸╺ ]+ +\d+/400 [\d:-]+", bar)
    assert len(bar) <= 80


def test_first_ctrl_c_says_what_it_waits_for_and_the_second_stops_at_once(office: Office) -> None:
    office.publish(readers=6)
    with office.relay(Rule("dot"), connections=2, timeout=3600):
        office.close()
        with screen(*work(office)) as seen:
            seen.wait_for("Sending letters")
            wait_until(lambda: office.states().get("sending") == 2, "two letters are leaving")
            seen.press(CTRL_C)
            seen.wait_for("Stopping: 2 letters leaving now may still arrive. Ctrl-C again stops at once")
            assert seen.process.poll() is None
            seen.press(CTRL_C)
            assert seen.end() == 130
            assert "Traceback" not in seen.text
    assert office.resume() == (2, 0, 0)


def test_status_is_drawn_again_in_place_until_ctrl_c(office: Office) -> None:
    office.publish(readers=60)
    with screen("status", builders.SLUG, "--watch", "-C", str(office.folder), lines=20) as seen:
        seen.wait_for("60 letters promised = 0 sent + 60 not yet")
        assert seen.lines[0].startswith(builders.SLUG)  # in place: it does not scroll
        with office.relay() as relay:
            assert office.work()
            assert relay.recipients() == everybody(60)
        seen.wait_for("60 letters promised = 60 sent + 0 not yet")
        assert seen.lines[0].startswith(builders.SLUG)
        seen.press(CTRL_C)
        assert seen.end() == 0
        assert "Traceback" not in seen.text


def test_overview_fits_the_terminal_it_is_watched_on(office: Office) -> None:
    office.publish()
    with screen("status", "--watch", "-C", str(office.folder)) as seen:
        seen.wait_for(builders.SLUG)
        assert "promised" in seen.text
        seen.press(CTRL_C)
        assert seen.end() == 0


def test_status_that_nobody_watches_on_a_terminal_is_printed_again_and_again(office: Office) -> None:
    office.publish()
    process = office.start("status", "--watch")
    assert process.stdout
    heard = ""
    while heard.count(builders.SLUG) < 2:
        heard += process.stdout.readline()
    assert "\033" not in heard
