"""Two entries of one family: a pointer to the one that stays, which then answers for both, and what was decided.

What a merged entry received counts for the family that stayed, so do its people and inmates when it is searched for or
asked whether an inmate is held; whatever reads ``last_aid_on``, ``search`` and ``inmate_held`` reads all of them. The
database keeps this, so that undoing is nothing but taking the pointer away.
"""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Greatest

from config.walls import (
    OWN_TABLES,
    append_only,
    known_words,
    moment_in_our_time,
    no_number,
    same_centre,
    trigger,
)

FROM, UNTIL = datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)
DAYS = ("registered_on", "eligible_from", "eligible_until", "surveyed_on", "last_received_on", "aid_before_on")
ELIGIBLE_FIRST = models.Case(
    models.When(eligibility="eligible", then=0), default=1, output_field=models.SmallIntegerField()
)
# These hold the column that is made anew.
INDEXES = (
    models.Index(
        F("centre"),
        ELIGIBLE_FIRST,
        F("last_aid_on").asc(nulls_first=True),
        F("id"),
        name="family_eligible_first",
        condition=Q(merged_into=None) & ~Q(eligibility="ended"),
    ),
    models.Index(
        fields=["centre", "last_aid_on", "eligible_from", "eligible_until"],
        name="family_may_receive",
        condition=Q(merged_into=None, eligibility="eligible", inmate_held=True),
    ),
    models.Index(
        fields=["centre", "registered_on", "id"],
        name="family_never_reached",
        condition=Q(merged_into=None, eligibility="eligible", last_aid_on=None),
    ),
)
# What a clerk may type to find a family: of its own entry, and of those that were merged into it.
WORDS = """to_tsvector('simple', concat_ws(' ',
        (SELECT string_agg(m.name, ' ') FROM families_member m WHERE m.family_id = {family}.id),
        (SELECT string_agg(i.name || ' ' || i.register_number, ' ')
           FROM families_familyinmate t JOIN families_inmate i ON i.id = t.inmate_id WHERE t.family_id = {family}.id),
        {family}.hamlet,
        (SELECT v.name || ' ' || d.name FROM centres_region v JOIN centres_region d ON d.id = v.parent_id
          WHERE v.id = {family}.village_id){merged}))"""
OF_MERGED = """,
        (SELECT string_agg(m.name, ' ') FROM families_family g JOIN families_member m ON m.family_id = g.id
          WHERE g.merged_into_id = {family}.id),
        (SELECT string_agg(i.name || ' ' || i.register_number, ' ')
           FROM families_family g JOIN families_familyinmate t ON t.family_id = g.id
           JOIN families_inmate i ON i.id = t.inmate_id WHERE g.merged_into_id = {family}.id)"""
REFRESH = """
    CREATE OR REPLACE FUNCTION family_search_refresh(families bigint[]) RETURNS void LANGUAGE sql {own} AS $$
        UPDATE families_family f SET search = {words} WHERE f.id = ANY(families)
    $$
"""
MOVED = """
    CREATE OR REPLACE FUNCTION family_moved_refreshes_search() RETURNS trigger LANGUAGE plpgsql {own} AS $$
    BEGIN
        NEW.search := {words};
        RETURN NEW;
    END $$
"""
HELD = """
    CREATE OR REPLACE FUNCTION family_inmate_held_follows() RETURNS trigger LANGUAGE plpgsql {own} AS $$
    BEGIN
        NEW.inmate_held := {held};
        RETURN NEW;
    END $$
"""
OWN_HELD = """EXISTS (SELECT FROM families_familyinmate t JOIN families_inmate i ON i.id = t.inmate_id
                       WHERE t.family_id = NEW.id AND i.status = 'held')"""
MERGED_HELD = """EXISTS (SELECT FROM families_family g JOIN families_familyinmate t ON t.family_id = g.id
                           JOIN families_inmate i ON i.id = t.inmate_id
                          WHERE g.merged_into_id = NEW.id AND i.status = 'held')"""
INMATE_CHANGED = """
    CREATE OR REPLACE FUNCTION inmate_changed_refreshes_search() RETURNS trigger LANGUAGE plpgsql {own} AS $$
    BEGIN
        PERFORM family_search_refresh(ARRAY({families}));
        RETURN NULL;
    END $$
"""
TIED = "SELECT DISTINCT t.family_id FROM families_familyinmate t JOIN changed c ON c.id = t.inmate_id"
STANDING = """SELECT DISTINCT unnest(ARRAY[f.id, f.merged_into_id]) FROM families_familyinmate t
                     JOIN changed c ON c.id = t.inmate_id JOIN families_family f ON f.id = t.family_id"""


def replaced(template: str, new: dict[str, str], old: dict[str, str]) -> migrations.RunSQL:
    """Let a function do another thing, and the former one where the migration is undone."""
    return migrations.RunSQL(template.format(own=OWN_TABLES, **new), template.format(own=OWN_TABLES, **old))


def words(family: str, *, merged: bool) -> dict[str, str]:
    return {"words": WORDS.format(family=family, merged=OF_MERGED.format(family=family) if merged else "")}


def days_in_our_time(*names: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(*((f"{name}__range", (FROM, UNTIL)) for name in names)),
        name="family_days_in_our_time",
        violation_error_message="A day lies outside the years 2000 to 2100.",
    )


def last_aid_on(*names: str) -> models.GeneratedField:
    return models.GeneratedField(
        expression=Greatest(*map(F, names)), output_field=models.DateField(null=True), db_persist=True
    )


class Migration(migrations.Migration):
    dependencies = (
        ("centres", "0014_a_sent_form_is_known_by_its_key"),
        ("families", "0023_import_rows_are_decided_about"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.CreateModel(
            "DuplicateDecision",
            [
                ("id", models.BigAutoField(primary_key=True, auto_created=True, serialize=False, verbose_name="ID")),
                (
                    "centre",
                    models.ForeignKey(
                        "centres.centre", django.db.models.deletion.PROTECT, related_name="+", editable=False
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        "families.family", django.db.models.deletion.PROTECT, related_name="+", db_constraint=False
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        "families.family", django.db.models.deletion.PROTECT, related_name="+", db_constraint=False
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        max_length=10,
                        choices=[
                            ("merged", "Merged"),
                            ("separated", "Separated again"),
                            ("different", "Not the same"),
                            ("open", "To be looked at again"),
                        ],
                    ),
                ),
                ("note", models.CharField(max_length=300, blank=True, verbose_name="note")),
                (
                    "decided_by",
                    models.ForeignKey(settings.AUTH_USER_MODEL, django.db.models.deletion.PROTECT, related_name="+"),
                ),
                ("decided_at", models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            "duplicatedecision",
            models.Index(fields=["centre", "first", "second"], name="duplicate_decision_of_pair"),
        ),
        migrations.AddConstraint(
            "duplicatedecision",
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_decision_pair_in_order"),
        ),
        same_centre(
            ("families_duplicatedecision", "first_id", "families_family"),
            ("families_duplicatedecision", "second_id", "families_family"),
        ),
        append_only("families_duplicatedecision"),
        moment_in_our_time("families_duplicatedecision", "decided_at"),
        known_words({"families_duplicatedecision": {"verdict": "merged separated different open"}}),
        no_number("families_duplicatedecision", "duplicate_decision", "note"),
        # What was received under a merged entry.
        migrations.RemoveConstraint("family", "family_days_in_our_time"),
        migrations.AddField("family", "aid_of_merged_on", models.DateField(null=True, editable=False)),
        migrations.AddConstraint("family", days_in_our_time(*DAYS, "aid_of_merged_on")),
        *(migrations.RemoveIndex("family", index.name) for index in INDEXES),
        migrations.RemoveField("family", "last_aid_on"),
        migrations.AddField(
            "family", "last_aid_on", last_aid_on("last_received_on", "aid_before_on", "aid_of_merged_on")
        ),
        *(migrations.AddIndex("family", index) for index in INDEXES),
        trigger(
            "family_aid_of_merged_follows",
            "families_family",
            "BEFORE UPDATE OF aid_of_merged_on ON {table} FOR EACH ROW",
            """
            BEGIN
                NEW.aid_of_merged_on := (SELECT max(greatest(g.last_received_on, g.aid_before_on))
                                           FROM families_family g WHERE g.merged_into_id = NEW.id);
                RETURN NEW;
            END
            """,
        ),
        trigger(
            "family_begins_without_merged_aid",
            "families_family",
            "BEFORE INSERT ON {table} FOR EACH ROW WHEN (NEW.aid_of_merged_on IS NOT NULL)",
            """
            BEGIN
                NEW.aid_of_merged_on := NULL;
                RETURN NEW;
            END
            """,
        ),
        trigger(
            "merged_aid_reaches_the_family",
            "families_family",
            "AFTER UPDATE OF merged_into_id, last_received_on, aid_before_on ON {table} FOR EACH ROW"
            " WHEN (OLD.merged_into_id IS NOT NULL OR NEW.merged_into_id IS NOT NULL)",
            """
            BEGIN
                UPDATE families_family SET aid_of_merged_on = NULL
                 WHERE id IN (OLD.merged_into_id, NEW.merged_into_id);
                IF OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id THEN
                    PERFORM family_search_refresh(ARRAY[OLD.merged_into_id, NEW.merged_into_id]);
                END IF;
                RETURN NULL;
            END
            """,
        ),
        # One step from any entry to the family that stands for it: questions follow the pointer once.
        trigger(
            "family_is_merged_once",
            "families_family",
            "BEFORE INSERT OR UPDATE OF merged_into_id ON {table} FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL)",
            """
            BEGIN
                IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
                    -- An older snapshot does not see what was merged meanwhile.
                    RAISE EXCEPTION 'families are merged in READ COMMITTED'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'family_is_merged_once';
                END IF;
                PERFORM FROM families_family WHERE id = NEW.merged_into_id AND merged_into_id IS NULL FOR NO KEY UPDATE;
                IF NOT FOUND OR EXISTS (SELECT FROM families_family g WHERE g.merged_into_id = NEW.id) THEN
                    RAISE EXCEPTION 'what stands for others is not merged, and nothing into what was merged'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'family_is_merged_once';
                END IF;
                RETURN NEW;
            END
            """,
        ),
        replaced(REFRESH, words("f", merged=True), words("f", merged=False)),
        replaced(MOVED, words("NEW", merged=True), words("NEW", merged=False)),
        replaced(HELD, {"held": f"{OWN_HELD} OR {MERGED_HELD}"}, {"held": OWN_HELD}),
        replaced(INMATE_CHANGED, {"families": STANDING}, {"families": TIED}),
    )
