"""A time-stamp authority on this machine alone, that can be told to answer wrongly."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

Answer = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Authority:
    """A root and what stamps under it. `stamps_at` fixes the clock of its stamps."""

    root: bytes
    certificate: bytes
    key: bytes

    def answer(self, request: bytes, at: datetime | None = None) -> bytes:
        """The granted answer to an RFC 3161 request."""
        asked = tsp.TimeStampReq.load(request)
        own = asn1_x509.Certificate.load(self.certificate)
        moment = (at or datetime.now(UTC)).replace(microsecond=0)
        stamper = DummyTimeStamper(own, keys.PrivateKeyInfo.load(self.key), fixed_dt=moment)
        made: bytes = stamper.request_tsa_response(asked).dump()
        return made


def make_authority(*, stamps: bool = True) -> Authority:
    """A new one; `stamps`: its certificate is meant for time-stamps."""
    root_key, key = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    root_name, name = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, said)]) for said in ("Gốc dấu thời gian", "TSA thử nghiệm")
    )
    now = datetime.now(UTC)

    def begun(subject: x509.Name, public: rsa.RSAPublicKey) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(root_name).public_key(public)
        made = made.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=900))
        return made.not_valid_after(now + timedelta(days=900))

    root = begun(root_name, root_key.public_key()).add_extension(x509.BasicConstraints(True, None), critical=True)
    root = root.add_extension(_usage(signs=False), critical=True)
    use = ExtendedKeyUsageOID.TIME_STAMPING if stamps else ExtendedKeyUsageOID.EMAIL_PROTECTION
    leaf = begun(name, key.public_key()).add_extension(x509.ExtendedKeyUsage([use]), critical=True)
    leaf = leaf.add_extension(_usage(signs=True), critical=True)
    ders = [made.sign(root_key, hashes.SHA256()).public_bytes(serialization.Encoding.DER) for made in (root, leaf)]
    kept = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Authority(ders[0], ders[1], kept)


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(signs, False, False, False, False, not signs, not signs, False, False)


@contextmanager
def served(answer: Answer) -> Iterator[str]:
    """The address of a server that gives what `answer` makes of a request."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            made = answer(request)
            self.send_response(200)
            self.send_header("Content-Length", str(len(made)))
            self.end_headers()
            self.wfile.write(made)

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
