"""Which indexes PostgreSQL follows to a number, in a register that it has counted."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.database import as_owner
from families.models import Family, Member
from families.search import find
from tests.factories import CentreFactory, FamilyFactory

NIK, PHONE = "3316045710820001", "081325551068"


def test_each_part_of_the_question_follows_an_index_of_its_own(committed_db):
    """As the application asks it, in a register of four hundred families that PostgreSQL has counted."""
    centre = CentreFactory()
    family = FamilyFactory(centre=centre)
    Family.objects.bulk_create(
        Family(centre=centre, village=family.village, registered_on=family.registered_on) for _each in range(400)
    )
    Member.objects.bulk_create(Member(centre=centre, family=each, name="Siti") for each in Family.objects.all())
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert followed(centre, NIK) == {
        "family_active_once_per_kk",
        "family_gone_by_kk",
        "families_family_pkey",
        "member_active_once_per_nik",
        "member_gone_by_nik",
    }
    assert followed(centre, PHONE) == {"families_family_pkey", "member_by_phone"}


def followed(centre, number):
    """The indexes of the plan of ``find``, and tables that are read whole.

    The part for words (register numbers have digits, too) may read so few families without an index.
    """
    with CaptureQueriesContext(connection) as asked:
        find(centre, number)
    (question,) = asked.captured_queries
    _who_asks, _context, union = question["sql"].rpartition("; ")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("peduli_app",)
        cursor.execute(f"EXPLAIN {union}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "search @@" in plan
    assert plan.count("Seq Scan") == plan.count("Seq Scan on families_family") <= 1
    return set(re.findall(r"Index (?:Only )?Scan (?:using|on) (\w+)", plan)) - {"family_search"}
