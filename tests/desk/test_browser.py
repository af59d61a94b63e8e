"""The desk in a real browser: it follows what is saved, and is there for mouse, keys and readers alike."""

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import Browser, FrameLocator, Locator, Page, ViewportSize, expect

from pressflow.desk.panels import TABS
from pressflow.newsroom import Newsroom
from tests import builders
from tests.browser import chromium, needs_chromium
from tests.builders import BODY, SLUG
from tests.desk.running import running

pytestmark = [needs_chromium("nobody sat at the desk"), pytest.mark.xdist_group("browser")]
# How long a machine takes that has more to do is not what is tested here.
expect.set_options(timeout=20_000)
OTHER = "2026-05-17-party"
TITLE = "Neue Brücke über die Loh ist fertig"


@pytest.fixture
def office(newsroom: Newsroom) -> Newsroom:
    """A newsroom with a draft in two languages and a release that is public."""
    public = builders.add_release(newsroom, "2026-05-14-public", title="Bücherei an der Loh öffnet auch sonntags")
    builders.publish(newsroom, public)
    builders.add_release(newsroom)
    builders.add_release(newsroom, language="en", title="New bridge across the Loh is finished")
    newsroom.ledger.close()
    return newsroom


@pytest.fixture
def desk(office: Newsroom) -> Iterator[str]:
    """The address of its desk."""
    with running(office) as url:
        yield url


@pytest.fixture
def browser(desk: str) -> Iterator[Browser]:
    """Chromium; after the desk has started."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, desk: str) -> Iterator[Page]:
    """An English page with the draft on it."""
    with closing(browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})) as context:
        page = context.new_page()
        opened(page, desk, SLUG)
        yield page


def opened(page: Page, desk: str, slug: str = "", tab: str = "page") -> None:
    """Sit down at the desk; it listens to what is saved when it says so."""
    page.goto(f"{desk}#{slug}//{tab}")
    expect(page.get_by_role("status")).to_have_text(re.compile("Up to date|Aktuell"))
    expect(page.locator("#rows")).to_have_attribute("aria-busy", "false")
    if slug:
        expect(page.locator("#head code")).to_have_text(slug)


def save(office: Newsroom, slug: str = SLUG, body: str = BODY, **changes: Any) -> None:  # Any: whatever a header holds
    builders.add_release(office, slug, body=body, **changes)


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("tab", name=name)


def row(page: Page, slug: str = SLUG) -> Locator:
    return page.locator(f'[data-slug="{slug}"]')


def web(page: Page) -> FrameLocator:
    return page.frame_locator('iframe[data-frame="desktop"]:not(.coming)')


def test_saved_text_is_on_the_page_at_once_and_the_list_follows(page: Page, office: Newsroom) -> None:
    expect(web(page).get_by_role("heading", level=1)).to_have_text(TITLE)
    save(office, title="Alte Brücke über die Loh ist fort")
    expect(web(page).get_by_role("heading", level=1)).to_have_text("Alte Brücke über die Loh ist fort")
    expect(row(page).locator(".title")).to_have_text("Alte Brücke über die Loh ist fort")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"Updated at \d\d:\d\d:\d\d"))


def test_broken_file_says_what_is_wrong_the_page_stays_and_a_mended_one_goes_on(page: Page, office: Newsroom) -> None:
    expect(web(page).get_by_role("heading", level=1)).to_have_text(TITLE)
    save(office, contacts=["nobody"])
    expect(row(page).locator(".trouble")).to_contain_text("nobody")
    expect(page.get_by_role("alert").filter(has_text="cannot be shown")).to_contain_text("nobody")
    expect(web(page).get_by_role("heading", level=1)).to_have_text(TITLE)
    page.get_by_role("button", name="All findings").click()
    expect(page.locator(".findings .error")).to_have_count(1)
    save(office, title="Alte Brücke über die Loh ist fort")
    expect(row(page).locator(".trouble")).to_have_count(0)
    expect(page.locator("#head .alert")).to_have_count(0)
    tab(page, "Web page").click()
    expect(web(page).get_by_role("heading", level=1)).to_have_text("Alte Brücke über die Loh ist fort")


def test_reader_stays_where_they_were_in_the_page(page: Page, office: Newsroom) -> None:
    frame = page.locator('iframe[data-frame="desktop"]:not(.coming)')
    expect(web(page).get_by_role("heading", level=1)).to_have_text(TITLE)
    frame.evaluate("frame => frame.contentWindow.scrollTo(0, 220)")
    save(office, body=BODY.replace("84 Meter", "48 Meter"))
    expect(web(page).get_by_text("48 Meter")).to_be_attached()
    assert frame.evaluate("frame => frame.contentWindow.scrollY") == 220


def test_release_comes_and_goes(page: Page, office: Newsroom) -> None:
    save(office, OTHER, title="Sommerfest an der Loh beginnt am Freitag")
    expect(row(page, OTHER)).to_contain_text("Sommerfest")
    shutil.rmtree(office.folder / "releases" / "2026" / OTHER)
    expect(row(page, OTHER)).to_have_count(0)
    expect(page.locator("#head code")).to_have_text(SLUG)


def test_broken_settings_are_told_above_the_list(page: Page, office: Newsroom) -> None:
    settings = office.folder / "pressflow.toml"
    settings.write_text(builders.SETTINGS.replace("time_zone", "time_zoen"), "utf-8")
    expect(page.locator(".shared")).to_contain_text("pressflow.toml")
    settings.write_text(builders.SETTINGS.replace("Stadt Lohtal", "Stadt am Loh"), "utf-8")
    expect(page.locator(".shared")).to_have_count(0)
    expect(web(page).locator(".brand")).to_contain_text("Stadt am Loh")


def test_letter_is_shown_in_light_and_dark(browser: Browser, desk: str) -> None:
    # Playwright would else tell every frame that the reader prefers light.
    with closing(browser.new_context(locale="en-GB", color_scheme="null")) as context:
        page = context.new_page()
        opened(page, desk, SLUG, "letter")
        for scheme, dark in (("light", False), ("dark", True)):
            body = page.frame_locator(f'iframe[data-frame="{scheme}"]').locator("body")
            expect(body).to_contain_text("Guten Tag Alex Lange,")
            assert body.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches") is dark


@pytest.mark.parametrize(("choice", "widths"), [("Tablet", [768]), ("Phone", [390]), ("All", [1280, 768, 390])])
def test_page_is_shown_as_wide_as_its_screen(page: Page, choice: str, widths: list[int]) -> None:
    page.get_by_role("radio", name=choice).check()
    frames = page.locator(".screen:visible iframe")
    expect(frames).to_have_count(len(widths))
    expect(frames.first).to_have_attribute("src", re.compile("html"))
    assert frames.evaluate_all("all => all.map(one => one.contentWindow.innerWidth)") == widths


def test_click_on_a_finding_shows_its_line(page: Page, office: Newsroom) -> None:
    save(office, body=BODY + "x\n" * 200 + "\n[quote: nobody]\n")
    tab(page, "Findings").click()
    page.locator(".findings button").first.click()
    line = page.locator("#sources .here")
    expect(line).to_be_focused()
    expect(line).to_be_in_viewport()
    expect(line).to_have_class(re.compile("error"))


def test_changes_since_the_public_version_stand_beside_it(page: Page, office: Newsroom) -> None:
    page.keyboard.press("j")
    expect(page.locator("#head code")).to_have_text("2026-05-14-public")
    tab(page, "Changes").click()
    expect(page.locator("#panel")).to_contain_text("Word for word")
    save(office, "2026-05-14-public", BODY.replace("84 Meter", "48 Meter"), title="Bücherei an der Loh öffnet sonntags")
    expect(page.locator("del")).to_have_text(["auch", "84"])
    expect(page.locator("ins")).to_have_text(["48"])


def test_language_version_and_tab_stay_as_the_reader_moves_on(page: Page, office: Newsroom) -> None:
    page.get_by_role("radio", name="English").check()
    tab(page, "Text").click()
    expect(page.locator("#panel pre")).to_contain_text("New bridge across the Loh")
    page.keyboard.press("j")
    expect(page.locator("#panel pre")).to_contain_text("Bücherei an der Loh")
    page.go_back()
    expect(page.locator("#panel pre")).to_contain_text("New bridge across the Loh")


def test_keyboard_alone_is_enough(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the release")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    tab(page, "Web page").focus()
    for key, name in (
        ("ArrowRight", "Letter"),
        ("End", "Changes"),
        ("ArrowRight", "Web page"),
        ("ArrowLeft", "Changes"),
    ):
        page.keyboard.press(key)
        expect(tab(page, name)).to_be_focused()
        expect(tab(page, name)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Tab")
    expect(page.get_by_role("tabpanel")).to_be_focused()
    page.keyboard.press("6")
    expect(tab(page, "Findings")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("/")
    page.keyboard.type("public 6")
    expect(page.locator("#find")).to_have_value("public 6")
    expect(tab(page, "Findings")).to_have_attribute("aria-selected", "true")


def test_single_keys_can_be_turned_off(page: Page) -> None:
    """Who speaks to their computer types letters by accident (WCAG 2.2, success criterion 2.1.4)."""
    page.keyboard.press("?")
    page.get_by_label("Use single keys").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("6")
    expect(tab(page, "Web page")).to_have_attribute("aria-selected", "true")
    page.reload()
    expect(page.locator("#head code")).to_have_text(SLUG)
    page.keyboard.press("6")
    expect(tab(page, "Web page")).to_have_attribute("aria-selected", "true")


def test_list_can_be_filtered(page: Page) -> None:
    page.get_by_label("Filter releases").fill("bücherei")
    expect(page.locator("[data-slug]")).to_have_count(1)
    expect(page.locator("#head code")).to_have_text(SLUG)


def test_interface_can_be_switched_and_stays_with_the_release(page: Page) -> None:
    page.get_by_role("link", name="Deutsch").click()
    expect(page.get_by_role("tab", name="Webseite")).to_be_visible()
    expect(page.locator("#head code")).to_have_text(SLUG)


def test_closed_desk_says_so(browser: Browser, office: Newsroom) -> None:
    with closing(browser.new_context(locale="en-GB")) as context:
        page = context.new_page()
        begun = time.monotonic()
        with running(office) as url:
            opened(page, url, SLUG)
        assert time.monotonic() - begun < 60  # an open page does not keep it from closing
        expect(page.get_by_role("alert").filter(has_text="pressflow preview has ended")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 768, 360])
def test_every_tab_is_accessible_and_fits(
    browser: Browser, desk: str, office: Newsroom, scheme: Literal["light", "dark"], width: int
) -> None:
    """WCAG 2.2 AA as far as axe sees it; nothing complains, nothing comes from elsewhere."""
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    save(office, "2026-05-14-public", title="Bücherei an der Loh öffnet " + "sonntags " * 10)
    save(office, "2026-05-12-broken", contacts=["nobody"])
    with closing(browser.new_context(color_scheme=scheme, locale="de-DE")) as context:
        page = context.new_page()
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.set_viewport_size(ViewportSize(width=width, height=900))
        for slug in (SLUG, "2026-05-14-public", "2026-05-12-broken"):
            for name in TABS:
                opened(page, desk, slug, name)
                expect(page.locator(f"#tab-{name}")).to_have_attribute("aria-selected", "true")
                found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
                assert found.response["violations"] == [], (slug, name)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (slug, name)
        assert {url.split("/")[2] for url in asked if not url.startswith("about:")} == {desk.split("/")[2]}
        # What the office's own pages would run is not run here, and the browser says that.
        assert [one for one in complaints if "frame is sandboxed" not in one] == []


def test_chosen_tab_is_seen_whole_where_tabs_need_more_room_than_there_is(page: Page) -> None:
    page.set_viewport_size(ViewportSize(width=360, height=900))
    row(page).click()
    for number in (len(TABS), 1):
        page.keyboard.press(str(number))
        expect(page.locator("[role=tab][aria-selected=true]")).to_be_in_viewport(ratio=0.98)  # of parts of pixels


def test_list_and_release_are_beside_each_other_on_a_tablet(page: Page) -> None:
    page.set_viewport_size(ViewportSize(width=768, height=1024))
    expect(row(page)).to_be_visible()
    expect(web(page).get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("button", name="Releases").click()
    expect(row(page)).to_be_hidden()
    assert page.locator("#release").bounding_box()["width"] == 768  # type: ignore[index]  # it is visible
