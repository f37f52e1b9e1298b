"""Which of many possible headings are the sections: the sequence that makes most sense over the whole report."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.prose.headings import FORM_KEYS, Heading

MOST_NODES = 200
"""Bound on the headings weighed, since they are weighed in pairs."""

NEVER = -1e6
"""Weight of a step that no gain makes up for."""

STYLES = {"part": 6.0, "han": 6.0, "paren": 2.0, "arabic": 0.0, "paren_arabic": 0.0, "bare": 0.0}
"""Forms of ordinals that a report's sections use, and how much each is expected."""

NESTED = frozenset({"paren", "arabic", "paren_arabic"})
"""Forms that number what is within a section where the sections have another form or none."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A heading with the line it opens; `followed` when text or a table comes before the next possible heading."""

    line: int
    heading: Heading
    followed: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """A heading taken for a section's, with the section's key."""

    placed: Placed
    key: str | None


@dataclass(frozen=True, slots=True)
class _Node:
    placed: Placed
    key: str | None
    weight: float

    @property
    def number(self) -> int | None:
        return self.placed.heading.number


def choose(placed: list[Placed], *, form: bool, missing_before: bool) -> tuple[Chosen, ...]:
    """Return the sections among the possible headings, in order; `form` for the layouts with six fixed sections."""
    best: tuple[float, list[_Node]] = (0.0, [])
    for style, expected in STYLES.items():
        nodes = _nodes(placed, style, form=form)
        score, chain = _best_chain(nodes, form=form, missing_before=missing_before)
        if chain and score + expected > best[0] and _is_outline(chain):
            best = (score + expected, chain)
    return tuple(Chosen(node.placed, node.key) for node in best[1])


def _is_outline(chain: list[_Node]) -> bool:
    """One numbered line is not an outline unless its words say so."""
    return len(chain) > 1 or chain[0].key is not None


def _nodes(placed: list[Placed], style: str, *, form: bool) -> list[_Node]:
    nodes = []
    for each in placed:
        if each.heading.style in {style, "bare"}:
            nodes.extend(_readings(each, form=form))
    if len(nodes) > MOST_NODES:
        nodes = [node for node in nodes if node.key]
    return nodes[:MOST_NODES]


def _readings(placed: Placed, *, form: bool) -> list[_Node]:
    """Return what a heading can open: a section of each key its words allow, or one of none."""
    heading = placed.heading
    content = 0.5 if placed.followed else 0.0
    keyed = [
        _Node(placed, key, min(score, 10) + (5 if heading.official == key else 0) + content - heading.shared)
        for key, score in _keys(heading, form=form).items()
    ]
    if heading.style == "bare":
        return keyed
    return [*keyed, _Node(placed, None, content - 2 * heading.shared)]


def _keys(heading: Heading, *, form: bool) -> dict[str, int]:
    scores = dict(heading.scores)
    if heading.official:
        scores.setdefault(heading.official, 6)
    if form:
        return {key: score for key, score in scores.items() if key in FORM_KEYS}
    top = max(scores.values(), default=0)
    return {key: score for key, score in scores.items() if score == top}


def _best_chain(nodes: list[_Node], *, form: bool, missing_before: bool) -> tuple[float, list[_Node]]:
    totals: list[float] = []
    before: list[int | None] = []
    headings = (node.placed.heading for node in nodes)
    bare_official = any(heading.style == "bare" and heading.official for heading in headings)
    for index, node in enumerate(nodes):
        total, previous = _start(node, missing_before=missing_before), None
        for earlier in range(index):
            if nodes[earlier].placed.line == node.placed.line:
                continue
            step = _step(nodes[earlier], node, form=form, bare_official=bare_official)
            reached = totals[earlier] + step
            if reached > total:
                total, previous = reached, earlier
        totals.append(total + node.weight)
        before.append(previous)
    if not totals:
        return 0.0, []
    last: int | None = max(range(len(totals)), key=totals.__getitem__)
    best = totals[last] if last is not None else 0.0
    chain = []
    while last is not None:
        chain.append(nodes[last])
        last = before[last]
    return best, chain[::-1]


def _start(node: _Node, *, missing_before: bool) -> float:
    if node.number == 1:
        return 2.0
    if node.number is None or missing_before:
        return 0.0
    return -min(node.number - 1, 4)


def _step(earlier: _Node, later: _Node, *, form: bool, bare_official: bool) -> float:
    steps = _number_step(earlier, later, bare_official=bare_official)
    return steps + _key_step(earlier.key, later.key, form=form)


def _number_step(earlier: _Node, later: _Node, *, bare_official: bool) -> float:
    """Weigh the ordinals of two sections in a row; one printed twice or too low is a misprint of official headings."""
    if earlier.number is None or later.number is None:
        headings = earlier.placed.heading, later.placed.heading
        return 0.0 if earlier.number is later.number else _mixed(*headings, bare_official=bare_official)
    distance = later.number - earlier.number
    if distance == 1:
        return 3.0
    if distance > 1:
        return -min(distance, 4)
    official = earlier.key and later.key and earlier.placed.heading.official == earlier.key
    if earlier.key == later.key or not official or distance < -1:
        return NEVER
    return -7.0


def _mixed(*headings: Heading, bare_official: bool) -> float:
    """Weigh a heading without an ordinal beside one with; where such have official words, (一) or 1. is nested."""
    nested = any(heading.style in NESTED and not heading.official for heading in headings)
    return NEVER if bare_official and nested else -3.0


def _key_step(earlier: str | None, later: str | None, *, form: bool) -> float:
    if earlier is None or later is None:
        return 0.0
    if earlier == later:
        return -2.0
    if form and FORM_KEYS.index(earlier) > FORM_KEYS.index(later):
        return NEVER
    return 0.0
