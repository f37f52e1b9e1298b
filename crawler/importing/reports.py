"""The reports of a portal's imported archives: searched for, put down beside the archives, read and stored.

Each step can be cut off and is done again by the next import of the portal.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing

from archive.contexts import contexts_name, is_contexts_name, write_contexts
from archive.names import portal_folder
from archive.sources import is_archive_name
from crawler import clock
from crawler.database import connect
from crawler.importing.files import Tell, Terms
from crawler.importing.finding import find
from crawler.importing.storing import store_reports


def read_reports(terms: Terms, portal: str, *, processes: int, tell: Tell) -> Counter[str]:
    """Search what was not searched, and read what was not read; the caller holds the portal's lock."""
    folder = portal_folder(terms.data_dir, portal)
    if not folder.is_dir():  # nothing came
        return Counter()
    found = find(terms.data_dir, folder, terms.registry, processes=processes, tell=tell)
    now = clock.instant()
    for name in {path.name for path in found.searched} | found.said.keys():
        write_contexts(folder / name, terms.origin(portal), found.said[name], now)
    imported = [
        path
        for path in sorted(folder.iterdir())
        if is_archive_name(path)
        and not is_contexts_name(path.name)
        and path.with_name(contexts_name(path.name)).exists()
    ]
    with closing(connect(terms.data_dir)) as connection:
        return found.tally + store_reports(
            connection, terms.data_dir, portal, imported, processes=processes, tell=tell
        )
