"""The No. KK of a household, which is also compared by its first fifteen digits."""

from django.db import models

from centres.encryption import blind_index
from centres.identity import Masked, SealedNumber

CUT = 15  # digits are left where a spreadsheet took the number for a quantity


class CardNumber(SealedNumber):
    """A No. KK that writes the column ``kk_block``, too: by it cards are found of which the last digit is not known."""

    def write(self, instance: models.Model, value: object) -> None:
        super().write(instance, value)
        plain = value.reveal() if isinstance(value, Masked) else self.normalise(value)
        instance.kk_block = card_block(plain) if plain else None  # type: ignore[attr-defined]


def card_block(digits: str) -> bytes:
    """The keyed digest of the first fifteen digits of a card."""
    return blind_index("kk15", digits[:CUT])
