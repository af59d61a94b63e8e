"""Photos and documents stand beside the pages: documents byte for byte, of photos only what was made of them."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from pressflow.formats import _view
from pressflow.model.edition import Edition
from pressflow.newsroom import Newsroom
from tests import builders
from tests.formats import editions

MEDIA = f"media/{builders.SLUG}"
ENDINGS = ("-64.webp", "-64.jpg", "-teaser.webp", "-teaser.jpg", ".jpg")


def test_document_has_its_own_bytes(single: Edition) -> None:
    found = editions.documents(single, "media")[f"{MEDIA}/figures.csv"]
    assert (found.media_type, found.content) == ("text/csv; charset=utf-8", b"year,buses\n2026,140\n")


def test_each_picture_is_offered_as_webp_as_jpeg_and_for_print_and_never_as_it_came(single: Edition) -> None:
    found = editions.documents(single, "media")
    assert set(found) == {
        f"{MEDIA}/figures.csv",
        *(f"{MEDIA}/{name}{ending}" for name in ("bridge", "line") for ending in ENDINGS),
    }
    originals = {asset.content for asset in single.releases[0].assets if asset.picture}
    assert not originals & {document.content for document in found.values()}
    for document in found.values():
        if document.media_type.startswith("image/"):
            with Image.open(BytesIO(document.content)) as image:
                assert Image.MIME[image.format or ""] == document.media_type
                assert image.size == ((64, 43) if "-teaser." in document.path else (64, 48))


def test_teaser_of_a_release_is_its_first_picture(single: Edition) -> None:
    (release,) = single.releases
    german, english = (_view.teaser(release, record) for record in release.records)
    assert german is not None
    assert (german.width, german.height) == (64, 43)
    media = editions.documents(single, "media")
    assert media[german.webp].media_type == "image/webp"
    assert media[german.jpeg].media_type == "image/jpeg"
    assert "bridge" in german.jpeg
    assert english is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_picture_among_the_documents_is_cleaned_too_and_has_no_small_sizes(newsroom: Newsroom, kind: str) -> None:
    folder = builders.add_release(newsroom, attachments=[{"file": f"assets/map.{kind.lower()}", "caption": "Karte"}])
    (folder / "assets").mkdir()
    content = builders.picture(kind, mode="RGBA" if kind == "PNG" else "RGB")
    (folder / "assets" / f"map.{kind.lower()}").write_bytes(content)
    found = editions.documents(newsroom.edition(editions.release_in(newsroom, folder)), "media")
    (name,) = found
    assert name == f"{MEDIA}/map.{'png' if kind == 'PNG' else 'jpg'}"
    assert found[name].content != content


def test_caption_of_a_correction_is_in_the_files(single: Edition) -> None:
    (release,) = single.releases
    image = release.original.images[0].model_copy(update={"caption": "Anders"})
    record = release.original.model_copy(update={"images": (image, *release.original.images[1:])})
    changed = editions.documents(single.of(replace(release, records=(record,))), "media")
    assert b"Anders" in changed[f"{MEDIA}/bridge-64.jpg"].content
    assert b"Anders" not in editions.documents(single, "media")[f"{MEDIA}/bridge-64.jpg"].content
