"""Identity numbers and phones as columns of a model: encrypted, found by a blind index, shown by four digits.

A number has three columns, each of which may be empty: ``<name>_cipher``, ``<name>_digest`` (the blind index) and
``<name>_last4``.
The mix-ins below bring them, with a property under the plain name::

    class Member(SealedNik, SealedPhone):
        ...

    member.nik = "3316 0112 3456 0001"      # checked, encrypted only if it differs, cleared by None or ""
    str(member.nik)                          # "••••••••••••0001"
    member.nik.reveal()                      # the digits; the caller logs it in the same transaction
    Member.objects.filter(nik_digest=Member.nik.blind_index_of("3316011234560001"))

A number is sealed for whose it is (``number_of``): it opens in no other centre, and a person's in no other family.
So it is set when that is known, and a copy of one is sealed anew.

History excludes ``<name>_cipher``: the blind index and four digits are enough to see that a number changed, and the
database refuses a cipher that changes without them (``config.walls.changes_as_one``).
"""

import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self, overload

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.encryption import Unreadable, blind_index, seal, unseal
from centres.glyphs import without_marks
from config.errors import Refused

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DOT = "•"
SEPARATORS = frozenset(" .-/()'\u00a0")


def _plain(value: object) -> str:
    """What was typed or pasted, as the usual letters; a number that is copied from a chat has marks around it."""
    return without_marks(unicodedata.normalize("NFKC", str(value))).strip()


def only_digits(value: object) -> str:
    """Return the digits of ``value`` without the usual separators. Raises ``Refused`` if anything else is in it."""
    text = _plain(value)
    text = "".join(letter for letter in text if letter not in SEPARATORS)
    if text and not (text.isascii() and text.isdigit()):
        raise Refused(_("Use digits only."))
    return text


def sixteen_digits(value: object) -> str:
    """Return a NIK or No. KK as its 16 digits. Raises ``Refused`` otherwise."""
    text = only_digits(value)
    if text and len(text) != 16:
        raise Refused(_("The number has %(count)d digits; it must have 16.") % {"count": len(text)})
    return text


def phone_number(value: object) -> str:
    """Return a phone number as ``+62…`` (or ``+`` and another country's code). Raises ``Refused`` if it can't be one.

    0812…, 62812…, +62 812…, 0062812… and 812… (a spreadsheet drops the leading zero) are the same number.
    """
    text = _plain(value)
    foreign = text.startswith("+")
    digits = only_digits(text.removeprefix("+"))
    if not digits:
        return ""
    if digits.startswith("00"):
        foreign, digits = True, digits[2:]
    if not foreign:
        digits = digits if digits.startswith("62") else "62" + digits.removeprefix("0")
    if digits.startswith("620"):
        digits = "62" + digits[3:]
    # E.164: at most 15 digits. The shortest Indonesian numbers have 7 after the country's code.
    if not 9 <= len(digits) <= 15:
        raise Refused(_("This is not a complete phone number."))
    return f"+{digits}"


NORMALISERS: dict[str, Callable[[object], str]] = {
    "nik": sixteen_digits,
    "kk": sixteen_digits,
    "phone": phone_number,
}
LABELS = {"nik": "NIK", "kk": gettext_lazy("KK number"), "phone": gettext_lazy("Phone or WhatsApp")}
# In short, for histories and columns.
NAMES: "dict[str, StrOrPromise]" = {"nik": "NIK", "kk": gettext_lazy("No. KK"), "phone": gettext_lazy("Phone")}
MASKS = {"nik": DOT * 12, "kk": DOT * 12, "phone": f"{DOT * 4} {DOT * 4} "}


class Masked:
    """A number as it may be shown: dots and the last four digits. False when there is no number."""

    __slots__ = ("_cipher", "_number_of", "digest", "field", "last4")

    def __init__(self, field: str, cipher: Any, digest: Any, last4: str, number_of: str = "") -> None:
        self.field = field
        self._number_of = number_of
        self._cipher = None if cipher is None else bytes(cipher)
        self.digest = None if digest is None else bytes(digest)
        self.last4 = last4

    def __str__(self) -> str:
        return f"{MASKS[self.field]}{self.last4}" if self else ""

    def __repr__(self) -> str:
        return f"<{self.field} {self}>"

    def __bool__(self) -> bool:
        return self.digest is not None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Masked):
            return NotImplemented
        return self.field == other.field and self.digest == other.digest

    def __hash__(self) -> int:
        return hash((self.field, self.digest))

    def reveal(self) -> str:
        """Return the whole number, or "". The caller records it with ``access_log.record`` in the same transaction.

        Raises Refused where the cipher is damaged, belongs to another row, or is not that of the digest beside it.
        """
        if self._cipher is None:
            return ""
        try:
            plain = unseal(self.field, self._cipher, bound_to=self._number_of)
            if blind_index(self.field, plain) != self.digest:
                raise Unreadable("not the number of this digest")
        except Unreadable:
            raise Refused(_("This number can't be read: what is stored is damaged or belongs elsewhere.")) from None
        return plain


def number_of(instance: models.Model) -> str:
    """Whose a number of this row is, in what the database lets nobody change: its centre, and of a person the family.

    Raises ValueError where that isn't known yet.
    """
    owners = [getattr(instance, f"{name}_id") for name in ("centre", "family") if hasattr(instance, f"{name}_id")]
    if None in owners:
        raise ValueError(f"a number of {instance._meta.label} is set when it is known whose it is")
    return owned_by(*owners)


def owned_by(centre: int, family: int | None = None) -> str:
    """To what a number of a family of ``centre`` is sealed, or with ``family`` one of a person in it."""
    return f"centre {centre}" if family is None else f"centre {centre} family {family}"


class SealedNumber(property):
    """The property over the three columns of a number.

    A ``property``, because Django's model constructor and ``objects.create`` accept those by keyword.
    ``name`` is the prefix of the columns; ``field`` names the kind of number (nik, kk, phone) and with it the key:
    equal numbers of one kind have equal blind indexes in every table.
    """

    def __init__(self, name: str, *, field: str | None = None) -> None:
        super().__init__(self.read, self.write)
        self.name = name
        self.field = field or name
        self.columns = (f"{name}_cipher", f"{name}_digest", f"{name}_last4")

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, instance: models.Model, owner: type | None = None) -> Masked: ...
    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Self | Masked:
        return self if instance is None else self.read(instance)

    def read(self, instance: models.Model) -> Masked:
        cipher, digest, last4 = (getattr(instance, column) for column in self.columns)
        return Masked(self.field, cipher, digest, last4, number_of(instance) if cipher is not None else "")

    def write(self, instance: models.Model, value: object) -> None:
        """Set the three columns; the same number again leaves them untouched. Raises ``Refused`` if it is none."""
        if isinstance(value, Masked):
            self._copy(instance, value)
            return
        plain = self.normalise(value)
        if not plain:
            self._set(instance, None, None, "")
            return
        index = blind_index(self.field, plain)
        current = getattr(instance, self.columns[1])
        if current is None or bytes(current) != index:
            self._set(instance, seal(self.field, plain, bound_to=number_of(instance)), index, plain[-4:])

    def normalise(self, value: object) -> str:
        """Return the form in which ``value`` is kept, "" for none. Raises ``Refused``, naming this field."""
        if value is None:
            return ""
        try:
            return NORMALISERS[self.field](value)
        except Refused as refused:
            raise Refused(str(refused), field=self.name) from None

    def blind_index_of(self, value: object) -> bytes:
        """Return the blind index by which ``value`` is found. Raises ``Refused`` if it is empty or no such number."""
        plain = self.normalise(value)
        if not plain:
            raise Refused(_("Enter a number."), field=self.name)
        return blind_index(self.field, plain)

    def _copy(self, instance: models.Model, value: Masked) -> None:
        if value.field != self.field:
            raise TypeError(f"a {value.field} is not a {self.field}")
        if value == self.read(instance):
            # The same number under another nonce: the database refuses a cipher that changes alone.
            return
        plain = value.reveal()
        cipher = seal(self.field, plain, bound_to=number_of(instance)) if plain else None
        self._set(instance, cipher, value.digest, value.last4)

    def _set(self, instance: models.Model, cipher: bytes | None, digest: bytes | None, last4: str) -> None:
        for column, value in zip(self.columns, (cipher, digest, last4), strict=True):
            setattr(instance, column, value)


def whole_number(name: str, *, model: str) -> models.CheckConstraint:
    """Return the constraint ``<model>_<name>_is_whole``: the three columns are all filled or all empty."""
    return models.CheckConstraint(
        name=f"{model}_{name}_is_whole",
        condition=models.Q((f"{name}_cipher__isnull", True), (f"{name}_digest__isnull", True), (f"{name}_last4", ""))
        | (
            models.Q((f"{name}_cipher__isnull", False), (f"{name}_digest__isnull", False))
            & ~models.Q((f"{name}_last4", ""))
        ),
    )


class SealedNik(models.Model):
    """A person's NIK (number of identity)."""

    nik_cipher = models.BinaryField(null=True, blank=True, editable=False)
    nik_digest = models.BinaryField(null=True, blank=True, editable=False)
    nik_last4 = models.CharField(NAMES["nik"], max_length=4, blank=True, editable=False)
    nik = SealedNumber("nik", field="nik")

    class Meta:
        abstract = True


class SealedKk(models.Model):
    """A household's No. KK (number of the family card)."""

    kk_cipher = models.BinaryField(null=True, blank=True, editable=False)
    kk_digest = models.BinaryField(null=True, blank=True, editable=False)
    kk_last4 = models.CharField(NAMES["kk"], max_length=4, blank=True, editable=False)
    kk = SealedNumber("kk", field="kk")

    class Meta:
        abstract = True


class SealedPhone(models.Model):
    """A phone number, kept as +62…"""

    phone_cipher = models.BinaryField(null=True, blank=True, editable=False)
    phone_digest = models.BinaryField(null=True, blank=True, editable=False)
    phone_last4 = models.CharField(NAMES["phone"], max_length=4, blank=True, editable=False)
    phone = SealedNumber("phone", field="phone")

    class Meta:
        abstract = True
