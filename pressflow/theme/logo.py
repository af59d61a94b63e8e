"""The office's logo, read strictly: an SVG draws and does nothing else, whoever opens it."""

import re
import struct

from lxml import etree

from pressflow.errors import InputError
from pressflow.model.logo import Logo

# It comes with every page.
LIMIT = 100_000
_SVG = "{http://www.w3.org/2000/svg}"
# What draws. Scripts, animations (which can set a link), links and other documents inside are not among it.
_DRAWING = re.compile(
    "svg|g|defs|symbol|use|view|switch|title|desc|metadata|style|path|rect|circle|ellipse|line|polyline|polygon|text|"
    "tspan|textPath|image|pattern|clipPath|mask|marker|linearGradient|radialGradient|stop|filter|fe[A-Z][A-Za-z]+"
)
# Browsers give life to these, too; what drawing programs note in namespaces of their own is nothing to them.
_ALIVE = ("{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/1998/Math/MathML}")
_INSIDE = r"#|data:image/(?:png|jpeg|webp);"
_REFERENCE = re.compile(rf"\s*(?:{_INSIDE}|$)")
# A backslash could spell any of the others.
_REACHING = re.compile(rf"url\(\s*+['\"]?+(?!{_INSIDE})|@import|image-set\(|src\(|javascript:|\\", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([0-9]{1,9}(?:\.[0-9]+)?|\.[0-9]+)")
_PNG = b"\x89PNG\r\n\x1a\n"


def read_logo(name: str, content: bytes) -> Logo:
    """The logo in a file of the theme; raises InputError with what is wrong and what to do."""
    place = f"templates/{name}"
    if len(content) > LIMIT:
        raise InputError(f"{place}: has {len(content):,} bytes; it comes with every page: make it {LIMIT:,} at most")
    try:
        return _svg(content) if name.endswith(".svg") else _png(content)
    except ValueError as error:
        raise InputError(f"{place}: {error}") from error


def _png(content: bytes) -> Logo:
    """A PNG says how wide and high it is in its first chunk (ISO/IEC 15948, section 11.2.1)."""
    if not content.startswith(_PNG) or len(content) < 24 or content[12:16] != b"IHDR":
        raise ValueError("is no PNG; save it as one, or as SVG")
    width, height = struct.unpack_from(">II", content, 16)
    if not width or not height:
        raise ValueError("has no width or no height; save it anew")
    return Logo("png", content, width, height)


def _svg(content: bytes) -> Logo:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"cannot be read as SVG ({error.msg}); save it anew") from error
    if root.tag != f"{_SVG}svg":
        raise ValueError("is no SVG; save it as one, or as PNG")
    for node in (*root.itersiblings(preceding=True), *root.iter()):
        _look_at(node)
    return Logo("svg", content, *_measures(root))


def _look_at(node: etree._Element) -> None:
    """Raise ValueError for what does more than draw."""
    if isinstance(node, etree._Comment):
        return
    if not isinstance(node.tag, str):  # an instruction to other programs, or an entity that stands for anything
        raise ValueError(f"holds {etree.tostring(node, encoding='unicode')[:60]}; save it as plain SVG")  # noqa: TRY004
    name, own = etree.QName(node).localname, node.tag.startswith(_SVG)
    if (own and not _DRAWING.fullmatch(name)) or node.tag.startswith(_ALIVE):
        raise ValueError(f"holds <{name}>, and a logo only draws; save it as plain SVG")
    if own and name == "style" and _REACHING.search("".join(map(str, node.itertext()))):
        raise ValueError("has a style that refers to something outside the file; save it as plain SVG")
    for attribute, value in node.attrib.items():
        _look_at_attribute(str(attribute), str(value))


def _look_at_attribute(attribute: str, value: str) -> None:
    name = etree.QName(attribute).localname.lower()
    if name.startswith("on"):
        raise ValueError(f"reacts to what readers do ({name}), and a logo only draws; save it as plain SVG")
    if name in ("href", "src") and not _REFERENCE.match(value):
        raise ValueError(f"refers to {value[:60]!r}, outside the file; put into the file what it shows")
    if not attribute.startswith("{") and _REACHING.search(value):
        raise ValueError(f"refers to something outside the file ({name}); save it as plain SVG")


def _measures(root: etree._Element) -> tuple[int, int]:
    """The shape of a drawing: 96 high, and as wide as that makes it."""
    box = re.split(r"[\s,]+", (root.get("viewBox") or "").strip())
    given = box[2:] if len(box) == 4 else [root.get("width") or "", root.get("height") or ""]
    found = [float(length[1]) if (length := _LENGTH.match(part)) else 0.0 for part in given]
    width, height = found
    if not width or not height:
        raise ValueError("does not say how wide and high it is; add a viewBox")
    return max(1, round(96 * width / height)), 96
