"""Reading a long file in parts, each within one request that the page makes: first its table, then some rows at a time.

What a row says may follow from any other of the file, so each part is judged with the rows before it that it concerns
(``concerned``). In the end all rows say what they would say had the file been judged at once.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from config.errors import Refused
from families.models import RegisterImport
from families.register_import.against_register import judge_register, villages_of
from families.register_import.concerned import Rows
from families.register_import.importing import AT_ONCE, Stage, keep_rows, read_table
from families.register_import.staged_rows import bound_to, cells_of, rows_of_part


def read_on(staged: RegisterImport, *, now: datetime, at_once: int = AT_ONCE) -> RegisterImport:
    """Read the next part of a file; returns the import as it is then, unchanged where all is read.

    Raises Refused where the file has no table, or is gone.
    """
    with transaction.atomic():
        imports = RegisterImport.objects.select_for_update(of=("self",)).select_related("centre__regency")
        locked = imports.filter(pk=staged.pk).first()
        if locked is None:
            raise Refused(_("The rows of this import are gone. Upload the file again."))
        if locked.stage == Stage.TABLE:
            read_table(locked, cells_of(locked), on=locked.centre.local_date(now), at_once=at_once)
        elif locked.stage == Stage.ROWS:
            _judge_next(locked, now)
    return locked


def _judge_next(staged: RegisterImport, now: datetime) -> None:
    part, parts = RegisterImport.objects.values_list(f"parts__{staged.parts_judged}", "parts__len").get(pk=staged.pk)
    rows = rows_of_part(part, bound_to(staged.centre_id, staged.pk))
    judged = judge_register(
        rows,
        centre=staged.centre,
        as_of=staged.as_of,
        villages=villages_of(staged.centre),
        niks_look_cut=staged.niks_look_cut,
    )
    kept = keep_rows(staged, rows, judged, on=staged.centre.local_date(now))
    Rows(staged.pk).take_in(kept, rows, judged, now)
    staged.parts_judged += 1
    if staged.parts_judged == parts:
        staged.stage, staged.parts, staged.rows_in_parts, staged.parts_judged = Stage.READY, None, 0, 0
        staged.save(update_fields=["stage", "parts", "rows_in_parts", "parts_judged"])
    else:
        staged.save(update_fields=["parts_judged"])
