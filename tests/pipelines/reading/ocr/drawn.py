"""Pictures of ruled tables, drawn by a font that Pillow brings along."""

import io

from PIL import Image, ImageDraw, ImageFont

CELL = (90, 40)
"""Width and height of a cell, in pixels."""

MARGIN = 60
"""White around a table."""


def bounds(row, column, columns=1, cell=CELL):
    """Return the left, top, right and bottom edge of a cell."""
    width, height = cell
    left, top = MARGIN + column * width, MARGIN + row * height
    return left, top, left + columns * width, top + height


def table(rows, size=22, font=None, cell=CELL):
    """Return a picture of a table of texts; the texts of a row share its width."""
    columns = max(map(len, rows))
    width, height = (
        2 * MARGIN + count * side for count, side in zip((columns, len(rows)), cell, strict=True)
    )
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    type_of = ImageFont.truetype(font, size) if font else ImageFont.load_default(size)
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            box = bounds(number, column * (columns // len(row)), columns // len(row), cell)
            draw.rectangle(box, outline="black", width=2)
            draw.text(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), text, "black", type_of, anchor="mm")
    return picture


def encoded(picture, kind="PNG", **how):
    """Return a picture as a file's bytes."""
    file = io.BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()
