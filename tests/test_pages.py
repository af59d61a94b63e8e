"""The pages in a real browser: at any width, in light and dark, on paper, by keyboard, with and without its script."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import Browser, Page, ViewportSize, expect

from pressflow.building import build
from pressflow.demo import set_up
from pressflow.journal import append
from pressflow.model.journal import Killed, Withdrawn
from pressflow.newsroom import Newsroom
from pressflow.previewing import preview
from tests import builders
from tests.browser import chromium, needs_chromium
from tests.building.offices import Office
from tests.formats import reading
from tests.search.site import served

pytestmark = [needs_chromium("the pages were not looked at"), pytest.mark.xdist_group("browser")]

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
RELEASE = "de/2026-10-16-faerbersteg.html"
SETTINGS = """
[[newsroom.terms]]
name = "Bürgermeister Georg Lindner"
from = 2015-11-01
until = 2025-10-31

[[newsroom.footer]]
title = "Impressum"
url = "https://www.lohtal.example.org/impressum"
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 20"><path d="M0 0h90v20H0z" fill="#7a1f2b"/></svg>'


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """The example office with what it had published before the demo, and a preview of each release."""
    folder = tmp_path_factory.mktemp("pages") / "office"
    set_up(folder)
    newsroom = Newsroom.at(folder)
    build(newsroom)
    for slug, release in newsroom.folders.items():
        preview(newsroom, release, folder / "var" / "preview" / slug, builders.NOW)
    return newsroom


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """An office with all that is hard on a layout: long words, many releases and none, writing from right to left."""
    office = Office(tmp_path_factory.mktemp("pages") / "odd")
    office.set(colour="#7a1f2b", logo="logo.svg", languages=["de", "en", "ar"])
    office.theme("logo.svg", LOGO)
    settings = office.folder / "pressflow.toml"
    settings.write_text(settings.read_text("utf-8") + SETTINGS, "utf-8")
    for number in range(45):
        office.release(f"2024-{number // 28 + 1:02}-{number % 28 + 1:02}-release", topics=["culture"])
    long: Any = {
        "title": f"{LONG} an der Loh",
        "kicker": LONG,
        "subtitle": "W" * 90,
        "place": LONG,
        "people": ["X" * 90],
    }  # Any: whatever a header may hold
    office.release("2026-05-16-long", lead=f"{LONG} {'https://www.example.org/' + 'a/' * 60}", **long)
    office.release(
        "2026-05-17-jisr",
        {
            "ar": {
                "date": "2026-05-17 09:00",
                "title": "افتتاح الجسر الجديد فوق نهر اللوه",
                "place": "لوتال",
                "lead": "افتتحت مدينة لوتال يوم السبت الجسر الجديد فوق نهر اللوه أمام جميع وسائل النقل.",
                "body": "\nيبلغ طول الجسر 84 مترا.\n\n[quote: mayor]\n",
                "quotes": [{"id": "mayor", "text": "لقد انتظرنا طويلا.", "speaker": "أوته زومر"}],
            }
        },
    )
    mistakes(office)
    office.build()
    return office.newsroom


def mistakes(office: Office) -> None:
    """What became of releases that were wrong: one corrected twice, one withdrawn, one removed; with long words."""
    slugs = [f"2026-04-{day}-wrong" for day in (10, 11, 12)]
    corrected, withdrawn, killed = (office.release(slug, title=f"{LONG} war falsch") for slug in slugs)
    for number in (1, 2):
        fields = {"date": "2026-04-10 10:00", "title": f"{LONG} war {number}-mal falsch", "lead": f"{LONG} " * 2}
        office.correct(corrected, {"de": fields}, "material", f"{LONG} hat {number} Fehler, nicht einen.")
    taken = {"at": builders.NOW, "by": "Kim", "reason": f"{LONG} ist aufgehoben."}
    append(withdrawn, Withdrawn.model_validate({**taken, "slug": slugs[1]}))
    append(killed, Killed.model_validate({**taken, "slug": slugs[2], "hash": "sha256:0", "languages": ("de",)}))


@pytest.fixture(scope="module")
def browser(office: Newsroom, odd: Newsroom) -> Iterator[Browser]:
    """Chromium, headless; after the sites are built, since its own event loop suffers no other."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own."""
    with closing(browser.new_context()) as context:
        yield context.new_page()


def _public(*newsrooms: Newsroom) -> list[Path]:
    """The pages of sites; of those that are alike, as two topics' are, the first in each language."""
    found: dict[str, Path] = {}
    for newsroom in newsrooms:
        for file in sorted(newsroom.public.rglob("*.html")):
            path = file.relative_to(newsroom.public.parent).as_posix()
            alike = re.sub(r"(topics|places|people|types|years)/[^/]+/(\d+/)?", r"\1/\2", path)
            if file.name != "404.html":
                found.setdefault(re.sub(r"2024-[0-9-]+-release", "release", f"{newsroom.folder.name}/{alike}"), file)
    return list(found.values())


def _previews(newsroom: Newsroom) -> list[Path]:
    """What previews show that sites do not: their own page, and letters."""
    return sorted([*newsroom.var.glob("preview/*/preview.html"), *newsroom.var.glob("preview/*/letter/*.html")])


def test_no_page_overflows_complains_or_fetches_from_elsewhere(page: Page, office: Newsroom, odd: Newsroom) -> None:
    """At 320 it is also what a reader sees who enlarges pages to 400 per cent (WCAG 2.2, success criterion 1.4.10)."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for file in [*_public(office, odd), *_previews(office)]:
        page.goto(file.as_uri())
        for width in (320, 768, 1280):
            page.set_viewport_size(ViewportSize(width=width, height=800))
            assert page.evaluate("document.documentElement.scrollWidth") <= width, file
    assert [url for url in asked if url.startswith(("http:", "https:", "ws:", "wss:"))] == []
    assert complaints == []


def test_links_inside_the_site_lead_somewhere(office: Newsroom, odd: Newsroom) -> None:
    for newsroom in (office, odd):
        for file in newsroom.public.rglob("*.html"):
            top = newsroom.public if file.name == "404.html" else file.parent
            for _, attributes in reading.Tags(file.read_text("utf-8")).found:
                for url in (attributes.get("href", "#"), attributes.get("src", "#")):
                    if not re.match(r"[a-z]+:|#", url):
                        assert (top / unquote(url.lstrip("/")).partition("#")[0]).is_file(), (file, url)


def test_skip_link_is_the_first_stop_of_the_keyboard(page: Page, office: Newsroom) -> None:
    page.goto((office.public / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith("#")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(location.hash).tagName") == "MAIN"


def test_each_stop_of_the_keyboard_can_be_seen(page: Page, office: Newsroom) -> None:
    """WCAG 2.2, success criteria 2.4.7 and 2.4.11."""
    script = """() => {
      const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
      const seen = box.top < innerHeight && box.bottom > 0;
      return [at.tagName, parseFloat(style.outlineWidth), box.width * box.height, seen];
    }"""
    for name in (RELEASE, "de/subscribe.html", "de/search.html"):
        page.goto((office.public / name).as_uri())
        stops: list[str] = []
        while len(stops) < 200:
            page.keyboard.press("Tab")
            tag, *seen = page.evaluate(script)
            if tag == "BODY":
                break
            stops.append(tag)
            assert seen[0] >= 2, (name, len(stops))
            assert seen[1] > 100, (name, len(stops))
            assert seen[2], (name, len(stops))
        assert 20 < len(stops) < 200, name


def test_what_is_touched_is_large_enough(page: Page, office: Newsroom, odd: Newsroom) -> None:
    """WCAG 2.2, success criterion 2.5.8: 24 by 24, but for links within a sentence."""
    script = """() => [...document.querySelectorAll("a, button, summary, select, input")].filter(one => {
      const box = one.getBoundingClientRect(), style = getComputedStyle(one);
      const within = style.display === "inline" && one.parentElement.textContent.trim() !== one.textContent.trim();
      return box.width && !(within && one.closest(".text, .part")) && (box.height < 24 || box.width < 24);
    }).map(one => one.outerHTML)"""
    page.set_viewport_size(ViewportSize(width=360, height=800))
    for file in _public(office, odd):
        page.goto(file.as_uri())
        assert page.evaluate(script) == [], file


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, office: Newsroom, odd: Newsroom, scheme: Literal["light", "dark"]) -> None:
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    with closing(browser.new_context(color_scheme=scheme)) as context:
        page = context.new_page()
        for file in _public(office, odd):
            page.goto(file.as_uri())
            found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
            assert found.response["violations"] == [], file


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(
    browser: Browser, office: Newsroom, odd: Newsroom, scheme: Literal["light", "dark"]
) -> None:
    """WCAG 2.2, success criterion 1.4.3: 4.5 to 1."""
    script = """() => {
      const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
      const light = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
      const ground = node => {
        for (; node; node = node.parentElement) {
          const colour = rgb(getComputedStyle(node).backgroundColor);
          if (colour.length === 3 || colour[3] > 0) return colour;
        }
        return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
      };
      const weak = [];
      for (const node of document.body.querySelectorAll("*")) {
        if (![...node.childNodes].some(child => child.nodeType === 3 && child.data.trim())) continue;
        const [a, b] = [light(rgb(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
        const ratio = (a + 0.05) / (b + 0.05);
        if (ratio < 4.5) weak.push(`${node.tagName} ${node.textContent.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
      }
      return weak;
    }"""
    with closing(browser.new_context(color_scheme=scheme)) as context:
        page = context.new_page()
        for file in [*_public(office, odd), *_previews(office)]:
            page.goto(file.as_uri())
            assert page.evaluate(script) == [], file


def test_right_to_left_page_begins_at_the_right(page: Page, odd: Newsroom) -> None:
    page.set_viewport_size(ViewportSize(width=1280, height=800))
    page.goto((odd.public / "ar" / "2026-05-17-jisr.html").as_uri())
    for selector in (".brand", ".main li", ".trail li", "h1", ".copy", ".lead", ".quote"):
        box = page.locator(selector).first.bounding_box()
        assert box, selector
        assert box["x"] + box["width"] > 1280 - 200, selector
    (bar,) = page.eval_on_selector_all(".quote", "all => all.map(one => getComputedStyle(one).borderRightWidth)")
    assert bar != "0px"


def test_release_of_a_past_term_says_so(page: Page, odd: Newsroom) -> None:
    page.goto((odd.public / "de" / "2024-01-01-release.html").as_uri())
    notice = page.get_by_role("region", name="Aus einer früheren Amtszeit")
    expect(notice).to_contain_text("Bürgermeister Georg Lindner, 1. November 2015 bis 31. Oktober 2025.")
    page.goto((odd.public / "de" / "2026-05-16-long.html").as_uri())
    expect(page.get_by_role("region", name="Aus einer früheren Amtszeit")).to_have_count(0)


# The script


def test_buttons_copy_headline_text_and_quote(browser: Browser, office: Newsroom) -> None:
    release = office.public_release(office.find("faerbersteg"))
    assert release
    record = release.original
    (quote,) = record.quotes
    with served(office.public) as server, closing(browser.new_context(locale="de-DE")) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.goto(f"{server}/{RELEASE}")

        def copied(name: str) -> str:
            page.get_by_role("button", name=name).click()
            expect(page.get_by_role("status")).to_have_text("Kopiert")
            return str(page.evaluate("navigator.clipboard.readText()"))

        assert copied("Überschrift kopieren") == record.title
        assert copied("Zitat kopieren") == f"„{quote.text}“\n{quote.attribution}"
        words = reading.tokens(copied("Text kopieren"))
        assert reading.carries(words, reading.record_tokens(record))
        assert words[0] == record.place
        assert not {"ENDE", "kopieren", "Kopiert"} & set(words)
        expect(page.get_by_role("button", name="Überschrift kopieren")).to_be_visible()


def test_buttons_also_copy_where_there_is_no_clipboard(page: Page, office: Newsroom) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto((office.public / RELEASE).as_uri())
    page.evaluate("document.addEventListener('copy', () => (window.taken = String(document.activeElement.value)))")
    page.get_by_role("button", name="Überschrift kopieren").click()
    expect(page.get_by_role("status")).to_have_text("Kopiert")
    assert page.evaluate("taken") == "Färbersteg über die Wirle ist für Fuß- und Radverkehr frei"


def test_reader_is_told_where_copying_is_refused(page: Page, office: Newsroom) -> None:
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    with served(office.public) as server:
        page.goto(f"{server}/{RELEASE}")
        page.get_by_role("button", name="Überschrift kopieren").click()
        expect(page.get_by_role("status")).to_have_text("Kopieren ist hier nicht möglich")


def test_page_without_script_has_no_buttons_and_looks_the_same(browser: Browser, office: Newsroom) -> None:
    """So nothing moves when the buttons come."""
    for width in (320, 1280):
        places = []
        for allowed in (True, False):
            size = ViewportSize(width=width, height=800)
            with closing(browser.new_context(java_script_enabled=allowed, viewport=size)) as context:
                page = context.new_page()
                page.goto((office.public / RELEASE).as_uri())
                expect(page.locator("button")).to_have_count(3 if allowed else 0)
                places.append([page.locator(name).first.bounding_box() for name in (".text", ".quote + *", "footer")])
        assert places[0] == places[1], width


# Over the web


def test_pages_obey_a_strict_policy_and_404_works_at_any_depth(page: Page, office: Newsroom) -> None:
    """`served` forbids scripts and styles inside pages, and all that comes from elsewhere."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    with served(office.public) as server:
        for name in ("index.html", RELEASE, "en/index.html", "de/subscribe.html", "de/contacts.html"):
            page.goto(f"{server}/{name}")
        assert complaints == []
        nothing = (office.public / "404.html").read_text("utf-8")
        page.route("**/nothing/here", lambda route: route.fulfill(body=nothing, content_type="text/html"))
        page.goto(f"{server}/de/there/is/nothing/here")
        assert page.locator("h1").evaluate("one => getComputedStyle(one).fontWeight") == "700"
        page.get_by_role("link", name="Archiv").first.click()
        assert page.url == f"{server}/de/years/index.html"
    assert complaints == []


def test_person_who_opens_a_feed_can_read_it(page: Page, office: Newsroom) -> None:
    script = """() => [...document.querySelectorAll("*")]
      .filter(one => !one.children.length && getComputedStyle(one).display !== "none" && one.getClientRects().length)
      .map(one => one.textContent.trim())"""
    with served(office.public) as server:
        for name in ("de/rss.xml", "de/atom.xml"):
            page.goto(f"{server}/{name}")
            seen = page.evaluate(script)
            assert "Färbersteg über die Wirle ist für Fuß- und Radverkehr frei" in seen
            assert [text for text in seen if "<" in text or text.startswith(("http", "tag:"))] == []


# On paper


def test_paper_shows_the_release_and_where_it_stands_but_no_ways_through_the_site(page: Page, office: Newsroom) -> None:
    page.goto((office.public / RELEASE).as_uri())
    text = " ".join(reading.pdf(page.pdf(format="A4"))[0].get_text().split())
    whole = " ".join(" ".join(one.get_text() for one in reading.pdf(page.pdf(format="A4"))).split())
    assert "Färbersteg über die Wirle ist für Fuß- und Radverkehr frei" in text
    assert "https://presse.ostermuehl.example.org/de/2026-10-16-faerbersteg.html" in whole.replace(" ", "")
    assert "presse@ostermuehl.example.org" in whole
    for word in ("kopieren", "Abonnieren", "Archiv", "Zum Weiterverwenden", "English"):
        assert word not in whole
