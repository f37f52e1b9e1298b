"""Read synthetic reports and say what was missed: `python -m benchmarks.reports [--count N] [--start N]`.

`--seed N --write DIRECTORY` writes the report of a number to a file and what must be read of it beside it.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from pprint import pformat

from benchmarks.reports.making import make
from benchmarks.reports.model import Draft
from benchmarks.reports.rendering import MEDIA_TYPES, render
from benchmarks.reports.score import KINDS, Score, score


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reports", description=__doc__)
    parser.add_argument("--count", type=int, default=300, help="how many reports")
    parser.add_argument("--start", type=int, default=0, help="the number of the first")
    parser.add_argument("--heavy", action="store_true", help="pages as large as real ones")
    parser.add_argument("--format", choices=tuple(MEDIA_TYPES), help="all in this format")
    parser.add_argument(
        "--only", action="append", metavar="DISTORTION", help="just these distortions, none: ''"
    )
    parser.add_argument("--seed", type=int, action="append", help="only the report of this number")
    parser.add_argument("--write", type=Path, metavar="DIRECTORY", help="write the reports, read nothing")
    parser.add_argument("--misses", type=int, default=10_000, help="how many misses to name")
    asked = parser.parse_args()
    seeds = asked.seed or range(asked.start, asked.start + asked.count)
    names = None if asked.only is None else tuple(asked.only)
    begun = time.monotonic()
    drafts = (make(seed, heavy=asked.heavy, names=names, format=asked.format) for seed in seeds)
    if asked.write:
        for draft in drafts:
            print(write(draft, asked.write))
        return
    scores = [score(draft) for draft in drafts]
    shown = [(each, *miss) for each in scores for miss in each.misses][: asked.misses]
    for each, kind, text in shown:
        print(
            f"{each.seed} [{'; '.join((each.layout, each.published, *each.distortions))}] {kind}: {text[:300]}"
        )
    for name, names_of in GROUPINGS.items():
        print(table(name, grouped(scores, names_of)), end="\n\n")
    infos = sum((each.observed for each in scores), Counter())
    print(f"infos: {dict(infos)}\n{len(scores)} reports in {time.monotonic() - begun:.1f} s")


def write(draft: Draft, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{draft.seed}.{draft.looks.format.replace('text', 'txt')}"
    file.write_bytes(render(draft))
    file.with_suffix(".truth").write_text(pformat(draft, width=160), "utf-8")
    return file


def grouped(scores: Iterable[Score], names_of: Callable[[Score], Iterable[str]]) -> dict[str, list[Score]]:
    """The scores by each of the names that they go by."""
    groups: dict[str, list[Score]] = defaultdict(list)
    for each in scores:
        for name in names_of(each):
            groups[name].append(each)
    return groups


GROUPINGS: dict[str, Callable[[Score], Iterable[str]]] = {
    "layout": lambda each: (each.layout, "all"),
    "published as": lambda each: (each.published,),
    "distortion": lambda each: each.distortions or ("none",),
}


def table(name: str, groups: dict[str, list[Score]]) -> str:
    """A Markdown table: recall of cells, and how much went amiss, by kind."""
    lines = [
        f"| {name} | reports | cells | recall | {' | '.join(KINDS)} |",
        "|---|" + "---:|" * (3 + len(KINDS)),
    ]
    for group, scores in sorted(groups.items()):
        cells, right = sum(each.cells for each in scores), sum(each.right for each in scores)
        recall = f"{right / cells:.4f}" if cells else "–"
        counts = " | ".join(str(sum(each.count(kind) for each in scores)) for kind in KINDS)
        lines.append(f"| {group} | {len(scores)} | {cells} | {recall} | {counts} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
