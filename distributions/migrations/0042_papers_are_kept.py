"""What the papers of a round say is kept from one occasion to the next, and each printed paper with its digest."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from config.walls import append_only, check, known_words, moment_in_our_time, referable, same_centre, sealed, trigger


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0017_numbers_of_papers"),
        ("distributions", "0041_entries_of_one_family"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("approved", "Approval"),
                            ("changed", "Change after approval"),
                            ("recorded", "Printed while the hand-over was recorded"),
                            ("closed", "Closing of the round"),
                            ("corrected", "Correction after close"),
                        ],
                        max_length=9,
                        verbose_name="occasion",
                    ),
                ),
                ("content", models.BinaryField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                    "change",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="distributions.roundchange",
                    ),
                ),
                (
                    "correction",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="distributions.correction",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="distributions.paperversion",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper_versions",
                        to="distributions.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of the papers",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("berkas-tanda-tangan", "Papers to be signed"),
                            ("usulan", "Proposal and approval"),
                            ("bast", "Hand-over minutes (BAST)"),
                            ("daftar-tanda-terima", "Receipt list"),
                        ],
                        max_length=20,
                        verbose_name="paper",
                    ),
                ),
                ("token", models.CharField(max_length=22)),
                ("sha256", models.CharField(max_length=64)),
                ("sheets", models.PositiveSmallIntegerField(verbose_name="sheets")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
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
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="distributions.round",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="distributions.paperversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "paper",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="PaperNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("berkas-tanda-tangan", "Papers to be signed"),
                            ("usulan", "Proposal and approval"),
                            ("bast", "Hand-over minutes (BAST)"),
                            ("daftar-tanda-terima", "Receipt list"),
                        ],
                        max_length=20,
                    ),
                ),
                ("part", models.PositiveSmallIntegerField()),
                ("year", models.PositiveSmallIntegerField()),
                ("sequence", models.PositiveIntegerField()),
                ("text", models.CharField(max_length=120)),
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
                    "round",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper_numbers",
                        to="distributions.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "number of a paper",
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("centre", "kind", "year", "sequence"), name="paper_number_once_a_year"
                    ),
                    models.UniqueConstraint(fields=("round", "kind", "part"), name="paper_number_one_per_document"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("part__gte", 1),
                            ("sequence__gte", 1),
                            ("year__gte", 2000),
                            ("year__lte", 2100),
                            models.Q(("text", ""), _negated=True),
                        ),
                        name="paper_number_counts_from_one",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="paperversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("occasion", "recorded"), _negated=True),
                fields=("round", "occasion", "change", "correction"),
                name="paper_version_once_per_occasion",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="paperversion",
            constraint=models.UniqueConstraint(fields=("replaces",), name="paper_version_replaced_once"),
        ),
        migrations.AddConstraint(
            model_name="paperversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("change", None), ("correction", None), ("occasion__in", ["approved", "recorded", "closed"])
                    ),
                    models.Q(("change__isnull", False), ("correction", None), ("occasion", "changed")),
                    models.Q(("change", None), ("correction__isnull", False), ("occasion", "corrected")),
                    _connector="OR",
                ),
                name="paper_version_names_its_occasion",
            ),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["sha256"], name="paper_by_digest"),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(fields=("version", "kind"), name="paper_once_per_version"),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(fields=("token",), name="paper_token_once"),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(("token__regex", "^[A-Za-z0-9_-]{22}$")), name="paper_token_is_random"
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(condition=models.Q(("sheets__gte", 1)), name="paper_has_sheets"),
        ),
        known_words(
            {
                "distributions_paperversion": {"occasion": "approved changed recorded closed corrected"},
                "distributions_paper": {"kind": "berkas-tanda-tangan usulan bast daftar-tanda-terima"},
                "distributions_papernumber": {"kind": "berkas-tanda-tangan usulan bast daftar-tanda-terima"},
            }
        ),
        moment_in_our_time("distributions_paperversion", "at"),
        moment_in_our_time("distributions_paper", "made_at"),
        referable("distributions_roundchange", "distributions_correction", "distributions_paperversion"),
        same_centre(
            ("distributions_paperversion", "round_id", "distributions_round"),
            ("distributions_paperversion", "change_id", "distributions_roundchange"),
            ("distributions_paperversion", "correction_id", "distributions_correction"),
            ("distributions_paperversion", "replaces_id", "distributions_paperversion"),
            ("distributions_paper", "round_id", "distributions_round"),
            ("distributions_paper", "version_id", "distributions_paperversion"),
            ("distributions_paper", "file_id", "centres_storedfile"),
            ("distributions_papernumber", "round_id", "distributions_round"),
        ),
        append_only("distributions_paperversion", "distributions_paper", "distributions_papernumber"),
        check("paper_version_is_sealed", "distributions_paperversion", sealed("content", 2, formats=(2,))),
        check("paper_has_its_digest", "distributions_paper", "sha256 ~ '^[0-9a-f]{64}$'"),
        # Holds the round, so that it is neither approved nor closed meanwhile.
        trigger(
            "paper_version_of_its_round",
            "distributions_paperversion",
            "BEFORE INSERT ON {table} FOR EACH ROW",
            """
            DECLARE
                the_state text;
            BEGIN
                SELECT state INTO the_state FROM distributions_round WHERE id = NEW.round_id FOR SHARE;
                IF (the_state IN ('approved', 'issued', 'closed')) IS NOT TRUE
                   OR (NEW.occasion IN ('closed', 'corrected')) <> (the_state = 'closed')
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
            """,
        ),
        trigger(
            "paper_is_its_file",
            "distributions_paper",
            "BEFORE INSERT ON {table} FOR EACH ROW",
            """
            BEGIN
                IF NOT EXISTS (SELECT FROM distributions_paperversion WHERE id = NEW.version_id AND round_id = NEW.round_id)
                   OR NOT EXISTS (SELECT FROM centres_storedfile
                                   WHERE id = NEW.file_id AND sha256 = NEW.sha256 AND kind = 'paper')
                THEN
                    RAISE EXCEPTION 'a paper is the file that was made of a version of its round'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'paper_is_its_file';
                END IF;
                RETURN NEW;
            END
            """,
        ),
        trigger(
            "paper_number_after_approval",
            "distributions_papernumber",
            "BEFORE INSERT ON {table} FOR EACH ROW",
            """
            BEGIN
                IF NOT EXISTS (SELECT FROM distributions_round
                                WHERE id = NEW.round_id AND state IN ('approved', 'issued', 'closed')) THEN
                    RAISE EXCEPTION 'papers get their numbers by the approval'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'paper_number_after_approval';
                END IF;
                RETURN NEW;
            END
            """,
        ),
    ]
