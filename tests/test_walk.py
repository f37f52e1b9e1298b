"""Every value of every sample, found again in the bytes by other means than ours."""

import copy

import pytest

from archive.files import from_files
from pipelines.parse import parse
from tests.answers import SAMPLES
from tests.walk import by_capture, unfound


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_value_of_a_sample_stands_in_its_line(path):
    document = parse(from_files(path)).to_json()
    ((_, observations),) = by_capture(document).items()
    assert len(observations) == len(document["observations"]) > 0
    assert unfound(path.read_bytes(), "text/plain", observations) == []


@pytest.mark.parametrize("change", [{"row": 1}, {"column": 1}, {"raw": "7"}])
def test_a_value_that_stands_elsewhere_is_not_found(change):
    document = parse(from_files(SAMPLES[0])).to_json()
    observations = copy.deepcopy(document["observations"])
    first = next(each for each in observations if each["key"].endswith("received_new.natural_person"))
    for name, step in change.items():
        if name == "raw":
            first["raw"] += step
        else:
            first["locator"][name] += step
    assert first["key"] in unfound(SAMPLES[0].read_bytes(), "text/plain", observations)
