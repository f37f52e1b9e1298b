"""Errors of health.

ValueError
├── BadOverride   an expectation that cannot be read; wrong configuration, exit code 2
└── BadSink       a receiver that cannot be used as it is named; wrong configuration, exit code 2
OSError
└── Refused       a receiver said that it will not take a notice: it is not tried again in this run
"""


class BadOverride(ValueError):  # noqa: N818 - says what is wrong
    """Raised for an expectation that cannot be read; names the key and what it may be."""


class BadSink(ValueError):  # noqa: N818 - as above
    """Raised for a receiver that cannot be used as it is named; says what to do."""


class Refused(OSError):  # noqa: N818 - as above
    """Raised by a receiver's `deliver` where trying again would bring the same."""
