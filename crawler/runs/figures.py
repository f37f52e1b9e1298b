"""Figures in words: sizes, times, counts and what changed of them."""

from __future__ import annotations


def size(count: float) -> str:
    """Return a number of bytes as people read it."""
    for unit in ("B", "KB", "MB", "GB"):
        if abs(count) < 1000:
            return f"{count:.0f} {unit}" if unit == "B" or abs(count) >= 100 else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


def duration(seconds: float) -> str:
    """Return a time as people read it."""
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, hours = int(seconds / 60), int(seconds / 3600)
    if hours >= 48:
        return f"{hours // 24} d {hours % 24} h"
    return f"{hours} h {minutes % 60:02} min" if hours else f"{minutes} min {int(seconds % 60):02} s"


def number(count: float) -> str:
    """Return a count with its thousands apart."""
    return f"{count:,}".replace(",", "\N{THIN SPACE}")


def instant(at: str | None) -> str:
    """Return an instant of the tables as people read it."""
    return f"{at[:10]} {at[11:16]} UTC" if at else "–"


def against(count: float, before: float) -> str:
    """Return how a figure stands to the one before."""
    if count == before:
        return "as before"
    return f"{'+' if count > before else '−'}{number(abs(count - before))}"
