"""`python -m tests.faults`: rounds of struck crawls, each said with what it takes to do it again."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.faults.kinds import FAULTS, Fault, named
from tests.faults.portal import Served, family
from tests.faults.rounds import Rounds, chosen


def main() -> int:
    """Run the rounds that were asked for; return 1 where anything did not hold."""
    arguments = _arguments()
    faults, wrong, tried = named(arguments.only), 0, Counter[str]()
    scripted = any(fault.browser for fault in faults)
    with (
        tempfile.TemporaryDirectory(prefix="faults-") as folder,
        Served(family=family(scripted=scripted)) as site,
    ):
        rounds = Rounds(site, Path(folder))
        known = rounds.undisturbed
        print(f"undisturbed: {known.seconds:.1f} s, {known.outcome.asked.total()} requests, {known.counts}")
        for number, (seed, struck) in enumerate(_plans(arguments, faults)):
            told = rounds.strike(struck, random.Random(seed))
            tried.update(fault.name for fault in struck)
            wrong += bool(told.wrong)
            print(f"{number}  {_again(seed, struck)}\n    {'; '.join(told.tried)}", flush=True)
            for one in told.wrong:
                print(f"    WRONG: {one}", flush=True)
    print(f"{tried.total()} strikes: {dict(tried)}; {wrong} rounds in which something did not hold")
    return 1 if wrong else 0


def _plans(arguments: argparse.Namespace, faults: tuple[Fault, ...]) -> list[tuple[int, list[Fault]]]:
    if arguments.exactly:
        return [(arguments.exactly, list(faults))]
    return list(chosen(faults, arguments.rounds, arguments.seed))


def _again(seed: int, struck: list[Fault]) -> str:
    return f"--exactly {seed} --only {','.join(fault.name for fault in struck)}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=10, help="how many crawls are struck (default %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same choices")
    parser.add_argument(
        "--only", default="", help=f"kinds, separated by commas: {', '.join(f.name for f in FAULTS)}"
    )
    parser.add_argument(
        "--exactly", type=int, help="one round with the kinds of --only in their order, and this seed"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
