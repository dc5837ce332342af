"""What is typed: no paper gets what it can't print, and nothing is cut."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import get_resolver
from django.utils import translation

from centres.accounts.forms import PersonForm
from centres.forms import ModelForm, TextField
from centres.glyphs import without_unprintable
from families.forms import InmateForm
from families.household_form import MemberForm

ROOMS = ("config", "centres", "families", "aid", "distributions")
# Searched for, compared or kept as a digest: none of them is ever printed.
NO_TEXTS = {"code", "password", "again", "username", "q", "desa", "village", "new_password1", "new_password2", "login"}
# Of a record from a phone: a signature, and bytes.
NO_TEXTS |= {"maker", "picture"}


def forms_of(parent: type = forms.BaseForm) -> set[type]:
    """Every form class of our rooms; the addresses import all views, and they all forms."""
    assert get_resolver().url_patterns
    found = set()
    for form in parent.__subclasses__():
        found |= forms_of(form)
        if form.__module__.split(".")[0] in ROOMS and getattr(form, "base_fields", None):
            found.add(form)
    return found


def test_every_text_of_every_form_is_one_for_papers():
    plain = {
        f"{form.__module__}.{form.__name__}.{name}"
        for form in forms_of()
        if not issubclass(form, ModelForm)
        for name, field in form.base_fields.items()
        if type(field) is forms.CharField and name not in NO_TEXTS
    }
    assert len(forms_of()) > 50
    assert plain == set()


def test_every_form_of_a_row_is_one_of_ours():
    assert {form for form in forms_of(forms.ModelForm) if not issubclass(form, ModelForm)} == set()


@pytest.mark.parametrize(
    ("typed", "letters"),
    [("Keluarga 🙏", "🙏"), ("🙏 dan 👍 dan 🙏", "🙏 👍"), ("ꦧ", "ꦧ"), ("a\U000f0000", "\U000f0000")],
)
def test_what_no_paper_can_print_is_refused_by_name(typed, letters):
    with translation.override("id"), pytest.raises(ValidationError) as refused:
        TextField().clean(typed)
    assert refused.value.messages == [f"{letters} tidak dapat dicetak di berkas. Hapus, atau tulis dengan kata."]


@pytest.mark.parametrize(
    "typed", ["Siti Aminah, S.H.", "“kontrak” – Jl. Pemuda №3 ½", "شلوم", "é", "e\u0301", "Rp5 → Rp6", "❤"]
)
def test_what_the_fonts_have_is_taken(typed):
    assert TextField().clean(typed) == typed


@pytest.mark.parametrize("typed", ["\u200eSiti Aminah", "Siti\u200b Aminah\u202c", "Si\u00adti Aminah \ufeff"])
def test_marks_that_nobody_sees_are_left_out_in_every_form(typed):
    assert TextField().clean(typed) == "Siti Aminah"
    assert InmateForm().fields["name"].clean(typed) == "Siti Aminah"
    assert without_unprintable(f"{typed} 🙏") == "Siti Aminah"


def test_a_heart_that_asks_for_colour_is_printed_without(db):
    assert TextField().clean("❤\ufe0f") == "❤\ufe0f"


@pytest.mark.parametrize(("letters", "errors"), [(120, []), (121, ["full_name"])])
def test_a_name_of_more_than_120_letters_is_refused_and_the_browser_does_not_cut_it(letters, errors):
    form = PersonForm({"full_name": "x" * letters})
    assert list(form.errors) == errors
    assert "maxlength" not in str(form["full_name"])
    assert "maxlength" not in str(MemberForm(known={})["name"])
