"""Of whom an address is asked."""

from urllib.parse import urlsplit


def host_of(url: str) -> str:
    """Return the server that an address is asked of: one for http and https, another for each odd port."""
    parts = urlsplit(url)
    name = (parts.hostname or "").rstrip(".")
    try:
        port = parts.port
    except ValueError:
        return parts.netloc.lower()
    return name if port in (None, 80, 443) else f"{name}:{port}"


def origin_of(url: str) -> str:
    """Return the origin of an address (RFC 6454, 4): scheme, host and, where it is not the scheme's own, port."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2].lower()
    own = ":443" if parts.scheme == "https" else ":80"
    return f"{parts.scheme}://{host.removesuffix(own).removesuffix(':')}"
