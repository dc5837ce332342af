"""What else of a person is sealed: the date of birth, and the four digits that papers print.

Both are bound to whose they are, as numbers are (``centres.identity.number_of``), and set when that is known.
"""

import datetime
from typing import Self, overload

from django.db import models
from django.utils.translation import gettext_lazy as _

from centres.encryption import Unreadable, blind_index, seal, unseal
from centres.identity import number_of

BIRTH = "birth"


class BirthDate(property):
    """The property over the three columns of a date of birth.

    The cipher holds the day; the blind index finds who was born on the same one; the year stands in clear, for criteria
    and statistics.
    """

    columns = ("birth_cipher", "birth_digest", "birth_year")

    def __init__(self) -> None:
        super().__init__(self.read, self.write)

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, instance: models.Model, owner: type | None = None) -> datetime.date | None: ...
    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Self | datetime.date | None:
        return self if instance is None else self.read(instance)

    def read(self, instance: models.Model) -> datetime.date | None:
        """The day; None where there is none, and where what is stored is damaged or another row's."""
        cipher, digest, _year = (getattr(instance, column) for column in self.columns)
        if cipher is None:
            return None
        try:
            plain = unseal(BIRTH, cipher, bound_to=number_of(instance))
        except Unreadable:
            return None
        return datetime.date.fromisoformat(plain) if blind_index(BIRTH, plain) == bytes(digest or b"") else None

    def write(self, instance: models.Model, value: datetime.date | None) -> None:
        """Set the three columns; the same day again leaves them untouched."""
        if value is None:
            self._set(instance, None, None, None)
            return
        index = self.blind_index_of(value)
        current = getattr(instance, self.columns[1])
        if current is None or bytes(current) != index:
            cipher = seal(BIRTH, value.isoformat(), bound_to=number_of(instance))
            self._set(instance, cipher, index, value.year)

    def blind_index_of(self, day: datetime.date) -> bytes:
        """The blind index by which those are found who were born on a day."""
        return blind_index(BIRTH, day.isoformat())

    def _set(self, instance: models.Model, cipher: bytes | None, digest: bytes | None, year: int | None) -> None:
        for column, value in zip(self.columns, (cipher, digest, year), strict=True):
            setattr(instance, column, value)


class SealedBirth(models.Model):
    """A person's date of birth."""

    birth_cipher = models.BinaryField(null=True, blank=True, editable=False)
    birth_digest = models.BinaryField(_("date of birth"), null=True, blank=True, editable=False)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True, editable=False)
    birth_date = BirthDate()

    class Meta:
        abstract = True


class SealedText(property):
    """The property over ``<name>_cipher``: a short text that is shown, found by nothing, and empty where it is NULL."""

    def __init__(self, name: str) -> None:
        super().__init__(self.read, self.write)
        self.column, self.field = f"{name}_cipher", name.replace("_", " ")

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, instance: models.Model, owner: type | None = None) -> str: ...
    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Self | str:
        return self if instance is None else self.read(instance)

    def read(self, instance: models.Model) -> str:
        """The text; "" where there is none, and where what is stored is damaged or another row's."""
        cipher = getattr(instance, self.column)
        if cipher is None:
            return ""
        try:
            return unseal(self.field, cipher, bound_to=number_of(instance))
        except Unreadable:
            return ""

    def write(self, instance: models.Model, value: str) -> None:
        """Seal ``value`` for this row; the same text again leaves the column untouched."""
        if not value:
            setattr(instance, self.column, None)
        elif self.read(instance) != value:
            setattr(instance, self.column, seal(self.field, value, bound_to=number_of(instance)))
