"""The activity report: one more paper, which photos and news complete after close."""

from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations import RunSQL

from config.walls import OWN_TABLES, other_check

OCCASIONS = "'approved', 'changed', 'recorded', 'closed', 'corrected'"
KINDS = (
    "'berkas-tanda-tangan', 'usulan', 'bast', 'daftar-tanda-terima', 'surat-tugas', 'daftar-belanja', 'daftar-muat',"
    " 'bast-barang'"
)
# Beside what is closed and corrected, a report that was completed since is a version of a closed round.
VERSION = """
    CREATE OR REPLACE FUNCTION paper_version_of_its_round() RETURNS trigger LANGUAGE plpgsql{own} AS $body$
    DECLARE
        the_state text;
    BEGIN
        SELECT state INTO the_state FROM distributions_round WHERE id = NEW.round_id FOR SHARE;
        IF (the_state IN ('approved', 'issued', 'closed')) IS NOT TRUE
           OR {closed}
           OR NEW.change_id IS NOT NULL AND NOT EXISTS (
              SELECT FROM distributions_roundchange WHERE id = NEW.change_id AND round_id = NEW.round_id)
           OR NEW.correction_id IS NOT NULL AND NOT EXISTS (
              SELECT FROM distributions_correction WHERE id = NEW.correction_id AND round_id = NEW.round_id)
           OR NEW.replaces_id IS DISTINCT FROM (
              SELECT max(id) FROM distributions_paperversion WHERE round_id = NEW.round_id)
        THEN
            RAISE EXCEPTION 'a version of papers follows the last one of its round'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'paper_version_of_its_round';
        END IF;
        RETURN NEW;
    END
    $body$
"""
BEFORE = "(NEW.occasion IN ('closed', 'corrected')) <> (the_state = 'closed')"
AFTER = f"NEW.occasion <> 'reported' AND {BEFORE}"


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0022_numbers_of_reports"),
        ("distributions", "0051_what_rounds_say_can_be"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="paperversion",
            name="paper_version_once_per_occasion",
        ),
        migrations.RemoveConstraint(
            model_name="paperversion",
            name="paper_version_names_its_occasion",
        ),
        migrations.AddField(
            model_name="photo",
            name="in_report",
            field=models.BooleanField(
                default=False,
                help_text="Up to six. While none is chosen, the first six that may be published are printed.",
                verbose_name="in the activity report",
            ),
        ),
        migrations.AddField(
            model_name="photoevent",
            name="in_report",
            field=models.BooleanField(
                default=False,
                help_text="Up to six. While none is chosen, the first six that may be published are printed.",
                verbose_name="in the activity report",
            ),
        ),
        migrations.AlterField(
            model_name="paper",
            name="kind",
            field=models.CharField(
                choices=[
                    ("berkas-tanda-tangan", "Papers to be signed"),
                    ("usulan", "Proposal and approval"),
                    ("surat-tugas", "Letter of assignment"),
                    ("bast-barang", "Minutes of the goods received (BAST)"),
                    ("bast", "Hand-over minutes (BAST)"),
                    ("daftar-tanda-terima", "Receipt list"),
                    ("laporan-kegiatan", "Activity report"),
                    ("daftar-belanja", "Shopping list"),
                    ("daftar-muat", "Packing list"),
                ],
                max_length=20,
                verbose_name="paper",
            ),
        ),
        migrations.AlterField(
            model_name="papernumber",
            name="kind",
            field=models.CharField(
                choices=[
                    ("berkas-tanda-tangan", "Papers to be signed"),
                    ("usulan", "Proposal and approval"),
                    ("surat-tugas", "Letter of assignment"),
                    ("bast-barang", "Minutes of the goods received (BAST)"),
                    ("bast", "Hand-over minutes (BAST)"),
                    ("daftar-tanda-terima", "Receipt list"),
                    ("laporan-kegiatan", "Activity report"),
                    ("daftar-belanja", "Shopping list"),
                    ("daftar-muat", "Packing list"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="paperversion",
            name="occasion",
            field=models.CharField(
                choices=[
                    ("approved", "Approval"),
                    ("changed", "Change after approval"),
                    ("recorded", "Printed while the hand-over was recorded"),
                    ("closed", "Closing of the round"),
                    ("corrected", "Correction after close"),
                    ("reported", "Printed after the report was completed"),
                ],
                max_length=9,
                verbose_name="occasion",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("occasion__in", ["recorded", "reported"]), _negated=True),
                fields=("round", "occasion", "change", "correction"),
                name="paper_version_once_per_occasion",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="paperversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("change", None),
                        ("correction", None),
                        ("occasion__in", ["approved", "recorded", "closed", "reported"]),
                    ),
                    models.Q(("change__isnull", False), ("correction", None), ("occasion", "changed")),
                    models.Q(("change", None), ("correction__isnull", False), ("occasion", "corrected")),
                    _connector="OR",
                ),
                name="paper_version_names_its_occasion",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(("in_report", False), ("may_publish", True), _connector="OR"),
                name="photo_in_report_may_leave",
            ),
        ),
        *(
            other_check(
                f"{table}_kind_is_known",
                table,
                f"kind::text IN ({KINDS}, 'laporan-kegiatan')",
                f"kind::text IN ({KINDS})",
            )
            for table in ("distributions_paper", "distributions_papernumber")
        ),
        other_check(
            "distributions_paperversion_occasion_is_known",
            "distributions_paperversion",
            f"occasion::text IN ({OCCASIONS}, 'reported')",
            f"occasion::text IN ({OCCASIONS})",
        ),
        RunSQL([VERSION.format(own=OWN_TABLES, closed=AFTER)], [VERSION.format(own=OWN_TABLES, closed=BEFORE)]),
    ]
