"""A logo is a picture and nothing else, and a file that is more is refused with the reason."""

import pytest

from pressflow.errors import InputError
from pressflow.theme.logo import LIMIT, read_logo
from pressflow.theme.templates import NewsroomTheme
from tests import builders

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 240 80"'


def svg(inside: str = '<path d="M0 0h9"/>', root: str = "", before: str = "") -> bytes:
    return f"{before}{HEAD} {root}>{inside}</svg>".encode()


def told(content: bytes, name: str = "logo.svg") -> str:
    with pytest.raises(InputError) as error:
        read_logo(name, content)
    return str(error.value)


@pytest.mark.parametrize(
    "inside",
    [
        '<defs><linearGradient id="g"><stop offset="1"/></linearGradient></defs><rect fill="url(#g)"/>',
        "<rect fill=\"url('#g')\"/><use xlink:href='#a'/><use href='#a'/>",
        "<style>path { fill: #1d4f6e }</style><title>Lohtal</title><text>Stadt</text>",
        '<image href="data:image/png;base64,iVBORw0KGgo="/>',
        '<metadata><d:work xmlns:d="http://creativecommons.org/ns#">CC0</d:work></metadata><!-- made by hand -->',
        '<filter id="f"><feGaussianBlur stdDeviation="2"/></filter>',
    ],
)
def test_svg_may_draw(inside: str) -> None:
    logo = read_logo("logo.svg", svg(inside))
    assert (logo.kind, logo.media_type) == ("svg", "image/svg+xml")
    assert logo.content == svg(inside)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (svg("<script>alert(1)</script>"), "holds <script>"),
        (svg("<SCRIPT>alert(1)</SCRIPT>"), "holds <SCRIPT>"),
        (svg('<s:script xmlns:s="http://www.w3.org/2000/svg"/>'), "holds <script>"),
        (svg('<h:script xmlns:h="http://www.w3.org/1999/xhtml"/>'), "holds <script>"),
        (svg("<foreignObject/>"), "holds <foreignObject>"),
        (svg('<a href="javascript:alert(1)"/>'), "holds <a>"),
        (svg('<set attributeName="href" to="x"/>'), "holds <set>"),
        (svg(root='onload="alert(1)"'), "reacts to what readers do (onload)"),
        (svg('<path onClick="alert(1)"/>'), "reacts to what readers do (onclick)"),
        (svg('<image href="https://elsewhere.example.org/a.png"/>'), "refers to 'https://elsewhere.example.org/a.png'"),
        (svg('<use xlink:href="other.svg#a"/>'), "refers to 'other.svg#a'"),
        (svg('<image href="data:image/svg+xml;base64,AAAA"/>'), "refers to 'data:image/svg+xml"),
        (svg('<rect fill="url( https://elsewhere.example.org/)"/>'), "refers to something outside the file (fill)"),
        (svg("<rect fill='url(\"//elsewhere.example.org/\")'/>"), "refers to something outside the file (fill)"),
        (svg('<rect style="fill: u\\72l(x)"/>'), "refers to something outside the file (style)"),
        (svg('<style>@import "x.css"</style>'), "has a style that refers to something outside"),
        (svg("<style>a{}<!-- -->b{fill:URL(x)}</style>"), "has a style that refers to something outside"),
        (svg(before='<?xml-stylesheet href="x.css"?>'), "holds <?xml-stylesheet"),
        (svg("&a;", before='<!DOCTYPE svg [<!ENTITY a "b">]>'), "holds &a;"),
        (svg("<path>"), "cannot be read as SVG"),
        (b"", "cannot be read as SVG"),
        (b"<html/>", "is no SVG"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="100%" viewBox="0 0 0 9"/>', "how wide and high"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "add a viewBox"),
    ],
)
def test_svg_that_does_more_than_draw_is_refused(content: bytes, says: str) -> None:
    assert told(content).startswith("templates/logo.svg: ")
    assert says in told(content)


def test_shape_of_a_drawing_is_that_of_its_view_box_else_its_own() -> None:
    assert (read_logo("logo.svg", svg()).width, read_logo("logo.svg", svg()).height) == (288, 96)
    plain = read_logo("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="10.5mm" height="21mm"/>')
    assert (plain.width, plain.height) == (48, 96)


def test_png_says_its_own_shape() -> None:
    logo = read_logo("logo.png", builders.picture("PNG", (120, 40)))
    assert (logo.kind, logo.media_type, logo.width, logo.height) == ("png", "image/png", 120, 40)


@pytest.mark.parametrize("content", [b"", builders.picture("JPEG"), b"\x89PNG\r\n\x1a\n", svg()])
def test_png_that_is_none_is_refused(content: bytes) -> None:
    assert told(content, "logo.png") == "templates/logo.png: is no PNG; save it as one, or as SVG"


def test_logo_that_would_make_each_page_slow_is_refused() -> None:
    assert "it comes with every page" in told(svg(f"<!--{'x' * LIMIT}-->"))


def test_logo_that_is_not_there_is_told_with_its_place() -> None:
    with pytest.raises(InputError, match=r"templates/logo\.svg: is not there; put the logo there"):
        NewsroomTheme().logo("logo.svg")
