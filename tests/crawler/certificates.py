"""Certificates of a test's own authority, sound and broken, and servers that show them."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

DAY = timedelta(days=1)
OLD_CIPHERS = "ALL:@SECLEVEL=0"


@dataclass(frozen=True)
class Signed:
    """A certificate with its key and, up to the root, those that signed it."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey
    above: tuple[x509.Certificate, ...] = ()

    def pem(self, *, chain: bool) -> bytes:
        sent = (self.certificate, *(self.above if chain else ()))
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return key + b"".join(one.public_bytes(Encoding.PEM) for one in sent)


def sign(name: str, by: Signed | None = None, *, host: str | None = None, bits: int = 2048, **odd) -> Signed:
    """A certificate, an authority's where it is for no host, self-signed where nobody signs it."""
    key = rsa.generate_private_key(65537, bits)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(
        by.certificate.subject if by else subject,
        subject,
        key.public_key(),
        x509.random_serial_number(),
        odd.get("begins", now - DAY),
        odd.get("ends", now + DAY),
    ).add_extension(x509.BasicConstraints(ca=host is None, path_length=None), critical=True)
    if host is not None:
        address = x509.IPAddress(ipaddress.ip_address(host))
        builder = builder.add_extension(x509.SubjectAlternativeName([address]), critical=False)
    certificate = builder.sign(by.key if by else key, odd.get("digest", hashes.SHA256()))
    return Signed(certificate, key, (by.certificate, *by.above) if by else ())


def server(
    folder: Path, shown: Signed, *, chain: bool = True, versions: tuple[str, str] | None = None
) -> ssl.SSLContext:
    """A server's side; with versions (lowest, highest) it takes weak ciphers too."""
    path = folder / f"{shown.certificate.serial_number}.pem"
    path.write_bytes(shown.pem(chain=chain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers(OLD_CIPHERS)
    context.load_cert_chain(path)
    if versions:
        lowest, highest = (ssl.TLSVersion[version] for version in versions)
        context.minimum_version, context.maximum_version = lowest, highest
    return context


def trusted(folder: Path, root: Signed) -> str:
    """A file of trusted roots with one in it."""
    path = folder / "roots.pem"
    path.write_bytes(root.certificate.public_bytes(Encoding.PEM))
    return str(path)
