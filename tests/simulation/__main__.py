"""Runs a simulated year: `python -m tests.simulation --hosts 40 --nights 365 --seed 1`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path

from tests.simulation.accounting import account
from tests.simulation.country import Country
from tests.simulation.serving import free_port
from tests.simulation.year import run

SHOWN = 60
"""Lines of what was wrong that are printed."""


def main() -> int:
    """Run the nights and check what was stored against what was there."""
    parser = argparse.ArgumentParser(description="A simulated year of nights on a simulated country.")
    parser.add_argument("--hosts", type=int, default=40)
    parser.add_argument("--nights", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--years", type=int, default=17, help="reports of each issuer at the start")
    parser.add_argument("--first-day", type=date.fromisoformat, default=date(2025, 9, 1))
    parser.add_argument("--seconds", type=float, default=1800, help="end by then with what there is")
    parser.add_argument("--full-every", type=float, default=120, help="days between full crawls of a portal")
    parser.add_argument(
        "--rota", type=int, default=30, help="nights in which each known report is looked at once"
    )
    parser.add_argument("--data", type=Path, help="keep the data directory here")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        country = Country(asked.seed, asked.hosts, asked.nights, asked.first_day, asked.years, free_port())
        year = run(country, asked.data or Path(folder), seconds=asked.seconds, full_every=asked.full_every)
        for month in year.months[-1:]:
            print(month.line())
        found = account(year, asked.rota)
    for what, count in sorted(found.counted.items()):
        print(f"{count:8}  {what}")
    for line in found.wrong[:SHOWN]:
        print(f"WRONG  {line}")
    print(f"{len(found.wrong)} of {found.counted.total()} checks failed")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
