"""What a phone seals for this server alone: it can keep it, and neither it nor a thief can read it again.

The phone has a public key of the server (P-256, which every browser's WebCrypto knows) and makes a key of its own for
each record. Both give a secret by ECDH, from which HKDF-SHA256 makes the key of AES-256-GCM; what the record is bound
to (its round, its idempotency key) is authenticated with it, so that it opens as no other. That is the shape of HPKE's
base mode (RFC 9180), which WebCrypto doesn't have yet; ``static/js/field/seal.js`` is the other side.

The private key follows from a data key of ``centres.encryption``, so it has versions, stands in no table of its own and
comes back with a restored database; what was sealed to an older one still opens.

A sealed value is ``format (1 byte) | key version (4 bytes, big-endian) | the phone's public key (65 bytes) |
nonce (12 bytes) | ciphertext and tag``.
"""

import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from centres.encryption import Unreadable, key_of_version

FORMAT = 1
HEADER = struct.Struct(">BI")
POINT_BYTES, NONCE_BYTES, TAG_BYTES = 65, 12, 16
CURVE = ec.SECP256R1()
# The order of the group of P-256 (SEC 2): private keys are 1 up to one less.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
INFO = b"peduli record of a phone"


def public_key() -> tuple[int, bytes]:
    """The version of the newest key and its public half, as a point (uncompressed, 65 bytes)."""
    version, key = _private_key()
    return version, _point(key.public_key())


def open_for_us(sealed: bytes, *, bound_to: str) -> bytes:
    """What a phone sealed. Raises Unreadable, whose text holds nothing of it."""
    if len(sealed) < HEADER.size + POINT_BYTES + NONCE_BYTES + TAG_BYTES:
        raise Unreadable("too short for what a phone seals")
    form, version = HEADER.unpack_from(sealed)
    if form != FORMAT:
        raise Unreadable(f"unknown format {form}")
    point, rest = sealed[HEADER.size : HEADER.size + POINT_BYTES], sealed[HEADER.size + POINT_BYTES :]
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    except ValueError:
        raise Unreadable("not a point of the curve") from None
    _version, ours = _private_key(version)
    secret = ours.exchange(ec.ECDH(), theirs)
    aad = sealed[: HEADER.size] + bound_to.encode()
    try:
        return _cipher(secret, point + _point(ours.public_key())).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], aad)
    except InvalidTag:
        raise Unreadable("not sealed for us, or bound to something else") from None


def _private_key(version: int | None = None) -> tuple[int, ec.EllipticCurvePrivateKey]:
    version, derived = key_of_version("sealed for us", version)
    return version, ec.derive_private_key(int.from_bytes(derived) % (ORDER - 1) + 1, CURVE)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _cipher(secret: bytes, points: bytes) -> AESGCM:
    """The key of one sealed value; the salt names both halves, so it is good for this pair alone."""
    return AESGCM(HKDF(algorithm=hashes.SHA256(), length=32, salt=points, info=INFO).derive(secret))
