"""`gongkai portals`: the registry, and what is wrong with a file of portals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import Annotated

import typer

from crawler.commands.options import Registered
from crawler.targets import today
from spiders.registry import REGISTRY, Portal, read_registry

Names = Annotated[
    list[str] | None, typer.Argument(metavar="PORTAL", help="Only these, by name or address; else all.")
]
AsJson = Annotated[bool, typer.Option("--json", help="A portal a line, with all that is known of it.")]

_TOLD = {"name", "addresses", "issuer", "division", "entries", "paused"}


def portals(names: Names = None, portals: Registered = REGISTRY, as_json: AsJson = False) -> None:
    """Check a file of portals (TOML or CSV) and show what it says; without one, the registry that comes with Gongkai.

    Whatever is wrong in it is named by line, and the exit code is 2.

    Example: gongkai portals --portals portals.csv
    """
    from crawler.health import overrides

    registry = read_registry(portals, overrides)
    shown = [registry.named(name) or registry.of(name) for name in names or []] or registry.portals
    for name, portal in zip(names or [""] * len(shown), shown, strict=True):
        if portal is None:
            raise typer.BadParameter(f"{portals} holds no portal {name}", param_hint="PORTAL")
        typer.echo(_line(portal) if as_json else "\n".join(_lines(portal)))
    resting = sum(1 for portal in shown if portal and _rests(portal))
    typer.echo(f"{len(shown):,} portals in {portals}, {resting:,} of them paused", err=True)


def _line(portal: Portal) -> str:
    paused = {"paused": str(portal.paused)} if portal.paused else {}
    return json.dumps(asdict(portal) | paused, ensure_ascii=False)


def _lines(portal: Portal) -> Iterator[str]:
    division = f" ({portal.division})" if portal.division else ""
    yield f"{portal.name}  {portal.issuer or 'issuer not known'}{division}"
    yield f"  {' '.join(portal.starts)}"
    if portal.paused:
        yield f"  {portal.paused}{'' if _rests(portal) else ' (over)'}"
    for field in fields(portal):
        if field.name not in _TOLD and (value := getattr(portal, field.name)):
            yield f"  {field.name}: {', '.join(value) if isinstance(value, tuple) else value}"


def _rests(portal: Portal) -> bool:
    return portal.paused is not None and portal.paused.holds(today())
