"""Pages set by code: lines of text at places, and rulings."""

from pipelines.reading.layout import Placed, Ruling, SetPage

SIZE = 10.0


def line(text, left, top, size=SIZE):
    """Return the characters of a line, Chinese ones as wide as their size, others half as wide."""
    placed = []
    for character in text:
        width = size if ord(character) > 0x2000 else size / 2
        placed.append(Placed(character, left, top, left + width, top + size, size))
        left += width
    return placed


def rows(cells, lefts, top=100, pitch=20):
    """Return rows of texts, each cell beginning at its column's left; `None` leaves a place empty."""
    return [
        character
        for number, row in enumerate(cells)
        for text, left in zip(row, lefts, strict=True)
        if text
        for character in line(text, left + 5, top + pitch * number + 5)
    ]


def across(top, left, right):
    return Ruling(left, top, right, top)


def down(left, top, bottom):
    return Ruling(left, top, left, bottom)


def page(texts, rulings=(), number=1):
    return SetPage(number, 595, 842, list(texts), list(rulings))
