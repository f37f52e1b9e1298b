"""What a report says, whichever bytes said it: by this alone one version of a report is told from another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from pipelines.differences import Difference, differences
from pipelines.fleeting import is_fleeting
from pipelines.report import dumps

_SAID = (
    *("report_year", "title", "layout", "issuer", "period", "published_on", "published_kind", "partial"),
    *("missing_pages", "contact", "tables", "extra_values"),
)
"""Keys whose values are content as they stand."""

_STATED = ("key", "value", "unit", "section", "approximate", "percent_stated")
_PRINTED = "printed"
TEXTS = frozenset({"preamble", "sections", "contact", "attachments"})
"""Keys of the content that are worded; everything else is a value, or says what kind of report it is."""


def content(document: dict[str, Any]) -> dict[str, Any]:
    """Return what a report says: values with what is printed for them, and texts.

    Left out is where and when it was read and by which parser, what points there (places, captures, indications), what
    follows from the rest (anomalies, which say when it was looked at too), ids, which other reports have a say in,
    white space, and lines that change by themselves. `printed` holds raw text, status and unit of the observations by
    their keys.
    """
    return {
        **{key: document[key] for key in _SAID},
        "preamble": _text(document["preamble"]),
        "sections": [{**one, "text": _text(one["text"])} for one in document["sections"]],
        "facts": [
            {**{key: fact[key] for key in _STATED}, "quote": _squeezed(fact["quote"])}
            for fact in document["facts"]
        ],
        _PRINTED: [
            {**{key: one[key] for key in ("key", "status", "unit")}, "raw": _squeezed(one["raw"])}
            for one in sorted(document["observations"], key=lambda one: str(one["key"]))
        ],
        "attachments": list(_attachments(document)),
    }


def digest_of(said: dict[str, Any]) -> str:
    """Return the digest of a content."""
    return hashlib.sha256(dumps(said).encode()).hexdigest()


def changes(old: dict[str, Any], new: dict[str, Any]) -> tuple[Difference, ...]:
    """Return what two documents of a report say differently, values before texts.

    Where a value differs, what is printed for it, which then differs too, is not named again.
    """
    found = differences(content(old), content(new))
    of_values = {each.key.removesuffix(".value") for each in found}
    kept = (each for each in found if not _repeats(each.key, of_values))
    return tuple(sorted(kept, key=lambda each: is_text(each.key)))


def is_text(key: str) -> bool:
    """Tell whether a field of the content is worded, by its key as `changes` gives it."""
    return key.partition(".")[0] in TEXTS or (key.startswith("facts.") and not key.endswith(".value"))


def _repeats(key: str, of_values: set[str]) -> bool:
    observation = key.removeprefix(f"{_PRINTED}.").rpartition(".")[0]
    return key.startswith(f"{_PRINTED}.") and observation in of_values


def _text(text: str | None) -> str | None:
    """Return a text's lines that are the report's own; `None` where there are none."""
    lines = (_squeezed(line) for line in (text or "").splitlines() if not is_fleeting(line))
    return "\n".join(filter(None, lines)) or None


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _attachments(document: dict[str, Any]) -> Iterator[str]:
    """Yield the file names of attachments, as far as addresses say them: what stands in queries changes by the hour."""
    for capture in document["captures"]:
        if capture["role"] == "attachment" and capture["url"]:
            yield unquote(urlsplit(capture["url"]).path.rpartition("/")[2])
