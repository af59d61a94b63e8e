"""Pictures that could do harm, or cannot be shown, are refused with what to do; none of them raises anything else."""

import contextlib
import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from pressflow.errors import RuleError
from pressflow.model.picture import Picture
from pressflow.pictures.examining import examine
from tests import builders

KINDS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
each_kind = pytest.mark.parametrize("media_type", KINDS)


def refused(content: bytes, media_type: str = "image/png") -> str:
    with pytest.raises(RuleError) as caught:
        examine("assets/a", content, media_type)
    return f"{caught.value.code} {caught.value}"


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it has this size, and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@each_kind
def test_picture_is_known_by_its_size(media_type: str) -> None:
    found = examine("assets/a", builders.picture(KINDS[media_type], (64, 48)), media_type)
    assert (found.width, found.height, found.alpha) == (64, 48, False)


@pytest.mark.parametrize("media_type", ["image/png", "image/webp"])
def test_see_through_parts_are_noticed(media_type: str) -> None:
    assert examine("assets/a", builders.picture(KINDS[media_type], mode="RGBA", colour="#ff000080"), media_type).alpha


@pytest.mark.parametrize(("held", "size"), [(1, (64, 48)), (3, (64, 48)), (6, (48, 64)), (8, (48, 64)), (99, (64, 48))])
def test_size_is_that_of_the_upright_picture(held: int, size: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = held
    found = examine("assets/a", builders.picture(exif=exif), "image/jpeg")
    assert (found.width, found.height) == size


@pytest.mark.parametrize("size", [(10_001, 10_000), (16_384, 1), (1, 16_384), (2**31 - 1, 2**31 - 1), (60_000, 60_000)])
def test_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image.Image, "load", lambda *_: pytest.fail("was unpacked"))
    assert refused(png_of(*size)).startswith("ASSET-PIXELS has too many pixels; the most are 100 megapixels and 16,383")


@each_kind
def test_picture_that_was_cut_off_is_refused(media_type: str) -> None:
    noise = Image.effect_noise((400, 300), 90)
    out = BytesIO()
    noise.save(out, KINDS[media_type])
    found = refused(out.getvalue()[: len(out.getvalue()) // 2], media_type)
    assert found.startswith("ASSET-BROKEN cannot be shown, it is cut off or damaged (")


def test_picture_of_another_kind_is_refused() -> None:
    told = "ASSET-BROKEN cannot be shown, it is cut off or damaged (no picture was found in it); save it anew"
    assert refused(builders.picture("PNG"), "image/jpeg") == told
    assert refused(b"RIFF\x00\x00\x00\x00AVI LIST", "image/webp") == told
    assert refused(b"\xff\xd8\xff", "image/jpeg").startswith("ASSET-BROKEN")


@pytest.mark.parametrize("media_type", ["image/png", "image/webp"])
def test_moving_picture_is_refused(media_type: str) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, KINDS[media_type], save_all=True, append_images=frames[1:], duration=100)
    assert refused(out.getvalue(), media_type).startswith("ASSET-ANIMATED moves; ")


def test_photo_of_a_phone_with_a_second_picture_behind_it_is_a_photo() -> None:
    out = BytesIO()
    second = Image.new("RGB", (16, 12))
    Image.new("RGB", (64, 48)).save(out, "MPO", save_all=True, append_images=[second])
    assert examine("assets/a", out.getvalue(), "image/jpeg").width == 64


@settings(max_examples=300, deadline=None)
@given(
    media_type=st.sampled_from(sorted(KINDS)),
    changes=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=12),
    end=st.integers(0, 2000),
)
def test_hostile_bytes_raise_nothing_else(media_type: str, changes: list[tuple[int, int]], end: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    content = bytearray(builders.picture(KINDS[media_type], mode="RGB", exif=exif))
    for place, value in changes:
        content[place % len(content)] = value
    with contextlib.suppress(RuleError):
        assert isinstance(examine("assets/a", bytes(content[: max(16, end)]), media_type), Picture)
