"""ASP.NET: the next page is the same form posted back, by `__EVENTTARGET` and `__EVENTARGUMENT` or by a button."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice

from lxml import html

from spiders.links import resolve
from spiders.page import Page
from spiders.paging import bars, words
from spiders.paging.turns import Pager, Turn

_POST_BACK = re.compile(
    r"""(?:__doPostBack\(|WebForm_PostBackOptions\()\s*\\?['"]([^'"\\]{1,200})\\?['"]\s*,\s*\\?['"]([^'"\\]{0,60})\\?['"]"""
)
_ARGUMENT = re.compile(r"(?:Page\$)?(\d{1,6})")
_BLOCK = re.compile(r"\.{2,3}|…")
"""What leads to the numbers beyond those shown: the first page of the next ones, the last of those before."""
_MOST = 500
_KEPT = frozenset({"hidden", "text"})
_BUTTONS = frozenset({"submit", "image", "button"})


@dataclass(frozen=True, slots=True)
class _Control:
    """What posts the form back: its words, the form, the fields it adds, the page it asks for where it tells."""

    words: str
    element: html.HtmlElement
    form: html.HtmlElement
    fields: tuple[tuple[str, str], ...]
    number: int | None


def find(page: Page) -> Pager | None:
    """Return the pager of an ASP.NET list: only its next page, since each page carries the state for its next."""
    controls = list(islice(_controls(page), _MOST))
    if not controls:
        return None
    stated = bars.stated(page, bars.own(page))
    last = next((one.number for one in controls if words.LAST.match(one.words)), None)
    pages = last or stated.pages
    following = next((one for one in controls if words.NEXT.match(one.words)), None)
    if following is None:
        following = _after(controls, stated.current or bars.beside(controls[0].element, page))
    current = stated.current or (following.number - 1 if following and following.number else None)
    if following is None or (pages and current and current >= pages):
        return Pager("aspnet", (), pages, stated.records, current) if pages else None
    action = resolve(page.base, following.form.get("action")) or page.url
    turn = Turn(action, (current or 0) + 1 if current else following.number, _posted(following))
    return Pager("aspnet", (turn,), pages, stated.records, current)


def _after(controls: list[_Control], current: int | None) -> _Control | None:
    """Return the control of the page after the current one: the first number that is no link, where none is stated."""
    numbers = {one.number: one for one in controls if one.number}
    here = current or next(number for number in count(1) if number not in numbers)
    return numbers.get(here + 1)


def _controls(page: Page) -> Iterator[_Control]:
    """Yield what turns pages in the forms of a page that carry a view state."""
    for form in page.tree.iter("form"):
        if not form.xpath(".//input[@name='__VIEWSTATE']"):
            continue
        for element in form.iter("a", "input", "button"):
            said = " ".join("".join(islice(element.itertext(), 5))[:40].split()) or element.get("title") or ""
            said = (element.get("value") or element.get("alt") or "") if element.tag == "input" else said
            if (words.is_turning(said) or words.NUMBER.match(said) or _BLOCK.fullmatch(said)) and (
                found := _control(element, form, said)
            ):
                yield found


def _control(element: html.HtmlElement, form: html.HtmlElement, said: str) -> _Control | None:
    if element.get("disabled") is not None:
        return None
    calls = _POST_BACK.search(f"{element.get('href') or ''} {element.get('onclick') or ''}")
    printed = words.NUMBER.match(said)
    number = int(printed[1]) if printed else None
    if calls:
        asked = _ARGUMENT.fullmatch(calls[2])
        target = (("__EVENTTARGET", str(calls[1])), ("__EVENTARGUMENT", str(calls[2])))
        return _Control(said, element, form, target, int(asked[1]) if asked else number)
    name, kind = element.get("name"), (element.get("type") or "").lower()
    if not name or element.tag != "input" or kind not in _BUTTONS:
        return None
    # a click on a picture is sent as where it was clicked
    pressed = ((f"{name}.x", "1"), (f"{name}.y", "1")) if kind == "image" else ((name, said),)
    return _Control(said, element, form, pressed, number)


def _posted(control: _Control) -> tuple[tuple[str, str], ...]:
    """Return the form's fields as a browser would post them: state and texts, and what was clicked."""
    fields = {
        str(one.get("name")): str(one.get("value") or "")
        for one in control.form.iter("input")
        if one.get("name") and (one.get("type") or "text").lower() in _KEPT
    }
    for box in control.form.iter("select"):
        if box.get("name"):
            options = list(box.iter("option"))
            chosen = next(
                (one for one in options if one.get("selected") is not None), options[0] if options else None
            )
            fields[str(box.get("name"))] = str((chosen.get("value") or "") if chosen is not None else "")
    return tuple({**fields, **dict(control.fields)}.items())
