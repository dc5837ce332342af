"""About a family decides who may, and what is recorded of it has happened.

``role_held`` stands in the migrations of the rounds (0016), which are all there before the first row is. A centre begins
with decisions that somebody made who never signed in.
"""

from django.db import migrations

from config.walls import decided_by, done_by, has_happened

# The administrator erases a family by a command, which ends it.
REGISTER = ("operator", "coordinator", "head", "admin")
DECISION = ("eligibility_by_id", "eligibility_at")


class Migration(migrations.Migration):
    dependencies = (("families", "0038_remarks_are_read"),)

    operations = (
        decided_by("family_decided_by_who_may", "families_family", *DECISION, *REGISTER, strangers=True),
        done_by("family_begins_by_who_may", "families_family", *DECISION, *REGISTER, strangers=True),
        done_by(
            "assessment_by_who_surveys",
            "families_assessment",
            "surveyed_by_id",
            "recorded_at",
            "operator",
            "officer",
            "coordinator",
            strangers=True,
        ),
        done_by(
            "initial_determination_by_the_coordinator",
            "families_initialdetermination",
            "decided_by_id",
            "recorded_at",
            "coordinator",
            strangers=True,
        ),
        done_by(
            "need_weights_by_the_coordinator",
            "families_needweights",
            "decided_by_id",
            "recorded_at",
            "coordinator",
            strangers=True,
        ),
        has_happened(
            "family_has_happened",
            "families_family",
            days=("registered_on", "surveyed_on"),
            moments=("eligibility_at",),
        ),
        has_happened("member_has_left", "families_member", days=("left_on",)),
        has_happened("inmate_has_left", "families_inmate", days=("status_on",)),
        has_happened("assessment_has_happened", "families_assessment", days=("surveyed_on",), moments=("recorded_at",)),
        has_happened(
            "initial_determination_has_happened",
            "families_initialdetermination",
            days=("decided_on",),
            moments=("recorded_at",),
        ),
        has_happened("need_weights_have_happened", "families_needweights", moments=("recorded_at",)),
        has_happened("erasure_has_happened", "families_erasure", moments=("erased_at",)),
    )
