"""Addresses that a script puts together: `location.href = prefix + '_' + n + '.html'`, templates, placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

_MOST = 200
_MOST_TERMS = 12
_PAGE_NAME = re.compile(
    r"(?:n|i|p|pn|pno|num|no|idx|index|val|value|curr?\w{0,20}|\w{0,40}page\w{0,20})", re.IGNORECASE
)
_SIZE_NAME = re.compile(r"\w{0,20}(?:size|limit|rows)", re.IGNORECASE)
_START = re.compile(
    r"(?:\blocation(?:\.href)?\s*=(?!=)|\blocation\.(?:replace|assign)\(|\bwindow\.open\(|\breturn\b|\b(?:href|url)\s*[:=](?!=)|[?:](?=\s*[\"'`]))\s*"
)
_TERM = re.compile(
    r"""\s*+(?:"(?P<double>[^"\\\n]{0,300})"|'(?P<single>[^'\\\n]{0,300})'|`(?P<template>[^`\\\n]{0,300})`"""
    r"""|\(\s*+(?P<sum>[A-Za-z_$][\w.$]{0,60})\s*+(?P<sign>[+\-])\s*+1\s*+\)|\(?\s*+(?P<name>[A-Za-z_$][\w.$]{0,60})(?:\(\s*+\))?\s*+\)?"""
    r"""(?P<more>\s*+[+\-]\s*+1(?![\w.]))?|(?P<number>\d{1,9}))"""
)
_PLUS = re.compile(r"\s*+\+(?!\+)")
_END = re.compile(r"[^\S\n]*+(?:[;)}\n,:]|$)")
_STRING = re.compile(r"""\b(\w{1,40})["']?\s*[:=]\s*(?:"([^"\\\n]{0,300})"|'([^'\\\n]{0,300})')""")
_INTEGER = re.compile(r"""\b(\w{1,40})["']?\s*[:=]\s*["']?(\d{1,6})\b""")
_HOLE = re.compile(r"\$\{\s*([A-Za-z_$][\w.$]{0,60})\s*(?:([+\-])\s*1\s*)?\}")
_PLACEHOLDER = re.compile(
    r"""["']([^"'\s]{0,300}?)(\{\{\s*number\s*\}\}|__id__|\{\s*(?:page|n|p|pageNo|pageNum|pageIndex)\s*\}|\[page\]|#page#|%page%)([^"'\s]{0,100})["']"""
)


@dataclass(frozen=True, slots=True)
class Address:
    """What stands before and after the page number in an address, and what is added to the number."""

    before: str
    after: str
    shift: int = 0

    def of(self, number: int) -> str:
        """Return the address of a page, as the script would put it together."""
        return f"{self.before}{number + self.shift}{self.after}"


def addresses(code: str, url: str) -> Iterator[Address]:
    """Yield the addresses in live code that depend on one page number and on nothing else unknown."""
    sums = [list(_terms(code, start.end())) for start in islice(_START.finditer(code), _MOST)]
    numbered = [terms for terms in sums if any(map(_may_be_number, terms))]
    known = _constants(code, url) if numbered else {}
    yield from filter(None, (_folded(terms, known) for terms in numbered))
    for match in islice(_PLACEHOLDER.finditer(code), _MOST):
        yield Address(match[1], match[3], -1 if match[2] == "__id__" else 0)


def _constants(code: str, url: str) -> dict[str, str]:
    """Return the strings and sizes that variables and options are set to once, by the last part of their names."""
    found: dict[str, str] = {"pathname": urlsplit(url).path}
    for name, one, other in islice(_STRING.findall(code), _MOST):
        found.setdefault(name, one or other)
    for name, number in islice(_INTEGER.findall(code), _MOST):
        if _SIZE_NAME.fullmatch(name):
            found.setdefault(name, number)
    return found


def _terms(code: str, start: int) -> Iterator[tuple[str, str]]:
    """Yield the terms of a sum as kind and text; one that cannot be read ends it with kind `unknown`."""
    for _ in range(_MOST_TERMS):
        term = _TERM.match(code, start)
        if term is None:
            yield "unknown", ""
            return
        yield from _read(term)
        plus = _PLUS.match(code, term.end())
        if plus is None:
            if not _END.match(code, term.end()):
                yield "unknown", ""
            return
        start = plus.end()
    yield "unknown", ""


def _read(term: re.Match[str]) -> Iterator[tuple[str, str]]:
    if term["sum"]:
        yield f"name{term['sign']}", term["sum"]
    elif term["name"]:
        yield f"name{(term['more'] or '').strip()[:1]}", term["name"]
    elif (template := term["template"]) is not None:
        end = 0
        for hole in _HOLE.finditer(template):
            yield "text", template[end : hole.start()]
            yield f"name{hole[2] or ''}", hole[1]
            end = hole.end()
        yield "text", template[end:]
    else:
        yield "text", term["double"] or term["single"] or term["number"] or ""


def _may_be_number(term: tuple[str, str]) -> bool:
    kind, text = term
    return kind.startswith("name") and _PAGE_NAME.fullmatch(text.rpartition(".")[2]) is not None


def _folded(terms: list[tuple[str, str]], known: dict[str, str]) -> Address | None:
    """Return the address that a sum is, `None` unless exactly one of its terms is a page number."""
    parts: list[str] = []
    hole: tuple[int, int] | None = None
    for kind, text in terms:
        name = text.rpartition(".")[2]
        if kind == "text":
            parts.append(text)
        elif kind == "name" and name in known:
            parts.append(known[name])
        elif hole is None and _may_be_number((kind, name)):
            # a handler that adds one counts from 0, one that takes one off writes numbers that do
            hole = (len(parts), -1 if kind == "name-" else 0)
        else:
            return None
    if hole is None:
        return None
    before, after = "".join(parts[: hole[0]]), "".join(parts[hole[0] :])
    return Address(before, after, hole[1]) if before and " " not in before + after else None
