"""What a row of an import concerns: the rows whose judgement may follow from it, however many steps away."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from centres.models import User
from config.errors import Refused
from families.models import RegisterImport, RegisterImportRow
from families.register_import.against_register import judge_register, villages_of
from families.register_import.importing import require_read
from families.register_import.links import address, beside, near, tokens
from families.register_import.row import ReadRow, SheetRow
from families.register_import.staged_rows import read_of, sheet_row_of, write_down
from families.register_import.villages import VillageIndex

OPEN = frozenset({RegisterImportRow.Status.REVIEW, RegisterImportRow.Status.INVALID})
Change = Callable[[SheetRow], SheetRow]
# By one hash of all keys: ``links && keys``, or a question put to each row by itself, compares each with each where the
# database knows little of the table, and takes minutes for the rows of a part.
SHARING = """SELECT one.id FROM families_registerimportrow one CROSS JOIN unnest(one.links) AS shared (link)
              WHERE one.register_import_id = %s AND one.content IS NOT NULL
                AND shared.link IN (SELECT unnest(%s::bigint[]))"""


class Rows:
    """Rows of an import, which is locked: those that are asked for, and what they concern."""

    def __init__(self, import_id: int) -> None:
        imports = RegisterImport.objects.select_for_update(of=("self",)).select_related("centre__regency")
        self.staged = imports.get(pk=import_id)
        self._rows: dict[int, RegisterImportRow] = {}
        self._cells: dict[int, SheetRow] = {}

    def _load(self, **wanted: object) -> list[int]:
        """Read rows that are not read yet; returns their keys."""
        found = self.staged.rows.filter(content__isnull=False, **wanted).exclude(pk__in=self._rows.keys())
        rows = {row.pk: row for row in found.order_by("id")}
        self._rows |= rows
        self._cells |= {pk: sheet_row_of(row) for pk, row in rows.items()}
        return list(rows)

    def has(self, pk: int) -> bool:
        """Whether a row is there; read if it is."""
        return pk in self._rows or bool(self._load(pk=pk))

    def read(self, pks: Iterable[int]) -> None:
        """Read many rows at once."""
        self._load(pk__in=set(pks) - self._rows.keys())

    def __getitem__(self, pk: int) -> RegisterImportRow:
        if not self.has(pk):
            raise Refused(_("The rows of this import are gone. Upload the file again."))
        return self._rows[pk]

    def written_alike(self, pk: int) -> set[int]:
        """The rows about which something is to be decided and whose address is written as this one's is."""
        self.read([pk])
        written = tokens(self.staged.pk, address(self._cells[pk]))
        alike = self.staged.rows.filter(status__in=OPEN, links__overlap=written, content__isnull=False)
        return set(alike.values_list("pk", flat=True))

    def say(self, changes: Mapping[int, Change]) -> bool:
        """Whether these rows say already what would be changed in them; of none there is nothing to say."""
        self.read(changes)
        return bool(changes) and all(change(self._cells[pk]) == self._cells[pk] for pk, change in changes.items())

    def change(self, changes: Mapping[int, Change], by: User, now: datetime) -> None:
        """Change some rows, and judge them anew with what they concerned before and concern now."""
        require_read(self.staged)
        self.read(changes)
        if any(self[pk].status == RegisterImportRow.Status.SAVED for pk in changes):
            raise Refused(_("This row was saved already. Change the family in the register."))
        near_before = self._near(set(changes))
        concerned = near_before | self._beside(near_before)
        self._cells |= {pk: change(self._cells[pk]) for pk, change in changes.items()}
        alone = self._judged(sorted(changes))
        near_now = self._near(near_before, alone)
        concerned |= near_now | self._beside(near_now, alone)
        # What those beside say follows from rows near them, which themselves stay as they are.
        self._write(concerned, self._judged(sorted(self._near(concerned, alone))), now)
        for pk in changes:
            self._rows[pk].changed_by, self._rows[pk].changed_at = by, now
        RegisterImportRow.objects.filter(pk__in=changes).update(changed_by=by, changed_at=now)

    def judge_again(self, pks: Iterable[int], now: datetime) -> None:
        """Judge some rows anew, as something of the register is different by now."""
        self.read(pks)
        again = set(pks)
        self._write(again, self._judged(sorted(self._near(again))), now)

    def take_in(
        self, rows: Sequence[RegisterImportRow], cells: Sequence[SheetRow], said: Sequence[ReadRow], now: datetime
    ) -> None:
        """Judge the next rows of the file, so far judged among themselves, anew with all others that they concern."""
        alone = {row.pk: read for row, read in zip(rows, said, strict=True)}
        self._rows |= {row.pk: row for row in rows}
        self._cells |= {row.pk: of_file for row, of_file in zip(rows, cells, strict=True)}
        near_now = self._near(set(alone), alone)
        concerned = near_now | self._beside(near_now, alone)
        if concerned != alone.keys():
            self._write(concerned, self._judged(sorted(self._near(concerned, alone))), now)

    def _write(self, concerned: set[int], judged: Mapping[int, ReadRow], now: datetime) -> None:
        changed = [
            (self._rows[pk], self._cells[pk], judged[pk])
            for pk in sorted(concerned)
            if self._rows[pk].status != RegisterImportRow.Status.SAVED
        ]
        write_down(changed, on=self.staged.centre.local_date(now))

    def _judged(self, pks: list[int]) -> dict[int, ReadRow]:
        """What these rows say, judged among themselves in the order of the file."""
        staged = self.staged
        cells = [self._cells[pk] for pk in pks]
        said = judge_register(
            cells, centre=staged.centre, as_of=staged.as_of, villages=self._places, niks_look_cut=staged.niks_look_cut
        )
        return dict(zip(pks, said, strict=True))

    @cached_property
    def _places(self) -> VillageIndex:
        return villages_of(self.staged.centre)

    def _linked(self, texts: list[str]) -> set[int]:
        """The rows that share one of these; they are read."""
        with connection.cursor() as cursor:
            cursor.execute(SHARING, [self.staged.pk, list(set(tokens(self.staged.pk, texts)))])
            pks = {pk for (pk,) in cursor}
        self.read(pks)
        return pks

    def _near(self, pks: set[int], said: Mapping[int, ReadRow] | None = None) -> set[int]:
        """These rows with all that may be one person or household with any of them, however many steps away.

        ``said`` is what some of them say now; the others are as they were judged last.
        """
        found, asked = set(pks), set[int]()
        while new := found - asked:
            asked |= new
            found |= self._linked([text for read in self._reads(new, said) for text in near(read)])
        return found

    def _beside(self, pks: set[int], said: Mapping[int, ReadRow] | None = None) -> set[int]:
        """The rows with an inmate of any of these."""
        return self._linked([text for read in self._reads(pks, said) for text in beside(read)])

    def _reads(self, pks: set[int], said: Mapping[int, ReadRow] | None) -> list[ReadRow]:
        return [(said or {}).get(pk) or read_of(self._rows[pk]) for pk in pks]
