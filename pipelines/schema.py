"""The published JSON Schema and the check that every report passes before it is written."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from pipelines.errors import SchemaMismatch

PATH = Path(__file__).with_name("schema.json")


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(PATH.read_text("utf-8")))


def validate(document: dict[str, Any]) -> None:
    """Check a report's document against the contract; raise SchemaMismatch naming the first key that breaks it."""
    fault = next(_validator().iter_errors(document), None)
    if fault is not None:
        raise SchemaMismatch(f"{document.get('id')}: {fault.json_path}: {fault.message[:200]}")
