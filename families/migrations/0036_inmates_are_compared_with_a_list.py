"""What came of comparing a list of inmates with the register, and the notice that it leaves at who is not in it."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from config.walls import (
    bound,
    check,
    known_words,
    moment_in_our_time,
    never_truncated,
    referable,
    same_centre,
    sealed,
    stays,
)


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0020_set_of_papers"),
        ("families", "0035_families_are_counted_by_an_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InmateFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verdict",
                    models.CharField(
                        choices=[("missing", "Not in the list"), ("unsure", "Needs checking")], max_length=7
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("said_gone", "The list itself says that this inmate is no longer there"),
                            ("number_of_another", "The list has this register number with another name"),
                            ("other_number", "The list has this name with another register number"),
                            ("near_name", "The list has a name that is written nearly the same"),
                            ("several", "This name is there more than once"),
                            ("not_held", "Is in the list, though the register says no longer held"),
                        ],
                        max_length=17,
                    ),
                ),
                ("content", models.BinaryField(null=True)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("here", "Still here"),
                            ("renumbered", "Still here, with the register number of the list"),
                            ("absent", "Not in the list"),
                        ],
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="InmateList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("listed_on", models.DateField(verbose_name="list of")),
                ("digest", models.BinaryField()),
                ("listed", models.PositiveIntegerField()),
                ("here", models.PositiveIntegerField()),
                ("unknown", models.PositiveIntegerField()),
                ("unread", models.JSONField(default=list)),
                ("compared_at", models.DateTimeField()),
                ("raised_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "list of inmates",
            },
        ),
        migrations.RemoveConstraint(
            model_name="inmate",
            name="inmate_days_in_our_time",
        ),
        migrations.AddField(
            model_name="inmate",
            name="held_on",
            field=models.DateField(editable=False, null=True, verbose_name="known to be held on"),
        ),
        migrations.AddField(
            model_name="inmate",
            name="unlisted_on",
            field=models.DateField(editable=False, null=True, verbose_name="not in the list of inmates of"),
        ),
        migrations.AddField(
            model_name="inmateevent",
            name="unlisted_on",
            field=models.DateField(editable=False, null=True, verbose_name="not in the list of inmates of"),
        ),
        migrations.AddIndex(
            model_name="inmate",
            index=models.Index(
                condition=models.Q(("unlisted_on__isnull", False)),
                fields=["centre", "unlisted_on"],
                name="inmate_unlisted",
            ),
        ),
        migrations.AddConstraint(
            model_name="inmate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                    ("expected_release_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                    ("held_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                    ("unlisted_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                ),
                name="inmate_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="inmate",
            constraint=models.CheckConstraint(
                condition=models.Q(("unlisted_on", None), ("status", "held"), _connector="OR"),
                name="inmate_unlisted_while_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="inmate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("unlisted_on", None), ("held_on", None), ("unlisted_on__gt", models.F("held_on")), _connector="OR"
                ),
                name="inmate_unlisted_after_held",
            ),
        ),
        migrations.AddField(
            model_name="inmatefinding",
            name="centre",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="centres.centre"
            ),
        ),
        migrations.AddField(
            model_name="inmatefinding",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="inmatefinding",
            name="inmate",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="families.inmate",
            ),
        ),
        migrations.AddField(
            model_name="inmatelist",
            name="centre",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="centres.centre"
            ),
        ),
        migrations.AddField(
            model_name="inmatelist",
            name="compared_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="inmatelist",
            name="raised_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="inmatefinding",
            name="inmate_list",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="findings",
                to="families.inmatelist",
            ),
        ),
        migrations.AddConstraint(
            model_name="inmatelist",
            constraint=models.CheckConstraint(
                condition=models.Q(("listed_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)))),
                name="inmate_list_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="inmatelist",
            constraint=models.UniqueConstraint(fields=("centre", "listed_on", "digest"), name="inmate_list_once"),
        ),
        migrations.AddConstraint(
            model_name="inmatelist",
            constraint=models.CheckConstraint(
                condition=models.Q(("raised_by", None), ("raised_at__isnull", False), _connector="OR"),
                name="inmate_list_raised_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="inmatelist",
            constraint=models.CheckConstraint(
                condition=models.Q(("listed__gte", models.F("unknown"))),
                name="inmate_list_counts_no_more_than_it_names",
            ),
        ),
        migrations.AddConstraint(
            model_name="inmatefinding",
            constraint=models.UniqueConstraint(fields=("inmate_list", "inmate"), name="inmate_finding_once"),
        ),
        migrations.AddConstraint(
            model_name="inmatefinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("decision", "")),
                    models.Q(
                        models.Q(("decision", ""), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("verdict", "unsure"),
                    ),
                    _connector="OR",
                ),
                name="inmate_finding_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="inmatefinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("content", None), models.Q(("decision", ""), ("verdict", "unsure")), _connector="OR"
                ),
                name="inmate_finding_keeps_the_list_while_it_asks",
            ),
        ),
        migrations.AddConstraint(
            model_name="inmatefinding",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict", "unsure"), ("why", ""), _negated=True),
                name="inmate_finding_unsure_says_why",
            ),
        ),
        referable("families_inmatelist"),
        same_centre(
            ("families_inmatefinding", "inmate_list_id", "families_inmatelist"),
            ("families_inmatefinding", "inmate_id", "families_inmate"),
            cascade=(("families_inmatefinding", "inmate_list_id"),),
        ),
        stays("families_inmatelist", "listed_on", "digest"),
        stays("families_inmatefinding", "inmate_list_id", "inmate_id"),
        never_truncated("families_inmatelist", "families_inmatefinding"),
        known_words(
            {
                "families_inmatefinding": {
                    "verdict": "missing unsure",
                    "why": "- said_gone number_of_another other_number near_name several not_held",
                    "decision": "- here renumbered absent",
                }
            }
        ),
        moment_in_our_time("families_inmatelist", "compared_at"),
        moment_in_our_time("families_inmatelist", "raised_at"),
        moment_in_our_time("families_inmatefinding", "decided_at"),
        moment_in_our_time("families_inmateevent", "unlisted_on"),
        # HMAC-SHA256: few names may be guessed.
        check("inmate_list_has_a_digest", "families_inmatelist", "octet_length(digest) = 32"),
        check("inmate_finding_content_is_sealed", "families_inmatefinding", sealed("content", 2, formats=(2,))),
        bound("inmate_finding_content_is_bound", "families_inmatefinding", "content"),
    ]
