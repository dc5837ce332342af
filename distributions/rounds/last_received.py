"""When a family last received: the day that the rotation counts from, renewed by whatever changes it."""

from django.db import connection

# In the order in which an approval holds them, so that neither waits for the other; and before the next statement
# begins, which then sees what another round's delivery wrote.
HOLD_FAMILIES = "SELECT FROM families_family WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
# A correction after close counts more than what was recorded; of a family that received by it alone, nothing but the
# day of the round is known.
RENEW = """
    UPDATE families_family f
       SET last_received_on = (
           SELECT max(coalesce((h.handed_at AT TIME ZONE c.time_zone)::date, r.date))
             FROM distributions_recipient p
             JOIN distributions_round r ON r.id = p.round_id
             LEFT JOIN distributions_handover h ON h.recipient_id = p.id AND h.voided_at IS NULL
             LEFT JOIN LATERAL (
                  SELECT k.result FROM distributions_correction k
                   WHERE k.recipient_id = p.id AND k.result <> '' ORDER BY k.id DESC LIMIT 1) k ON true
            WHERE p.family_id = f.id
              AND CASE WHEN k.result IS NULL THEN h.id IS NOT NULL ELSE k.result = 'received' END)
      FROM centres_centre c
     WHERE c.id = f.centre_id AND f.id = ANY(%s)
"""


def renew_last_received(families: list[int]) -> None:
    """Write the day, at the centre, on which each family last received; inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD_FAMILIES, [families])
        cursor.execute(RENEW, [families])
