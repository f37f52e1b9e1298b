"""Drafts as files of other formats; each renders the same truth."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.reports.model import Draft

RENDERERS: dict[str, Callable[[Draft], bytes]] = {}
MEDIA_TYPES: dict[str, str] = {}
