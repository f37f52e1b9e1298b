"""Printed labels: cut into ordinal and name, and found among the labels that a form prints."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipelines.remembering import remembered
from pipelines.tables.form import Term

LONGEST = 150
"""Characters beyond which a cell holds prose, not a label."""

CLEAR = 2
"""Slips by which a label must be nearer to one name than to any other; an ordinal that agrees is worth one."""

_ORDINAL = re.compile(
    r"\([一二三四五六七八九十]{1,2}\)|\(\d{1,2}\)|[一二三四五六七八九十]{1,2}、|\d{1,2}[.、)](?!\d)"
)
_BARE_ORDINAL = re.compile(r"\d{1,2}(?=[^\d.,%/\-])")
_RAISED = dict.fromkeys(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹"))
_BLANK = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]")
_NOT_A_LETTER = re.compile(r"[\W_]+")


class Label(NamedTuple):
    """A label without spaces, punctuation and bracketed notes; `ordinal` is “1”, “一” or “(一)”, if printed."""

    ordinal: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Match:
    """The terms that a label may stand for (several where a form repeats a name) and how it is worded.

    `wording` is `exact`, `variant`, `typo`, or `cut` for a label that breaks off.
    """

    terms: tuple[Term, ...]
    wording: str

    @property
    def key(self) -> str:
        """Return the key of the first term."""
        return self.terms[0].key


@remembered
def labels(text: str) -> tuple[Label, ...]:
    """Return the labels of a cell in printed order: group and row may be run together in one cell.

    >>> labels("（三）不予公 开 1.属于国家秘密")
    (Label(ordinal='(三)', name='不予公开'), Label(ordinal='1', name='属于国家秘密'))
    """
    if len(text) > LONGEST:
        return ()
    plain = _BLANK.sub("", unicodedata.normalize("NFKC", text.translate(_RAISED)))
    starts = [0, *(match.start() for match in _ORDINAL.finditer(plain) if match.start())]
    pieces = (plain[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True))
    return tuple(_label(piece) for piece in pieces if piece)


def _label(piece: str) -> Label:
    match = _ORDINAL.match(piece) or _BARE_ORDINAL.match(piece)
    if not match:
        return Label(None, _fold(piece))
    ordinal = match[0].rstrip(".、") if match[0][0] == "(" else match[0].rstrip(".、)")
    arabic = re.fullmatch(r"\((\d+)\)", ordinal)
    return Label(arabic[1] if arabic else ordinal, _fold(piece[match.end() :]))


def _fold(text: str) -> str:
    return _NOT_A_LETTER.sub("", text.removeprefix("其中:").partition("(")[0])


class Vocabulary:
    """The labels of one form, to find printed ones among."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = tuple(terms)
        # Reports repeat the same words; a label that names nothing takes longest to find so.
        self.find = lru_cache(maxsize=4096)(self._find)
        self._named: dict[str, list[tuple[Term, str | None, str]]] = {}
        for term in self._terms:
            for wording, text in [("exact", term.label), *(("variant", each) for each in term.variants)]:
                label = labels(text)[-1]
                self._named.setdefault(label.name, []).append((term, label.ordinal, wording))
        self._near = lru_cache(maxsize=LONGEST)(self._of_similar_length)

    def _find(self, label: Label) -> Match | None:
        """Return what a label stands for, slips of a few characters allowed where nothing else comes near.

        A short name (“其他”, “总计”) must not contradict the form by its ordinal.
        """
        if named := self._named.get(label.name):
            agreeing = [entry for entry in named if _agree(label.ordinal, entry[1])]
            if len(label.name) < 4 and not agreeing:
                return None
            chosen = agreeing or named
            return Match(tuple(term for term, _, _ in chosen), chosen[0][2])
        return self._nearest(label)

    def begun_by(self, label: Label) -> Match | None:
        """Return the one term whose name a label begins, by three characters or two behind an ordinal."""
        if len(label.name) < (2 if label.ordinal else 3):
            return None
        begun = {
            term.key: term
            for name, named in self._named.items()
            if name.startswith(label.name)
            for term, ordinal, _ in named
            if _agree(label.ordinal, ordinal)
        }
        return Match(tuple(begun.values()), "cut") if len(begun) == 1 else None

    def _nearest(self, label: Label) -> Match | None:
        """Return the nearest term if no more than a quarter is amiss and the second best is well behind."""
        name = label.name
        if not 4 <= len(name) <= 60:
            return None
        own = set(name)
        # a letter that is not there is a slip at least: few names need comparing to the end
        least = [(len(letters - own), other, budget) for other, letters, budget in self._near(len(name))]
        if all(slips > budget for slips, _, budget in least):
            return None
        nearest: dict[str, _Candidate] = {}
        for slips, other, budget in least:
            if slips > budget + CLEAR:
                continue
            distance = _distance(name, other)
            for term, ordinal, _ in self._named[other]:
                if term.key not in nearest or distance < nearest[term.key].distance:
                    nearest[term.key] = _Candidate(distance, budget, term, ordinal)
        return _clear_winner(label, sorted(nearest.values(), key=lambda each: each.distance))

    def _of_similar_length(self, length: int) -> list[tuple[str, frozenset[str], int]]:
        """Return the names that may come near one of a length, with their letters and the slips allowed."""
        budgets = [(name, max(len(name), length) // 4) for name in self._named]
        return [
            (name, frozenset(name), budget)
            for name, budget in budgets
            if abs(len(name) - length) <= budget + CLEAR
        ]


@dataclass(frozen=True, slots=True)
class _Candidate:
    distance: int
    budget: int
    term: Term
    ordinal: str | None


def _clear_winner(label: Label, ranked: list[_Candidate]) -> Match | None:
    if not ranked:
        return None
    best = ranked[0]
    margin = CLEAR - (label.ordinal is not None and label.ordinal == best.ordinal)
    if len(ranked) > 1 and ranked[1].distance - best.distance < margin:
        return None
    if best.distance > best.budget or not _agree(label.ordinal, best.ordinal):
        return None
    return Match((best.term,), "typo")


def resembles(label: Label, term: Term) -> bool:
    """Return whether a label may be a slip for the one term that its place in the form calls for."""
    official = labels(term.label)[-1]
    budget = max(1, len(official.name) // 4)
    shortest = 3 if label.ordinal and label.ordinal == official.ordinal else 4
    near = abs(len(official.name) - len(label.name)) <= budget and len(label.name) >= shortest
    return near and _agree(label.ordinal, official.ordinal) and _distance(label.name, official.name) <= budget


def _agree(printed: str | None, official: str | None) -> bool:
    return printed is None or official is None or printed == official


def _distance(one: str, other: str) -> int:
    """Return the Levenshtein distance; what both begin with adds nothing to it."""
    same = next((at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), 0)
    one, other = one[same:], other[same:]
    previous = list(range(len(other) + 1))
    for row, left in enumerate(one, start=1):
        current = [row]
        for column, right in enumerate(other, start=1):
            current.append(min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (left != right)))
        previous = current
    return previous[-1]
