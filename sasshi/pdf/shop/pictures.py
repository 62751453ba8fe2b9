"""Every picture in a PDF → inks, with no more pixels than a press can show."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import pikepdf
from PIL import Image

from sasshi.pdf.shop.content_stream import Operation, family, operations
from sasshi.pdf.shop.press_profile import PressProfile

#: Pixels in an inch as printed: more than this only makes files large, less than that is seen.
MOST_DPI, LEAST_DPI = 300.0, 200.0
#: How much finer than that a picture may be before it is made coarser.
SLACK = 1.02
#: Quality of pictures that were JPEG; at this, colours stay within 2 % of ink.
QUALITY = 92
#: By colour space the mode in which Pillow holds such a picture, and the other way round.
_MODES = {"/DeviceGray": "L", "/DeviceRGB": "RGB", "/DeviceCMYK": "CMYK"}
_SPACE_OF_MODE = {mode: space for space, mode in _MODES.items()}


def set_pictures(document: pikepdf.Pdf, press: PressProfile) -> None:
    """Turn every picture that is drawn into inks, at most 300 pixels to an inch.

    A picture that is printed several times is as fine as the largest of them needs.
    """
    sizes: dict[tuple[int, int], tuple[pikepdf.Object, float, float]] = {}
    for operation in operations(document):
        if (picture := drawn_picture(operation)) is not None:
            width, height = operation.size_in
            _, w, h = sizes.get(picture.objgen, (picture, 0.0, 0.0))
            sizes[picture.objgen] = picture, max(w, width), max(h, height)
    for picture, width, height in sizes.values():
        _set_picture(document, picture, press, (width, height))


def drawn_picture(operation: Operation) -> pikepdf.Object | None:
    """Give the picture that an operator draws; a stencil, which has no colours, is none."""
    drawn = operation.drawn
    if drawn is None or drawn.get("/Subtype") != "/Image" or drawn.get("/ImageMask"):
        return None
    return drawn


def opened_picture(picture: pikepdf.Object) -> Image.Image:
    """Decode a picture, as ``L``, ``RGB`` or ``CMYK``.

    Raises:
        ValueError: it is in a colour space or a depth that no page of ours has.

    """
    mode = _MODES.get(family(picture.get("/ColorSpace")))
    if mode is None or int(picture.get("/BitsPerComponent", 8)) != 8:
        raise ValueError("a picture of a kind that is not read")
    if picture.get("/Filter") == "/DCTDecode":  # Pillow inverts by itself what Decode inverts
        image = Image.open(io.BytesIO(picture.read_raw_bytes()))
        image.load()
        return image
    size = int(picture.Width), int(picture.Height)
    return Image.frombytes(mode, size, picture.read_bytes())


def _set_picture(
    document: pikepdf.Pdf,
    picture: pikepdf.Object,
    press: PressProfile,
    size_in: tuple[float, float],
) -> None:
    """Turn a picture into inks in place. One of a kind that is not read stays as it is."""
    try:
        image = opened_picture(picture)
    except ValueError:
        return
    lossy = picture.get("/Filter") == "/DCTDecode"
    inks = press.picture(_no_finer_than_press(image, size_in), image.info.get("icc_profile"))
    for key in ("/Decode", "/DecodeParms", "/Interpolate"):
        if key in picture:
            del picture[key]
    if lossy:
        out = io.BytesIO()
        inks.save(out, "JPEG", quality=QUALITY, subsampling=0)
        picture.write(out.getvalue(), filter=pikepdf.Name.DCTDecode)
        if inks.mode == "CMYK":  # Pillow writes inks inverted, as Photoshop does
            picture.Decode = pikepdf.Array([1, 0] * 4)
    else:
        picture.write(inks.tobytes())
    picture.Width, picture.Height = inks.size
    picture.ColorSpace = pikepdf.Name(_SPACE_OF_MODE[inks.mode])
    _set_mask(picture, size_in)


def _set_mask(picture: pikepdf.Object, size_in: tuple[float, float]) -> None:
    mask = picture.get("/SMask")
    if mask is None:
        return
    smaller = _no_finer_than_press(opened_picture(mask), size_in)
    for key in ("/DecodeParms", "/Interpolate"):
        if key in mask:
            del mask[key]
    mask.write(smaller.tobytes())
    mask.Width, mask.Height = smaller.size


def _no_finer_than_press(image: Image.Image, size_in: tuple[float, float]) -> Image.Image:
    """Make a picture as fine as is of use, or leave it as it is."""
    wide, high = (
        pixels if pixels <= MOST_DPI * SLACK * inches else max(1, round(MOST_DPI * inches))
        for pixels, inches in zip(image.size, size_in, strict=True)
    )
    if (wide, high) == image.size:
        return image
    return image.resize((wide, high), Image.Resampling.LANCZOS)


def coarse(drawn: Iterable[Operation]) -> Iterator[tuple[int, int]]:
    """Find pictures that will look coarse: the page, and how many pixels to an inch there are."""
    for operation in drawn:
        picture = drawn_picture(operation)
        if picture is None or min(operation.size_in) <= 0:
            continue
        pixels = int(picture.get("/Width", 0)), int(picture.get("/Height", 0))
        dpi = min(p / inches for p, inches in zip(pixels, operation.size_in, strict=True))
        if dpi < LEAST_DPI:
            yield operation.page, round(dpi)
