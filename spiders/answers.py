"""Lists that a service answers in JSON: noticed behind a rendered page, or in a page's place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from spiders.links import Link, resolve
from spiders.records import Answer, Record, read

OPENING = '<ul class="records">'
"""Where markup made of records begins."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer in JSON with the request that got it: address, and what was posted as which type.

    A `signed` request had headers of its script's making, so that none but the script can make the next.
    """

    url: str
    text: str
    body: str = ""
    content_type: str = ""
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """How the address of an entry is made: `before`, the record's value of `key`, `after`."""

    before: str
    key: str
    after: str

    def address(self, record: Record) -> str | None:
        """Return the address of a record that has the key."""
        value = record.ids.get(self.key)
        return f"{self.before}{value}{self.after}" if value else None


@dataclass(frozen=True, slots=True)
class Noticed:
    """A list behind a page: the request and its answer, and how the entries' addresses are told.

    Records have addresses relative to `base`, or `template` makes them.
    """

    heard: Heard
    answer: Answer
    base: str
    template: Template | None = None

    @classmethod
    def of(cls, heard: Heard, answer: Answer, entries: dict[str, Any] | None) -> Noticed:
        """Return the list of an answer that was asked for as another page of one noticed before, or by itself."""
        known = entries or {"base": heard.url, "template": None}
        template = Template(**known["template"]) if known["template"] else None
        return cls(heard, answer, known["base"], template)

    def entries(self) -> dict[str, Any]:
        """Return how the entries' addresses are told, as JSON for the meta of the requests for further pages."""
        return {"base": self.base, "template": asdict(self.template) if self.template else None}

    def markup(self) -> str:
        """Return the records in HTML, those left out whose address cannot be told."""
        lines = []
        for record in self.answer.records:
            made = self.template.address(record) if self.template else record.address
            if url := resolve(self.base, made):
                words, day = escape(record.title), escape(record.date or "")
                lines.append(f'<li><a href="{escape(url)}" title="{words}">{words}</a> {day}</li>')
        return f"{OPENING}{''.join(lines)}</ul>"


def links_of(led: Mapping[str, str]) -> str:
    """Return in HTML where clicks on titles led, title → address."""
    rows = (
        f'<li><a href="{escape(url)}" title="{escape(words)}">{escape(words)}</a></li>'
        for words, url in led.items()
    )
    return f'<ul class="led">{"".join(rows)}</ul>' if led else ""


def noticed(links: Iterable[Link], visible: str, base: str, heard: Iterable[Heard]) -> Noticed | None:
    """Return the answer whose records a rendered page shows, where the addresses of its entries can be told.

    The page's own links decide: a record's address counts when none contradicts it, else a template they follow.
    """
    shown = "".join(visible.split())
    answers = [(one, answer) for one in heard if (answer := read(one.text)) and _is_shown(answer, shown)]
    if not answers:
        return None
    one, answer = max(answers, key=lambda pair: len(pair[1].records))
    labelled = [(_begin(link.label), link.url) for link in links]
    told = [record for _, one_of in answers for record in one_of.records]
    linked = {
        record.title: url for record in told for label, url in labelled if label == _begin(record.title)
    }
    if all(_agrees(record, linked.get(record.title), base) for record in answer.records):
        return Noticed(one, answer, base)
    template = learned(told, linked)
    return Noticed(one, answer, base, template) if template else None


def _agrees(record: Record, linked: str | None, base: str) -> bool:
    url = resolve(base, record.address)
    return url is not None and linked in {None, url}


def _is_shown(answer: Answer, shown: str) -> bool:
    return sum(_begin(record.title) in shown for record in answer.records) * 2 >= len(answer.records)


def _begin(title: str) -> str:
    """Return the beginning of a title, which pages cut."""
    return "".join(title.split())[:12]


def learned(records: Iterable[Record], linked: Mapping[str, str]) -> Template | None:
    """Return the template that links follow, given as title → address; two of them must agree, or the only one."""
    made = [template for record in records if (template := _template(record, linked.get(record.title)))]
    best = max(set(made), key=made.count, default=None)
    return best if best and (made.count(best) > 1 or len(made) == 1) else None


def _template(record: Record, url: str | None) -> Template | None:
    for key, value in record.ids.items() if url else ():
        at = re.search(rf"(?<![0-9A-Za-z]){re.escape(value)}(?![0-9A-Za-z])", url or "")
        if at and url:
            return Template(url[: at.start()], key, url[at.end() :])
    return None
