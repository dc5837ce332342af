"""Numbers that count nothing: NaN, Infinity and a signed zero.

PostgreSQL puts NaN above every number, so that ``quantity >= 0`` lets it pass; Python raises when it is compared. Both
meet it here: the database by ``is_a_number``, operations by ``require_quantity`` before they compare anything.
"""

from decimal import Decimal

from django.db.models import CharField, CheckConstraint, DecimalField, Q, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.errors import Refused

MAX_QUANTITY = Decimal("999999.999")
ENTER_A_QUANTITY = _("Enter a quantity, for example 10 or 2.5.")


def is_a_number(column: str, *, table: str) -> CheckConstraint:
    """Return the constraint ``<table>_<column>_is_a_number`` on a decimal column.

    Infinity needs no word: a column that says its digits can't hold it. The field itself refuses to write NaN, so the
    constraint writes it as text.
    """
    nan = Cast(Value("NaN", output_field=CharField()), DecimalField(max_digits=14, decimal_places=3))
    return CheckConstraint(condition=~Q((column, nan)), name=f"{table}_{column}_is_a_number")


def counts(number: Decimal) -> bool:
    """Whether a quantity can be so much: finite, and zero only without a sign, since 0 and -0 are written apart."""
    return number.is_finite() and not (number.is_zero() and number.is_signed())


def require_quantity(quantity: Decimal | int, *, field: str = "quantity") -> None:
    """Raise Refused, beside ``field``, for what counts nothing or what no table could hold as it is."""
    quantity = Decimal(quantity)
    if not counts(quantity):
        raise Refused(ENTER_A_QUANTITY, field=field)
    # abs() reckons, and there are numbers with which one can't; copy_abs() only takes the sign away.
    if quantity.copy_abs() > MAX_QUANTITY:
        raise Refused(gettext("This quantity is too large."), field=field)
    if quantity != round(quantity, 3):
        raise Refused(gettext("A quantity has at most three decimals."), field=field)
