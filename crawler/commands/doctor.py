"""`gongkai doctor`: is this machine ready, and how is it configured."""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

from crawler import configuration
from crawler.commands.options import Registered, exclusions
from crawler.exits import Exit
from spiders.registry import REGISTRY, RegistryError, read_registry

if TYPE_CHECKING:
    from crawler.configuration import Setting
    from crawler.doctor.diagnosis import Diagnosis

Data = Annotated[  # what is wrong with it is told with all else
    Path, typer.Option("--data", readable=False, help="The data directory.")
]
Online = Annotated[bool, typer.Option("--online", help="Connect to portals too; one must answer.")]
AsJson = Annotated[bool, typer.Option("--json", help="Everything as one JSON object.")]
All = Annotated[bool, typer.Option("--settings", help="Show settings that have their default too.")]

_SECRET = re.compile("password|secret|token")


def doctor(
    context: typer.Context,
    data: Data = Path("data"),
    portals: Registered = REGISTRY,
    online: Online = False,
    settings: All = False,
    as_json: AsJson = False,
) -> None:
    """Show every setting and where it comes from, and check the machine: each line says what is, and what to do.

    Looks at packages, disk, database, clock, browser, fonts, OCR, network and limits, in half a minute at most; changes
    nothing. Exit code 3: something is at fault; what is only a warning costs part of what could be had.

    Example: gongkai doctor --data /var/lib/gongkai --online
    """
    from crawler.doctor.checks import CHECKS
    from crawler.doctor.diagnosis import Case, Verdict
    from crawler.doctor.examining import examine

    configured = list(_settings(context))
    if not as_json:
        _show_settings(configured, all_of_them=settings)
    addresses, doubts = _addresses(portals)
    told = []
    for diagnosis in (
        *_variables(context),
        *doubts,
        *_nights(context),
        *examine(Case(data, addresses, online), CHECKS),
    ):
        told.append(diagnosis)
        if not as_json:
            _show(diagnosis)
    worst = max((one.verdict for one in told), key=list(Verdict).index, default=Verdict.OK)
    if as_json:
        shown = {
            "verdict": worst,
            "settings": [
                {"command": one.command, "option": one.key, "value": _shown(one), "from": one.source}
                for one in configured
            ],
            "variables": dict(_no_options()),
            "diagnoses": [asdict(one) for one in told],
        }
        typer.echo(json.dumps(shown, ensure_ascii=False))
    raise typer.Exit(Exit.FINDINGS if worst is Verdict.FAULT else Exit.DONE)


def _settings(context: typer.Context) -> Iterator[Setting]:
    """Yield every option of every command with its value and where that comes from, the flags given here too."""
    group = context.parent.command if context.parent else None
    if not isinstance(group, TyperGroup):
        return
    for setting in configuration.settings(group, context.obj):
        name = setting.option.name
        source = context.get_parameter_source(name) if setting.command == context.info_name else None
        if source is not None and source.name == "COMMANDLINE":
            yield replace(setting, value=context.params[name], source=f"--{setting.key}")
        else:
            yield setting


def _shown(setting: Setting) -> object:
    """Return a value as it may be shown: no secret, and of an address none but its host."""
    value = setting.value
    if value and (setting.option.hide_input or _SECRET.search(setting.key)):
        return "(hidden)"
    return _public(value)


def _public(value: object) -> object:
    if isinstance(value, list):
        return [_public(one) for one in value]
    if isinstance(value, str) and "://" in value:
        scheme, _, rest = value.partition("://")
        return f"{scheme}://{re.split('[/?#]', rest)[0].rpartition('@')[2]}/…"
    return str(value) if isinstance(value, Path | Enum) else value


def _show_settings(settings: Iterable[Setting], *, all_of_them: bool) -> None:
    """Show settings, those that commands share once for all that agree."""
    alike: dict[tuple[str, str, str], list[Setting]] = defaultdict(list)
    for setting in settings:
        if all_of_them or setting.source != "default":
            apart = "" if setting.key in configuration.SHARED else setting.command
            alike[setting.key, f"{apart} {setting.value}", setting.source].append(setting)
    for (key, *_), those in alike.items():
        is_shared = key in configuration.SHARED and len(those) > 1
        _show_setting(key if is_shared else f"{those[0].command}.{key}", those[0])
    for name, value in _no_options():
        typer.echo(f"{name:<28} {value:<40} environment")
    typer.echo("" if all_of_them else "all else as by default: gongkai doctor --settings\n")


def _show_setting(key: str, setting: Setting) -> None:
    typer.echo(f"{key:<28} {_shown(setting)!s:<40} {setting.source}")


def _no_options() -> Iterator[tuple[str, str]]:
    """Yield the variables that are set and stand for no option, with their values as they may be shown."""
    for name in configuration.NO_OPTIONS:
        if value := os.environ.get(name):
            is_secret = name.endswith(("_PASSWORD", "_SECRET"))
            yield name, "(hidden)" if is_secret else value


def _variables(context: typer.Context) -> Iterator[Diagnosis]:
    """Yield the variables of the environment that no command knows, and those whose value none takes."""
    from crawler.doctor.diagnosis import fault, warning

    if context.parent and isinstance(context.parent.command, TyperGroup):
        for name, why in dict(configuration.refused_variables(context.parent.command)).items():
            yield fault(
                "environment", f"{name}: {why}", "correct it or unset it: its command ends with exit code 2"
            )
        for name, meant in configuration.unknown_variables(context.parent.command):
            hint = f"did you mean {meant}?" if meant else "gongkai doctor --json names all settings"
            yield warning("environment", f"{name} means nothing to any command", hint)


def _nights(context: typer.Context) -> Iterator[Diagnosis]:
    """Say of a night as it is configured, flags aside, what its start would refuse, and whom it names and tells."""
    from crawler.doctor.diagnosis import fault, ok, warning
    from crawler.health import sinks
    from crawler.health.errors import BadSink

    group = context.parent.command if context.parent else None
    if not isinstance(group, TyperGroup):
        return
    try:
        told = group.commands["nightly"].make_context("nightly", [], parent=context.parent).params
    except typer.BadParameter:
        return  # a variable, which is told by itself
    try:
        exclusions((), told["exclude_from"])
        receivers = sinks.of(
            told["webhook"], told["mail"] or (), told["mail_server"], told["mail_from"], os.environ
        )
    except (typer.BadParameter, BadSink, OSError, UnicodeDecodeError) as error:
        yield fault("nightly", str(error), "correct it: a night would end with exit code 2 before it begins")
    else:
        where = ", ".join(one.where for one in receivers)
        yield ok("alarms", f"told in the run's report, by exit code 3{' and to ' * bool(where)}{where}")
    if not told["contact"] and not told["allow_private"]:
        text = "none: owners of portals find in the user agent nobody to turn to"
        yield warning("contact", text, 'contact = "https://…" (or a mail address) at the top of gongkai.toml')


def _addresses(portals: Path) -> tuple[tuple[str, ...], list[Diagnosis]]:
    """Return where portals are, or why their file cannot be read."""
    from crawler.doctor.diagnosis import fault, ok

    try:
        found = read_registry(portals).portals
    except RegistryError as error:
        return (), [fault("portals", str(error), "gongkai portals shows all that is wrong with the file")]
    return tuple(portal.starts[0] for portal in found), [ok("portals", f"{len(found)} in {portals}")]


def _show(diagnosis: Diagnosis) -> None:
    typer.echo(f"{diagnosis.verdict:<8} {diagnosis.about}: {diagnosis.text}")
    if diagnosis.remedy:
        typer.echo(f"{'':<8} → {diagnosis.remedy}")
