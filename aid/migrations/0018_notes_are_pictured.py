"""The note of a delivery may be kept as pictures, page by page: files of that kind, each of one note.

The one photo that a delivery could name before was never asked for by a page.
"""

import django.db.models.deletion
import pghistory.utils
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations import RunSQL

from config.walls import done_by, has_happened, moment_in_our_time, never_truncated, same_centre, trigger

# As migration 0071 of ``distributions`` has it.
NO_HOUSE = trigger(
    "delivery_note_is_no_house",
    "aid_receipt",
    "BEFORE INSERT OR UPDATE OF note_photo_id ON {table} FOR EACH ROW WHEN (NEW.note_photo_id IS NOT NULL)",
    """
    BEGIN
        IF EXISTS (SELECT FROM centres_storedfile WHERE id = NEW.note_photo_id AND kind = 'house') THEN
            RAISE EXCEPTION 'a photo of a house is nothing else'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'delivery_note_is_no_house';
        END IF;
        RETURN NEW;
    END
    """,
)


class Migration(migrations.Migration):
    dependencies = [
        ("aid", "0017_what_was_taken_back_is_not_paid"),
        ("centres", "0036_notes_of_suppliers"),
        ("distributions", "0071_a_photo_of_a_house_is_nothing_else"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        RunSQL(NO_HOUSE.reverse_sql, NO_HOUSE.sql),
        migrations.RemoveField(
            model_name="receipt",
            name="note_photo",
        ),
        migrations.RemoveField(
            model_name="receiptevent",
            name="note_photo",
        ),
        migrations.CreateModel(
            name="NotePage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                    "receipt",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="note_pages",
                        to="aid.receipt",
                    ),
                ),
            ],
            options={
                "verbose_name": "page of a note",
                "ordering": ("receipt", "number"),
            },
        ),
        migrations.CreateModel(
            name="NotePageEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField()),
                ("id", models.BigIntegerField()),
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
                        to="aid.notepage",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="aid.receipt",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="notepage",
            constraint=models.UniqueConstraint(fields=("receipt", "number"), name="note_page_once"),
        ),
        migrations.AddConstraint(
            model_name="notepage",
            constraint=models.UniqueConstraint(fields=("file",), name="note_page_is_of_one_note"),
        ),
        migrations.AddConstraint(
            model_name="notepage",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1), ("number__lte", 20)), name="note_page_counts_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="notepageevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("pgh_context__has_key", "actor")), name="aid_notepage_event_has_actor"
            ),
        ),
        same_centre(
            ("aid_notepage", "receipt_id", "aid_receipt"),
            ("aid_notepage", "file_id", "centres_storedfile"),
        ),
        never_truncated("aid_notepage"),
        moment_in_our_time("aid_notepage", "added_at"),
        moment_in_our_time("aid_notepageevent", "added_at"),
        moment_in_our_time("aid_notepageevent", "pgh_created_at"),
        has_happened("note_page_has_happened", "aid_notepage", moments=("added_at",)),
        done_by(
            "note_page_by_who_keeps_goods", "aid_notepage", "added_by_id", "added_at", "storekeeper", "coordinator"
        ),
        trigger(
            "note_page_is_a_note",
            "aid_notepage",
            "BEFORE INSERT ON {table} FOR EACH ROW",
            """
            BEGIN
                -- More people may open it than a signed paper: what kind a file is of never changes.
                IF NOT EXISTS (SELECT FROM centres_storedfile WHERE id = NEW.file_id AND kind = 'note') THEN
                    RAISE EXCEPTION 'a page of a note is a file of that kind'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'note_page_is_a_note';
                END IF;
                RETURN NEW;
            END
            """,
        ),
    ]
