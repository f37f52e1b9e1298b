"""A family's portal as it is served."""

from __future__ import annotations

from dataclasses import replace

from tests.families.family import ORIGIN, Family
from tests.portals.model import Form, Page, Site


class Watched:
    """A portal that remembers which of its list pages were handed out; `origin` is where it is served."""

    def __init__(self, family: Family) -> None:
        self.family = family
        self.origin = ORIGIN
        self._given: set[Page] = set()

    def get(self, address: str) -> Page | None:
        """Return the page at a path with its query, as a server looks it up first."""
        return self._give(self.family.site.pages.get(address))

    def answer(self, path: str, form: Form) -> Page | None:
        """Return the page for a path and the fields of a form or query, as a server does last."""
        return self._give(self.family.site.answer(path, form))

    @property
    def site(self) -> Site:
        """The portal, watched."""
        return replace(self.family.site, pages=self, answer=self.answer)  # type: ignore[arg-type] # only `get` is asked

    @property
    def walked(self) -> int:
        """How many of the list's pages were handed out."""
        return len(self._given & set(self.family.lists))

    def _give(self, page: Page | None) -> Page | None:
        if page is None:
            return None
        self._given.add(page)
        return replace(page, body=page.body.replace(ORIGIN.encode(), self.origin.encode()))
