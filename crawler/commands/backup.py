"""`gongkai backup`: a data directory copied while it is in use."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crawler.commands.options import Data, require_database

Target = Annotated[Path, typer.Argument(metavar="DIR", help="The backup's folder, best on another disk.")]


def backup(target: Target, data: Data = Path("data")) -> None:
    """Copy the data directory to a folder, while crawls go on; a further backup to the same folder copies what is new.

    The copy is a data directory: `gongkai verify --data DIR` checks it, and to restore it is to copy it back. What
    was copied of the archive is never taken away, and a backup that was cut off is gone on with by the next.

    Example: gongkai backup /mnt/backup/gongkai --data /var/lib/gongkai
    """
    from crawler.backup import back_up
    from crawler.nightly.disk import size

    require_database(data)
    tally = back_up(data, target)
    typer.echo(f"{target}: {tally['files']:,} files copied, {size(tally['bytes'])}", err=True)
    if tally["kept"]:
        typer.echo(f"{tally['kept']:,} archive files are only in the backup, and stay there", err=True)
