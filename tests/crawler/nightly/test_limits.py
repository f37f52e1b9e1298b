import pytest

from crawler.nightly import limits
from crawler.nightly.limits import LANE, MIB, PORTAL, memory_for_a_night, share


@pytest.fixture(autouse=True)
def cores(monkeypatch):
    monkeypatch.setattr(limits, "cores", lambda: 4)


@pytest.mark.parametrize(
    ("memory", "asked", "lanes", "at_once"),
    [
        (100 * MIB, {}, 1, 1),
        (LANE + 3 * PORTAL, {}, 1, 3),
        (16_000 * MIB, {}, 4, 16),
        (16_000 * MIB, {"lanes": 8}, 8, 16),
        (2 * LANE, {"at_once": 5}, 2, 5),
        (16_000 * MIB, {"portals": 2}, 2, 16),
    ],
)
def test_memory_is_divided_among_lanes(memory, asked, lanes, at_once):
    found = share(memory, **asked)
    assert (found.lanes, found.at_once) == (lanes, at_once)
    assert found.lane_bytes >= min(memory // lanes, LANE // 2)


def machine(folder, cgroup, files=()):
    proc, groups = folder / "proc", folder / "cgroup"
    (proc / "self").mkdir(parents=True)
    (proc / "meminfo").write_text("MemTotal:       8000000 kB\nMemFree: 1 kB\n")
    (proc / "self" / "cgroup").write_text(cgroup)
    for name, text in dict(files).items():
        path = groups / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return int(memory_for_a_night(proc, groups) / 0.6 + 0.5)


def test_a_container_has_what_its_groups_allow(tmp_path):
    whole = 8_000_000 * 1024
    assert machine(tmp_path / "none", "0::/\n") == whole
    assert machine(tmp_path / "max", "0::/a\n", {"a/memory.max": "max\n"}) == whole
    assert machine(tmp_path / "missing", "0::/a/b\n") == whole
    most = {"a/memory.max": "3000000000\n", "a/memory.high": "max\n", "a/b/memory.high": "1000000000\n"}
    assert machine(tmp_path / "high", "0::/a/b\n", most) == 1_000_000_000
    two = machine(
        tmp_path / "two", "0::/a/b\n", {"a/memory.max": "1000000000\n", "a/b/memory.max": "2000000000\n"}
    )
    assert two == 1_000_000_000
    assert machine(tmp_path / "root", "0::/elsewhere\n", {"memory.max": "500000000"}) == 500_000_000
    one = machine(tmp_path / "one", "5:cpu:/\n4:memory:/d\n", {"memory/d/memory.limit_in_bytes": "300000000"})
    assert one == 300_000_000
    none = {"memory/d/memory.limit_in_bytes": "9223372036854771712\n"}
    assert machine(tmp_path / "unlimited", "4:cpu,memory:/d\n0::/\n", none) == whole
