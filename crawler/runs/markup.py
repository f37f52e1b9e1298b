"""HTML made of text that others wrote: everything is escaped, nothing but http and https is a link."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

_KEPT = frozenset("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def text(value: object) -> Markup:
    """Return a value as HTML: markup as it is, all else escaped and without what turns or hides the text around it."""
    if isinstance(value, Markup):
        return value
    shown = "" if value is None else str(value)
    return Markup(escape("".join(char for char in shown if _is_shown(char))))


def _is_shown(char: str) -> bool:
    return char.isprintable() or char in _KEPT or unicodedata.category(char) == "Zs"


def element(tag: str, *children: object, **attributes: str | None) -> Markup:
    """Return an element; `_` at an attribute's end is dropped, one that is `None` is left out."""
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{tag}{given}>{''.join(map(text, children))}</{tag}>")


def address(url: str, shown: object | None = None) -> Markup:
    """Return a link to an address as portals give it, or its text where it is none that may be followed."""
    label = text(url if shown is None else shown)
    if not url.startswith(("http://", "https://")):
        return element("bdi", label)
    return element("a", element("bdi", label), href=_followed(url), rel="noopener noreferrer nofollow")


def _followed(url: str) -> str:
    """Return an address as a link has it: what does not show itself is encoded."""
    return "".join(char if char.isprintable() and char not in ' "<>' else quote(char) for char in url)


def file(path: str, shown: object) -> Markup:
    """Return a link to a file of the data directory, as it is reached from a run's folder."""
    return element("a", element("bdi", shown), href=f"../../{quote(path)}")


def table(
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: Sequence[int] = ()
) -> Markup:
    """Return a table; the columns `numbers` hold figures, the first column is each row's heading.

    A column whose heading begins with `-` is left out where the page is narrow.
    """
    classes = [_classes(head, number in numbers) for number, head in enumerate(heads)]
    head = element(
        "tr",
        *(
            element("th", one.lstrip("-"), scope="col", class_=kind)
            for one, kind in zip(heads, classes, strict=True)
        ),
    )
    body = (
        element(
            "tr",
            *(
                element("td" if place else "th", cell, class_=kind, scope=None if place else "row")
                for place, (cell, kind) in enumerate(zip(row, classes, strict=True))
            ),
        )
        for row in rows
    )
    whole = element("table", element("caption", caption), element("thead", head), element("tbody", *body))
    return element("div", whole, class_="scroll", tabindex="0", role="region", aria_label=caption)


def _classes(head: str, is_number: bool) -> str | None:
    told = [*(["number"] if is_number else []), *(["wide"] if head.startswith("-") else [])]
    return " ".join(told) or None


def details(summary: object, *children: object, id_: str | None = None, open_: bool = False) -> Markup:
    """Return what is shown when it is asked for."""
    return element(
        "details", element("summary", summary), *children, id_=id_, open_="open" if open_ else None
    )
