"""Runs a simulated year: `python -m tests.simulation --hosts 40 --nights 365 --seed 1`."""

from __future__ import annotations

import argparse
import subprocess
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
    parser.add_argument("--data", type=Path, help="keep the data directory here")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        country = Country(asked.seed, asked.hosts, asked.nights, asked.first_day, asked.years, free_port())
        year = run(country, asked.data or Path(folder), seconds=asked.seconds, full_every=asked.full_every)
        for month in year.months[-1:]:
            print(month.line())
        found = account(year)
        found.check(*_verified(year.data_dir))
    for what, count in sorted(found.counted.items()):
        print(f"{count:8}  {what}")
    for line in found.wrong[:SHOWN]:
        print(f"WRONG  {line}")
    print(f"{len(found.wrong)} of {found.counted.total()} checks failed")
    return 1 if found.wrong else 0


def _verified(data_dir: Path) -> tuple[bool, str, str]:
    """Verify the data directory by the command; return whether all holds, what that is, and what was said."""
    command = [sys.executable, "-m", "crawler", "verify", "--data", str(data_dir)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (
        done.returncode == 0,
        "gongkai verify finds no fault",
        f"exit {done.returncode}: {done.stdout[-500:]}",
    )


if __name__ == "__main__":
    sys.exit(main())
