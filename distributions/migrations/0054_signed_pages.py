"""Photos and scans of the signed papers of a round, page by page."""

import django.db.models.deletion
import pghistory.utils
from django.conf import settings
from django.db import migrations, models

from config.walls import known_words, moment_in_our_time, never_truncated, same_centre, trigger

SIGNED = "usulan surat-tugas bast-barang bast daftar-tanda-terima laporan-kegiatan"
PHOTO = "NOT EXISTS (SELECT FROM distributions_photo p WHERE p.file_id = f.id)"
PAGE = "NOT EXISTS (SELECT FROM distributions_signedpage s WHERE s.file_id = f.id)"
REWRITTEN = """
    DO $do$
    BEGIN
        EXECUTE replace(pg_get_functiondef('erasure_empties_what_is_frozen'::regproc), '{before}', '{after}');
    END $do$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0023_signed_pages"),
        ("distributions", "0053_more_papers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SignedPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("usulan", "Proposal and approval"),
                            ("surat-tugas", "Letter of assignment"),
                            ("bast-barang", "Minutes of the goods received (BAST)"),
                            ("bast", "Hand-over minutes (BAST)"),
                            ("daftar-tanda-terima", "Receipt list"),
                            ("laporan-kegiatan", "Activity report"),
                        ],
                        max_length=20,
                        verbose_name="paper",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="page")),
                ("added_at", models.DateTimeField(editable=False, verbose_name="added at")),
                (
                    "added_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="centres.centre",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="centres.storedfile",
                        verbose_name="file",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signed_pages",
                        to="distributions.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "signed page",
                "ordering": ("kind", "number"),
            },
        ),
        migrations.CreateModel(
            name="SignedPageEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField()),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("usulan", "Proposal and approval"),
                            ("surat-tugas", "Letter of assignment"),
                            ("bast-barang", "Minutes of the goods received (BAST)"),
                            ("bast", "Hand-over minutes (BAST)"),
                            ("daftar-tanda-terima", "Receipt list"),
                            ("laporan-kegiatan", "Activity report"),
                        ],
                        max_length=20,
                        verbose_name="paper",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="page")),
                ("added_at", models.DateTimeField(editable=False, verbose_name="added at")),
                (
                    "added_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="centres.centre",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="centres.storedfile",
                        verbose_name="file",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="distributions.signedpage",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="distributions.round",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="signedpage",
            constraint=models.UniqueConstraint(fields=("round", "kind", "number"), name="signed_page_once"),
        ),
        migrations.AddConstraint(
            model_name="signedpage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("number__gte", 1),
                    ("number__lte", 999),
                    (
                        "kind__in",
                        ["usulan", "surat-tugas", "bast-barang", "bast", "daftar-tanda-terima", "laporan-kegiatan"],
                    ),
                ),
                name="signed_page_counts_from_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="signedpageevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("pgh_context__has_key", "actor")), name="distributions_signedpage_event_has_actor"
            ),
        ),
        same_centre(
            ("distributions_signedpage", "round_id", "distributions_round"),
            ("distributions_signedpage", "file_id", "centres_storedfile"),
        ),
        never_truncated("distributions_signedpage"),
        moment_in_our_time("distributions_signedpage", "added_at"),
        moment_in_our_time("distributions_signedpageevent", "added_at"),
        moment_in_our_time("distributions_signedpageevent", "pgh_created_at"),
        known_words({"distributions_signedpage": {"kind": SIGNED}}),
        trigger(
            "signed_page_of_an_approved_round",
            "distributions_signedpage",
            "BEFORE INSERT ON {table} FOR EACH ROW",
            """
            BEGIN
                PERFORM FROM distributions_round
                  WHERE id = NEW.round_id AND state IN ('approved', 'issued', 'closed') FOR SHARE;
                IF NOT FOUND THEN
                    RAISE EXCEPTION 'pages are signed of the papers of an approved round'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_page_of_an_approved_round';
                END IF;
                RETURN NEW;
            END
            """,
        ),
        # A proof whose bytes are a signed page, too, stays a file of the round.
        migrations.RunSQL(
            [REWRITTEN.format(before=PHOTO, after=f"{PHOTO} AND {PAGE}")],
            [REWRITTEN.format(before=f"{PHOTO} AND {PAGE}", after=PHOTO)],
        ),
    ]
