"""What docs/health.md says is so."""

import hashlib
import hmac
import json
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from crawler.health import Alarm, Kind, Overrides, State, overrides
from crawler.health.notices import notice
from spiders.registry import read_registry

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "health.md").read_text("utf-8")
SCHEMA = Draft202012Validator(json.loads((ROOT / "crawler" / "health" / "notice.json").read_text("utf-8")))


def examples(language):
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_alarm_is_documented(kind):
    assert f"`{kind}`" in TEXT


@pytest.mark.parametrize("key", [one.name for one in fields(Overrides)])
def test_every_expectation_is_documented(key):
    assert f"`{key}`" in TEXT


def test_the_file_of_portals_is_one_that_can_be_read(tmp_path):
    [example] = examples("toml")
    tomllib.loads(example)
    (tmp_path / "portals.toml").write_text(example)
    registry = read_registry(tmp_path / "portals.toml", overrides)
    assert [overrides(portal.expect).dead for portal in registry.portals] == [False, True]


def test_the_notice_shown_is_one():
    [example] = examples("json")
    SCHEMA.validate(json.loads(example))


@pytest.mark.parametrize("kind", Kind)
def test_a_notice_is_as_its_schema_has_it(kind):
    states = [State.NEW, State.AGAIN, State.OVER, State.LASTING]
    alarms = [
        Alarm("a.cn", kind, "", "as it is", {"value": 1}, "run-1", "2026-11-22T02:41:12Z", one)
        for one in states
    ]
    SCHEMA.validate(json.loads(json.dumps(notice(alarms * 30, "run-1"))))


def test_the_signature_is_checked_as_shown():
    names = {}
    exec(examples("python")[0], names)  # the example itself
    body = b"{}"
    header = "sha256=" + hmac.new(b"s", body, hashlib.sha256).hexdigest()
    assert names["is_ours"](body, header, "s")
    assert not names["is_ours"](body + b" ", header, "s")
