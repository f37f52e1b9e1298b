"""How deep a job looks into a portal that is known already."""

from __future__ import annotations

from enum import StrEnum


class Depth(StrEnum):
    """What a job asks for; each asks for all that those before it do.

    `DEAD` only what was dead before. `NIGHT` what can tell that something changed: the known lists, the pages above
    them, and in turn a few known reports. `LOOK` looks through hubs and lists again. `FULL` asks for everything again,
    unconditionally.
    """

    DEAD = "dead"
    NIGHT = "night"
    LOOK = "look"
    FULL = "full"

    @property
    def looks(self) -> bool:
        """Return whether hubs and lists are looked through from the start addresses on."""
        return self in {Depth.LOOK, Depth.FULL}

    def at_least(self, other: Depth) -> Depth:
        """Return the deeper of two."""
        order = list(Depth)
        return max(self, other, key=order.index)
