"""The one form of a household: the family, its members and its inmates, as typed by hand."""

import datetime
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.urls import reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.forms import CountField, DateField, FormSet, SearchInput, TextField, add_refusal, ask_for, called
from centres.identity import phone_number, sixteen_digits
from centres.models import Centre
from centres.personal_numbers import without_day
from config.errors import Refused
from families.alike import Typed
from families.household import AlreadyRegistered, Household, InmateData, Person, Tie, three_digits
from families.identity_numbers import BadIdentityNumber, NikParts, check_kk, read_nik
from families.inmates import split_label
from families.models import Family, FamilyInmate, Inmate, Member
from families.villages import find_village, village_label

SPARE_MEMBERS, SPARE_INMATES = 3, 1
# The number of a row in a table.
KEY = re.compile(r"[0-9]{1,18}")
WHY_NOT = {
    "region": gettext_lazy("The first two digits are no province, so a digit is wrong."),
    "date": gettext_lazy("Digits 7 to 12 are not a date of birth, so a digit is wrong."),
    "serial": gettext_lazy("The last four digits can't be 0000."),
}
# What is stored as it is typed.
IN_CLEAR = {"name", "birth_place", "register_number", "hamlet", "street", "landmark", "remarks", "aid_before_note"}
DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


class NumberField(forms.CharField):
    """A NIK or No. KK of 16 digits, however they are set apart."""

    def __init__(self, check: Any, **kwargs: Any) -> None:
        self.check = check
        super().__init__(required=False, max_length=30, widget=forms.TextInput(attrs=DIGITS), **kwargs)

    def clean(self, value: Any) -> str:
        try:
            number = sixteen_digits(super().clean(value))
            if number:
                self.check(number)
        except Refused as refused:
            raise ValidationError(str(refused)) from None
        except BadIdentityNumber as bad:
            raise ValidationError(WHY_NOT[bad.reason]) from None
        return number


def _what_is_doubted(parts: NikParts, differs: bool) -> str:
    """What the digits of a NIK say that can hardly be; a person may confirm that it is like this on the KTP-el."""
    if not differs:
        code = parts.district_code.replace(".", "")
        return _("No district has the code %(code)s, with which this NIK begins. Compare it with the KTP-el.") % {
            "code": code
        }
    said = _("a woman") if parts.sex == "P" else _("a man")
    born = f"{parts.day:02d}-{parts.month:02d}-…{parts.two_digit_year:02d}"
    sentence = _("By its digits this NIK belongs to %(who)s born on %(born)s. Compare it with the KTP-el.")
    return sentence % {"who": said, "born": born}


class MemberForm(forms.Form):
    """A person of the household. An empty row is nobody."""

    all_optional = True

    name = TextField(label=gettext_lazy("Name as on the KTP-el"), max_length=120)
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), required=False, choices=[("", "–"), *Member.Sex.choices])
    birth_place = TextField(label=gettext_lazy("Place of birth"), required=False, max_length=60)
    birth_date = DateField(label=gettext_lazy("Date of birth"), required=False)
    nik = NumberField(read_nik, label="NIK")
    nik_confirmed = forms.BooleanField(label=gettext_lazy("It is like this on the KTP-el"), required=False)
    phone = TextField(
        numbers=True,
        label=gettext_lazy("Phone or WhatsApp"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    member = forms.IntegerField(required=False, widget=forms.HiddenInput(attrs={"data-keep": "same"}))
    left = forms.BooleanField(label=gettext_lazy("No longer lives in this household"), required=False)

    def __init__(self, *args: Any, known: dict[int, Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.empty_permitted = self.existing is None
        self.nik_differs = False
        for name in ("nik", "phone"):
            masked = str(getattr(self.existing, name)) if self.existing else ""
            if masked:
                self.fields[name].widget.attrs["placeholder"] = masked
                self.fields[name].help_text = (
                    _("Leave it empty to keep it.")
                    if name == "nik"
                    else _("Leave it empty to keep it, type - to remove it.")
                )

    @property
    def called(self) -> str:
        """Who is meant, where something is wrong in the row."""
        return called(self, "name", _("Person %(number)s"))

    @property
    def existing(self) -> Member | None:
        """The person of the register whose row this is."""
        value = self["member"].value()
        return self.known.get(int(value)) if KEY.fullmatch(str(value or "")) else None

    def clean_phone(self) -> str | None:
        text = self.cleaned_data["phone"].strip()
        if not text:
            return None
        if text == "-":
            return ""
        try:
            return phone_number(text)
        except Refused as refused:
            raise ValidationError(str(refused)) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        nik, born, sex = data.get("nik"), data.get("birth_date"), data.get("sex")
        if self.existing and not born and self.existing.birth_digest and "birth_date" not in self.errors:
            self.add_error("birth_date", _("A date of birth can be corrected, but not removed."))
        if nik:
            parts = read_nik(nik)
            differs = bool((born and not parts.agrees_with(born)) or (sex and sex != parts.sex))
            self.nik_differs = differs or not parts.place_is_known
            if self.nik_differs and not data.get("nik_confirmed"):
                self.add_error("nik", _what_is_doubted(parts, differs))
        return data

    def person(self, *, is_contact: bool, today: datetime.date) -> Person:
        """What the row says; call it on a valid row that is not empty."""
        data = self.cleaned_data
        return Person(
            name=data["name"],
            sex=data["sex"],
            birth_place=data["birth_place"],
            birth_date=data["birth_date"],
            nik=data["nik"] or None,
            phone=data["phone"],
            is_contact=is_contact,
            left_on=today if data["left"] else None,
            member=self.existing,
        )


class TieForm(forms.Form):
    """An inmate and what the contact is to them; one of the register is not typed again."""

    all_optional = True

    name = TextField(
        label=gettext_lazy("Name of the inmate"),
        required=False,
        max_length=120,
        widget=SearchInput(reverse_lazy("families:inmates_known")),
    )
    register_number = TextField(
        label=gettext_lazy("Register number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    relation = forms.ChoiceField(
        label=gettext_lazy("The contact is the inmate's"),
        required=False,
        choices=[("", "–"), *FamilyInmate.Relation.choices],
    )
    expected_release_on = DateField(label=gettext_lazy("Expected release"), required=False)
    inmate = forms.IntegerField(required=False, widget=forms.HiddenInput(attrs={"data-keep": "same"}))
    remove = forms.BooleanField(label=gettext_lazy("Not an inmate of this family"), required=False)

    def __init__(self, *args: Any, known: dict[int, Inmate], centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known, self.centre = known, centre

    @property
    def called(self) -> str:
        """Which inmate is meant, where something is wrong in the row."""
        return self.existing.name if self.existing else called(self, "name", _("Inmate %(number)s"))

    @property
    def existing(self) -> Inmate | None:
        """The inmate of the register whom the row names by key."""
        value = self["inmate"].value()
        return self.known.get(int(value)) if KEY.fullmatch(str(value or "")) else None

    @property
    def is_blank(self) -> bool:
        """Whether the row names nobody; a name or number that can't be taken names somebody, too."""
        data = self.cleaned_data
        typed = [data.get(name) or name in self.errors for name in ("name", "register_number")]
        return data.get("remove", False) or not (self.existing or any(typed))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("name") and not data.get("register_number"):
            # One who was chosen from the list stands there with the number.
            data["name"], data["register_number"] = split_label(data["name"], self.centre)
        if not self.is_blank and not data.get("relation"):
            ask_for(self, "relation", _("Choose what the contact is to the inmate."))
        if self.is_blank and data.get("relation") and not self.existing:
            ask_for(self, "name", _("Type the name or the register number of the inmate."))
        return data

    def tie(self) -> Tie:
        """What the row says; call it on a valid row that is not blank."""
        data = self.cleaned_data
        new = InmateData(
            name=data["name"], register_number=data["register_number"], expected_release_on=data["expected_release_on"]
        )
        return Tie(inmate=self.existing or new, relation=data["relation"])


MemberRows = formset_factory(MemberForm, formset=FormSet, extra=0, max_num=40, absolute_max=60)
TieRows = formset_factory(TieForm, formset=FormSet, extra=0, max_num=10, absolute_max=20)


class HouseholdForm(forms.Form):
    """The household itself: where it lives, its family card, and what it received before Peduli."""

    all_optional = True

    kk = NumberField(check_kk, label=gettext_lazy("KK number"))
    village = forms.CharField(
        label=gettext_lazy("Village"),
        max_length=200,
        help_text=gettext_lazy("Type the first letters and choose."),
        widget=SearchInput(reverse_lazy("families:villages")),
    )
    hamlet = TextField(label=gettext_lazy("Hamlet"), required=False, max_length=80)
    street = TextField(label=gettext_lazy("Street or house number"), required=False, max_length=160)
    rt = TextField(label="RT", required=False, max_length=3, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    rw = TextField(label="RW", required=False, max_length=3, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    landmark = TextField(
        label=gettext_lazy("Landmark"),
        required=False,
        max_length=160,
        help_text=gettext_lazy(
            "How the house is found: north of the mosque; or its position on the map: -6.9685, 111.4178"
        ),
    )
    household_size = CountField(label=gettext_lazy("Household size"), required=False, min_value=1, max_value=40)
    dependants = CountField(label=gettext_lazy("Dependants"), required=False, min_value=0, max_value=40)
    remarks = TextField(
        label=gettext_lazy("Remarks"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    aid_before_on = DateField(
        label=gettext_lazy("Last aid before Peduli"),
        required=False,
        help_text=gettext_lazy("It counts for the rotation. Leave it empty if there was none."),
    )
    aid_before_note = TextField(label=gettext_lazy("Which aid it was"), required=False, max_length=160)

    def __init__(self, *args: Any, centre: Centre, family: Family | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.centre = centre
        if family and family.kk:
            self.fields["kk"].widget.attrs["placeholder"] = str(family.kk)
            self.fields["kk"].help_text = _("Leave it empty to keep it.")

    def clean_village(self) -> Any:
        try:
            return find_village(self.cleaned_data["village"], self.centre)
        except Refused as refused:
            raise ValidationError(str(refused)) from None

    def _clean_three_digits(self, name: str) -> str:
        try:
            return three_digits(self.cleaned_data[name])
        except Refused as refused:
            raise ValidationError(str(refused)) from None

    def clean_rt(self) -> str:
        return self._clean_three_digits("rt")

    def clean_rw(self) -> str:
        return self._clean_three_digits("rw")


class HouseholdEntry:
    """The form with its rows, as one thing that is valid or not."""

    def __init__(
        self,
        data: Any = None,
        *,
        centre: Centre,
        today: datetime.date,
        family: Family | None = None,
        inmate: Inmate | None = None,
    ) -> None:
        self.today = today
        members = list(family.members.of_household()) if family else []
        known = family.ties.select_related("inmate").order_by("pk") if family else ()
        ties = [(tie.inmate, tie.relation) for tie in known]
        if inmate:
            ties.append((inmate, ""))
        self.form = HouseholdForm(data, centre=centre, family=family, initial=_initial(family, centre))
        self.members = MemberRows(
            data,
            prefix="members",
            initial=[_member_initial(member) for member in members] + [{}] * SPARE_MEMBERS,
            form_kwargs={"known": {member.pk: member for member in members}, "use_required_attribute": False},
        )
        self.ties = TieRows(
            data,
            prefix="ties",
            initial=[{"inmate": inmate.pk, "relation": relation} for inmate, relation in ties] + [{}] * SPARE_INMATES,
            form_kwargs={
                "known": {inmate.pk: inmate for inmate, _relation in ties},
                "centre": centre,
                "use_required_attribute": False,
            },
        )
        self.contact = self._contact(data, members)
        self.contact_error = ""

    def _contact(self, data: Any, members: list[Member]) -> int:
        """The row of the contact."""
        if data is None:
            return next((index for index, member in enumerate(members) if member.is_contact), 0)
        typed = data.get("contact", "")
        index = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
        return index if index < len(self.members.forms) else 0

    @property
    def rows(self) -> list[MemberForm]:
        """The rows of people; an empty one is nobody, unless it is the contact's or somebody's of the register."""
        return [
            form
            for index, form in enumerate(self.members.forms)
            if form.has_changed() or form.existing or index == self.contact
        ]

    def is_valid(self) -> bool:
        parts: tuple[forms.Form | BaseFormSet, ...] = (self.form, self.members, self.ties)
        valid = [part.is_valid() for part in parts]
        for form in self.rows:
            if not form.errors and not form.cleaned_data.get("name"):
                form.add_error("name", _("Type the name as on the KTP-el."))
                valid.append(False)
        valid.append(self._says_nobodys_birth())
        return all(valid)

    def _says_nobodys_birth(self) -> bool:
        """Refuse a text that says when somebody of this household was born, however the day is written."""
        born = {form.cleaned_data.get("birth_date") for form in self.rows} - {None}
        clear = True
        for form in (self.form, *self.rows, *self.ties.forms):
            for name in IN_CLEAR & form.fields.keys():
                text = form.cleaned_data.get(name) or ""
                if any(without_day(text, day) != text for day in born):
                    form.add_error(
                        name, _("This is the date of birth of somebody in this household. Leave it out here.")
                    )
                    clear = False
        return clear

    def household(self) -> Household:
        """What was typed, once it is valid."""
        data = self.form.cleaned_data
        people = [
            form.person(is_contact=form is self.members.forms[self.contact], today=self.today) for form in self.rows
        ]
        living = len([person for person in people if person.left_on is None])
        return Household(
            **{name: data[name] for name in data if name not in ("kk", "household_size")},
            kk=data["kk"] or None,
            household_size=data["household_size"] or (living if living > 1 else None),
            members=people,
            ties=[form.tie() for form in self._ties()],
        )

    def typed(self) -> Typed:
        """What is there so far, also of a household that is not valid yet; call it after ``is_valid``."""
        data = self.form.cleaned_data
        rows = [form.cleaned_data for form in self.rows]
        # Of a request that no page sends, there is no row at all.
        contact = self.members.forms[self.contact].cleaned_data if self.members.forms else {}
        ties = [(form.existing, form.cleaned_data) for form in self.ties.forms if not form.is_blank]
        return Typed(
            kk=data.get("kk") or "",
            niks=tuple(row["nik"] for row in rows if row.get("nik")),
            people=tuple((row.get("name", ""), row.get("birth_date")) for row in rows),
            contact=contact.get("name", ""),
            village=data.get("village"),
            **{name: data.get(name) or "" for name in ("hamlet", "rt", "rw")},
            inmates=tuple(
                (
                    known and known.pk,
                    tie.get("name", ""),
                    tie.get("register_number", ""),
                    tie.get("relation", ""),
                )
                for known, tie in ties
            ),
        )

    def _ties(self) -> list[TieForm]:
        return [form for form in self.ties.forms if not form.is_blank]

    def refuse(self, refused: Refused) -> None:
        """Put a refusal beside its field; for a number of another family, with a link to that family."""
        prefix, _sep, rest = (refused.field or "").partition("-")
        index, _sep, name = rest.partition("-")
        tables: dict[str, Sequence[forms.Form]] = {"members": self.rows, "ties": self._ties() or self.ties.forms}
        rows = tables.get(prefix)
        form, field = (rows[int(index)], name) if rows else (self.form, refused.field)
        if refused.field == "contact":
            self.contact_error = str(refused)
        if isinstance(refused, AlreadyRegistered) and field:
            form[field].help_text = format_html(
                '<a href="{}">{}</a>', reverse("distributions:family", args=[refused.family.pk]), _open(refused.family)
            )
        add_refusal(form, refused, field=field)


def _open(family: Family) -> str:
    contact = family.contact
    return _("Open the family of %(name)s") % {"name": contact.name if contact else family}


def _initial(family: Family | None, centre: Centre) -> dict[str, Any]:
    if family is None:
        return {}
    names = set(HouseholdForm.base_fields) - {"kk", "village"}
    return {name: getattr(family, name) for name in names} | {"village": village_label(family.village, centre)}


def _member_initial(member: Member) -> dict[str, Any]:
    names = ("name", "sex", "birth_place", "birth_date")
    return {name: getattr(member, name) for name in names} | {"member": member.pk}
