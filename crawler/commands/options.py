"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.database import DATABASE

Data = Annotated[Path, typer.Option("--data", help="The data directory.")]
Processes = Annotated[
    int, typer.Option("--processes", min=1, help="Processes that read documents; as many as there are cores.")
]


def require_database(data: Path) -> None:
    """Raise BadParameter for a folder without reports."""
    if not (data / DATABASE).is_file():
        raise typer.BadParameter(
            f"{data} holds no {DATABASE}; name a data directory that a crawl has written", param_hint="--data"
        )
