import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", ["archive", "crawler", "pipelines", "spiders"])
def test_a_package_name_resolves_inside_the_repository(name):
    found = importlib.util.find_spec(name)
    assert found is not None
    assert found.origin is not None
    assert Path(found.origin).parent == ROOT / name
