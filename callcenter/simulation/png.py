"""A picture of ours (svg.py) as PNG, for those who paste it into a slide; the only place that knows Pillow."""

import re
from io import BytesIO
from xml.etree.ElementTree import Element, fromstring

from PIL import Image, ImageDraw, ImageFont

from callcenter.packaged import font_file

SCALE = 2  # pixels a unit: sharp on paper and on large screens
SPACE = "{http://www.w3.org/2000/svg}"
_POINT = re.compile(r"([ML])(-?[\d.]+),(-?[\d.]+)")
ANCHORS = {"start": "ls", "end": "rs", "middle": "ms"}  # left or right, on the line the letters stand on

Points = list[tuple[float, float]]


def to_png(svg: str) -> bytes:
    """Draw what svg.py writes: rectangles, straight lines, paths of straight lines, text."""
    drawing = fromstring(svg)  # noqa: S314 - a picture this program made itself
    _, _, wide, high = (float(one) for one in drawing.attrib["viewBox"].split())
    image = Image.new("RGB", (round(wide * SCALE), round(high * SCALE)), "#ffffff")
    pen = ImageDraw.Draw(image)
    kinds = {"rect": _rect, "line": _line, "path": _path, "text": _text}
    for part in drawing:
        kinds[part.tag.removeprefix(SPACE)](pen, part)
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _number(part: Element, name: str) -> float:
    return float(part.attrib.get(name, 0.0)) * SCALE


def _rect(pen: ImageDraw.ImageDraw, part: Element) -> None:
    x, y, wide, high = (_number(part, name) for name in ("x", "y", "width", "height"))
    if wide >= 1.0 and high >= 1.0:
        pen.rectangle((x, y, x + wide - 1, y + high - 1), fill=part.attrib["fill"])


def _line(pen: ImageDraw.ImageDraw, part: Element) -> None:
    ends = tuple(_number(part, name) for name in ("x1", "y1", "x2", "y2"))
    pen.line(ends, fill=part.attrib["stroke"], width=SCALE)


def _path(pen: ImageDraw.ImageDraw, part: Element) -> None:
    run: Points = []
    for how, x, y in [*_POINT.findall(part.attrib["d"]), ("M", "0", "0")]:
        if how == "M":
            if len(run) > 1:
                pen.line(run, fill=part.attrib["stroke"], width=2 * SCALE, joint="curve")
            run = []
        run.append((float(x) * SCALE, float(y) * SCALE))


def _text(pen: ImageDraw.ImageDraw, part: Element) -> None:
    font = ImageFont.truetype(str(font_file()), round(_number(part, "font-size")))
    place = (_number(part, "x"), _number(part, "y"))
    pen.text(place, part.text or "", fill=part.attrib["fill"], font=font, anchor=ANCHORS[part.attrib["text-anchor"]])
