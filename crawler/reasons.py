"""Why an address could not be had, in words."""

from crawler.exclusions import EXCLUDED

_WHY = {
    "dns": "host name not found",
    "refused": "connection refused",
    "timeout": "no answer in time",
    "truncated": "connection lost in mid-answer",
    "disconnect": "connection lost before an answer",
    "malformed": "the answer is no HTTP",
    "too_large": "too large, as it came or decoded",
    "crowded": "too much was being received at once",
    "redirects": "redirects without end",
    "robots": "forbidden by robots.txt",
    EXCLUDED: "excluded by the operator",
    "private_address": "not a public address (--allow-private lets it be crawled)",
    "gone": "the page says that it is gone",
    "no_file": "a page came where a file was to come",
    "empty": "the answer is empty",
    "no_browser": "needs a browser, and there is none (apt-get install chromium)",
    "browser_spent": "needs a browser; this run's renderings are used up",
    "browser_timeout": "hung in the browser",
    "browser_lost": "the browser died of it",
}


def why(reason: str) -> str:
    """Return a reason in words, also where a host's state is said before it."""
    state, colon, cause = reason.partition(": ")
    return _WHY.get(reason) or f"{state}{colon}{_WHY.get(cause, cause)}"
