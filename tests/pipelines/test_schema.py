"""The compiled validator and the reference one read the published schema alike."""

import copy
import functools
import json
import operator

import jsonschema
import pytest

from archive.files import from_files
from pipelines.errors import SchemaMismatch
from pipelines.parse import parse
from pipelines.schema import PATH, validate
from tests.answers import SAMPLES

REFERENCE = jsonschema.Draft202012Validator(json.loads(PATH.read_text("utf-8")))
WRONG = (None, True, -1, 1.5, 10**30, "", "2020-01-01", ["x", "x"], {"x": 1})


def small(document):
    """Return a document with two of each list and few cells: the reference validator is slow."""
    kept = {name: value[-2:] if isinstance(value, list) else value for name, value in document.items()}
    return kept | {
        "observations": [document["observations"][0], document["observations"][-1]],
        "tables": {"requests": {"received_new": document["tables"]["requests"]["received_new"]}},
    }


def places(value, path=()):
    yield path
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield from places(inner, (*path, step))


def damaged(document):
    """Yield copies of a document in which one place is gone, something else, or one key richer."""
    for *above, step in filter(None, places(document)):
        for wrong in WRONG:
            broken, holder = opened(document, above)
            holder[step] = wrong
            yield broken
        broken, holder = opened(document, above)
        del holder[step]
        yield broken
    for path in places(document):
        broken, holder = opened(document, path)
        if isinstance(holder, dict):
            holder["x"] = 1
            yield broken


def opened(document, path):
    """Return a copy of a document, and the value at a path of it."""
    copied = copy.deepcopy(document)
    return copied, functools.reduce(operator.getitem, path, copied)


@pytest.fixture(scope="module")
def documents():
    return [parse(from_files(path)).to_json() for path in SAMPLES]


@pytest.fixture(scope="module")
def rich(documents):
    return small(next(one for one in documents if one["facts"] and "requests" in one["tables"]))


def is_valid(document):
    try:
        validate(document)
    except SchemaMismatch:
        return False
    return True


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(REFERENCE.schema)


def test_whole_documents_are_found_good_by_both(documents):
    assert all(is_valid(document) and REFERENCE.is_valid(document) for document in documents)


def test_damaged_documents_are_judged_alike(rich):
    verdicts = [(is_valid(broken), REFERENCE.is_valid(broken)) for broken in damaged(rich)]
    assert [verdict for verdict in verdicts if len(set(verdict)) > 1] == []
    assert {True, False} == {verdict for verdict, _ in verdicts}


def test_the_key_that_breaks_the_contract_is_named(rich):
    broken = copy.deepcopy(rich)
    broken["captures"][0]["page"] = "one"
    with pytest.raises(SchemaMismatch, match=r"\$\.captures\[0\]\.page: "):
        validate(broken)
