"""What all commands have in common beyond their help."""

from __future__ import annotations

import sqlite3
from itertools import pairwise
from typing import TYPE_CHECKING

import typer
from typer.core import TyperOption

from crawler.commands.sections import SectionedCommand
from crawler.configuration import is_path
from crawler.errors import is_disk_full, no_room

if TYPE_CHECKING:
    from typer._click import Context


class Command(SectionedCommand):
    """Refuses a path without a name, and tells a database that there is no room for from one that fails."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse as the base does, which takes an empty path for the folder that one is in; raise BadParameter."""
        for option in filter(is_path, (one for one in self.params if isinstance(one, TyperOption))):
            if any(f"{flag}=" in args or (flag, "") in pairwise(args) for flag in option.opts):
                said = "an empty path, as of a variable that is not set; name it, or leave the option out"
                raise typer.BadParameter(said, ctx=ctx, param=option)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Context) -> object:
        """Run the command; raise DiskFull where SQLite only says that it could not write to the data directory."""
        try:
            return super().invoke(ctx)
        except sqlite3.Error as error:
            data = ctx.params.get("data")
            if is_disk_full(error, data):
                raise no_room(data) from error
            raise
