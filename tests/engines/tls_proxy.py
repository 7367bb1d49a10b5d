"""A CONNECT proxy on loopback that ends TLS itself with a throw-away authority: the real address, without the internet."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.engines.google_page import Behaviour, GooglePage, Server, answer, handler_for


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(folder: Path, host: str) -> tuple[Path, Path]:
    """A new authority and a certificate of ``host`` under it: (authority.pem, host.pem with its key)."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    start = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    end = start + datetime.timedelta(days=3)

    def signed(subject: str, public: ec.EllipticCurvePublicKey, *extensions: x509.ExtensionType) -> x509.Certificate:
        builder = x509.CertificateBuilder().subject_name(_name(subject)).issuer_name(_name("throw-away authority"))
        builder = builder.public_key(public).serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(start).not_valid_after(end)
        for extension in extensions:
            builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        return builder.sign(root_key, hashes.SHA256())

    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    root = signed(
        "throw-away authority",
        root_key.public_key(),
        x509.BasicConstraints(ca=True, path_length=0),
        x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()),
        usage,
    )
    names = x509.SubjectAlternativeName([x509.DNSName(host), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    leaf = signed(host, key.public_key(), x509.BasicConstraints(ca=False, path_length=None), names, issuer)
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    authority, own = folder / "authority.pem", folder / "host.pem"
    authority.write_bytes(root.public_bytes(pem))
    own.write_bytes(private + leaf.public_bytes(pem))
    return authority, own


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """The running proxy: its address, the file of its authority, the page behind it and where clients wanted to go."""

    url: str
    authority: Path
    page: GooglePage
    wanted: list[str]


@contextmanager
def tls_proxy(folder: Path, host: str, behaviour: Behaviour = answer) -> Iterator[Proxy]:
    """Serve ``behaviour`` as ``host``, whatever address the client asks for."""
    authority, own = _certificate(folder, host)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    wanted: list[str] = []
    served: list[GooglePage] = []
    inside = handler_for(lambda: served[0])

    class Handler(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            wanted.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.close_connection = True
            try:
                with context.wrap_socket(self.connection, server_side=True) as secured:
                    inside(secured, self.client_address, self.server)
            except (ssl.SSLError, OSError):
                return  # the client did not like us

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the test's stderr."""

    server = Server(("127.0.0.1", 0), Handler)
    url = f"http://127.0.0.1:{server.server_address[1]}"
    served.append(GooglePage(behaviour, url))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield Proxy(url=url, authority=authority, page=served[0], wanted=wanted)
    finally:
        served[0].over.set()
        server.shutdown()
        server.server_close()
        thread.join()
