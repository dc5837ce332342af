"""Who is in reserve receives nothing and is missed by nobody; why a family was missed changes with a new report only.

And a reason, from which pages make a sentence, has the form of one.
"""

from django.db import migrations

from config.walls import OWN_TABLES, check, trigger


def refuse(name: str, sentence: str) -> str:
    """The statement that refuses, under the wall's name."""
    return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';"


AGREE = """
CREATE OR REPLACE FUNCTION round_closes_when_records_agree() RETURNS trigger LANGUAGE plpgsql{own} AS $$
BEGIN
    IF EXISTS (SELECT FROM distributions_recipient p WHERE p.round_id = NEW.id AND {differs}) THEN
        {refusal}
    END IF;
    RETURN NEW;
END
$$
"""
STANDS = "recipient_record_stands(p.id, p.state, p.recorded_at, p.recorded_by_id)"
RESERVE_PASSED_OVER = f"p.state <> 'reserve' AND NOT {STANDS}"
# What was handed to a family in reserve would be counted to nobody.
RESERVE_HAS_NOTHING = f"""CASE p.state WHEN 'reserve' THEN EXISTS (
                       SELECT FROM distributions_handover h WHERE h.recipient_id = p.id AND h.voided_at IS NULL)
                       ELSE NOT {STANDS} END"""


def closes_unless(differs: str) -> str:
    """The function behind the wall of 0006, which refuses to close while a family ``differs``."""
    refusal = refuse("round_closes_when_records_agree", "what is recorded of a family has its report")
    return AGREE.format(own=OWN_TABLES, differs=differs, refusal=refusal)


def added_rows(name: str, table: str, joined: str, sentence: str) -> migrations.RunSQL:
    """Refuse new rows ``a`` of ``table`` that are ``joined`` with what stands against them."""
    return trigger(
        name,
        table,
        "AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
        f"""
        BEGIN
            IF EXISTS (SELECT FROM added a {joined}) THEN
                {refuse(name, sentence)}
            END IF;
            RETURN NULL;
        END
        """,
    )


REPORT = "distributions_handoverreport"
OF_RECIPIENT = "JOIN distributions_recipient p ON p.id = a.recipient_id WHERE"
SAID = "(OLD.missed_reason, OLD.missed_note, OLD.received_by_name)"
SAID_NOW = "(NEW.missed_reason, NEW.missed_note, NEW.received_by_name)"

CODES = ("missed", "never", "longest_wait", "received", "by_hand", "taken_out", "reserve", "rest", "queue", "next")
DATES = ("on", "missed", "proposed", "planned", "last", "since", "until", "turn", "earliest", "lapses")
DATE = "^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


def among(what: str, words: tuple[str, ...]) -> str:
    return "(" + " || ".join(f'{what} == "{word}"' for word in words) + ")"


def has_its_form(column: str) -> str:
    """The condition that a reason is an object of which each part, however deep, is what its name says.

    Strict, for otherwise a list passes for what is in it.
    """
    wrong = (
        f'(@.key == "code" && (@.value.type() != "string" || !{among("@.value", CODES)}))'
        f' || ({among("@.key", DATES)} && (@.value.type() != "string" || !(@.value like_regex "{DATE}")))'
        ' || ((@.key == "forward" || @.key == "reserve") && @.value.type() != "object")'
        ' || (@.key == "passed_for" && @.value.type() != "array")'
        ' || (@.key == "place" && @.value.type() != "number")'
    )
    path = f'strict $.** ? (@.type() == "object").keyvalue() ? ({wrong})'
    of_a_day = f"({column}->>'code' IS DISTINCT FROM 'missed' OR {column} ? 'on')"
    return f"jsonb_typeof({column}) = 'object' AND {of_a_day} AND NOT jsonb_path_exists({column}, '{path}')"


class Migration(migrations.Migration):
    dependencies = (("distributions", "0049_how_a_round_went_holds_no_number"),)

    operations = (
        migrations.RunSQL(closes_unless(RESERVE_HAS_NOTHING), closes_unless(RESERVE_PASSED_OVER)),
        added_rows(
            "report_of_who_has_a_place",
            REPORT,
            f"{OF_RECIPIENT} a.verdict = 'accepted' AND a.kind <> 'void' AND p.state = 'reserve'",
            "who is in reserve receives nothing",
        ),
        added_rows(
            "report_undoes_what_is_recorded",
            REPORT,
            f"""{OF_RECIPIENT} a.verdict = 'accepted' AND a.kind = 'void' AND p.state NOT IN ('served', 'missed')
                AND NOT EXISTS (
                    SELECT FROM distributions_handover h WHERE h.recipient_id = p.id AND h.voided_at IS NULL)""",
            "only what is recorded is undone",
        ),
        # A day for clocks that go wrong, and for zones.
        added_rows(
            "report_is_of_the_past",
            REPORT,
            "WHERE a.verdict = 'accepted' AND greatest(a.recorded_at, a.received_at) > now() + interval '1 day'",
            "what is accepted has happened",
        ),
        added_rows(
            "report_by_no_stranger",
            REPORT,
            """WHERE EXISTS (SELECT FROM centres_membership m WHERE m.user_id = a.actor_id)
                 AND NOT EXISTS (
                    SELECT FROM centres_membership m WHERE m.user_id = a.actor_id AND m.centre_id = a.centre_id)""",
            "who reports has or had a role in the centre",
        ),
        added_rows(
            "handover_to_who_has_a_place",
            "distributions_handover",
            f"{OF_RECIPIENT} p.state = 'reserve'",
            "who is in reserve receives nothing",
        ),
        trigger(
            "recipient_says_what_its_report_said",
            "distributions_recipient",
            "BEFORE UPDATE ON {table} FOR EACH ROW"
            f" WHEN ({SAID} IS DISTINCT FROM {SAID_NOW}"
            " AND (OLD.state, OLD.recorded_at) IS NOT DISTINCT FROM (NEW.state, NEW.recorded_at))",
            f"""
            BEGIN
                IF NOT recipient_erased(to_jsonb(OLD), to_jsonb(NEW)) THEN
                    {refuse("recipient_says_what_its_report_said", "why and who is said by a report")}
                END IF;
                RETURN NEW;
            END
            """,
        ),
        check("recipient_reason_has_its_form", "distributions_recipient", has_its_form("reason")),
        check("exclusion_had_has_its_form", "distributions_exclusion", has_its_form("had")),
    )
