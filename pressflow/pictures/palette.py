"""A palette: a drawing names each of its few colours once, and its file becomes a third as large."""

from io import BytesIO

from PIL import Image

from pressflow.pictures.opening import opened

# More make larger files, and no letters that look smoother.
_COLOURS = 64


def with_palette(png: bytes) -> bytes:
    """The same drawing in at most 64 of its own colours, those that cover most of it; nothing stays see-through."""
    with opened(png, "image/png") as image:
        drawn = image.convert("RGB")
    few = drawn.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.putpalette(_palette(drawn, few))
    out = BytesIO()
    few.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _palette(drawn: Image.Image, few: Image.Image) -> list[int]:
    """For each number in `few` the colour it most often stands for: a mean of all would shift even the ground."""
    numbers = Image.frombytes("L", few.size, few.tobytes())
    pairs = Image.merge("RGBA", (*drawn.split(), numbers)).getcolors(drawn.width * drawn.height) or []
    palette = {pixel[3]: pixel[:3] for _, pixel in sorted(pairs) if isinstance(pixel, tuple)}
    return [value for number in range(max(palette) + 1) for value in palette.get(number, (0, 0, 0))]
