"""`gongkai`: one module for each command, one door for their errors."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from typer.core import TyperGroup

from archive.errors import ArchiveError, DiskFull
from crawler import configuration, exits, scratch
from crawler.commands import (
    backup,
    crawl,
    doctor,
    explain,
    export,
    importing,
    nightly,
    pack,
    parse,
    portals,
    reparse,
    retry,
    status,
    timeline,
    verify,
)
from crawler.commands.command import Command
from crawler.errors import (
    BadPortalName,
    NightUnderWay,
    PortalLocked,
    UnknownTarget,
    is_disk_full,
    is_locked,
    is_of_the_system,
)
from crawler.exits import Exit
from crawler.health.errors import BadSink
from pipelines.database import DATABASE
from spiders.registry import RegistryError

app = typer.Typer(
    cls=configuration.ConfiguredGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_COMMANDS: dict[str, Callable[..., None]] = {
    "crawl": crawl.crawl,
    "nightly": nightly.nightly,
    "status": status.status,
    "retry": retry.retry,
    "parse": parse.parse,
    "reparse": reparse.reparse,
    "export": export.export,
    "explain": explain.explain,
    "verify": verify.verify,
    "import": importing.import_archives,
    "timeline": timeline.timeline,
    "pack": pack.pack,
    "portals": portals.portals,
    "doctor": doctor.doctor,
    "backup": backup.backup,
}
for _name, _command in _COMMANDS.items():
    app.command(_name, cls=Command, epilog=exits.told(_name))(_command)

_CODES: dict[type[Exception], Exit] = {
    DiskFull: Exit.DISK_FULL,
    ArchiveError: Exit.USAGE,
    PortalLocked: Exit.LOCKED,
    NightUnderWay: Exit.LOCKED,
    RegistryError: Exit.USAGE,
    BadPortalName: Exit.USAGE,
    UnknownTarget: Exit.USAGE,
    BadSink: Exit.USAGE,
    configuration.ConfigurationError: Exit.USAGE,
    OSError: Exit.USAGE,
    sqlite3.DatabaseError: Exit.FAULT,
}
"""The first kind that fits decides; a file or folder that cannot be used is wrong use."""


class Stopped(BaseException):
    """Raised in the midst of a command by an interrupt or a termination signal, where a crawl does not take it."""


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"gongkai {metadata.version('gongkai')}")
        raise typer.Exit


_Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        envvar=configuration.VARIABLE,
        show_envvar=False,
        help="A TOML file with options; else ./gongkai.toml, ~/.config/gongkai/ and /etc/gongkai/gongkai.toml.",
    ),
]
_Version = Annotated[
    bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
]


@app.callback()
def gongkai(context: typer.Context, config: _Config = None, _asked: _Version = False) -> None:
    """Find, archive and read the annual reports on government information disclosure of Chinese governments.

    Every option can stand in the file and in the environment too (delay of crawl: GONGKAI_CRAWL_DELAY; what commands
    share, such as data: GONGKAI_DATA). A flag counts before the environment, the environment before the file.

    How a command ends is said by its exit code, which its own help explains.
    """
    if isinstance(context.command, TyperGroup):
        context.obj = configuration.read(configuration.find(config), context.command)
        context.default_map = context.obj.default_map()


def main() -> None:
    """Run the command line; an error that has an exit code of its own is one line, not a traceback."""
    script = sys.modules["__main__"]
    # Each worker process would run the script that is named there again, and import every command.
    vars(script).pop("__file__", None)
    if script.__spec__ is None:  # else the folder may be where the program itself is: python -m crawler
        os.environ["PYTHONSAFEPATH"] = "1"  # no process of ours imports what lies where it is begun
    try:
        try:
            exits.on_signals(_stop)
            scratch.begin()
            app()
        finally:
            exits.on_signals(exits.end_at_once)
    except SystemExit as ended:
        exits.end(int(ended.code or 0))
    except Stopped:
        typer.echo("gongkai: stopped", err=True)
        exits.end(Exit.STOPPED)
    except tuple(_CODES) as error:
        typer.echo(f"gongkai: {_said(error)}", err=True)
        exits.end(_code(error))


def _stop(_number: int, _frame: FrameType | None) -> None:
    exits.on_signals(exits.end_at_once)  # whoever asks twice waits for nothing
    raise Stopped


def _code(error: Exception) -> Exit:
    if is_disk_full(error):
        return Exit.DISK_FULL
    if is_locked(error):
        return Exit.LOCKED
    if is_of_the_system(error) or is_of_the_system(error.__cause__):
        return Exit.FAULT
    return next(code for kind, code in _CODES.items() if isinstance(error, kind))


def _said(error: Exception) -> str:
    """Return what was wrong, where, and what to do: the system says it without, and SQLite does not name the file."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    if not isinstance(error, sqlite3.Error):
        return str(error)
    if is_locked(error):
        remedy = "another process writes to it; try again when that has ended"
    elif is_disk_full(error):
        remedy = "once there is room, the next start goes on"
    elif getattr(error, "sqlite_errorname", "").startswith("SQLITE_READONLY"):
        remedy = "this user may not write there, or nobody can: gongkai doctor says which"
    else:
        remedy = "gongkai doctor looks at it; restore it from a backup, or read the archive into a new data directory"
    return f"{DATABASE} of the data directory: {error}; {remedy}"
