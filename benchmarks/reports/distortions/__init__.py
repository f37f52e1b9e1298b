"""What distorts reports on real portals: one small function each, by name, composable in any number.

A distortion changes how a report is printed, never what it says; those of `blanks` change what is there to be read,
and with it the truth.
"""

from __future__ import annotations

from random import Random

from benchmarks.reports.distortions import blanks, cells, markup, places, tables, titles
from benchmarks.reports.distortions.registry import DISTORTIONS, Distortion
from benchmarks.reports.model import Draft

__all__ = ["DISTORTIONS", "distort"]

_STAGES = (blanks, tables, cells, titles, markup, places)
"""What is printed comes before how it is marked up; this is the order in which distortions are applied."""


def distort(
    draft: Draft, rng: Random, names: tuple[str, ...] | None = None, always: tuple[str, ...] = ()
) -> None:
    """Apply the named distortions, or draw some: none to a third of the reports, two and more to two fifths."""
    chosen = {*always, *(names if names is not None else _drawn(draft, rng))}
    order = [module.__name__ for module in _STAGES]
    for each in sorted(DISTORTIONS.values(), key=lambda one: order.index(one.apply.__module__)):
        if each.name in chosen and each.fits(draft):
            each.apply(draft, rng)
            draft.distortions.append(each.name)


def _drawn(draft: Draft, rng: Random) -> set[str]:
    fitting = sorted(each.name for each in DISTORTIONS.values() if each.fits(draft))
    count = rng.choices((0, 1, 2, 3, 4, 6), (30, 25, 18, 12, 10, 5))[0]
    return _agreeing(rng.sample(fitting, min(count, len(fitting))))


def _agreeing(names: list[str]) -> set[str]:
    """Leave out what would undo another: of distortions of one group only the first stays."""
    kept: dict[str, str] = {}
    for name in names:
        each: Distortion = DISTORTIONS[name]
        kept.setdefault(each.group or name, name)
    return set(kept.values())
