"""Opening a picture: its kind, size and turn from the first bytes; a bomb is refused before it is unpacked."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import ExifTags, Image

# Decoded, 100 megapixels fill 400 MB; a side longer than this is more than WebP can hold.
PIXELS, SIDE = 100_000_000, 16_383
# A phone's JPEG with a second picture behind it (a preview, a depth map) comes out of Pillow's JPEG decoder as MPO.
_PILLOW = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


@contextmanager
def opened(content: bytes, media_type: str) -> Iterator[Image.Image]:
    """The picture, not decoded yet; only the decoder for its own kind sees the bytes.

    Raises DecompressionBombError for one with too many pixels, and whatever Pillow raises for one that is broken.
    """
    with warnings.catch_warnings():
        # Pillow warns of what it mends and of what is large; the size is judged below.
        warnings.simplefilter("ignore")
        with Image.open(BytesIO(content), formats=[_PILLOW[media_type]]) as image:
            if image.width * image.height > PIXELS or max(image.size) > SIDE:
                raise Image.DecompressionBombError(f"{image.width} × {image.height} pixels")
            yield image


def orientation(image: Image.Image) -> int:
    """How the camera was held, from 1 to 8 as Exif counts (CIPA DC-008, tag 274); 1 is upright.

    Exif behind the pixels of a PNG is passed over: to find it, Pillow would have to decode all of them.
    """
    if image.format == "PNG" and "exif" not in image.info:
        return 1
    found = image.getexif().get(ExifTags.Base.Orientation, 1)
    return found if found in range(1, 9) else 1


def sideways(image: Image.Image) -> bool:
    """Whether the camera was held upright, so that width and height change places."""
    return orientation(image) >= 5
