"""The last wall before a text: the database takes no NIK, No. KK or phone number into a column that anybody reads."""

import pytest
from django.apps import apps
from django.db import models

from centres.personal_numbers import personal_number_in
from families.models import Family, Inmate, Member
from tests.centres.test_personal_numbers import HARMLESS, NUMBERS
from tests.factories import FamilyFactory
from tests.walls import changing_is_refused, columns_behind, rows

pytestmark = pytest.mark.django_db
WALLS = {
    "family_texts_hold_no_number": "families_family",
    "member_texts_hold_no_number": "families_member",
    "inmate_texts_hold_no_number": "families_inmate",
    "register_import_texts_hold_no_number": "families_registerimport",
    "register_import_row_texts_hold_no_number": "families_registerimportrow",
    "assessment_texts_hold_no_number": "families_assessment",
    "initial_determination_texts_hold_no_number": "families_initialdetermination",
    "erasure_texts_hold_no_number": "families_erasure",
    "need_weights_texts_hold_no_number": "families_needweights",
    "proxy_texts_hold_no_number": "families_proxy",
    "duplicate_decision_texts_hold_no_number": "families_duplicatedecision",
    "pause_texts_hold_no_number": "distributions_pause",
    "moveddate_texts_hold_no_number": "distributions_moveddate",
    "attendance_texts_hold_no_number": "distributions_attendance",
    "photo_texts_hold_no_number": "distributions_photo",
    "quote_texts_hold_no_number": "distributions_quote",
    "round_texts_hold_no_number": "distributions_round",
    "round_went_texts_hold_no_number": "distributions_round",
    "round_transition_texts_hold_no_number": "distributions_roundtransition",
    "round_change_texts_hold_no_number": "distributions_roundchange",
    "exclusion_texts_hold_no_number": "distributions_exclusion",
    "recipient_texts_hold_no_number": "distributions_recipient",
    "report_resolution_texts_hold_no_number": "distributions_reportresolution",
    "notice_settlement_texts_hold_no_number": "distributions_noticesettlement",
    "handover_texts_hold_no_number": "distributions_handover",
    "correction_texts_hold_no_number": "distributions_correction",
}
# Texts of the two rooms that have no such wall, and why.
COPIED = "a copy of what has one"
WITHOUT = {
    "families_family": {"rt": "three digits", "rw": "three digits"},
    "families_assessment": {"criteria_version": "written by the program"},
    "distributions_programme": dict.fromkeys(
        ("name", "source_of_funds", "legal_basis", "aims"), "about no person; the form refuses it all the same"
    ),
    "distributions_round": {
        **dict.fromkeys(
            ("handing_name", "handing_nip", "handing_title", "head_name", "head_nip", "head_title"), COPIED
        ),
        **dict.fromkeys(("centre_name", "centre_full_name", "centre_place"), COPIED),
        **dict.fromkeys(("programme_name", "programme_legal_basis", "programme_aims"), COPIED),
        "source_of_funds": "about no person; the form refuses it all the same",
        "paper_signer": "the name of an official; the form refuses it all the same",
    },
    "distributions_roundline": {"item_name": COPIED, "unit": COPIED},
    "distributions_roundchange": {"old": "keys of rows and days", "new": "keys of rows and days"},
    "distributions_handoverreport": {"device": "written by the program"},
    "distributions_recipient": dict.fromkeys(
        ("contact_name", "address", "rt", "rw", "landmark", "village_name", "district_name"), COPIED
    ),
    "distributions_paper": {"token": "written by the program", "sha256": "a digest of a paper"},
    "distributions_printjob": {"token": "written by the program", "said": "why the program refused"},
    "distributions_papernumber": {"text": "the number of a paper"},
    "distributions_publication": {"outlet": "a newspaper", "writer": "of a newspaper", "url": "an address of the web"},
}


# Usual, wide, in circles, in other circles, Arabic, on keys.
OTHER_DIGITS = (
    "3316015103049491",
    "３３１６０１５１０３０４９４９１",
    "③③①⑥⓪①⑤①⓪③⓪④⑨④⑨①",
    "❸❸❶❻⓿❶❺❶⓿❸⓿❹❾❹❾❶",
    "٣٣١٦ ٠١٥١ ٠٣٠٤ ٩٤٩١",
    "3️⃣3️⃣1️⃣6️⃣0️⃣1️⃣5️⃣1️⃣0️⃣3️⃣0️⃣4️⃣9️⃣4️⃣9️⃣1️⃣",
)
# However many signs stand between its digits.
OF_SOMEBODY = (
    "NIK 3316 0151 0304 9491",
    "0812000010",
    "33.16.01-510304/9491",
    "3316 ---- 0151 .... 0304 \n\n\n\n 9491",
    "33160151\u200b\u200b\u200b\u200b03049491",
    *OTHER_DIGITS,
)


def takes(wall: str, column: str, text: str) -> bool:
    """Whether the condition of the wall holds where this column has the text and the others are empty."""
    ((condition,),) = rows(
        "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conname = %s AND conrelid = %s::regclass",
        [wall, WALLS[wall]],
    )
    values = ", ".join(
        f"{'%s' if name == column else quoted('')}::text AS {name}" for name in columns_behind(wall, WALLS[wall])
    )
    return rows(f"SELECT {condition.replace('%', '%%')} FROM (SELECT {values}) one", [text]) == [(True,)]


def quoted(text: str) -> str:
    return f"'{text}'"


def test_every_text_of_a_family_and_a_round_stands_behind_a_wall_or_says_why_not():
    texts = {
        (model._meta.db_table, field.column)
        for room in ("families", "distributions")
        for model in apps.get_app_config(room).get_models()
        if not hasattr(model, "pgh_tracked_model")
        for field in model._meta.local_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    }
    behind = {(WALLS[wall], column) for wall in WALLS for column in columns_behind(wall, WALLS[wall])}
    without = {(table, column) for table, columns in WITHOUT.items() for column in columns}
    assert behind & without == set()
    assert texts == behind | without


@pytest.mark.parametrize("wall", WALLS)
def test_no_column_behind_the_wall_takes_a_number(wall):
    assert columns_behind(wall, WALLS[wall])
    for column in columns_behind(wall, WALLS[wall]):
        assert takes(wall, column, "Gang Mawar 12, -6.9685, 111.4178")
        for text in OF_SOMEBODY:
            assert not takes(wall, column, text), column


@pytest.mark.parametrize("text", HARMLESS)
def test_what_a_form_takes_the_database_takes(text):
    assert takes("quote_texts_hold_no_number", "text", text)


@pytest.mark.parametrize("text", [text for text in NUMBERS if text.isascii()])
def test_what_the_database_refuses_a_form_refused_before(text):
    assert takes("quote_texts_hold_no_number", "text", text) or personal_number_in(text)


def test_a_text_of_fewer_than_ten_bytes_holds_no_number_in_whatever_digits():
    """By which the wall tells it of most texts without looking: no sign gives more digits than it has bytes."""
    asked = """
        SELECT chr(code) FROM generate_series(1, 131071) code WHERE code NOT BETWEEN 55296 AND 57343
           AND regexp_count(in_usual_digits(chr(code)), '[0-9]') > octet_length(chr(code))
    """
    assert rows(asked) == []
    assert rows("SELECT holds_a_number('123456789'), holds_a_number('1234567890')") == [(False, True)]
    assert rows("SELECT holds_a_number(''), holds_a_number(NULL)") == [(False, None)]


def test_a_number_in_a_text_of_the_register_is_refused():
    family = FamilyFactory()
    for wall, row, column in (
        ("family_texts_hold_no_number", Family.objects.get(pk=family.pk), "remarks"),
        ("member_texts_hold_no_number", Member.objects.get(family=family), "name"),
        ("inmate_texts_hold_no_number", Inmate.objects.get(ties__family=family), "register_number"),
    ):
        changing_is_refused(wall, row, **{column: "HP 081200001012"})
