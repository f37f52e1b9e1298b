"""The floor that reading must not fall below, on a corpus that cannot be weakened unnoticed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import astuple

from benchmarks.reports.model import Body, Doubt, Draft, Said
from benchmarks.reports.rendering import render
from benchmarks.reports.score import Score

RECALL = 0.999


def digest(drafts: Iterable[Draft]) -> str:
    """Return the digest of what is printed and of what must be read of it."""
    digested = hashlib.sha256()
    for draft in drafts:
        digested.update(render(draft))
        truth = (draft.year, draft.title, draft.published, draft.values, draft.extra, draft.period_stated)
        parts: list[Body | Said | Doubt] = [draft.body, *draft.facts, *draft.doubts]
        digested.update(repr((truth, *(astuple(part) for part in parts))).encode())
    return digested.hexdigest()


def recall(scores: Iterable[Score]) -> float:
    """Return the share of printed cells that were read right."""
    scores = list(scores)
    return sum(each.right for each in scores) / sum(each.cells for each in scores)


def misses(scores: Iterable[Score], *kinds: str) -> list[str]:
    """Return what is amiss of some kinds, each with the number of its report."""
    return [f"{each.seed}: {kind}: {text}" for each in scores for kind, text in each.misses if kind in kinds]
