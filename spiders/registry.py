"""The registry of portals: what is known of each, read from `portals.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from spiders import hosts

REGISTRY = Path(__file__).with_name("portals.toml")

_REQUIRED = ("name", "addresses")
_KEYS = frozenset({"name", "addresses", "issuer", "division", "entries", "tls"})


class TlsDemand(StrEnum):
    """What a server's TLS must be.

    `VERIFIED`: TLS 1.2 or newer, a certificate for this host from an issuer the system trusts. `UNVERIFIED`: any
    certificate. `LEGACY`: any certificate, TLS 1.0 and 1.1, weak ciphers, keys and signatures too.
    """

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    LEGACY = "legacy"


class RegistryError(Exception):
    """Raised when the registry cannot be read; says which entry and key, the command ends with exit code 2."""


@dataclass(frozen=True, slots=True)
class Portal:
    """A portal as registered, named by its host.

    `addresses` are its home pages (any of its hosts), `entries` the pages a crawl starts from where they are
    known (annual-report columns); `division` is the GB/T 2260 code of what `issuer` governs; `tls` is what its
    servers' TLS must be, where it cannot be what is demanded of others.
    """

    name: str
    addresses: tuple[str, ...]
    issuer: str | None = None
    division: str | None = None
    entries: tuple[str, ...] = ()
    tls: TlsDemand | None = None

    @property
    def starts(self) -> tuple[str, ...]:
        """Return where a crawl starts: the entry points, else the home pages."""
        return self.entries or self.addresses


@dataclass(frozen=True, slots=True)
class Registry:
    """The registered portals, found by name or by the host of an address."""

    portals: tuple[Portal, ...]

    def named(self, name: str) -> Portal | None:
        """Return the portal of this name, `None` when none has it."""
        return next((portal for portal in self.portals if portal.name == name), None)

    def of(self, url: str) -> Portal | None:
        """Return the portal one of whose addresses or entry points is on this address's host."""
        wanted = hosts.host(url)
        return next(
            (
                one
                for one in self.portals
                if any(hosts.host(a) == wanted for a in (*one.addresses, *one.entries))
            ),
            None,
        )


def read_registry(path: Path = REGISTRY) -> Registry:
    """Return the registry in a TOML file of `[[portal]]` tables; raise `RegistryError` naming entry and key."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RegistryError(f"{path}: {error}") from error
    entries = document.pop("portal", [])
    if document or not isinstance(entries, list):
        raise RegistryError(
            f"{path}: only [[portal]] tables belong here, not {', '.join(document) or 'portal'}"
        )
    portals = tuple(_portal(entry, f"{path}: portal {ordinal}") for ordinal, entry in enumerate(entries, 1))
    _refuse_doubles(path, (portal.name for portal in portals))
    return Registry(portals)


def _portal(entry: object, where: str) -> Portal:
    if not isinstance(entry, Mapping):
        raise RegistryError(f"{where}: not a table")
    where = f"{where} ({entry.get('name', 'no name')})"
    for key in entry:
        if key not in _KEYS:
            raise RegistryError(f"{where}: unknown key {key!r}; known are {', '.join(sorted(_KEYS))}")
    for key in _REQUIRED:
        if not entry.get(key):
            raise RegistryError(f"{where}: {key} is missing")
    return Portal(
        name=_text(entry, "name", where) or "",
        addresses=_urls(entry, "addresses", where),
        issuer=_text(entry, "issuer", where),
        division=_text(entry, "division", where),
        entries=_urls(entry, "entries", where),
        tls=_tls(entry, where),
    )


def _text(entry: Mapping[str, Any], key: str, where: str) -> str | None:
    value = entry.get(key)
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    raise RegistryError(f"{where}: {key} must be a text in quotes, not {value!r}")


def _urls(entry: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list):
        raise RegistryError(f"{where}: {key} must be a list of addresses, not {value!r}")
    for url in value:
        if not isinstance(url, str) or not url.startswith(("http://", "https://")) or not hosts.host(url):
            raise RegistryError(f"{where}: {key} holds {url!r}, which is no http or https address")
    return tuple(value)


def _tls(entry: Mapping[str, Any], where: str) -> TlsDemand | None:
    value = _text(entry, "tls", where)
    if value is None or value in list(TlsDemand):
        return TlsDemand(value) if value else None
    raise RegistryError(f"{where}: tls must be one of {', '.join(TlsDemand)}, not {value!r}")


def _refuse_doubles(path: Path, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise RegistryError(f"{path}: portal {name!r} stands there twice")
        seen.add(name)
