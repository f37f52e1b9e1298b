"""A short year: few portals, some weeks, everything that may happen."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

from tests.simulation.calendar import CATASTROPHES, Kind
from tests.simulation.country import Country

HOSTS, NIGHTS, SEED, FIRST = 6, 25, 1, date(2026, 1, 10)


def test_everything_happens_that_may():
    country = Country(SEED, HOSTS, NIGHTS, FIRST, 1)
    happened = {event.kind for events in country.events.values() for event in events}
    assert happened == set(Kind)


def test_the_same_seed_makes_the_same_country():
    one, other = (Country(SEED, HOSTS, NIGHTS, FIRST, 2) for _ in range(2))
    for _ in range(NIGHTS):
        one.advance()
        other.advance()
    assert [portal.told for portal in one.portals] == [portal.told for portal in other.portals]


def test_a_short_year_adds_up():
    terms = {"hosts": HOSTS, "nights": NIGHTS, "years": 2, "seed": SEED, "first-day": FIRST, "full-every": 8}
    options = [word for name, value in terms.items() for word in (f"--{name}", str(value))]
    command = [sys.executable, "-m", "tests.simulation", *options]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    checked = dict(re.findall(r"^ +\d+  (an alarm says: (.+))$", done.stdout, re.MULTILINE))
    assert set(checked.values()) == set(CATASTROPHES)
