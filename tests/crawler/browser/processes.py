"""Processes below one, as the system lists them."""

from pathlib import Path


def descendants(pid):
    """The processes below one, with their command lines."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, layer = {}, {pid}
    while layer := {child for child, parent in parents.items() if parent in layer}:
        found |= {child: command(child) for child in layer}
    return found


def command(pid):
    """The command line of a process, empty when it is none any more."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
