"""Examining a picture that somebody sent: what it is, or why it cannot be offered; no file can do harm by it."""

import hashlib

from PIL import Image, UnidentifiedImageError

from pressflow.errors import RuleError
from pressflow.model.picture import Picture
from pressflow.pictures.opening import PIXELS, SIDE, opened, sideways


def examine(file: str, content: bytes, media_type: str, *, whole: bool = True) -> Picture:
    """What is known of a picture; with `whole`, each of its pixels has been read, too.

    Raises RuleError with what is wrong and what to do, and nothing else, whatever the bytes are.
    """
    try:
        with opened(content, media_type) as image:
            _still(image)
            width, height = reversed(image.size) if sideways(image) else image.size
            alpha = image.has_transparency_data
            if whole:
                # A JPEG is decoded at an eighth of its size: all bytes are read in a tenth of the time.
                image.draft("RGB", (max(1, image.width // 8), max(1, image.height // 8)))
                image.load()
    except RuleError:
        raise
    except Image.DecompressionBombError as error:
        most = f"{PIXELS // 1_000_000} megapixels and {SIDE:,} on a side"
        raise RuleError("ASSET-PIXELS", f"has too many pixels; the most are {most}: make it smaller") from error
    except Exception as error:  # decoders raise what their parsers raise: struct.error, SyntaxError, IndexError …
        message = f"cannot be shown, it is cut off or damaged ({_reason(error)}); save it anew"
        raise RuleError("ASSET-BROKEN", message) from error
    return Picture(file, width, height, alpha, hashlib.sha256(content).hexdigest())


def _still(image: Image.Image) -> None:
    """Raise RuleError for a picture that moves; the second picture in a phone's JPEG is no film."""
    if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
        raise RuleError("ASSET-ANIMATED", "moves; a picture stands still: save a single frame of it, or an mp4")


def _reason(error: Exception) -> str:
    """What the decoder says; of bytes that it does not know, Pillow names nothing but their place in memory."""
    if isinstance(error, UnidentifiedImageError) or not str(error):
        return "no picture was found in it"
    return str(error).splitlines()[0][:100]
