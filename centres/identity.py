"""Identity numbers and phones as columns of a model: encrypted, found by a blind index, shown by four digits.

A number has two columns, each of which may be empty: ``<name>_cipher`` and ``<name>_digest`` (the blind index). No
digit of it stands in clear: a birth date, a district and the last four are the whole of a NIK.
The mix-ins below bring them, with a property under the plain name::

    class Member(SealedNik, SealedPhone):
        ...

    member.nik = "3316 0112 3456 0001"      # checked, encrypted only if it differs, cleared by None or ""
    str(member.nik)                          # "••••••••••••0001"
    member.nik.reveal()                      # the digits; the caller logs it in the same transaction
    Member.objects.filter(nik_digest=Member.nik.blind_index_of("3316011234560001"))

A number is sealed for whose it is (``number_of``): it opens in no other centre, and a person's in no other family.
So it is set when that is known, and a copy of one is sealed anew.

History excludes ``<name>_cipher``: the blind index is enough to see that a number changed, and the database refuses a
cipher that changes without it (``config.walls.changes_as_one``).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self, overload

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.encryption import Unreadable, blind_index, seal, unseal
from centres.personal_numbers import plain
from config.errors import Refused

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DOT = "•"
SEPARATORS = frozenset(" .-/()'\u00a0")


def only_digits(value: object) -> str:
    """Return the digits of ``value`` without the usual separators. Raises ``Refused`` if anything else is in it."""
    text = plain(str(value)).strip()
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
    text = plain(str(value)).strip()
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

    __slots__ = ("_cipher", "_last4", "_number_of", "digest", "field")

    def __init__(self, field: str, cipher: Any, digest: Any, number_of: str = "") -> None:
        self.field = field
        self._number_of = number_of
        self._cipher = None if cipher is None else bytes(cipher)
        self._last4: str | None = None
        self.digest = None if digest is None else bytes(digest)

    @property
    def last4(self) -> str:
        """The last four digits, opened when they are first asked for; "" for no number and for an unreadable one."""
        if self._last4 is None:
            try:
                self._last4 = self._open()[-4:]
            except Unreadable:
                self._last4 = ""
        return self._last4

    def __str__(self) -> str:
        return f"{MASKS[self.field]}{self.last4 or DOT * 4}" if self else ""

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
        try:
            return self._open()
        except Unreadable:
            raise Refused(_("This number can't be read: what is stored is damaged or belongs elsewhere.")) from None

    def _open(self) -> str:
        if self._cipher is None:
            return ""
        plain = unseal(self.field, self._cipher, bound_to=self._number_of)
        if blind_index(self.field, plain) != self.digest:
            raise Unreadable("not the number of this digest")
        return plain


def number_of(instance: models.Model) -> str:
    """Whose what is sealed in this row is, in what the database lets nobody change.

    Its centre, of a person the family, of a family in a round both. Raises ValueError where that isn't known yet.
    """
    owners = {
        name: getattr(instance, f"{name}_id") for name in ("round", "family") if hasattr(type(instance), f"{name}_id")
    }
    centre: int | None = instance.centre_id  # type: ignore[attr-defined]  # whatever is sealed is a centre's
    if centre is None or None in owners.values():
        raise ValueError(f"a number of {instance._meta.label} is set when it is known whose it is")
    return owned_by(centre, **owners)


def owned_by(centre: int, family: int | None = None, *, round: int | None = None) -> str:
    """To what a number of a family of ``centre`` is sealed, or with ``family`` one of a person in it.

    With ``round``, too: what is kept of a person for the papers of that round.
    """
    owners = {"centre": centre, "round": round, "family": family}
    return " ".join(f"{name} {key}" for name, key in owners.items() if key is not None)


class SealedNumber(property):
    """The property over the two columns of a number.

    A ``property``, because Django's model constructor and ``objects.create`` accept those by keyword.
    ``name`` is the prefix of the columns; ``field`` names the kind of number (nik, kk, phone) and with it the key:
    equal numbers of one kind have equal blind indexes in every table.
    """

    def __init__(self, name: str, *, field: str | None = None) -> None:
        super().__init__(self.read, self.write)
        self.name = name
        self.field = field or name
        self.columns = (f"{name}_cipher", f"{name}_digest")

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, instance: models.Model, owner: type | None = None) -> Masked: ...
    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Self | Masked:
        return self if instance is None else self.read(instance)

    def read(self, instance: models.Model) -> Masked:
        cipher, digest = (getattr(instance, column) for column in self.columns)
        return Masked(self.field, cipher, digest, number_of(instance) if cipher is not None else "")

    def write(self, instance: models.Model, value: object) -> None:
        """Set the two columns; the same number again leaves them untouched. Raises ``Refused`` if it is none."""
        if isinstance(value, Masked):
            self._copy(instance, value)
            return
        plain = self.normalise(value)
        if not plain:
            self._set(instance, None, None)
            return
        index = blind_index(self.field, plain)
        current = getattr(instance, self.columns[1])
        if current is None or bytes(current) != index:
            self._set(instance, seal(self.field, plain, bound_to=number_of(instance)), index)

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
        self._set(instance, cipher, value.digest)

    def _set(self, instance: models.Model, cipher: bytes | None, digest: bytes | None) -> None:
        for column, value in zip(self.columns, (cipher, digest), strict=True):
            setattr(instance, column, value)


def whole(name: str, *columns: str, model: str) -> models.CheckConstraint:
    """Return the constraint ``<model>_<name>_is_whole``: ``columns`` are all filled or all empty."""
    filled, empty = (models.Q(*((f"{column}__isnull", null) for column in columns)) for null in (False, True))
    return models.CheckConstraint(name=f"{model}_{name}_is_whole", condition=filled | empty)


def whole_number(name: str, *, model: str) -> models.CheckConstraint:
    """Return the constraint ``<model>_<name>_is_whole`` of a number."""
    return whole(name, f"{name}_cipher", f"{name}_digest", model=model)


class SealedNik(models.Model):
    """A person's NIK (number of identity)."""

    nik_cipher = models.BinaryField(null=True, blank=True, editable=False)
    nik_digest = models.BinaryField(NAMES["nik"], null=True, blank=True, editable=False)
    nik = SealedNumber("nik", field="nik")

    class Meta:
        abstract = True


class SealedKk(models.Model):
    """A household's No. KK (number of the family card)."""

    kk_cipher = models.BinaryField(null=True, blank=True, editable=False)
    kk_digest = models.BinaryField(NAMES["kk"], null=True, blank=True, editable=False)
    kk = SealedNumber("kk", field="kk")

    class Meta:
        abstract = True


class SealedPhone(models.Model):
    """A phone number, kept as +62…"""

    phone_cipher = models.BinaryField(null=True, blank=True, editable=False)
    phone_digest = models.BinaryField(NAMES["phone"], null=True, blank=True, editable=False)
    phone = SealedNumber("phone", field="phone")

    class Meta:
        abstract = True
