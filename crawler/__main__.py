"""`gongkai`, and `python -m crawler`: the door, which is there before the commands are loaded."""

import atexit
import signal

from crawler import exits, streams


def main() -> None:
    """Run the command line; a signal that comes while it is being loaded ends it at once."""
    atexit.register(exits.on_signals, signal.SIG_IGN)  # the last thing done: the code of what is done stands
    exits.on_signals(exits.end_at_once)
    streams.begin()
    from crawler import commands  # noqa: PLC0415 - takes a while, in which signals come

    commands.main()


if __name__ == "__main__":
    main()
