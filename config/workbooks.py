"""How numbers of a workbook are shown: with their thousands, and with a comma only where something stands behind it."""

from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

Figure = int | float | Decimal


class NumberStyles:
    """The formats of one look (bold, with a line above …); Excel would show 40 as "40," by that of fractions."""

    def __init__(self, book: Workbook, **look: Any) -> None:
        self.whole = book.add_format({"num_format": "#,##0", **look})
        self.parts = book.add_format({"num_format": "#,##0.###", **look})

    def of(self, figure: Figure) -> Format:
        return self.whole if figure == int(figure) else self.parts
