"""What is made of a picture: upright, in sRGB, never larger, with its caption and with nothing of its own in it."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from PIL import ExifTags, Image, ImageCms, ImageColor, PngImagePlugin

from pressflow.errors import InputError
from pressflow.model.release import Asset, Release
from pressflow.newsroom import Newsroom
from pressflow.pictures import developing, xmp
from pressflow.pictures.darkroom import Darkroom
from pressflow.source.release import MEDIA_TYPES
from tests import builders
from tests.formats import editions

NAMES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "core": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
HOSTILE = "<rdf:li> ]]> & \"'</rdf:Alt></x:xmpmeta><script>"


def made(newsroom: Newsroom, content: bytes, file: str = "assets/a.jpg", **image: str) -> dict[str, bytes]:
    """The files made of a picture, by the rendition's name."""
    release, asset = release_with(newsroom, content, file, **image)
    return dict(newsroom.pictures.files(release, asset))


def release_with(newsroom: Newsroom, content: bytes, file: str = "assets/a.jpg", **image: str) -> tuple[Release, Asset]:
    named = {"file": file, "alt": "Die Brücke", "credit": "Stadt Lohtal"} | image
    folder = builders.add_release(newsroom, images=[named])
    (folder / "assets").mkdir(exist_ok=True)
    (folder / file).write_bytes(content)
    release = editions.release_in(newsroom, folder)
    return release, release.asset(file)


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def told(content: bytes, name: str) -> dict[str, str]:
    """A property of a file's XMP, by language; under "" where it has none."""
    image = opened(content)
    packet = image.info.get("xmp") or image.info["XML:com.adobe.xmp"].encode()
    (found,) = etree.fromstring(packet).iterfind(f".//{name}", NAMES)
    points = found.findall("rdf:Alt/rdf:li", NAMES)
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    return {str(point.get(lang)): point.text or "" for point in points} or {"": found.text or ""}


def with_a_past() -> bytes:
    """A photo that says where it was taken, by whom, with what, and what was drawn over."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Geheimkamera"
    exif[ExifTags.Base.Artist] = "Geheim"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (50.0, 47.0, 12.0)
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSMapDatum] = "GEHEIM-84"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.MakerNote] = b"Geheimnotiz"
    packet = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Geheimer Ort</x:xmpmeta>"
    return builders.picture(size=(700, 500), exif=exif, comment=b"Geheimsatz", xmp=packet)


def test_nothing_a_camera_wrote_is_left(newsroom: Newsroom) -> None:
    content = with_a_past()
    assert content.lower().count(b"geheim") >= 5
    for name, file in made(newsroom, content).items():
        assert b"geheim" not in file.lower(), name
        assert not {"exif", "comment", "icc_profile", "photoshop"} & set(opened(file).info), name
        assert dict(opened(file).getexif()) == {}, name


def test_nothing_a_program_wrote_into_a_png_is_left(newsroom: Newsroom) -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "Geheim")
    content = builders.picture("PNG", mode="RGBA", pnginfo=text, exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00")
    assert set(opened(content).info) >= {"Author", "exif"}
    found = made(newsroom, content, "assets/a.png")
    assert set(opened(found["print"]).info) == {"XML:com.adobe.xmp", "xmp"}


@pytest.mark.parametrize("held", range(1, 9))
def test_picture_stands_upright(newsroom: Newsroom, held: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = held
    image = Image.new("RGB", (64, 32), "white")
    image.paste("black", (0, 0, 32, 16))
    out = BytesIO()
    image.save(out, "JPEG", quality=95, exif=exif)
    place = {1: (8, 8), 2: (-8, 8), 3: (-8, -8), 4: (8, -8), 5: (8, 8), 6: (-8, 8), 7: (-8, -8), 8: (8, -8)}[held]
    shape = (64, 32) if held < 5 else (32, 64)
    for name, file in made(newsroom, out.getvalue()).items():
        with opened(file) as found:
            assert found.size == shape or name.endswith("-teaser")
            x, y = place[0] % found.width, place[1] % found.height
            assert found.convert("L").getpixel((x, y)) in range(20)
            assert found.convert("L").getpixel((found.width - 1 - x, found.height - 1 - y)) in range(236, 256)


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (1, [1]),
        (300, [300]),
        (480, [480]),
        (1200, [480, 960, 1200]),
        (1600, [480, 960, 1600]),
        (2000, [480, 960, 1600]),
    ],
)
def test_picture_is_offered_in_three_widths_and_never_larger_than_it_is(
    newsroom: Newsroom, width: int, widths: list[int]
) -> None:
    found = {name: opened(file).size for name, file in made(newsroom, builders.picture(size=(width, 200))).items()}
    assert {name: size for name, size in found.items() if not name.endswith("-teaser")} == {
        **{f"{kind}-{one}": (one, max(1, round(200 * one / width))) for kind in ("webp", "jpeg") for one in widths},
        "print": (width, 200),
    }


@pytest.mark.parametrize(
    ("focus", "seen"), [("0% 50%", "red"), ("50% 50%", "white"), (None, "white"), ("90% 0%", "blue")]
)
def test_teaser_shows_what_must_stay_in_sight(newsroom: Newsroom, focus: str | None, seen: str) -> None:
    image = Image.new("RGB", (1500, 320), "white")
    image.paste("red", (0, 0, 500, 320))
    image.paste("blue", (1000, 0, 1500, 320))
    out = BytesIO()
    image.save(out, "PNG")
    said = {} if focus is None else {"focus": focus}
    found = made(newsroom, out.getvalue(), "assets/a.png", **said)
    for name in ("webp-teaser", "jpeg-teaser"):
        with opened(found[name]) as teaser:
            assert teaser.size == (480, 320)
            pixel = teaser.convert("RGB").getpixel((240, 160))
        assert isinstance(pixel, tuple)
        shades = zip(pixel, ImageColor.getrgb(seen), strict=True)
        assert all(abs(one - other) < 8 for one, other in shades), name


def test_another_focus_is_another_file_and_leaves_the_whole_picture_as_it_is(newsroom: Newsroom) -> None:
    noise = BytesIO()
    Image.effect_noise((900, 300), 90).save(noise, "PNG")
    left, right = (made(newsroom, noise.getvalue(), "assets/a.png", focus=focus) for focus in ("0% 0%", "100% 0%"))
    assert {name for name in left if left[name] != right[name]} == {"webp-teaser", "jpeg-teaser"}


@pytest.mark.parametrize("file", ["assets/a.png", "assets/a.webp"])
def test_see_through_parts_stay_where_the_format_has_them_and_are_white_elsewhere(
    newsroom: Newsroom, file: str
) -> None:
    kind = file.rpartition(".")[2].upper()
    found = made(newsroom, builders.picture(kind, mode="RGBA", colour="#ff000000", exact=True), file)
    assert {name: opened(content).mode for name, content in found.items()} == {
        "webp-64": "RGBA",
        "jpeg-64": "RGB",
        "webp-teaser": "RGBA",
        "jpeg-teaser": "RGB",
        "print": "RGBA",
    }
    assert opened(found["print"]).format == "PNG"
    assert opened(found["jpeg-64"]).getpixel((8, 8)) == (255, 255, 255)
    assert opened(found["webp-64"]).getchannel("A").getextrema() == (0, 0)


@pytest.mark.parametrize(("mode", "colour"), [("L", 128), ("1", 1), ("I;16", 32768), ("LA", (128, 0)), ("P", 3)])
def test_every_kind_of_png_can_be_shown(newsroom: Newsroom, mode: str, colour: int) -> None:
    found = made(newsroom, builders.picture("PNG", mode=mode, colour=colour), "assets/a.png")  # type: ignore[arg-type]  # Pillow's colours
    if mode in ("L", "I;16"):
        assert opened(found["jpeg-64"]).getpixel((8, 8)) == (128, 128, 128)


def test_print_of_a_press_in_cmyk_becomes_rgb(newsroom: Newsroom) -> None:
    found = made(newsroom, builders.picture(mode="CMYK", colour="#000000"))
    assert {opened(file).mode for file in found.values()} == {"RGB"}


def test_colours_of_another_profile_become_those_of_srgb(newsroom: Newsroom) -> None:
    lab_to_rgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same = made(newsroom, builders.picture(colour="#3366cc", icc_profile=lab_to_rgb, quality=100, subsampling=0))
    pixel = opened(same["print"]).getpixel((8, 8))
    assert isinstance(pixel, tuple)
    assert all(abs(one - other) <= 3 for one, other in zip(pixel, (0x33, 0x66, 0xCC), strict=True))
    assert made(newsroom, builders.picture(icc_profile=b"no profile"))["print"]


def test_caption_credit_and_terms_are_in_every_file(newsroom: Newsroom) -> None:
    files = made(newsroom, builders.picture(), caption="Die neue Brücke", licence="Frei für die Presse")
    assert len(files) == 5
    for file in files.values():
        assert told(file, "dc:description") == {"x-default": "Die neue Brücke", "de": "Die neue Brücke"}
        assert told(file, "core:AltTextAccessibility")["de"] == "Die Brücke"
        assert told(file, "dc:title")["x-default"] == "Neue Brücke über die Loh ist fertig"
        assert told(file, "photoshop:Headline") == {"": "Neue Brücke über die Loh ist fertig"}
        assert told(file, "photoshop:Credit") == {"": "Stadt Lohtal"}
        assert told(file, "dc:rights")["x-default"] == "Stadt Lohtal"
        assert told(file, "xmpRights:UsageTerms")["x-default"] == "Frei für die Presse"


def test_caption_is_there_in_each_language_the_original_first(newsroom: Newsroom) -> None:
    english = {"file": "assets/a.jpg", "alt": "A bridge", "caption": "The bridge", "credit": "City of Lohtal"}
    builders.add_release(newsroom, language="en", title="The new bridge is open", images=[english])
    file = made(newsroom, builders.picture(), caption="Die Brücke")["print"]
    assert told(file, "dc:description") == {"x-default": "Die Brücke", "de": "Die Brücke", "en": "The bridge"}


def test_hostile_caption_stays_a_caption(newsroom: Newsroom) -> None:
    for name, file in made(newsroom, builders.picture(), caption=HOSTILE, licence=HOSTILE, credit=HOSTILE).items():
        assert told(file, "dc:description")["de"] == HOSTILE, name
        assert told(file, "photoshop:Credit") == {"": HOSTILE}


def test_what_xml_cannot_hold_is_left_out() -> None:
    assert xmp._text("a\0b\ud800c\ufffe\x0b😀") == "abc😀"


def test_captions_too_long_for_a_jpeg_are_the_original_s_alone(newsroom: Newsroom) -> None:
    release, _ = release_with(newsroom, builders.picture(), caption="&" * 2000)
    (record,) = release.records
    records = (record, *(record.model_copy(update={"language": f"de-x-{count:03}"}) for count in range(30)))
    packet = xmp.packet(replace(release, records=records), "assets/a.jpg")
    assert len(packet) < xmp.LIMIT
    assert b"de-x-" not in packet


def test_same_picture_gives_the_same_bytes(newsroom: Newsroom, tmp_path: Path) -> None:
    release, asset = release_with(newsroom, with_a_past())
    assert newsroom.pictures.files(release, asset) == Darkroom(tmp_path / "other").files(release, asset)


def test_picture_is_developed_once(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    release, asset = release_with(newsroom, with_a_past())
    first = newsroom.pictures.files(release, asset)
    monkeypatch.setattr(developing, "develop", lambda *_: pytest.fail("was developed again"))
    monkeypatch.setattr(Image, "open", lambda *_: pytest.fail("was opened again"))
    again = Darkroom(newsroom.pictures.folder)
    assert again.files(release, asset) == first
    assert again.sizes(release, asset) == {name: len(file) for name, file in first.items()}


def test_another_caption_or_pillow_is_another_file(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def folders() -> int:
        return len(list(newsroom.pictures.folder.glob("*/*")))

    made(newsroom, builders.picture())
    made(newsroom, builders.picture())
    assert folders() == 1
    made(newsroom, builders.picture(), caption="Anders")
    assert folders() == 2
    monkeypatch.setattr(developing, "RECIPE", "another")
    made(newsroom, builders.picture(), caption="Anders")
    assert folders() == 3


def test_picture_that_can_no_longer_be_read_is_named(newsroom: Newsroom) -> None:
    release, asset = release_with(newsroom, builders.picture())
    broken = Asset(asset.file, MEDIA_TYPES["jpg"], b"\xff\xd8\xff", asset.picture)
    with pytest.raises(InputError, match=r"2026-05-16-bridge: assets/a\.jpg: cannot be made ready"):
        newsroom.pictures.files(release, broken)
