"""Help of a command with many options: those that belong together stand together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.core import TyperCommand

if TYPE_CHECKING:
    import typer
    from typer._click import HelpFormatter

ASKING = "How portals are asked"
WHEN = "What is crawled, and when"
MACHINE = "What the machine gives"
TELLING = "What is said, and to whom"


class SectionedCommand(TyperCommand):
    """Shows the options of each panel under its name; those of none come first."""

    def format_options(self, ctx: typer.Context, formatter: HelpFormatter) -> None:  # type: ignore[override]  # the base names a private class
        """Write all options, as Click does, in sections."""
        sections: dict[str, list[tuple[str, str]]] = {"Options": []}
        for param in self.get_params(ctx):
            if shown := param.get_help_record(ctx):
                section = getattr(param, "rich_help_panel", None) or "Options"
                sections.setdefault(section, []).append(shown)
        for name, options in sections.items():
            with formatter.section(name):
                formatter.write_dl(options)
