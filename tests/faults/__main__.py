"""`python -m tests.faults`: rounds of struck commands, each said with what it takes to do it again."""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from tests.faults.commands import COMMANDS, Command
from tests.faults.kinds import FAULTS, Fault, named
from tests.faults.portal import Served
from tests.faults.rounds import Rounds, chosen
from tests.faults.started import watch

PORTALS = ("portal", "second", "third")


def main() -> int:
    """Run the rounds that were asked for; return 1 where anything did not hold."""
    arguments = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    watch()
    commands = [one for one in COMMANDS if one.name in (arguments.command or one.name).split(",")]
    tried, wrong = Counter[str](), 0
    for at, command in enumerate(commands):
        rounds = len(range(at, arguments.rounds, len(commands)))
        wrong += _strike(command, arguments, rounds, tried)
    print(f"{tried.total()} strikes: {dict(tried)}; {wrong} rounds in which something did not hold")
    return 1 if wrong else 0


def _strike(command: type[Command], arguments: argparse.Namespace, rounds: int, tried: Counter[str]) -> int:
    """Strike one command so many times; return in how many rounds something did not hold."""
    faults = tuple(fault for fault in named(arguments.only) if command.name in fault.on)
    plans = _plans(arguments, faults, rounds)
    if not plans:
        return 0
    with tempfile.TemporaryDirectory(prefix="faults-") as folder, ExitStack() as served:
        names = PORTALS[: command.at_once]
        scripted = any(fault.browser for fault in faults)
        sites = [Served.named(name, scripted=scripted) for name in names]
        for site in sites:
            served.enter_context(site)
        return _strike_all(Rounds(command, sites, Path(folder)), command.name, plans, tried)


def _strike_all(
    rounds: Rounds, command: str, plans: list[tuple[int, list[Fault]]], tried: Counter[str]
) -> int:
    known, wrong = rounds.undisturbed, 0
    print(
        f"{command}, undisturbed: {known.seconds:.1f} s, {known.outcome.asked.total()} requests, {known.counts}"
    )
    for number, (seed, struck) in enumerate(plans):
        told = rounds.strike(struck, random.Random(seed))
        tried.update(f"{command} {fault.name}" for fault in struck[: len(told.tried)])
        wrong += bool(told.wrong)
        print(
            f"{number}  --command {command} {_again(seed, struck)}\n    {'; '.join(told.tried)}", flush=True
        )
        for one in told.wrong:
            print(f"    WRONG: {one}", flush=True)
    return wrong


def _plans(
    arguments: argparse.Namespace, faults: tuple[Fault, ...], rounds: int
) -> list[tuple[int, list[Fault]]]:
    if arguments.exactly and faults:
        return [(arguments.exactly, list(faults))]
    return list(chosen(faults, rounds, arguments.seed)) if faults else []


def _again(seed: int, struck: list[Fault]) -> str:
    return f"--exactly {seed} --only {','.join(fault.name for fault in struck)}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=10, help="how often a command is struck (default %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same choices")
    parser.add_argument(
        "--command", default="", help=f"which, separated by commas: {', '.join(c.name for c in COMMANDS)}"
    )
    parser.add_argument(
        "--only", default="", help=f"kinds, separated by commas: {', '.join(f.name for f in FAULTS)}"
    )
    parser.add_argument(
        "--exactly", type=int, help="one round with the kinds of --only in their order, and this seed"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
