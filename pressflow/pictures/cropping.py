"""Cropping: which part of a picture is left where there is room for one shape only."""

from pressflow.model.release import Release

# From the left and from the top, each from 0 to 1.
Focus = tuple[float, float]
Size = tuple[int, int]
Box = tuple[float, float, float, float]

MIDDLE: Focus = (0.5, 0.5)


def focus(release: Release, file: str) -> Focus:
    """What must stay in sight of a picture, as the first record says that says it; else the middle."""
    images = (image for record in release.records for image in record.images)
    said = next((image.focus for image in images if image.file == file and image.focus), None)
    if said is None:
        return MIDDLE
    across, down = (int(percentage.removesuffix("%")) / 100 for percentage in said.split())
    return across, down


def frame(size: Size, shape: Size, focus: Focus) -> Box:
    """The largest part that has a shape: left, top, right, bottom; the focus in its middle, as far as edges allow."""
    scale = min(size[0] / shape[0], size[1] / shape[1])
    left, right = _span(size[0], shape[0] * scale, focus[0])
    top, bottom = _span(size[1], shape[1] * scale, focus[1])
    return left, top, right, bottom


def _span(side: int, length: float, focus: float) -> tuple[float, float]:
    """From where to where a part of this length lies on a side."""
    start = max(0.0, min(side * focus - length / 2, side - length))
    return start, min(start + length, side)
