"""The first register of a centre, in tables that PostgreSQL counted while they were empty."""

from django.db import connection, transaction
from django.utils import timezone

from config.database import as_owner
from families.register_import.importing import import_at_once
from tests.families.long_register import register_of

TABLES = ("families_family", "families_member", "families_inmate", "families_familyinmate")


def test_each_family_costs_as_much_as_the_one_before(committed_db, centre, tmp_path):
    """Rows that are gone through for one family: not more with four times as many families."""
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {', '.join(TABLES)}")
    few, many = (gone_through(centre, tmp_path, count) for count in (150, 600))
    assert few.keys() == set(TABLES)
    assert {table: (few[table], rows) for table, rows in many.items() if rows > few[table] * 1.5} == {}


def gone_through(centre, folder, count):
    """How many rows of each table are, for one family, when a register of so many is saved; it is taken back."""
    file, now = folder / f"{count}.csv", timezone.now()
    file.write_bytes(register_of(count))
    with transaction.atomic(), connection.cursor() as cursor:
        import_at_once(file, file_name=file.name, centre=centre, as_of=centre.local_date(now), by=None, now=now)
        cursor.execute(
            "SELECT relname, seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables"
            " WHERE relname = ANY(%s)",
            [list(TABLES)],
        )
        rows = {table: rows / count for table, rows in cursor.fetchall()}
        transaction.set_rollback(True)
    return rows
