"""Who noted a payment is on record and it is noted once; what was delivered keeps the unit it was counted in."""

import django.db.models.deletion
import pghistory.utils
from django.conf import settings
from django.db import migrations, models

from config.walls import trigger


class Migration(migrations.Migration):
    dependencies = (
        ("aid", "0004_rows_stay_with_their_centre"),
        ("centres", "0004_rows_stay_with_their_centre"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.CreateModel(
            name="ReceiptEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField()),
                ("id", models.BigIntegerField()),
                ("received_on", models.DateField(verbose_name="received on")),
                (
                    "terms",
                    models.CharField(
                        choices=[("gift", "Gift"), ("bought", "Bought"), ("account", "On account")],
                        default="gift",
                        max_length=8,
                        verbose_name="terms",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number of the note")),
                ("source_of_funds", models.CharField(blank=True, max_length=120, verbose_name="source of funds")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="paid on")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="remark")),
                ("recorded_at", models.DateTimeField(editable=False)),
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
                    "note_photo",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="centres.storedfile",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="aid.receipt",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="aid.supplier",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pgh_context__has_key", "actor")), name="aid_receipt_event_has_actor"
                    )
                ],
            },
        ),
        trigger(
            "receipt_paid_once",
            "aid_receipt",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.paid_on IS NOT NULL AND NEW.paid_on IS DISTINCT FROM OLD.paid_on)",
            """
            BEGIN
                RAISE EXCEPTION 'a payment that is noted stays'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_paid_once';
            END
            """,
        ),
        trigger(
            "item_unit_stays",
            "aid_item",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (NEW.unit IS DISTINCT FROM OLD.unit)",
            """
            BEGIN
                IF EXISTS (SELECT FROM aid_lot WHERE item_id = NEW.id) THEN
                    RAISE EXCEPTION 'what was delivered keeps its unit'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'item_unit_stays';
                END IF;
                RETURN NEW;
            END
            """,
        ),
    )
