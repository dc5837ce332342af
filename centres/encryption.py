"""Envelope encryption of identity numbers and phones, and their blind indexes.

A master key outside the database wraps the keys inside it:

* The **master key** is 32 random bytes in ``settings.PEDULI_KEY_FILE`` (mode 0600), outside ``DATA_DIR`` and the
  backups. It wraps the rows of ``DataKey`` and nothing else, so changing it rewrites those rows only.
* **Data keys** (AES-256-GCM) have versions. A ciphertext names its version, so a new one touches no older value.
* The **digest root** never changes: it makes the **blind indexes**, keyed digests by which equal numbers are found and
  kept unique without being read.
* Each field has its own key, derived by HKDF-SHA256 with the field's name; the name is authenticated with the
  value, so that a phone can't be passed off as a NIK.

* A value is bound to whose it is (a centre, a family, a report, a user) in the same way: copied to another's row it
  does not open, so nobody reads a stranger's number by way of their own.

A sealed value is ``format (1 byte) | key version (4 bytes, big-endian) | nonce (12 bytes) | ciphertext and tag``.
Format 2 is bound, format 1 is not: it was sealed before there was another; the database takes no new one
(``config.walls.bound``), and ``centres.rebinding`` seals the old ones again.

``migrate`` makes the first keys. Any process keeps the unwrapped keys in memory.
"""

import base64
import binascii
import contextlib
import hashlib
import hmac
import os
import secrets
import stat
import struct
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.utils.translation import gettext as _

from centres.models.keys import DataKey
from config.disk import sync_directory

UNBOUND, BOUND = 1, 2
HEADER = struct.Struct(">BI")
NONCE_BYTES = 12
KEY_BYTES = 32
DIGEST_VERSION = 0
# Any number will do, as long as nothing else in this database takes the same advisory lock.
LOCK_ID = 7_233_116_001


class KeyRefused(ImproperlyConfigured):
    """The keys can't be used as they are; the text is one sentence for the administrator."""


class Unreadable(Exception):
    """A sealed value is damaged, belongs to another field or row, or names a key that doesn't exist."""


@dataclass
class KeyRing:
    """The unwrapped keys of this process. Never printed: ``repr`` is left out of every field."""

    digest_root: bytes = field(repr=False)
    data: dict[int, bytes] = field(repr=False)
    ciphers: dict[tuple[int, str], AESGCM] = field(default_factory=dict, repr=False)
    digest_keys: dict[str, bytes] = field(default_factory=dict, repr=False)

    def cipher(self, version: int, name: str) -> AESGCM:
        found = self.ciphers.get((version, name))
        if found is None:
            found = self.ciphers[version, name] = AESGCM(derive(self.data[version], f"peduli field {name}"))
        return found

    def digest_key(self, name: str) -> bytes:
        found = self.digest_keys.get(name)
        if found is None:
            found = self.digest_keys[name] = derive(self.digest_root, f"peduli digest {name}")
        return found


_ring: KeyRing | None = None
_ring_lock = Lock()


def seal(field: str, plaintext: str, *, bound_to: str = "") -> bytes:
    """Return ``plaintext`` encrypted for ``field`` with the newest data key; twice the same gives different bytes.

    With ``bound_to`` it opens for the same ``bound_to`` only: what its row never changes, as ``centre 7 family 12``.
    """
    return seal_bytes(field, plaintext.encode(), bound_to=bound_to)


def seal_bytes(field: str, plaintext: bytes, *, bound_to: str = "") -> bytes:
    """The same for bytes, 33 more of them; at most 2 GB at once."""
    ring = _keys()
    version = max(ring.data)
    header = HEADER.pack(BOUND if bound_to else UNBOUND, version)
    nonce = os.urandom(NONCE_BYTES)
    aad = _authenticated(header, field, bound_to)
    return header + nonce + ring.cipher(version, field).encrypt(nonce, plaintext, aad)


def is_bound(sealed: bytes | memoryview) -> bool:
    """Whether it was sealed for its row alone."""
    return bytes(sealed[:1]) == bytes([BOUND])


def unseal(field: str, sealed: bytes | memoryview, *, bound_to: str = "") -> str:
    """Return what ``seal`` was given. Raises ``Unreadable``, whose text never holds any part of the value.

    What is of format 1 opens everywhere.
    """
    return unseal_bytes(field, sealed, bound_to=bound_to).decode()


def unseal_bytes(field: str, sealed: bytes | memoryview, *, bound_to: str = "") -> bytes:
    """Return what ``seal_bytes`` was given; as ``unseal``."""
    sealed = bytes(sealed)
    if len(sealed) < HEADER.size + NONCE_BYTES:
        raise Unreadable("too short for a sealed value")
    form, version = HEADER.unpack_from(sealed)
    if form not in (UNBOUND, BOUND):
        raise Unreadable(f"unknown format {form}")
    ring = _keys()
    if version not in ring.data:
        # Another process may have made a newer key since this one read them.
        forget_keys()
        ring = _keys()
    if version not in ring.data:
        raise Unreadable(f"no data key {version}")
    nonce = sealed[HEADER.size : HEADER.size + NONCE_BYTES]
    aad = _authenticated(sealed[: HEADER.size], field, bound_to if form == BOUND else "")
    try:
        return ring.cipher(version, field).decrypt(nonce, sealed[HEADER.size + NONCE_BYTES :], aad)
    except InvalidTag:
        raise Unreadable(f"not a sealed {field} of data key {version}, or of another row") from None


def _authenticated(header: bytes, field: str, bound_to: str) -> bytes:
    # No field has a line break in its name, so no two pairs give the same bytes.
    return header + (f"{field}\n{bound_to}" if bound_to else field).encode()


def blind_index(field: str, plaintext: str) -> bytes:
    """Return the blind index of ``plaintext`` in ``field``, for uniqueness and search: HMAC-SHA256, 32 bytes."""
    return hmac.digest(_keys().digest_key(field), plaintext.encode(), hashlib.sha256)


def verify_keys() -> None:
    """Check that the key file opens every key of the database; raises ``KeyRefused`` with one sentence if not."""
    forget_keys()
    _keys()


def require_key_of_this_database(master: bytes) -> None:
    """Raise ``KeyRefused`` unless ``master`` opens every key of the database."""
    for row in DataKey.objects.order_by("version"):
        _unwrap(master, row)


def key_id(master: bytes) -> str:
    """Eight hexadecimal digits by which a master key is known; they tell nothing of it."""
    return derive(master, "peduli key id")[:4].hex()


def forget_keys() -> None:
    """Drop the unwrapped keys of this process; the next use reads them again."""
    global _ring
    with _ring_lock:
        _ring = None


def make_first_keys() -> bool:
    """Make the master key file (if it is missing), the digest root and data key 1, if there are no keys yet.

    Returns whether keys were made. Several processes may call it at once. Runs as the owner of the tables.
    """
    with transaction.atomic():
        _take_lock()
        if DataKey.objects.exists():
            return False
        path = Path(settings.PEDULI_KEY_FILE)
        if not path.exists():
            write_master_key(path)
        master = read_master_key(path)
        for version in (DIGEST_VERSION, 1):
            _new_row(master, version, secrets.token_bytes(KEY_BYTES)).save(force_insert=True)
    forget_keys()
    return True


def add_data_key() -> int:
    """Make a new data key and return its version. New values use it; no existing value is touched."""
    with transaction.atomic():
        _take_lock()
        version = max(_unwrap_all().data) + 1
        master = read_master_key(Path(settings.PEDULI_KEY_FILE))
        _new_row(master, version, secrets.token_bytes(KEY_BYTES)).save(force_insert=True)
    forget_keys()
    return version


def rewrap_keys(new_master_file: Path) -> int:
    """Wrap every key with a new master key, written to ``new_master_file``, which must not exist yet.

    Returns how many keys were wrapped. From then on ``PEDULI_KEY_FILE`` must name the new file; backups made before
    open with the old one only. No value is touched.
    """
    with transaction.atomic():
        _take_lock()
        ring = _unwrap_all()
        write_master_key(new_master_file)
        master = read_master_key(new_master_file)
        plain = {DIGEST_VERSION: ring.digest_root, **ring.data}
        for version, key in plain.items():
            row = _new_row(master, version, key)
            DataKey.objects.filter(version=version).update(wrapped=row.wrapped, check_value=row.check_value)
    return len(plain)


def write_master_key(path: Path, key: bytes | None = None) -> None:
    """Write a new random master key, or ``key``, to ``path`` (mode 0600). Raises ``KeyRefused`` if the file exists.

    The file appears whole or not at all, and is on the disk before anything is wrapped with it.
    """
    path = path.expanduser()
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(base64.b64encode(key or secrets.token_bytes(KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
        sync_directory(path.parent)
    except FileExistsError:
        raise KeyRefused(_("%(path)s exists already; a new master key needs a new file.") % {"path": path}) from None
    except OSError as error:
        raise KeyRefused(
            _("The master key can't be written to %(path)s: %(reason)s.") % {"path": path, "reason": error.strerror}
        ) from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()


def read_master_key(path: Path) -> bytes:
    """Return the 32 bytes of the master key. Raises ``KeyRefused`` when missing, open to others, or malformed."""
    path = path.expanduser()
    try:
        with path.open("rb") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise KeyRefused(
                    _("The master key %(path)s can be read by others; run: chmod 600 %(path)s") % {"path": path}
                )
            content = file.read(1024)
    except FileNotFoundError:
        raise KeyRefused(
            _("The master key %(path)s is missing, and the encrypted numbers can't be read without it; put it back.")
            % {"path": path}
        ) from None
    except OSError as error:
        raise KeyRefused(
            _("The master key %(path)s can't be read: %(reason)s.") % {"path": path, "reason": error.strerror}
        ) from None
    try:
        key = base64.b64decode(content.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyRefused(_("%(path)s is not a master key of Peduli.") % {"path": path})
    return key


def derive(key: bytes, info: str) -> bytes:
    """Return a 32-byte key for one use, by HKDF-SHA256 (RFC 5869)."""
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=info.encode()).derive(key)


def key_of_version(use: str, version: int | None = None) -> tuple[int, bytes]:
    """A version of the data keys, the newest unless one is named, and 48 bytes derived from it for one ``use``.

    For keys that are numbers of a curve: 16 bytes more than one has, so that none is likelier (FIPS 186-5, A.2.1).
    Raises Unreadable where there is no such version.
    """
    ring = _keys()
    if version is not None and version not in ring.data:
        # Another process may have made a newer key since this one read them.
        forget_keys()
        ring = _keys()
    version = max(ring.data) if version is None else version
    if version not in ring.data:
        raise Unreadable(f"no data key {version}")
    key = HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES + 16, salt=None, info=f"peduli curve {use}".encode())
    return version, key.derive(ring.data[version])


def _keys() -> KeyRing:
    global _ring
    ring = _ring
    if ring is not None:
        return ring
    with _ring_lock:
        if _ring is None:
            _ring = _unwrap_all()
        return _ring


def _unwrap_all() -> KeyRing:
    rows = {row.version: row for row in DataKey.objects.order_by("version")}
    if DIGEST_VERSION not in rows or len(rows) < 2:
        raise KeyRefused(_("The database has no keys yet; run: manage.py migrate"))
    master = read_master_key(Path(settings.PEDULI_KEY_FILE))
    plain = {version: _unwrap(master, row) for version, row in rows.items()}
    return KeyRing(digest_root=plain.pop(DIGEST_VERSION), data=plain)


def _unwrap(master: bytes, row: DataKey) -> bytes:
    if not hmac.compare_digest(_check_value(master, row.version), bytes(row.check_value)):
        raise KeyRefused(
            _("The master key %(path)s is not the one of this database; put the right one back.")
            % {"path": settings.PEDULI_KEY_FILE}
        )
    wrapped = bytes(row.wrapped)
    try:
        return _wrapper(master).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _label(row.version))
    except InvalidTag:
        raise KeyRefused(
            _("Key %(version)s of this database is damaged; restore it from a backup.") % {"version": row.version}
        ) from None


def _new_row(master: bytes, version: int, key: bytes) -> DataKey:
    nonce = os.urandom(NONCE_BYTES)
    return DataKey(
        version=version,
        purpose=DataKey.Purpose.DIGEST if version == DIGEST_VERSION else DataKey.Purpose.DATA,
        wrapped=nonce + _wrapper(master).encrypt(nonce, key, _label(version)),
        check_value=_check_value(master, version),
    )


def _wrapper(master: bytes) -> AESGCM:
    return AESGCM(derive(master, "peduli wrap"))


def _check_value(master: bytes, version: int) -> bytes:
    return hmac.digest(derive(master, "peduli check"), _label(version), hashlib.sha256)


def _label(version: int) -> bytes:
    return f"peduli key {version}".encode()


def _take_lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_ID])
