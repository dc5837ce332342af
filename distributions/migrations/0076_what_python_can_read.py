"""What PostgreSQL takes and no page could show: 24 o'clock, the 31st of February, a change of the day to no day.

A line of a round's changes is only added to, so one that can't be read would close the round's pages and papers for good.
"""

from django.db import migrations

from config.walls import check

CHANGES = """
    CASE what WHEN 'date' THEN is_a_moment(old) AND is_a_moment(new)
              WHEN 'reserve' THEN old ~ '^[0-9]{1,18}$' AND new ~ '^[0-9]{1,18}$'
              ELSE true END
"""
# A day with an hour, as ``change_date`` writes it and Python reads it.
IS_A_MOMENT = """
    CREATE FUNCTION is_a_moment(said text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
        SET search_path = public, pg_temp AS $$
        SELECT is_a_day(left(said, 10)) AND substr(said, 11) ~ '^[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{6})?)?$'
    $$
"""
AT_AN_HOUR = "\"time\" < '24:00'"
A_LIST = "array_ndims(kinds) = 1 AND array_lower(kinds, 1) = 1"


class Migration(migrations.Migration):
    dependencies = (
        ("distributions", "0075_photos_are_chosen_for_the_press"),
        ("families", "0047_what_python_can_read"),
    )

    operations = (
        migrations.RunSQL(IS_A_MOMENT, "DROP FUNCTION is_a_moment(text)"),
        check("programme_time_is_of_a_day", "distributions_programme", AT_AN_HOUR),
        check("round_time_is_of_a_day", "distributions_round", AT_AN_HOUR),
        check("round_change_says_what_it_changed", "distributions_roundchange", CHANGES, old_rows=False),
        check("recipient_reason_can_be_read", "distributions_recipient", "can_be_read(reason, true)"),
        check("exclusion_had_can_be_read", "distributions_exclusion", "can_be_read(had, true)"),
        check("round_planned_for_can_be_read", "distributions_round", "can_be_read(planned_for, true)"),
        check("round_proposed_can_be_read", "distributions_round", "can_be_read(proposed, false)"),
        check("transition_shown_can_be_read", "distributions_roundtransition", "can_be_read(shown, false)"),
        check("print_job_kinds_are_a_list", "distributions_printjob", A_LIST),
    )
