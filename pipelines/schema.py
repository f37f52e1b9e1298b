"""The published JSON Schema and the check that every report passes before it is written."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator

from pipelines.errors import SchemaMismatch

PATH = Path(__file__).with_name("schema.json")


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(PATH.read_text("utf-8")))


def load() -> None:
    """Read the schema, before it is asked for."""
    _validator()


def validate(document: dict[str, Any]) -> None:
    """Check a report's document against the contract; raise SchemaMismatch naming the first key that breaks it."""
    if not _validator().is_valid(document):
        raise SchemaMismatch(f"{document.get('id')}: {_fault(document)}")


def _fault(document: dict[str, Any]) -> str:
    fault = next(_validator().iter_errors(document))
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in fault.instance_path)
    return f"${path}: {fault.message[:200]}"
