from dataclasses import fields

import pytest

from crawler.health import BadOverride, Kind, Overrides, overrides
from crawler.health.overrides import _READERS
from spiders.registry import RegistryError, read_registry


def test_every_expectation_can_be_given():
    assert set(_READERS) == {one.name for one in fields(Overrides)}


def test_a_portals_expectations_take_the_place_of_those_for_all():
    over = overrides({"seconds": 600, "mute": ["time_high"], "reports": 10})
    own = overrides({"reports": [30, 60], "mute": ["list_moved"], "dead": True, "by": "05-15"}, over)
    assert own == Overrides(
        seconds=600,
        reports=(30, 60),
        mute=frozenset({Kind.TIME_HIGH, Kind.LIST_MOVED}),
        dead=True,
        by="05-15",
    )
    assert overrides({}, over) == over
    assert overrides({}) == Overrides()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"report": 3}, "no key 'report'; known are reports, lists"),
        ({"reports": "30"}, "reports must be a number, the least, or .least, most., not '30'"),
        ({"reports": [60, 30]}, "reports must be"),
        ({"reports": [30]}, "reports must be"),
        ({"reports": -1}, "reports must be"),
        ({"reports": True}, "reports must be"),
        ({"reports": float("nan")}, "reports must be"),
        ({"bytes": [0, 5]}, "bytes must be a number, the most"),
        ({"seconds": 0}, "seconds must be"),
        ({"mute": "slow"}, "mute must be a list of kinds"),
        ({"mute": ["slow"]}, "no kind 'slow'; known are unreachable, blocked"),
        ({"mute": [[]]}, "mute must be"),
        ({"patience": 0}, "patience must be a whole number of runs"),
        ({"patience": 1.5}, "patience must be"),
        ({"by": "13-01"}, "by must be a month and day"),
        ({"by": "April"}, 'or "never"'),
        ({"stale": 0}, "stale must be"),
        ({"dead": "yes"}, "dead must be true or false"),
    ],
)
def test_what_cannot_be_expected_is_refused_with_what_can(given, said):
    with pytest.raises(BadOverride, match=said):
        overrides(given)


PORTALS = """
[expect]
patience = 2

[[portal]]
name = "www.a.gov.cn"
addresses = ["http://www.a.gov.cn/"]
expect = { reports = [30, 60], lists = 2, mute = ["time_high"] }
"""


def test_a_file_of_portals_holds_expectations_in_toml_and_csv(tmp_path):
    toml, table = tmp_path / "p.toml", tmp_path / "p.csv"
    toml.write_text(PORTALS)
    cell = "reports = [30, 60], lists = 2, mute = ['time_high']"
    table.write_text(f'name,address,issuer,division,expect\nwww.a.gov.cn,http://www.a.gov.cn/,,,"{cell}"\n')
    registry = read_registry(toml, overrides)
    own = overrides(registry.portals[0].expect, overrides(registry.expect))
    assert (own.reports, own.lists, own.patience) == ((30, 60), (2, None), 2)
    assert overrides(read_registry(table, overrides).portals[0].expect) == overrides(
        registry.portals[0].expect
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("lists = 2", "lists = 'two'", r"p.toml:8: .*lists must be a number"),
        ("patience = 2", "patience = 0", r"p.toml:\d+: .*patience must be a whole number"),
        ("mute = [", "silence = [", r"p.toml:8: .*no key 'silence'"),
    ],
)
def test_what_is_wrong_with_an_expectation_is_said_with_its_line(tmp_path, old, new, said):
    (tmp_path / "p.toml").write_text(PORTALS.replace(old, new))
    with pytest.raises(RegistryError, match=said):
        read_registry(tmp_path / "p.toml", overrides)
