"""Where a text is asked for, there is something to read: in every form, in the database, and on the paper."""

import copy
import re

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

from centres.forms import ModelForm, TextField
from centres.glyphs import FONTS, without_marks
from config.readable import has_something_to_read, is_blank
from distributions.models import Attendance
from distributions.rounds.activity import record_attendance
from families.models import Member, Proxy
from tests.factories import FamilyFactory, ItemFactory, RecipientFactory, RoundFactory
from tests.test_texts_of_forms import NO_TEXTS, forms_of
from tests.walls import adding_is_refused, changing_is_refused, columns_behind, copied, rows

BLANK = {
    "delete": "\x7f",
    "escape": "\x1b",
    "an accent on nothing": "\u0301",
    "an accent on a space": "\u00a0\u0301",
    "a Braille cell without a dot": "\u2800",
    "a mark that chooses a picture": "\ufe0f",
    "a joiner of accents": "\u034f",
    "no width": "\u200b\u2060\ufeff",
    "a hyphen that is not drawn": "\u00ad",
    "fillers of Hangul": "\u3164\u115f\u1160\uffa0",
    "tags": "\U000e0041\U000e007f",
    "a place for tags": "\U000e0080",
    "an object that is none": "\ufffc",
    "wide spaces": "\u3000\u2003",
    "all of them": " \x7f\u0301\u2800\ufe0f\u034f\u200b\u3164\U000e0041 ",
}
SEEN = ("A", "e\u0301", "é", "Ma'ruf", "Mu’min", "O", "7", "–", "شلوم", "Nur\u2800Aini", "\u200bSiti", "한", "❤\ufe0f")
WALLS = {
    "centre_is_named": "centres_centre",
    "official_is_named": "centres_official",
    "user_is_named": "centres_user",
    "letterhead_is_readable": "centres_letterhead",
    "item_is_named": "aid_item",
    "package_is_named": "aid_package",
    "supplier_is_named": "aid_supplier",
    "movement_is_readable": "aid_movement",
    "inmate_is_named": "families_inmate",
    "member_is_readable": "families_member",
    "family_is_readable": "families_family",
    "proxy_is_readable": "families_proxy",
    "initial_determination_is_readable": "families_initialdetermination",
    "need_weights_are_readable": "families_needweights",
    "erasure_is_readable": "families_erasure",
    "programme_is_named": "distributions_programme",
    "round_line_is_named": "distributions_roundline",
    "pause_is_readable": "distributions_pause",
    "moved_date_is_readable": "distributions_moveddate",
    "round_is_readable": "distributions_round",
    "round_transition_is_readable": "distributions_roundtransition",
    "round_change_is_readable": "distributions_roundchange",
    "recipient_is_readable": "distributions_recipient",
    "exclusion_is_readable": "distributions_exclusion",
    "handover_is_readable": "distributions_handover",
    "report_resolution_is_readable": "distributions_reportresolution",
    "notice_settlement_is_readable": "distributions_noticesettlement",
    "correction_is_readable": "distributions_correction",
    "attendance_is_readable": "distributions_attendance",
    "quote_is_readable": "distributions_quote",
    "publication_is_readable": "distributions_publication",
    "paper_number_is_readable": "distributions_papernumber",
    "print_job_is_readable": "distributions_printjob",
}
# Texts that are asked for and stand behind none, and why.
WRITTEN = "written by the program"
WITHOUT = {
    "centres_accesslog": {"subject_kind": WRITTEN},
    "centres_region": {"code": "shipped", "name": "shipped"},
    "centres_centre": {"code": "letters and hyphens"},
    "centres_storedfile": {"sha256": "a digest", "media_type": WRITTEN},
    "centres_sentform": {"answer": "an address of ours"},
    "centres_user": {"password": "a digest"},
    "centres_failedsignin": {"account": "a digest"},
    "families_assessment": {"criteria_version": WRITTEN},
    "families_registerimport": {"file_name": "the name of a file"},
    "distributions_paper": {"token": WRITTEN, "sha256": "a digest"},
    "distributions_printjob": {"token": WRITTEN},
}


def takes(wall: str, column: str, texts: list[str]) -> set[str]:
    """Those of the texts with which the condition of the wall holds in this column, while the others say something."""
    ((condition,),) = rows(
        "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conname = %s AND conrelid = %s::regclass",
        [wall, WALLS[wall]],
    )
    values = ", ".join(
        f"{'typed' if name == column else quoted('x')} AS {name}" for name in columns_behind(wall, WALLS[wall])
    )
    asked = f"SELECT typed FROM unnest(%s::text[]) typed, LATERAL (SELECT {values}) one WHERE {condition}"
    return {text for (text,) in rows(asked, [texts])}


def quoted(text: str) -> str:
    return f"'{text}'::text"


def texts_of_tables() -> list[tuple[str, models.Field]]:
    return [
        (model._meta.db_table, field)
        for room in ("centres", "families", "aid", "distributions")
        for model in apps.get_app_config(room).get_models()
        if not hasattr(model, "pgh_tracked_model")
        for field in model._meta.local_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    ]


@pytest.mark.parametrize("text", BLANK.values(), ids=BLANK)
def test_what_prints_as_nothing_says_nothing(text):
    assert not has_something_to_read(text)
    assert TextField(required=False).clean(text) == ""
    with pytest.raises(ValidationError) as refused:
        TextField().clean(text)
    assert [error.code for error in refused.value.error_list] == ["required"]


@pytest.mark.parametrize("text", SEEN)
def test_whatever_is_seen_says_something(text):
    assert has_something_to_read(text)


def test_a_name_is_without_what_is_not_drawn():
    assert TextField().clean("Si\x7fti\u3164 Ami\u034fnah\U000e0041") == "Siti Aminah"
    assert TextField().clean("Siti\u2800Aminah") == "Siti Aminah"
    assert without_marks("satu\r\n\tdua") == "satu\r\n\tdua"


@pytest.mark.django_db
def test_every_text_that_a_form_asks_for_has_something_to_read():
    asked = [
        (f"{form.__module__}.{form.__name__}.{name}", form, field)
        for form in forms_of()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField) and field.required and name not in NO_TEXTS
        if not isinstance(field.widget, forms.PasswordInput)
    ]
    assert len(asked) > 40
    assert {called for called, form, field in asked for text in BLANK.values() if accepted(form, field, text)} == set()


def accepted(form: type[forms.BaseForm], field: forms.Field, text: str) -> bool:
    field = copy.deepcopy(field)
    if issubclass(form, ModelForm) and type(field) is forms.CharField:
        field.__class__ = TextField  # as the form does when it is made
    try:
        field.clean(text)
    except ValidationError:
        return False
    return True


def test_every_character_that_no_font_of_ours_draws_is_a_blank():
    inkless = set()
    for path in FONTS.glob("*-Regular.ttf"):
        with TTFont(path) as font:
            glyphs = font.getGlyphSet()
            for code, name in font.getBestCmap().items():
                pen = BoundsPen(glyphs)
                glyphs[name].draw(pen)
                if pen.bounds is None:
                    inkless.add(chr(code))
    assert len(inkless) > 50
    assert {character for character in inkless if not is_blank(character)} == set()


@pytest.mark.django_db
def test_the_database_asks_the_same_of_every_character():
    blank = rows(
        "SELECT code FROM generate_series(1, 1114111) code WHERE code NOT BETWEEN 55296 AND 57343"
        " AND NOT has_something_to_read(chr(code))"
    )
    characters = (chr(code) for code in range(1, 0x110000) if not 0xD800 <= code <= 0xDFFF)
    assert {chr(code) for (code,) in blank} == set(filter(is_blank, characters))


@pytest.mark.django_db
def test_every_text_that_is_asked_for_stands_behind_a_wall_or_says_why_not():
    behind = {(table, column) for wall, table in WALLS.items() for column in columns_behind(wall, table)}
    without = {(table, column) for table, columns in WITHOUT.items() for column in columns}
    asked = {(table, field.column) for table, field in texts_of_tables() if not field.blank}
    assert behind & without == set()
    assert asked - behind - without == set()
    assert without - asked == set()


@pytest.mark.django_db
def test_a_text_that_may_not_be_empty_in_some_case_has_something_to_read_then():
    """CHECKs that compare with the empty text rely on it that nothing else prints as one."""
    behind = {(table, column) for wall, table in WALLS.items() for column in columns_behind(wall, table)}
    texts = {(table, field.column) for table, field in texts_of_tables()}
    compared = {
        (table, column)
        for table, condition in rows(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'"
        )
        for column in re.findall(r"\(?\b(\w+)\)?(?:::text)? = ''", condition)
    }
    assert len(compared & texts) > 20
    assert (compared & texts) - behind - {
        ("families_inmate", "register_number"),
        ("distributions_publication", "url"),
    } == set()


@pytest.mark.django_db
@pytest.mark.parametrize("wall", WALLS)
def test_no_column_behind_the_wall_takes_a_blank(wall):
    assert columns_behind(wall, WALLS[wall])
    for column in columns_behind(wall, WALLS[wall]):
        assert takes(wall, column, list(BLANK.values())) == set(), column
        assert takes(wall, column, list(SEEN)) == set(SEEN), column


@pytest.mark.django_db
def test_a_row_that_prints_as_blank_is_refused():
    changing_is_refused("item_is_named", ItemFactory(), unit="\u0301")
    changing_is_refused("recipient_is_readable", RecipientFactory(), hand_reason="\u3164")
    member = Member.objects.get(family=FamilyFactory())
    changing_is_refused("member_is_readable", member, name="\x7f")
    Member.objects.filter(pk=member.pk).update(name="É")


@pytest.mark.django_db
def test_nobody_begins_without_a_name():
    """An erasure empties the name of a row that is there."""
    family = FamilyFactory()
    adding_is_refused("member_begins_with_a_name", copied(Member.objects.get(family=family), name=""))
    nobody = Proxy(centre=family.centre, family=family, name="", relation="")
    adding_is_refused("proxy_begins_with_a_name", nobody)


@pytest.mark.django_db
def test_who_was_there_has_a_name_that_can_be_read():
    round = RoundFactory()
    record_attendance(round, officials=[], others=[("\u0301", "Lurah"), ("Ma'ruf", "")])
    assert list(Attendance.objects.values_list("name", flat=True)) == ["Ma'ruf"]
