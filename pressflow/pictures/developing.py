"""Developing a picture: upright, in sRGB, in each size, without anything the camera or an editor wrote into it."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import PIL
from PIL import Image, ImageCms, PngImagePlugin, features

from pressflow.model.picture import Rendition
from pressflow.pictures.cropping import MIDDLE, Focus, frame
from pressflow.pictures.opening import opened, orientation

# Encoders do the same with the same settings, so all are given; measured in docs/decisions/0011.
SAVED: dict[str, dict[str, Any]] = {  # Any: what Pillow's encoders take
    "webp": {"format": "WEBP", "quality": 80, "method": 4, "exact": False},
    "jpeg": {"format": "JPEG", "quality": 80, "subsampling": "4:2:0", "progressive": True, "optimize": True},
    "print": {"format": "JPEG", "quality": 92, "subsampling": "4:4:4", "progressive": True, "optimize": True},
    "png": {"format": "PNG", "compress_level": 6},
}
# All that decides about the bytes besides picture and caption.
RECIPE = repr((SAVED, PIL.__version__, *(features.version(name) for name in ("libjpeg_turbo", "webp", "zlib_ng"))))

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def develop(
    content: bytes, media_type: str, renditions: Iterable[Rendition], xmp: bytes, focus: Focus = MIDDLE
) -> dict[str, bytes]:
    """The files made of a picture, by the rendition's name."""
    with opened(content, media_type) as image:
        master = _master(image)
    return {one.name: _saved(_scaled(master, one, focus), one, xmp) for one in renditions}


def _master(image: Image.Image) -> Image.Image:
    """The picture upright and in sRGB, with an alpha channel where it has see-through parts, and nothing else."""
    turn = _TURNS.get(orientation(image))
    image.load()
    mode = "RGBA" if image.has_transparency_data else "RGB"
    coloured = _in_srgb(image, mode)
    clean = Image.frombytes(mode, coloured.size, coloured.tobytes())
    return clean if turn is None else clean.transpose(turn)


def _in_srgb(image: Image.Image, mode: str) -> Image.Image:
    """The colours as sRGB shows them; a profile that does not fit the picture is passed over."""
    if image.mode.startswith("I"):  # 16 bits of grey, which convert() would cut off at 255
        image = image.point(lambda value: value / 256).convert("L")
    fits = image.mode == mode or (mode == "RGB" and image.mode in ("CMYK", "L"))
    plain = image if fits else image.convert(mode)
    if profile := image.info.get("icc_profile"):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            changed = ImageCms.profileToProfile(plain, source, ImageCms.createProfile("sRGB"), outputMode=mode)
            plain = changed or plain
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return plain.convert(mode)


def _scaled(image: Image.Image, rendition: Rendition, focus: Focus) -> Image.Image:
    size = (rendition.width, rendition.height)
    if image.size == size:
        return image
    box = frame(image.size, size, focus) if rendition.cropped else None
    return image.resize(size, Image.Resampling.LANCZOS, box, reducing_gap=3.0)


def _saved(image: Image.Image, rendition: Rendition, xmp: bytes) -> bytes:
    """A picture as a file; what JPEG cannot show as see-through is white."""
    out, kind = BytesIO(), rendition.name.partition("-")[0]
    if rendition.media_type == "image/png":
        text = PngImagePlugin.PngInfo()
        text.add_itxt("XML:com.adobe.xmp", xmp.decode())
        image.save(out, **SAVED["png"], pnginfo=text)
        return out.getvalue()
    if rendition.media_type == "image/jpeg" and image.mode == "RGBA":
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image).convert("RGB")
    image.save(out, **SAVED[kind], xmp=xmp)
    return out.getvalue()
