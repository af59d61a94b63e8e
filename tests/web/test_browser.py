"""The whole way in a real browser: in, changed, paused, out, back, gone; and what scanners of links do not do."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from pressflow import approving, clock, embargoing
from pressflow.ledger import consent, contacts, letterbox
from pressflow.ledger.contacts import Stored
from pressflow.newsroom import Newsroom
from tests import builders
from tests.browser import chromium, needs_chromium
from tests.smtp_server import wait_until
from tests.web.reading import ADDRESS
from tests.web.running import Running, running

pytestmark = [needs_chromium("the service was not walked through"), pytest.mark.xdist_group("browser")]
MILA, ALL_LISTS = "Mila Roth", ("Lokalpresse", "Feuilleton")


@pytest.fixture
def service(office: Newsroom, tmp_path: Path) -> Iterator[Running]:
    """The service of a newsroom with one public release, and a mail server."""
    office.ledger.close()
    with running(office.folder, tmp_path / "mail") as at:
        yield at


@pytest.fixture
def browser(service: Running) -> Iterator[Browser]:
    """Chromium; after the service has started."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A German reader's browser without scripts: the service needs none."""
    with closing(browser.new_context(java_script_enabled=False, locale="de-DE")) as one:
        yield one


def known(service: Running, address: str = ADDRESS) -> Stored | None:
    with service.newsroom.ledger.reading() as tx:
        return contacts.contact_by_hash(tx, service.newsroom.tokens.address_hash(address))


def subscribe(service: Running, page: Page, *lists: str) -> str:
    """Fill in the form; gives where the letter's link leads."""
    page.goto(f"{service.url}/service/subscribe")
    service.wait(seconds=5)
    for title in lists:
        page.get_by_label(title).check()
    page.get_by_label("Ihre Mailadresse").fill(ADDRESS)
    page.get_by_label("Ihr Name").fill(MILA)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fast geschafft")
    return service.letter_link()


def press(page: Page, button: str, heading: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_reader_goes_all_the_way(service: Running, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(subscribe(service, page, "Lokalpresse"))
    press(page, "Ja, bestätigen", "Sie sind angemeldet")

    # A release comes, with the link to leave in it.
    newsroom = Newsroom(service.newsroom.folder, service.newsroom.settings)
    folder = builders.add_release(newsroom, "2026-05-18-second", title="Zweite Brücke über die Loh ist fertig")
    builders.publish(newsroom, folder, clock.now())
    relay = {"PRESSFLOW_MAIL__PORT": str(service.mail.port), "PRESSFLOW_MAIL__HOST": "127.0.0.1"}
    command = [sys.executable, "-m", "pressflow", "work", "--once", "-C", str(newsroom.folder)]
    subprocess.run(command, env=os.environ | relay, check=True, capture_output=True)
    letter = service.mail.content(service.mail.accepted()[-1])
    service.read += 1
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in letter
    (path,) = {
        match.decode()
        for match in re.findall(rb"/unsubscribe/[\w.=-]+", letter.replace(b"=\r\n", b"").replace(b"\r\n ", b""))
    }

    # The settings come by letter, too.
    page.goto(service.url + path)
    press(page, "Link zusenden", "Link ist unterwegs")
    settings = service.letter_link()
    page.goto(settings)
    page.get_by_text("Genauer auswählen").click()
    page.get_by_label("Kultur", exact=True).check()
    page.get_by_label("Wie oft").select_option("daily")
    press(page, "Speichern", "Ihre Einstellungen")
    expect(page.get_by_role("status")).to_have_text("Gespeichert.")
    now = known(service)
    assert now
    assert (now.contact.topics, now.contact.frequency) == (("culture",), "daily")

    press(page, "Pause machen", "Ihre Einstellungen")
    expect(page.get_by_role("button", name="Pause beenden")).to_be_visible()
    now = known(service)
    assert now
    assert now.contact.paused(service.now())

    page.goto(service.url + path)
    press(page, "Von diesem Verteiler abmelden", "Abgemeldet")
    now = known(service)
    assert now
    assert now.contact.lists == ()
    page.goto(service.letter_link())
    press(page, "Abmeldung rückgängig machen", "Willkommen zurück")
    now = known(service)
    assert now
    assert now.contact.lists == ("local",)

    page.goto(settings)
    page.get_by_label("Ja, alles löschen").check()
    press(page, "Löschen", "Gelöscht")
    assert known(service) is None


def test_scanner_that_opens_every_link_and_runs_scripts_changes_nothing(service: Running, browser: Browser) -> None:
    with closing(browser.new_context(java_script_enabled=True)) as context:
        page = context.new_page()
        confirm = subscribe_in(service, page)
        before = state(service)
        scan(service, page, confirm)
        assert state(service) == before
        page.goto(confirm)
        press(page, "Yes, confirm", "You are subscribed")
        somebody = known(service)
        assert somebody
        token = service.newsroom.tokens.unsubscribe(somebody.id, "local")
        before = state(service)
        scan(service, page, f"{service.url}/unsubscribe/{token}")
        assert state(service) == before


def subscribe_in(service: Running, page: Page) -> str:
    """Subscribe in English; gives where the letter's link leads."""
    page.goto(f"{service.url}/service/en/subscribe")
    service.wait(seconds=5)
    page.get_by_label("Local press").check()
    page.get_by_label("Your mail address").fill(ADDRESS)
    page.get_by_role("button", name="Subscribe", exact=True).click()
    return service.letter_link()


def scan(service: Running, page: Page, start: str) -> None:
    """Open a link and every link of ours found behind it, each twice, as programs that check mail do."""
    seen, found = set(), [start]
    while found:
        url = found.pop()
        if url in seen:
            continue
        seen.add(url)
        for _ in range(2):
            page.goto(url, wait_until="load")
        links = page.eval_on_selector_all("a[href], form[action]", "all => all.map(one => one.href || one.action)")
        found += [link for link in links if link.startswith(service.url)]
    assert len(seen) > 2


def state(service: Running) -> object:
    """Everything that a scanner could have changed, when no letter is on its way."""
    wait_until(lambda: not waiting(service), "the letters are away")
    hashed = service.newsroom.tokens.address_hash(ADDRESS)
    with service.newsroom.ledger.reading() as tx:
        return (
            contacts.contact_by_hash(tx, hashed),
            consent.sign_ups_of(tx, hashed),
            list(consent.consents_of(tx, hashed)),
            contacts.suppressed(tx, hashed),
            letterbox.waiting(tx),
        )


def waiting(service: Running) -> int:
    with service.newsroom.ledger.reading() as tx:
        return letterbox.waiting(tx)


LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def invited(service: Running) -> str:
    """Give the reader a release under embargo, with long words, a picture and a document; where its page is."""
    newsroom = Newsroom(service.newsroom.folder, service.newsroom.settings)
    folder = builders.add_release(
        newsroom,
        "2026-05-19-embargo",
        title=f"{LONG} unter Sperrfrist",
        lead=f"{LONG} {'https://www.example.org/' + 'a/' * 60}",
        embargo={"event": f"Ende der Sitzung: {LONG}", "contacts": [ADDRESS]},
        images=[{"file": "assets/topf.jpg", "alt": "Ein Topf", "caption": LONG, "credit": LONG}],
        attachments=[{"file": f"assets/{LONG[:60]}.txt", "caption": LONG}],
    )
    (folder / "assets").mkdir()
    (folder / "assets" / f"{LONG[:60]}.txt").write_text("Zucker\n", "utf-8")
    (folder / "assets" / "topf.jpg").write_bytes(builders.picture(size=(1200, 900)))
    approving.approve(newsroom, folder, "Jo", clock.now())
    embargoing.give(newsroom, folder, "Kim", clock.now())
    (guest,), _ = embargoing.guest_list(newsroom, folder)
    newsroom.ledger.close()
    return f"{service.url}/embargo/{newsroom.tokens.embargo(guest.key)}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible_and_fit(service: Running, browser: Browser, scheme: Literal["light", "dark"]) -> None:
    """WCAG 2.2 AA as far as axe sees it; no page is wider than a phone, or a page enlarged to 400 per cent."""
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    with closing(browser.new_context(color_scheme=scheme, locale="de-DE")) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on(
            "console", lambda message: complaints.append(message.text) if "status of 4" not in message.text else None
        )
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))

        def fine() -> None:
            found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
            assert found.response["violations"] == [], page.url
            for width in (320, 360, 1280):
                page.set_viewport_size(ViewportSize(width=width, height=800))
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
                small = page.evaluate(TOO_SMALL)
                assert small == [], (page.url, width)

        page.goto(f"{service.url}/service/de/subscribe")
        fine()
        page.get_by_role("button", name="Anmelden").click()
        fine()
        link = subscribe(service, page, *ALL_LISTS)
        fine()
        page.goto(link)
        fine()
        press(page, "Ja, bestätigen", "Sie sind angemeldet")
        fine()
        somebody = known(service)
        assert somebody
        page.goto(invited(service))
        fine()
        service.wait(seconds=5)
        press(page, "Das sage ich zu", f"{LONG} unter Sperrfrist")
        fine()
        unsubscribe = f"{service.url}/unsubscribe/{service.newsroom.tokens.unsubscribe(somebody.id, 'local')}"
        page.goto(unsubscribe)
        fine()
        press(page, "Link zusenden", "Link ist unterwegs")
        page.goto(service.letter_link())
        fine()
        press(page, "Löschen", "Ihre Einstellungen")
        fine()
        page.goto(unsubscribe)
        press(page, "Von diesem Verteiler abmelden", "Abgemeldet")
        fine()
        page.goto(service.letter_link())
        fine()
        page.goto(f"{service.url}/nowhere")
        fine()
        assert {url.split("/")[2] for url in asked} == {service.url.split("/")[2]}
        assert complaints == []


# WCAG 2.2, success criterion 2.5.8: 24 by 24, but for links within a sentence.
TOO_SMALL = """() => [...document.querySelectorAll("a, button, summary, select, input")].filter(one => {
  const box = one.getBoundingClientRect();
  const within = one.parentElement.textContent.trim() !== one.textContent.trim() && one.tagName === "A";
  return box.width && !within && !one.closest(".trap") && (box.height < 24 || box.width < 24);
}).map(one => one.outerHTML)"""


def test_keyboard_reaches_every_field_in_order_and_not_the_trap(service: Running, browser: Browser) -> None:
    with closing(browser.new_context(locale="de-DE")) as context:
        page = context.new_page()
        page.goto(f"{service.url}/service/de/subscribe")
        page.locator("h1").click()
        stops: list[str] = []
        while "subscribe" not in stops and len(stops) < 50:
            page.keyboard.press("Tab")
            stops.append(page.evaluate("document.activeElement.value || document.activeElement.name || ''"))
            assert page.evaluate("document.activeElement.name") != "website"
        fields = [stop for stop in stops if stop in ("local", "arts", "address", "name", "subscribe")]
        assert fields == ["local", "arts", "address", "name", "subscribe"]
