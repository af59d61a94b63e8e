"""What the office keeps in files of its own reaches the site when it changes, and touches nothing else."""

from tests.building.offices import Office, tree

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 20"><path d="{path}"/></svg>'


def changed(office: Office) -> set[str]:
    """The files that are others, new or gone after the next build."""
    before = tree(office.public)
    office.build()
    return {path for path, _ in set(before.items()) ^ set(tree(office.public).items())}


def test_press_contact_that_changed_changes_the_page_of_contacts_alone(office: Office) -> None:
    office.release("2026-05-16-bridge")
    office.build()
    file = office.folder / "press-contacts.yaml"
    file.write_text(file.read_text("utf-8").replace("Kim Berger", "Robin Marsh"), "utf-8")
    assert changed(office) == {"de/contacts.html", "en/contacts.html"}
    assert "Robin Marsh" in (office.public / "de" / "contacts.html").read_text("utf-8")
    assert changed(office) == set()


def test_logo_that_was_drawn_anew_is_the_only_file_that_changes_unless_its_shape_did(office: Office) -> None:
    office.set(logo="logo.svg")
    office.theme("logo.svg", LOGO.format(width=90, path="M0 0h9"))
    office.release("2026-05-16-bridge")
    office.build()
    office.theme("logo.svg", LOGO.format(width=90, path="M0 0h8"))
    assert changed(office) == {"theme/logo.svg"}
    office.theme("logo.svg", LOGO.format(width=60, path="M0 0h8"))
    assert {"theme/logo.svg", "index.html", "de/index.html", "de/2026-05-16-bridge.html"} <= changed(office)


def test_term_that_ends_marks_the_releases_in_it_and_no_others(office: Office) -> None:
    for slug in ("2024-05-16-old", "2026-05-16-new"):
        office.release(slug)
    office.build()
    settings = office.folder / "pressflow.toml"
    term = '\n[[newsroom.terms]]\nname = "Lind"\nfrom = 2020-01-01\nuntil = 2025-10-31\n'
    settings.write_text(settings.read_text("utf-8") + term, "utf-8")
    assert changed(office) == {"de/2024-05-16-old.html"}
