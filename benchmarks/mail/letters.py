"""The letter of the benchmarks: invented text that makes about 12 KB as a personal multipart message."""

import json
import random
from email.message import EmailMessage
from pathlib import Path

_WORDS = (
    *("Brücke", "Stadt", "Loh", "Tal", "Verkehr", "Bürgermeisterin", "Freigabe", "Bus", "Radweg", "Bauzeit", "Kosten"),
    *("neue", "alte", "fertige", "lange", "breite", "wichtige", "am", "im", "auf", "über", "seit", "für", "und", "der"),
)
_PARAGRAPHS, _LENGTH = 13, 55


def paragraphs(seed: int = 1) -> list[str]:
    """Paragraphs of German-looking text, the same for a seed."""
    chance = random.Random(seed)  # noqa: S311  no secret, and to be had again
    return [" ".join(chance.choice(_WORDS) for _ in range(_LENGTH)).capitalize() + "." for _ in range(_PARAGRAPHS)]


def reader(number: int) -> str:
    """An address nobody has."""
    return f"reader{number}@desk.example.org"


def write_parts(file: Path) -> None:
    """The letter for the peers: its text and its HTML, each with {reader} where the reader is named."""
    greeting, footer = "Guten Tag {reader},", "Sie erhalten diesen Brief an {reader}."
    lines = [greeting, *paragraphs(), footer]
    html = "".join(f'<p style="margin:0 0 1em;font-family:Georgia,serif;line-height:1.5">{line}</p>' for line in lines)
    file.write_text(json.dumps({"text": "\n\n".join(lines), "html": f"<html><body>{html}</body></html>"}), "utf-8")


def parts(file: Path) -> tuple[str, str]:
    """The letter's text and HTML as written."""
    both = json.loads(file.read_text("utf-8"))
    return both["text"], both["html"]


def email_message(number: int, text: str, html: str) -> EmailMessage:
    """A letter made by the standard library, as a program would that has no engine of its own."""
    to, letter = reader(number), EmailMessage()
    letter["From"], letter["To"] = "press@lohtal.example.org", to
    letter["Subject"] = "New bridge across the Loh is finished"
    letter["List-Unsubscribe"] = f"<https://press.lohtal.example.org/unsubscribe/{to}>"
    letter.set_content(text.replace("{reader}", to))
    letter.add_alternative(html.replace("{reader}", to), subtype="html")
    return letter
