"""The search page in a real browser: what is found, what is shown of it, and what is said where there is nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium, needs_chromium
from tests.search import site

pytestmark = [needs_chromium("nothing was searched"), pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with its index, in a folder of a server."""
    folder = tmp_path_factory.mktemp("search")
    site.write(folder / "www" / "press", site.edition(site.newsroom(folder / "office")))
    return folder / "www"


@pytest.fixture(scope="module")
def browser(folder: Path) -> Iterator[Browser]:
    """Chromium, headless."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Where the site stands, below the top of its server."""
    with site.served(folder) as server:
        yield f"{server}/press"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test where it breaks the policy, or asks for what is not there."""
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    assert complaints == []


def search(page: Page, words: str) -> None:
    """Type words and press Enter."""
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("searchbox").press("Enter")


def titles(page: Page, number: str) -> list[str]:
    """The headlines found, once the page has said how many there are."""
    expect(page.get_by_role("status")).to_have_text(number)
    return page.locator(".found h2").all_inner_texts()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Strategie", ["Die Strategie der Stadt für das Klima", "Rat beschließt neue Regeln für das Ehrenamt"]),
        ("Strategien", ["Die Strategie der Stadt für das Klima", "Rat beschließt neue Regeln für das Ehrenamt"]),
        ("engagement", ["Rat beschließt neue Regeln für das Ehrenamt"]),
        ("Pumpe", ["Großwärmepumpe am Fluss geht ans Netz"]),
        ("Wärmepumpe", ["Großwärmepumpe am Fluss geht ans Netz"]),
        ("flusses", ["Großwärmepumpe am Fluss geht ans Netz"]),
    ],
)
def test_german_words_are_found_inflected_and_in_compounds(
    page: Page, address: str, words: str, found: list[str]
) -> None:
    page.goto(f"{address}/de/search.html")
    search(page, words)
    number = "1 Mitteilung gefunden" if len(found) == 1 else f"{len(found)} Mitteilungen gefunden"
    assert titles(page, number) == found


def test_english_words_are_found_inflected(page: Page, address: str) -> None:
    page.goto(f"{address}/en/search.html")
    search(page, "strategy")
    assert titles(page, "2 releases found") == [
        "The city’s strategy for the climate",
        "Council adopts rules for volunteers",
    ]


def test_result_shows_date_kind_and_the_place_in_the_text(page: Page, address: str) -> None:
    page.goto(f"{address}/de/search.html?q=Engagement")
    titles(page, "1 Mitteilung gefunden")
    entry = page.locator(".found .entry")
    assert entry.locator("time").inner_text() == "16. Mai 2026"
    assert entry.locator(".type").inner_text() == "Stellungnahme"
    assert entry.locator("mark").all_inner_texts() == ["Engagementstrategie"]
    assert "gilt ab Januar, & zwar <überall>." in entry.locator(".excerpt").inner_text()
    assert "^" not in entry.inner_text()


def test_result_leads_to_its_page_wherever_the_site_stands(page: Page, address: str) -> None:
    page.goto(f"{address}/en/search.html?q=heat")
    page.get_by_role("link", name="Large heat pump at the river starts").click()
    expect(page).to_have_url(f"{address}/en/2026-11-12-release.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("Large heat pump at the river starts")


def test_choices_narrow_the_search_down_and_say_how_much_is_left(page: Page, address: str) -> None:
    page.goto(f"{address}/de/search.html?q=Strategie")
    titles(page, "2 Mitteilungen gefunden")
    assert page.get_by_label("Jahr").locator("option").all_inner_texts() == ["alle", "2026 (1)", "2025 (1)", "2024 (0)"]
    page.get_by_label("Jahr").select_option("2025")
    assert titles(page, "1 Mitteilung gefunden") == ["Die Strategie der Stadt für das Klima"]
    assert page.get_by_label("Thema").locator("option").all_inner_texts() == ["alle", "Kultur (1)", "Verkehr (1)"]
    assert page.get_by_label("Ort").locator("option:disabled").all_inner_texts() == ["Nordstadt (0)"]


@pytest.mark.parametrize(("label", "value"), [("Art", "Stellungnahme"), ("Ort", "Nordstadt"), ("Thema", "Kultur")])
def test_choice_alone_lists_what_there_is_of_it(page: Page, address: str, label: str, value: str) -> None:
    page.goto(f"{address}/de/search.html")
    page.get_by_label(label).select_option(value)
    expect(page.get_by_role("status")).to_contain_text("gefunden")
    assert "Rat beschließt neue Regeln für das Ehrenamt" in page.locator(".found h2").all_inner_texts()


def test_newest_come_first_across_years_where_wanted(page: Page, address: str) -> None:
    page.goto(f"{address}/de/search.html?q=Strategie")
    page.get_by_label("Reihenfolge").select_option("newest")
    expect(page.locator(".found h2").first).to_have_text("Rat beschließt neue Regeln für das Ehrenamt")
    assert page.locator(".found time").all_inner_texts() == ["16. Mai 2026", "1. März 2025"]


def test_address_of_the_page_holds_what_was_asked_for(page: Page, address: str) -> None:
    page.goto(f"{address}/de/search.html")
    search(page, "Strategie")
    titles(page, "2 Mitteilungen gefunden")
    page.get_by_label("Jahr").select_option("2025")
    titles(page, "1 Mitteilung gefunden")
    assert page.url == f"{address}/de/search.html?q=Strategie&year=2025"
    page.reload()
    titles(page, "1 Mitteilung gefunden")


def test_address_with_nonsense_does_no_harm(page: Page, address: str) -> None:
    page.goto(f"{address}/de/search.html?q=Strategie&year=1066&length=3&order=sideways")
    titles(page, "2 Mitteilungen gefunden")


def test_more_results_are_a_key_away(page: Page, address: str) -> None:
    page.goto(f"{address}/de/search.html?q=Lohtal")
    assert len(titles(page, "12 Mitteilungen gefunden")) == 10
    page.get_by_role("button", name="Weitere anzeigen").press("Enter")
    expect(page.locator(".found h2")).to_have_count(12)
    assert page.locator(".found a").nth(10).evaluate("link => link === document.activeElement")
    expect(page.get_by_role("button", name="Weitere anzeigen")).to_be_hidden()


def test_search_is_said_to_find_nothing(page: Page, address: str) -> None:
    page.goto(f"{address}/en/search.html?q=xylophone")
    assert titles(page, "Nothing found. Another word may help, or one choice less.") == []


def test_no_word_no_search(page: Page, address: str) -> None:
    page.goto(f"{address}/de/search.html")
    expect(page.get_by_label("Jahr")).to_be_visible()
    assert titles(page, "") == []


@pytest.mark.parametrize("lost", ["facets.json", "pagefind-entry.json"])
def test_year_that_cannot_be_searched_is_named_and_others_are_searched(
    browser: Browser, address: str, lost: str
) -> None:
    page = browser.new_page()
    page.context.route(f"**/de/search/2026/{lost}*", lambda route: route.fulfill(status=404))
    page.goto(f"{address}/de/search.html?q=Strategie")
    assert titles(page, "1 Mitteilung gefunden") == ["Die Strategie der Stadt für das Klima"]
    expect(page.get_by_text("Noch nicht durchsucht: Mitteilungen aus 2026.")).to_be_visible()
    page.close()


def test_search_without_an_index_says_where_else_to_look(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.context.route("**/shards.json", lambda route: route.fulfill(status=404))
    page.goto(f"{address}/de/search.html?q=Strategie")
    titles(page, "Hier lässt sich gerade nicht suchen. In der Liste stehen alle Mitteilungen.")
    page.locator("main").get_by_role("link", name="Alle Mitteilungen").click()
    expect(page).to_have_url(f"{address}/de/index.html")
    page.close()


def test_page_on_a_disk_says_so_and_asks_for_nothing(page: Page, folder: Path) -> None:
    page.goto((folder / "press" / "de" / "search.html").as_uri())
    titles(page, "Hier lässt sich gerade nicht suchen. In der Liste stehen alle Mitteilungen.")


def test_without_scripts_the_page_leads_to_the_list(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/en/search.html?q=strategy")
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_hidden()
    page.locator("main").get_by_role("link", name="All news").click()
    expect(page).to_have_url(f"{address}/en/index.html")
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_results_never_overflow(browser: Browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{address}/de/search.html?q=Strategie")
    titles(page, "2 Mitteilungen gefunden")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
