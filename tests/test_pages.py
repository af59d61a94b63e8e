"""The pages in a real browser: nothing overflows, nothing is fetched from elsewhere, and they can be read."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from pressflow.building import build
from pressflow.demo import set_up
from pressflow.newsroom import Newsroom
from pressflow.previewing import preview
from tests import builders

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.skipif(
        CHROMIUM is None and not os.environ.get("PRESSFLOW_TEST_NO_SKIP"),
        reason="NO CHROMIUM: the pages were not looked at; apt install chromium",
    ),
    pytest.mark.xdist_group("browser"),
]


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
def browser(office: Newsroom) -> Iterator[Browser]:
    """Chromium, headless; after the site is built, since its own event loop suffers no other."""
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield found
        found.close()


def _pages(newsroom: Newsroom) -> list[Path]:
    return sorted([*newsroom.public.rglob("*.html"), *newsroom.var.glob("preview/*/**/*.html")])


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_overflows_or_fetches_from_elsewhere(
    browser: Browser, office: Newsroom, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]  # its literals
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    pages = _pages(office)
    assert len(pages) > 20
    for file in pages:
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, file
        assert page.locator("script:not([type='application/ld+json'])").count() == 0, file
    assert [url for url in asked if url.startswith(("http:", "https:", "ws:", "wss:"))] == []
    assert complaints == []
    context.close()


def test_links_inside_the_site_lead_somewhere(browser: Browser, office: Newsroom) -> None:
    page = browser.new_page()
    for file in sorted(office.public.rglob("*.html")):
        page.goto(file.as_uri())
        links = page.eval_on_selector_all("a[href], link[href], img[src]", "all => all.map(one => one.href || one.src)")
        for url in links:
            if url.startswith("file:"):
                assert Path(url.removeprefix("file://").partition("#")[0]).is_file(), (file, url)
    page.close()


def test_skip_link_is_the_first_stop_of_the_keyboard(browser: Browser, office: Newsroom) -> None:
    page = browser.new_page()
    page.goto((office.public / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith("#")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(location.hash).tagName") == "MAIN"
    page.close()


def test_text_stands_out_from_its_ground(browser: Browser, office: Newsroom) -> None:
    """WCAG 2.2, success criterion 1.4.3: 4.5 to 1 in both schemes."""
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
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        for file in _pages(office):
            page.goto(file.as_uri())
            assert page.evaluate(script) == [], (file, scheme)
        context.close()
