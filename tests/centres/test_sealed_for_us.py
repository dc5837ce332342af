"""What a phone seals for the server: it opens here, as what it is, and nowhere else."""

import os
import struct

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from centres.encryption import Unreadable, add_data_key
from centres.sealed_for_us import open_for_us, public_key
from tests.centres.test_encryption import _own_key_file, owner  # noqa: F401


def sealed(text, bound_to="round 1 record a", to=None):
    """As ``static/js/field/seal.js`` does it."""
    version, point = to or public_key()
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    own = ec.generate_private_key(ec.SECP256R1())
    mine = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=mine + point, info=b"peduli record of a phone")
    header, nonce = struct.pack(">BI", 1, version), os.urandom(12)
    cipher = AESGCM(kdf.derive(own.exchange(ec.ECDH(), theirs)))
    return header + mine + nonce + cipher.encrypt(nonce, text.encode(), header + bound_to.encode())


@pytest.mark.django_db
def test_it_opens_as_what_it_is():
    assert open_for_us(sealed("Kartini"), bound_to="round 1 record a") == b"Kartini"


@pytest.mark.django_db
@pytest.mark.parametrize("bound_to", ["round 2 record a", "round 1 record b", ""])
def test_it_opens_as_nothing_else(bound_to):
    with pytest.raises(Unreadable):
        open_for_us(sealed("Kartini"), bound_to=bound_to)


@pytest.mark.django_db
@pytest.mark.parametrize("place", [0, 4, 5, 6, 69, 70, 81, 82, -1])
def test_a_changed_byte_opens_nothing_and_says_nothing(place):
    value = bytearray(sealed("Kartini"))
    value[place] ^= 1
    with pytest.raises(Unreadable) as refused:
        open_for_us(bytes(value), bound_to="round 1 record a")
    assert "Kartini" not in str(refused.value)


@pytest.mark.django_db
@pytest.mark.parametrize("length", [0, 5, 97])
def test_what_is_too_short_opens_nothing(length):
    with pytest.raises(Unreadable):
        open_for_us(sealed("")[:length], bound_to="round 1 record a")
    assert open_for_us(sealed(""), bound_to="round 1 record a") == b""


def test_what_was_sealed_before_a_new_key_still_opens(owner):  # noqa: F811
    older = sealed("Kartini")
    version, point = public_key()

    assert (version, add_data_key()) == (1, 2)

    assert open_for_us(older, bound_to="round 1 record a") == b"Kartini"
    assert open_for_us(sealed("Ani"), bound_to="round 1 record a") == b"Ani"
    assert (public_key()[0], public_key()[1] != point) == (2, True)
    # a phone that took its round along before
    assert open_for_us(sealed("Tutik", to=(version, point)), bound_to="round 1 record a") == b"Tutik"
