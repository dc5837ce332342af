"""Of one family, or of the round, no correction in words is recorded twice; what a form calls its fields."""

import django.db.models.deletion
from django.db import migrations, models

from config.walls import trigger


class Migration(migrations.Migration):
    dependencies = (("distributions", "0079_what_the_programme_said"),)

    operations = (
        migrations.AlterModelOptions("correction", options={"ordering": ("id",), "verbose_name": "correction"}),
        migrations.AlterField(
            "correction",
            "recipient",
            models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="distributions.recipient",
                verbose_name="family",
            ),
        ),
        migrations.AlterField(
            "correction",
            "result",
            models.CharField(
                blank=True,
                choices=[("received", "It received"), ("not_received", "It did not receive")],
                max_length=12,
                verbose_name="result",
            ),
        ),
        trigger(
            "correction_says_something_new",
            "distributions_correction",
            "BEFORE INSERT ON {table} FOR EACH ROW WHEN (NEW.result = '')",
            """
            BEGIN
                PERFORM FROM distributions_round WHERE id = NEW.round_id FOR NO KEY UPDATE;
                IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable')
                   OR EXISTS (SELECT FROM distributions_correction
                            WHERE round_id = NEW.round_id AND recipient_id IS NOT DISTINCT FROM NEW.recipient_id
                              AND result = '' AND lower(text) = lower(NEW.text)) THEN
                    RAISE EXCEPTION 'This correction is recorded already.'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'correction_says_something_new';
                END IF;
                RETURN NEW;
            END
            """,
        ),
    )
