"""What a check says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Verdict(StrEnum):
    """How bad it is: a warning lets crawls run with something missing, a fault ends or spoils them."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found about something, with what it means; `remedy` is what to do, nothing where all is well."""

    about: str
    verdict: Verdict
    text: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What is examined: the data directory, where portals are, and whether one of them may be asked."""

    data: Path
    addresses: tuple[str, ...] = ()
    online: bool = False


def ok(about: str, text: str) -> Diagnosis:
    """Return that all is well."""
    return Diagnosis(about, Verdict.OK, text)


def warning(about: str, text: str, remedy: str) -> Diagnosis:
    """Return what crawls do without."""
    return Diagnosis(about, Verdict.WARNING, text, remedy)


def fault(about: str, text: str, remedy: str) -> Diagnosis:
    """Return what keeps crawls from running, or from being trusted."""
    return Diagnosis(about, Verdict.FAULT, text, remedy)
