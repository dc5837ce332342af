"""Where one of some words is chosen from, no other is kept; and a centre that approved a round keeps its time zone.

Which day it was hangs on the zone: another would move approvals and hand-overs over midnight, and with them every wall
that compares days. A centre doesn't move; until its first approval the zone may be put right.
"""

from django.db import migrations

from config.walls import known_words, trigger

# "-" stands for none.
KNOWN = {
    "distributions_programme": {
        "rule": "day weekday",
        "terms": "gift bought account",
    },
    "distributions_round": {
        "extra": "- make_up special_day disaster",
        "state": "draft submitted approved issued closed cancelled",
        "terms": "gift bought account",
    },
    "distributions_roundtransition": {
        "from_state": "draft submitted approved issued closed cancelled",
        "to_state": "draft submitted approved issued closed cancelled",
    },
    "distributions_roundchange": {
        "what": "date staff order reserve",
    },
    "distributions_correction": {
        "result": "- received not_received",
    },
    "distributions_handoverreport": {
        "kind": "delivered missed void",
        "channel": "page paper phone",
        "verdict": "accepted open",
        "open_reason": "- changed second late unplanned",
    },
    "distributions_handover": {
        "received_by": "contact member proxy",
        "proof": "paper photo",
    },
    "distributions_recipient": {
        "state": "reserve planned served missed",
    },
}


class Migration(migrations.Migration):
    dependencies = (("distributions", "0037_recipients_are_written_anew"),)

    operations = (
        known_words(KNOWN),
        trigger(
            "centre_zone_stays",
            "centres_centre",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.time_zone <> NEW.time_zone)",
            """
            BEGIN
                IF EXISTS (SELECT FROM distributions_round WHERE centre_id = NEW.id AND approved_at IS NOT NULL) THEN
                    RAISE EXCEPTION 'days of this centre were signed in its zone'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'centre_zone_stays';
                END IF;
                RETURN NEW;
            END
            """,
        ),
    )
