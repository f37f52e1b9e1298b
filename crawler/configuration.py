"""Options from a file and from the environment: flags count before the environment, and that before the file."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, get_args

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

NAME = "gongkai.toml"
PREFIX = "GONGKAI"
VARIABLE = f"{PREFIX}_CONFIG"
SHARED = frozenset(
    {
        *{"allow_private", "contact", "data", "log_format", "metrics", "operator"},
        *{"parse_workers", "portals", "processes", "warc_size"},
    }
)
"""Options that mean the same in every command that has them: set once for all, or for one command apart."""

NO_OPTIONS = (
    VARIABLE,
    *("GONGKAI_CHROMIUM", "GONGKAI_CHROMIUM_SANDBOX", "GONGKAI_SETTINGS"),
    *("GONGKAI_MAIL_PASSWORD", "GONGKAI_MAIL_PASSWORD_FILE"),
    *("GONGKAI_WEBHOOK_SECRET", "GONGKAI_WEBHOOK_SECRET_FILE"),
)
"""Variables that no flag and no file stands for."""

_MOST_BYTES = 64 * 1024
_WANTED: dict[Any, tuple[type | tuple[type, ...], str]] = {
    bool: (bool, "true or false"),
    int: (int, "a whole number"),
    float: ((int, float), "a number"),
}
_TEXT = (str, "a text in quotes")


class ConfigurationError(Exception):
    """Raised before a command begins, for a file that cannot be used; names file, line and what to do."""


class Given(NamedTuple):
    """What a file gives an option, and in which of its lines."""

    value: Any
    line: int


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a file gives the options of each command, by command and name of the parameter; without a file nothing."""

    path: Path | None = None
    given: Mapping[str, Mapping[str, Given]] = field(default_factory=dict)

    def default_map(self) -> dict[str, dict[str, Any]]:
        """Return it as the parser takes it."""
        return {
            command: {name: given.value for name, given in options.items()}
            for command, options in self.given.items()
        }


@dataclass(frozen=True, slots=True)
class Setting:
    """An option of a command, its value, and where that comes from: `default`, a variable, a file with its line."""

    command: str
    option: TyperOption
    value: Any
    source: str

    @property
    def key(self) -> str:
        """Return its name in a file."""
        return _key(self.option)


class ConfiguredGroup(TyperGroup):
    """Commands whose options have a variable of the environment each, and whose errors say where a value came from."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 - handed on as they come
        super().__init__(**attributes)
        for command, option in _options(self):
            option.envvar = _variables(command, option)
            option.show_envvar = False  # the rule by which they are named is shorter than their list
            if option.is_flag and not option.secondary_opts:
                option.secondary_opts = [f"--no-{_flag(option)}"]
                option.show_default = False

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - private classes
        """Write the commands with the whole first sentence of each, which the base cuts off in its midst."""
        with formatter.section("Commands"):
            rows = [(name, one.get_short_help_str(limit=1000)) for name, one in self.commands.items()]
            formatter.write_dl(rows)

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]  # the base names a private class
        """Run the command; of a value that is refused, and was no flag, say where it stands."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = _reason(error)
            if error.ctx and isinstance(error.param, TyperOption):
                source = error.ctx.get_parameter_source(error.param.name)
                if source and source.name in {"ENVIRONMENT", "DEFAULT_MAP"}:
                    where = _setting(ctx.obj, str(error.ctx.info_name), error.param).source
                    error.message += f" (from {where})"
            raise


def find(named: Path | None) -> Path | None:
    """Return the file to read: the one named, else the first that is there of those of the folder, user and machine."""
    if named is not None:
        return named
    users = os.path.expanduser(os.environ.get("XDG_CONFIG_HOME") or "~/.config")  # noqa: PTH111 - without a home, too
    files = (Path(NAME), Path(users, "gongkai", NAME), Path("/etc/gongkai", NAME))
    # A folder that may not be looked into, such as root's for another user, has none.
    return next((file for file in files if os.path.exists(file)), None)  # noqa: PTH110


def read(path: Path | None, group: TyperGroup) -> Configuration:
    """Return what a TOML file gives the options of a group's commands; raise ConfigurationError for all it cannot.

    A key at the top is a shared option, a table is a command. Paths are relative to the file.
    """
    if path is None:
        return Configuration()
    options: dict[str, dict[str, TyperOption]] = {name: {} for name in group.commands}
    for command, option in _options(group):
        options[command][_key(option)] = option
    shared: dict[str, dict[str, Given]] = {command: {} for command in options}
    own: dict[str, dict[str, Given]] = {command: {} for command in options}
    for keys, value, line in _leaves(path):
        where = f"{path.absolute()}:{line}"
        for command, option in _meant(keys, options, where):
            into = own if len(keys) > 1 else shared
            into[command][option.name] = Given(
                _fitting(option, value, path, f"{where}: {'.'.join(keys)}"), line
            )
    return Configuration(path.absolute(), {command: shared[command] | own[command] for command in options})


def settings(group: TyperGroup, configuration: Configuration) -> Iterator[Setting]:
    """Yield every option of every command with its value, flags aside."""
    for command, option in _options(group):
        yield _setting(configuration, command, option)


def refused_variables(group: TyperGroup) -> Iterator[tuple[str, str]]:
    """Yield the variables whose value their option does not take, each with why: a command that has it would end."""
    for command, option in _options(group):
        context = typer.Context(group.commands[command])
        name = next((name for name in _variables(command, option) if os.environ.get(name)), "")
        try:
            if name:
                option.process_value(context, option.value_from_envvar(context))
        except typer.BadParameter as error:
            yield name, _reason(error)


def unknown_variables(group: TyperGroup) -> Iterator[tuple[str, str | None]]:
    """Yield the variables of ours that mean nothing to any command, each with one that may be meant."""
    names = {name for command, option in _options(group) for name in _variables(command, option)} | {
        *NO_OPTIONS
    }
    for name in sorted(os.environ):
        if name.startswith(f"{PREFIX}_") and name not in names:
            yield name, next(iter(difflib.get_close_matches(name, names)), None)


def _setting(configuration: Configuration, command: str, option: TyperOption) -> Setting:
    for variable in _variables(command, option):
        if os.environ.get(variable):
            return Setting(command, option, os.environ[variable], variable)
    if given := configuration.given.get(command, {}).get(option.name):
        return Setting(command, option, given.value, f"{configuration.path}:{given.line}")
    return Setting(command, option, option.default, "default")


def _options(group: TyperGroup) -> Iterator[tuple[str, TyperOption]]:
    for name, command in group.commands.items():
        for parameter in command.params:
            if isinstance(parameter, TyperOption):
                yield name, parameter


def _flag(option: TyperOption) -> str:
    return next(flag for flag in option.opts if flag.startswith("--")).removeprefix("--")


def _key(option: TyperOption) -> str:
    return _flag(option).replace("-", "_")


def _variables(command: str, option: TyperOption) -> list[str]:
    own = f"{PREFIX}_{command}_{_key(option)}".upper().replace("-", "_")
    return [own, f"{PREFIX}_{_key(option)}".upper()] if _key(option) in SHARED else [own]


def _leaves(path: Path) -> Iterator[tuple[tuple[str, ...], Any, int]]:
    """Yield each value of a TOML file with its keys and its line."""
    text = _text(path)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)", str(error))
        line = at[1] if at and at[1] else text.count("\n") + 1
        raise ConfigurationError(
            f"{path.absolute()}:{line}: {str(error)[: at.start() if at else None]}"
        ) from error
    table: tuple[str, ...] = ()
    for statement, line in _statements(text):
        values = list(_flattened(tomllib.loads(statement)))
        if statement.lstrip().startswith("[["):
            raise ConfigurationError(
                f"{path.absolute()}:{line}: a table is written once, as [{'.'.join(values[0][0])}]"
            )
        if statement.lstrip().startswith("["):
            table = values[0][0]
        else:
            yield from (((*table, *keys), value, line) for keys, value in values)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise ConfigurationError(
                f"{path.absolute()}: more than {_MOST_BYTES} bytes, which no configuration has"
            )
        return content.decode("utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path.absolute()}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(f"{path.absolute()}:{line}: not in UTF-8") from error


def _statements(text: str) -> Iterator[tuple[str, int]]:
    """Yield the fewest lines that are TOML by themselves, with the number of the first: the parser tells no lines."""
    held = ""
    first = 1
    for number, line in enumerate(text.split("\n"), 1):
        held += line + "\n"
        try:
            is_empty = not tomllib.loads(held)
        except tomllib.TOMLDecodeError:
            continue
        if not is_empty:
            yield held, first
        held, first = "", number + 1


def _flattened(
    table: Mapping[str, Any], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in table.items():
        if isinstance(value, Mapping) and value:
            yield from _flattened(value, (*above, key))
        else:
            yield (*above, key), value


def _meant(
    keys: tuple[str, ...], options: Mapping[str, Mapping[str, TyperOption]], where: str
) -> list[tuple[str, TyperOption]]:
    """Return the options that keys mean: one of a command, or a shared one of all commands that have it."""
    key = keys[-1].replace("-", "_")
    if len(keys) == 1:
        found = [
            (command, known[key]) for command, known in options.items() if key in known and key in SHARED
        ]
        homes = [f"[{command}]" for command, known in options.items() if key in known]
        if not found and homes:
            raise ConfigurationError(f"{where}: {key} belongs in the table of a command: {', '.join(homes)}")
        return found or _unknown(
            where, "option", keys[0], [*SHARED, *(f"[{command}]" for command in options)]
        )
    if keys[0] not in options:
        return _unknown(where, "table", keys[0], list(options))
    if len(keys) > 2 or key not in options[keys[0]]:
        return _unknown(where, f"option of {keys[0]}", ".".join(keys[1:]), list(options[keys[0]]))
    return [(keys[0], options[keys[0]][key])]


def _unknown(where: str, what: str, name: str, known: list[str]) -> list[tuple[str, TyperOption]]:
    close = difflib.get_close_matches(name, known, n=2)
    hint = f"did you mean {' or '.join(close)}?" if close else f"there are {', '.join(sorted(known))}"
    raise ConfigurationError(f"{where}: no {what} {name!r}; {hint}")


def _fitting(option: TyperOption, value: object, path: Path, where: str) -> object:
    """Return a value as the option takes it."""
    kind = option.type_descriptor.annotation
    wanted, words = _WANTED.get(get_args(kind)[0] if option.multiple else kind, _TEXT)
    values = value if option.multiple and isinstance(value, list) else [value]
    is_list = isinstance(value, list) == option.multiple
    if not is_list or any(
        isinstance(one, bool) != (wanted is bool) or not isinstance(one, wanted) for one in values
    ):
        not_it = "" if option.hide_input else f", not {value!r}"
        raise ConfigurationError(f"{where} must be {'a list, each ' * option.multiple}{words}{not_it}")
    if is_path(option):
        if "" in values:
            raise ConfigurationError(f"{where} is empty; give it a path, or leave the line out")
        return [_beside(path, one) for one in values] if option.multiple else _beside(path, value)
    try:
        option.get_runtime_param().coerce(value, option, typer.Context(TyperCommand(None)))
    except typer.BadParameter as error:
        raise ConfigurationError(f"{where}: {_reason(error)}") from error
    return value


def _reason(error: typer.BadParameter) -> str:
    return error.message.removeprefix("Value error, ")


def is_path(option: TyperOption) -> bool:
    """Return whether an option takes paths."""
    kind = option.type_descriptor
    return kind.is_path or (kind.is_list and kind.envvar_list_splitter is not None)


def _beside(path: Path, value: object) -> str:
    try:
        return str(path.absolute().parent / Path(str(value)).expanduser())
    except RuntimeError as error:
        raise ConfigurationError(
            f"{path.absolute()}: {value}: no home folder is known; write it out"
        ) from error
