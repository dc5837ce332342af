"""Long prints, which are made apart from the request: one at a time of a person in a centre, and over once."""

import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from config.walls import check, known_words, never_truncated, readable, same_centre, stays, trigger


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0032_a_centre_keeps_an_administrator"),
        ("distributions", "0072_what_was_sent_back_is_kept"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PrintJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None),
                ),
                ("archive", models.BooleanField()),
                ("token", models.CharField(max_length=22)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("making", "Being made"),
                            ("ready", "Ready"),
                            ("failed", "Not made"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="making",
                        max_length=9,
                    ),
                ),
                ("done", models.PositiveSmallIntegerField(default=0)),
                (
                    "failure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("too_long", "Too long"),
                            ("disk_full", "Disk full"),
                            ("refused", "Can't be printed"),
                            ("stopped", "Stopped"),
                            ("fault", "Fault"),
                        ],
                        max_length=9,
                    ),
                ),
                ("said", models.CharField(blank=True, max_length=300)),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
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
                    "round",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="print_jobs",
                        to="distributions.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "long print",
                "ordering": ("id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "asked_at__range",
                                (
                                    datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.UTC),
                                    datetime.datetime(2100, 12, 31, 0, 0, tzinfo=datetime.UTC),
                                ),
                            ),
                            (
                                "ended_at__range",
                                (
                                    datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.UTC),
                                    datetime.datetime(2100, 12, 31, 0, 0, tzinfo=datetime.UTC),
                                ),
                            ),
                        ),
                        name="print_job_moments_in_our_time",
                        violation_error_message="A day lies outside the years 2000 to 2100.",
                    ),
                    models.UniqueConstraint(fields=("token",), name="print_job_token_once"),
                    models.CheckConstraint(
                        condition=models.Q(("token__regex", "^[A-Za-z0-9_-]{22}$")), name="print_job_token_is_random"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "making")),
                        fields=("centre", "asked_by"),
                        name="print_job_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("done__lte", models.F("kinds__len")), ("kinds__len__gte", 1)),
                        name="print_job_has_made_no_more_than_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("state", "making")),
                            models.Q(
                                ("ended_at__gte", models.F("asked_at")),
                                ("ended_at__isnull", False),
                                ("state__in", ["ready", "failed", "cancelled"]),
                            ),
                            _connector="OR",
                        ),
                        name="print_job_ends_with_its_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), models.Q(("failure", ""), _negated=True)),
                            models.Q(models.Q(("state", "failed"), _negated=True), ("failure", "")),
                            _connector="OR",
                        ),
                        name="print_job_says_why_it_failed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("failure", "refused"), models.Q(("said", ""), _negated=True)),
                            models.Q(models.Q(("failure", "refused"), _negated=True), ("said", "")),
                            _connector="OR",
                        ),
                        name="print_job_says_what_was_refused",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True),
                            ("done", models.F("kinds__len")),
                            _connector="OR",
                        ),
                        name="print_job_is_ready_when_all_is_made",
                    ),
                ],
            },
        ),
        same_centre(("distributions_printjob", "round_id", "distributions_round")),
        stays("distributions_printjob", "round_id", "asked_by_id"),
        never_truncated("distributions_printjob"),
        known_words(
            {
                "distributions_printjob": {
                    "state": "making ready failed cancelled",
                    "failure": "- too_long disk_full refused stopped fault",
                }
            }
        ),
        check(
            "print_job_kinds_are_known",
            "distributions_printjob",
            "kinds::text[] <@ ARRAY['berkas-tanda-tangan', 'usulan', 'surat-tugas', 'bast-barang', 'bast',"
            " 'daftar-tanda-terima', 'laporan-kegiatan', 'daftar-belanja', 'daftar-muat', 'lembar-rute',"
            " 'label-paket', 'daftar-penerima', 'formulir-kosong']",
        ),
        readable("print_job_is_readable", "distributions_printjob", optional=("said",)),
        trigger(
            "print_job_ends_once",
            "distributions_printjob",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.state <> 'making')",
            """
            BEGIN
                RAISE EXCEPTION 'a print that is over stays so'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'print_job_ends_once';
            END
            """,
        ),
    ]
