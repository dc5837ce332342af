"""What was printed and reported before rows were bound is bound by the migrations, and stays what it was."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from config.database import as_owner
from config.errors import Refused
from distributions.models import HandoverReport, Paper, PaperKind
from distributions.papers import kept
from distributions.papers.versions import bundle_in
from tests.distributions.kept_papers import printed
from tests.distributions.months import approved_month, missed, report_missed

pytestmark = pytest.mark.usefixtures("committed_db")


def test_papers_of_before_are_bound_by_the_migration():
    month = approved_month()
    paper, _text = printed(month, PaperKind.BAST)
    migration = import_module("distributions.migrations.0055_papers_are_bound")
    editor = SimpleNamespace(connection=connection)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE distributions_paper DROP CONSTRAINT paper_has_its_keyed_digest")
        migration.unbind(apps, editor)
        for each in (paper, paper.version):
            each.refresh_from_db()
        assert bytes(paper.keyed_digest) == b""
        with pytest.raises(Refused):
            bundle_in(paper.version)
        migration.bind(apps, editor)
    for each in (paper, paper.version):
        each.refresh_from_db()
    assert kept.bytes_of(Paper.objects.get(pk=paper.pk))
    assert month.recipients[0].contact_name in str(bundle_in(paper.version))


def test_reports_of_before_say_why_a_family_was_missed():
    """By what they said; one that can't be opened, by the family's row."""
    month = approved_month(families=2)
    missed(month, month.recipients[0])
    unreadable = report_missed(month.round, month.recipients[1], by=month.people.officer, reason="moved")
    migration = import_module("distributions.migrations.0056_what_follows_from_records")
    table = "distributions_handoverreport"
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT report_says_why_it_was_missed")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            f"UPDATE {table} SET missed_reason = '', content = content || '\\x00' WHERE id = %s", [unreadable.pk]
        )
        cursor.execute(f"UPDATE {table} SET missed_reason = ''")
        migration.say_why(apps, SimpleNamespace(connection=connection))
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone() == (0,)
    assert list(HandoverReport.objects.order_by("pk").values_list("missed_reason", flat=True)) == ["not_home", "moved"]
