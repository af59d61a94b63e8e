"""The documentation is true: what there is, is described; what is described, there is."""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path
from typing import Any, get_args

import jinja2
import pytest
import typer.main
import yaml
from lxml import etree
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from typer.core import TyperGroup

from pressflow import formats
from pressflow.checking import check, explaining
from pressflow.checking.rule import rules
from pressflow.cli.app import app
from pressflow.formats import _digest, _recall
from pressflow.model import paths
from pressflow.model.archive import KINDS
from pressflow.model.contact import MediaContact
from pressflow.model.delivery import DeliveryState
from pressflow.model.edition import Edition
from pressflow.model.journal import State
from pressflow.model.letter import Reader
from pressflow.model.lifecycle import TRANSITIONS, Command
from pressflow.model.publisher import List, Region, Topic
from pressflow.model.record import (
    Attachment,
    Embargo,
    Header,
    Image,
    PressContact,
    Quote,
    SharedPressContact,
    Waiver,
    WebLink,
)
from pressflow.newsroom import Newsroom
from pressflow.settings import Settings
from pressflow.theme.folders import default_folder
from pressflow.theme.templates import NewsroomTheme, _environment
from tests import builders
from tests.formats import editions

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
LINKING = [*sorted(DOCS.rglob("*.md")), *(ROOT / name for name in ("README.md", "CONTRIBUTING.md"))]
CODE = r"[A-Z]+(?:-[A-Z]+)+"


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text("utf-8")


def sections(text: str, level: int = 2) -> dict[str, str]:
    """The parts of a page under headings of a level, by heading; a part ends with the next heading as high."""
    parts = re.split(rf"^(#{{1,{level}}}) (.+)$", without_fences(text), flags=re.MULTILINE)
    shown = zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
    return {title: part for marks, title, part in shown if len(marks) == level}


def without_fences(text: str) -> str:
    """The page with its fenced blocks kept, but nothing in them looking like a heading."""
    return re.sub(r"^```.*?^```", lambda block: re.sub(r"(?m)^#", " #", block[0]), text, flags=re.MULTILINE | re.DOTALL)


def rows(text: str) -> dict[str, list[str]]:
    """The rows of a part's tables by the words in backticks of their first cell; each as its cells."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        for name in re.findall(r"`([^`]+)`", cells[0]) if line.startswith("|") else ():
            found[name] = cells
    return found


def fenced(text: str, *languages: str) -> list[str]:
    """The fenced blocks of a page in these languages."""
    return [
        block
        for name, block in re.findall(r"^```(\w+)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        if name in languages
    ]


# Commands


def commands(group: TyperGroup, before: str = "pressflow") -> Iterator[tuple[str, Any]]:  # Any: a command
    """The commands of a group and of the groups in it, by what is typed."""
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}", command


def options(command: Any) -> set[str]:  # Any: a command
    """The options of a command, as they are typed."""
    return {name for one in command.params if one.param_type_name == "option" for name in one.opts} - {"--help"}


COMMANDS = dict(commands(typer.main.get_group(app)))


def described_commands() -> dict[str, str]:
    return {title.strip("`"): part for title, part in sections(page("commands")).items() if title.startswith("`")}


def test_each_command_is_described_and_no_other() -> None:
    assert set(described_commands()) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_option_of_a_command_is_described_and_no_other(name: str) -> None:
    described = {word for word in rows(described_commands()[name]) if word.startswith("-")}
    assert described == options(COMMANDS[name])


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_an_example(name: str) -> None:
    examples = "".join(fenced(described_commands()[name], "console"))
    assert re.search(rf"^\$ {name}\b", examples, re.MULTILINE)


def test_json_in_the_examples_can_be_read() -> None:
    for text in PAGES:
        for block in fenced(text.read_text("utf-8"), "json"):
            json.loads(block)


def test_shapes_of_json_are_those_printed() -> None:
    checked, standings, _, everybody = (json.loads(block) for block in fenced(page("commands"), "json"))
    from pressflow.model.finding import Finding
    from pressflow.reporting import Standing, Tally

    assert set(checked["findings"][0]) == set(Finding.__dataclass_fields__)
    assert set(standings[0]) == set(Standing.__dataclass_fields__)
    assert set(standings[0]["tally"]) == set(Tally.__dataclass_fields__)
    assert set(everybody[0]) == {*MediaContact.model_fields, "suppressed"}


def test_shape_of_a_delivery_is_the_one_printed() -> None:
    from pressflow.ledger.outbox import Entry

    (one,) = (data for data in map(json.loads, fenced(page("commands"), "json")) if "deliveries" in data)
    assert set(one["deliveries"][0]) == set(Entry.__dataclass_fields__)


def test_columns_of_media_contacts_are_described() -> None:
    from pressflow.source.columns import NAMES

    described = described_commands()["pressflow contacts import"]
    assert {name for name in NAMES if f"`{name}`" not in described} == set()


# Settings


def groups() -> dict[str, type[BaseModel]]:
    """The groups of settings by name."""
    found: dict[str, type[BaseModel]] = {"topics": Topic, "lists": List, "regions": Region}
    for name, field in Settings.model_fields.items():
        if name not in (*found, "rules"):
            assert isinstance(field.annotation, type)
            found[name] = field.annotation
    return found


def default(field: FieldInfo) -> str:
    """A default as the page writes it."""
    if field.is_required():
        return "required"
    value = list(field.default) if isinstance(field.default, tuple) else field.default
    return f"`{json.dumps(value)}`"


def test_each_group_of_settings_is_described_and_no_other() -> None:
    assert set(sections(page("settings"))) - {"Secrets"} == set(groups()) | {"rules"} == set(Settings.model_fields)


@pytest.mark.parametrize("group", groups())
def test_each_setting_is_described_with_its_default_and_no_other(group: str) -> None:
    described = rows(sections(page("settings"))[group])
    assert {name: cells[2] for name, cells in described.items()} == {
        name: default(field) for name, field in groups()[group].model_fields.items()
    }


def test_settings_of_the_page_make_a_newsroom(tmp_path: Path) -> None:
    smallest = next(block for block in fenced(page("settings"), "toml") if "[publisher]" in block)
    assert builders.make_newsroom(tmp_path, smallest).settings.mail.port == 25


# Records

NESTED: dict[str, type[BaseModel]] = {
    "Quotes": Quote,
    "Press contacts": PressContact,
    "Embargo": Embargo,
    "Links": WebLink,
    "Pictures": Image,
    "Documents": Attachment,
    "Waivers": Waiver,
}


def test_each_field_of_a_record_is_described_and_no_other() -> None:
    described = rows(re.split(r"^### ", sections(page("record"))["The fields"], flags=re.MULTILINE)[0])
    assert set(described) == set(Header.model_fields)


@pytest.mark.parametrize("title", NESTED)
def test_each_field_of_a_part_is_described_and_no_other(title: str) -> None:
    assert set(rows(sections(page("record"), 3)[title])) == set(NESTED[title].model_fields)


def test_no_part_of_a_record_is_left_out() -> None:
    assert set(Header.model_json_schema()["$defs"]) == {model.__name__ for model in NESTED.values()}


def test_shared_press_contacts_have_the_fields_of_those_written_out() -> None:
    assert set(SharedPressContact.model_fields) == set(PressContact.model_fields)


def test_each_field_is_followed_to_its_channels() -> None:
    assert set(rows(sections(page("record"))["Where each field goes"])) == set(Header.model_fields)


def test_example_release_has_no_findings(newsroom: Newsroom) -> None:
    (example,) = (block for block in fenced(page("record"), "markdown") if block.startswith("---\n"))
    folder = newsroom.folder / "releases" / "2026" / builders.SLUG
    (folder / "assets").mkdir(parents=True)
    (folder / "assets" / "bridge.jpg").write_bytes(builders.picture())
    (folder / "assets" / "figures.csv").write_text("year,vehicles\n2019,9400\n", "utf-8")
    (folder / "en.md").write_text(example, "utf-8")
    assert check(newsroom, [folder]) == ()
    used = yaml.safe_load(example.split("---\n")[1])
    assert set(Header.model_fields) - set(used) == {"embargo", "translation_of", "variant", "waive"}


def test_kinds_of_files_are_those_offered() -> None:
    from pressflow.source.release import MEDIA_TYPES

    allowed = sections(page("record"))["Files in assets/"]
    assert set(MEDIA_TYPES) == set(re.findall(r"`(\w+)`", allowed)) - {"images", "attachments"}


# Findings


def codes() -> set[str]:
    """The codes of all findings, as the source writes them."""
    source = "".join(file.read_text("utf-8") for file in (ROOT / "pressflow").rglob("*.py"))
    return set(re.findall(rf'"({CODE})"', source)) | {code for code, rule in rules().items() if rule.check}


def described_findings() -> dict[str, str]:
    return sections(page("findings"), 3)


def test_each_finding_is_a_rule_and_no_other() -> None:
    assert set(rules()) == codes()


def test_page_of_findings_is_the_one_made_from_the_rules() -> None:
    assert page("findings") == explaining.page(), "pressflow rules --markdown > docs/findings.md"


@pytest.mark.parametrize("code", sorted(rules()))
def test_each_finding_has_an_example_that_says_how_bad_it_is(code: str) -> None:
    part = described_findings()[code]
    (example,) = fenced(part, "text")
    shown = re.fullmatch(rf"\S+(?: \S+)*:\d+:\d+: {code}( \((?:warning|hint)\))? .+\n", example)
    assert shown
    named = {"": "**Error", " (warning)": "**Warning.**", " (hint)": "**Hint.**"}[shown[1] or ""]
    assert part.lstrip().startswith(named)


def test_warnings_are_those_of_the_source() -> None:
    source = "".join(file.read_text("utf-8") for file in (ROOT / "pressflow").rglob("*.py"))
    always = set(re.findall(rf'"({CODE})", message, "warning"', source))
    assert always
    reported = {code for code, rule in rules().items() if rule.severity == "warning" and not rule.check}
    assert reported == always


# Formats


def test_each_format_is_described_and_no_other() -> None:
    described = {title.strip("`") for title in sections(page("formats")) if title.startswith("`")}
    assert described == set(formats.names())


def test_each_address_is_described() -> None:
    addresses = {
        "index.html",
        paths.STYLE,
        paths.FEED_STYLE,
        paths.SCRIPT,
        paths.SEARCH_SCRIPT,
        paths.ICON,
        paths.NOT_FOUND,
        paths.SITEMAP,
        paths.NEWS_SITEMAP,
        paths.ROBOTS,
        paths.REDIRECTS,
        paths.NGINX_REDIRECTS,
        paths.CADDY_REDIRECTS,
        paths.APACHE_REDIRECTS,
        paths.SECURITY,
        paths.LLMS,
        paths.logo("svg"),
        paths.sitemap("<language>"),
        paths.sitemap("<language>", "<year>"),
        paths.index("<list>"),
        paths.directory("<language>", "topic") + "/index.html",
        paths.search("<language>"),
        paths.contacts("<language>"),
        paths.subscribe("<language>"),
        paths.accessibility("<language>"),
        paths.opml("<language>"),
        paths.rss("<list>"),
        paths.atom("<list>"),
        paths.json_feed("<list>"),
        paths.page("<slug>", "<language>"),
        paths.text("<slug>", "<language>"),
        paths.pdf("<slug>", "<language>"),
        paths.card("<slug>", "<language>"),
        paths.images("<slug>", "<language>"),
        paths.ninjs("<slug>", "<language>"),
        paths.ninjs1("<slug>", "<language>"),
        paths.newsml("<slug>", "<language>"),
        paths.asset("<slug>", "assets/…"),
    }
    described = set(rows(page("formats").split("\n## ")[0]))
    assert addresses - described == set()


def test_each_kind_of_list_is_described() -> None:
    described = set(rows(sections(page("formats"))["`index`"]))
    folders = {paths.directory("<language>", kind).partition("/")[2] for kind in KINDS if kind != "all"}
    assert {one.split("/")[1] for one in described if one.count("/") > 1} == folders


def test_each_scope_is_described() -> None:
    described = rows(sections(page("formats"))["Adding a format"])
    assert {name.strip('"') for name in described} == {"SCOPE", *get_args(formats.Scope)}


def test_each_member_of_an_item_for_editorial_systems_is_described(newsroom: Newsroom) -> None:
    described = set(rows(sections(page("formats"))["`ninjs`"]))
    for document in documents(newsroom):
        if document.path == paths.ninjs(builders.SLUG, "de"):
            assert set(json.loads(document.content)) - {"standard", "type", "representationType"} <= described


def test_each_member_of_a_json_feed_entry_is_described(newsroom: Newsroom) -> None:
    described = set(rows(sections(page("formats"))["`jsonfeed`"]))
    for document in documents(newsroom):
        if document.path == paths.json_feed("de"):
            assert set(json.loads(document.content)["items"][0]) <= described


def test_each_member_told_to_search_engines_is_described(newsroom: Newsroom) -> None:
    described = set(rows(sections(page("formats"))["`page`"]))
    for document in documents(newsroom):
        if document.path == paths.page(builders.SLUG, "de"):
            (data,) = re.findall(r'ld\+json">(.*?)</script>', document.content.decode(), re.DOTALL)
            assert set(json.loads(data)) - {"@context", "@type"} <= described


def test_each_property_of_a_news_item_is_described(newsroom: Newsroom) -> None:
    described = set(rows(sections(page("formats"))["`newsml`"]))
    for document in documents(newsroom):
        if document.path == paths.newsml(builders.SLUG, "de"):
            item = etree.fromstring(document.content)
            names = {etree.QName(element).localname for group in item for element in group}
            assert names - {"copyrightHolder", "fileName"} <= described


def test_format_to_begin_with_makes_documents(newsroom: Newsroom) -> None:
    (module,) = fenced(page("formats"), "python")
    known: dict[str, Any] = {}  # Any: what a module holds
    exec(module, known)  # noqa: S102  the page's own example
    made = {document.path: document.content.decode() for document in known["render"](edition(newsroom))}
    assert known["SCOPE"] == "newest"
    assert made["de/topics/traffic/headlines.txt"] == builders.header()["title"]
    assert made["en/headlines.txt"] == ""


def edition(newsroom: Newsroom, **changes: Any) -> Edition:  # Any: whatever a header may hold
    """A release as a preview shows it."""
    folder = builders.add_release(newsroom, **changes)
    newsroom.adopt(folder, "Author", builders.NOW)
    release = newsroom.read(folder).release
    assert release
    reader = Reader(*["reader@example.org"] * 8)
    return replace(newsroom.edition(release), reader=reader)


def documents(newsroom: Newsroom) -> list[Any]:  # Any: documents
    return list(formats.documents(edition(newsroom)))


# Delivery


def test_each_state_of_a_delivery_is_described_and_no_other() -> None:
    assert set(rows(sections(page("delivery"))["The states of a delivery"])) == {str(state) for state in DeliveryState}


def test_each_state_is_counted_as_the_page_says() -> None:
    from pressflow.model.delivery import HAS_IT, NOT_YET, PERHAPS, WILL_NOT

    counted = {"has it": HAS_IT, "not yet": NOT_YET, "perhaps": PERHAPS, "will not": WILL_NOT}
    for state, cells in rows(sections(page("delivery"))["The states of a delivery"]).items():
        assert DeliveryState(state) in counted[cells[2]], state


@pytest.mark.parametrize("state", State)
def test_each_state_of_a_release_is_described_with_what_leads_on(state: State) -> None:
    """`publish` also gives a release out under embargo; what a worker does is no command."""
    (row,) = [line for line in page("lifecycle").splitlines() if line.startswith(f"| `{state}` |")]
    told = set(re.findall(r"`([a-z]+)`", row.rsplit("|", 2)[1]))
    leading = {command for command, after in TRANSITIONS[state].items() if after != state}
    assert leading - {Command.HOLD, Command.EMBARGO} <= told <= set(TRANSITIONS[state])


def test_each_header_of_a_letter_is_explained_and_no_other(newsroom: Newsroom) -> None:
    letters = (document.content for document in documents(newsroom) if document.path.endswith(".eml"))
    explained = set(rows(sections(page("delivery"))["The letter"]))
    assert {name for letter in letters for name in message_from_bytes(letter).keys()} == explained  # noqa: SIM118  repeated names


# Looks and words


def test_each_file_of_the_theme_is_described_and_no_other() -> None:
    folder = default_folder()
    files = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    shadowable = {name for name in files if not name.startswith(("init/", "desk/"))}
    assert set(rows(sections(page("theming"))["Shadowing a file"])) == shadowable


def test_each_variable_of_the_style_sheet_is_described_and_no_other() -> None:
    defined = set(re.findall(r"^\s*(--[\w-]+):", (default_folder() / "style.css").read_text("utf-8"), re.MULTILINE))
    described = {name for name in rows(sections(page("theming"))["Style"]) if name.startswith("--")}
    assert described == defined


def test_each_filter_is_described_and_no_other() -> None:
    ours = set(_environment(NewsroomTheme().folders).filters) - set(jinja2.Environment(autoescape=True).filters)
    described = rows(sections(page("theming"))["Filters"])
    assert set(described) >= ours
    assert {re.findall(r"`([^`]+)`", cells[0])[0] for cells in described.values()} == ours


class Listening:
    """A theme that notes which values its templates are given."""

    def __init__(self, theme: Any) -> None:  # Any: a theme
        self.theme = theme
        self.given: dict[str, set[str]] = {}

    def render(self, template: str, language: str, **values: Any) -> str:  # Any: what templates show
        self.given.setdefault(template, set()).update(values)
        return str(self.theme.render(template, language, **values))

    def __getattr__(self, name: str) -> Any:  # Any: the theme's own parts
        return getattr(self.theme, name)


def test_each_value_a_template_gets_is_described(newsroom: Newsroom) -> None:
    shown = edition(newsroom, redirect_from=["/old.html"])
    theme = Listening(shown.theme)
    list(formats.documents(replace(shown, theme=theme)))
    _recall.compose(replace(shown, theme=theme), shown.releases[0].original, "", builders.NOW)
    _digest.compose_digest(replace(shown, theme=theme), shown.releases, "de", "daily", builders.NOW)
    (release,) = shown.releases
    killed = editions.killed(editions.published(release))
    newer = replace(editions.published(release, "correction"), before=(editions.published(release),))
    for one in (killed, newer):
        list(formats.documents(replace(shown.of(one), theme=theme, reader=None)))
    described = {re.sub(r"\(.*", "", word) for word in re.findall(r"`([^`]+)`", sections(page("theming"))["Templates"])}
    included = {"base.html", "changes.html", "contact.html", "further.html", "letters/base.html", "preview.html"}
    files = [*default_folder().glob("*.html"), *default_folder().glob("letters/*.html")]
    templates = {file.relative_to(default_folder()).as_posix() for file in files} - included
    assert set(theme.given) == {*templates, "icon.svg"} <= described
    assert set().union(*theme.given.values()) - described == set()


def test_fields_of_a_new_release_are_described() -> None:
    templates = [file.read_text("utf-8") for file in (default_folder() / "new").glob("*.md")]
    fields = {name for text in templates for name in re.findall(r"(?<!\$)\$([a-z_]+)", text)}
    assert fields
    assert all(f"`${name}`" in page("theming") for name in fields)


# All pages


def test_each_page_is_in_the_list() -> None:
    listed = set(re.findall(r"\]\(([\w-]+\.md)\)", page("README")))
    assert listed == {file.name for file in PAGES} - {"README.md"}


def anchors(text: str) -> set[str]:
    """The names by which headings are linked to, as GitHub and GitLab make them."""
    titles = re.findall(r"^#+ (.+)$", without_fences(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title).lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize(
    "file", [file for file in LINKING if file.exists()], ids=lambda file: file.relative_to(ROOT).as_posix()
)
def test_links_between_pages_lead_somewhere(file: Path) -> None:
    text = re.sub(r"^```.*?^```|`[^`\n]*`", "", file.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, anchor = target.partition("#")
        there = (file.parent / name) if name else file
        assert there.exists(), target
        assert not anchor or anchor in anchors(there.read_text("utf-8")), target


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_examples_of_files_can_be_read(file: Path) -> None:
    text = file.read_text("utf-8")
    for block in fenced(text, "toml"):
        tomllib.loads(block)
    for block in fenced(text, "yaml"):
        assert yaml.safe_load(block)
