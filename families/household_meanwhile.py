"""The form of a household that comes again because somebody else saved it meanwhile.

It is sent as a whole, so whatever was not touched in it says what the page showed at first. Sent once more like that,
it would bring back what the other one changed. So what was not touched takes what is stored now; what was typed stays.
"""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict

from centres.encryption import blind_index
from centres.models import Centre, Region
from centres.sealed_columns import BIRTH
from centres.versions import Version, version_of
from families.household_form import KEY, HouseholdForm, MemberForm, TieForm
from families.models import Family, FamilyInmate, Member
from families.villages import village_label

Columns = Mapping[str, Any]
Rows = Mapping[str, Columns]
MOST_ROWS = 60


class CaughtUp:
    """``data`` as it is to stand in the form; ``both`` names the fields that both have changed."""

    def __init__(self, sent: QueryDict, *, seen: Version, now: Version, family: Family) -> None:
        self.data, self.both = sent.copy(), list[str]()
        self.seen, self.now, self.family = seen, now, family
        self._household()
        self._members()
        self._ties()

    def _said(self, name: str) -> str:
        return str(self.data.get(name, ""))

    def _rows(self, model: type[models.Model]) -> tuple[Rows, Rows]:
        label = model._meta.label_lower
        return self.seen.get(label, {}), self.now.get(label, {})

    def _take(self, fields: Mapping[str, forms.Field], prefix: str, old: Columns, new: Columns) -> None:
        """Let each field that was not touched say what is stored now."""
        for name, field in fields.items():
            if name not in old or old[name] == new[name]:
                continue
            typed = self._said(prefix + name)
            if not field.has_changed(old[name], typed):
                self.data[prefix + name] = _text(field, new[name])
            elif field.has_changed(new[name], typed):
                self.both.append(str(field.label))

    def _household(self) -> None:
        (old, new), key = self._rows(Family), str(self.family.pk)
        if key in old and key in new:
            centre = self.family.centre
            self._take(HouseholdForm.base_fields, "", _household(old[key], centre), _household(new[key], centre))

    def _numbered(self, table: str, name: str) -> Iterator[tuple[str, str]]:
        """The rows that name somebody of the register: the beginning of their fields, and whom."""
        total = self._said(f"{table}-TOTAL_FORMS")
        for index in range(min(int(total), MOST_ROWS) if KEY.fullmatch(total) else 0):
            if KEY.fullmatch(key := self._said(f"{table}-{index}-{name}")):
                yield f"{table}-{index}-", key

    def _add(self, table: str, **said: str) -> None:
        total = self._said(f"{table}-TOTAL_FORMS")
        if KEY.fullmatch(total) and int(total) < MOST_ROWS:
            self.data[f"{table}-TOTAL_FORMS"] = str(int(total) + 1)
            for name, value in said.items():
                self.data[f"{table}-{total}-{name}"] = value

    def _empty(self, prefix: str) -> None:
        for name in [name for name in self.data if name.startswith(prefix)]:
            del self.data[name]

    def _members(self) -> None:
        old, new = self._rows(Member)
        chosen = self._said(f"members-{self._said('contact')}-member")
        shown = {key: prefix for prefix, key in self._numbered("members", "member")}
        for key, prefix in shown.items():
            if key in old and key in new:
                self._member(prefix, old[key], new[key], key)
        household = list(self.family.members.of_household())
        for member in household:
            if str(member.pk) not in old and str(member.pk) not in shown:
                self._add("members", **_person(member))
        receives = next((str(member.pk) for member in household if member.is_contact), "")
        if chosen != receives and old.get(chosen, {}).get("is_contact"):
            places = {key: prefix.split("-")[1] for prefix, key in self._numbered("members", "member")}
            self.data["contact"] = places.get(receives, self._said("contact"))
        self._in_order([str(member.pk) for member in household])

    def _in_order(self, household: list[str]) -> None:
        """Who is of the household stands first, as the form begins with them; rows of nobody come last."""
        total = self._said("members-TOTAL_FORMS")
        count = min(int(total), MOST_ROWS) if KEY.fullmatch(total) else 0
        rows = [
            {name: self._said(name) for name in self.data if name.startswith(f"members-{index}-")}
            for index in range(count)
        ]

        def place(index: int) -> tuple[int, int]:
            key = rows[index].get(f"members-{index}-member", "")
            nobody = not any(rows[index].values())
            return (household.index(key) if key in household else MOST_ROWS + nobody), index

        order = sorted(range(count), key=place)
        for index in range(count):
            self._empty(f"members-{index}-")
        for to, index in enumerate(order):
            for name, value in rows[index].items():
                self.data[f"members-{to}-" + name.removeprefix(f"members-{index}-")] = value
        contact = self._said("contact")
        if contact in map(str, order):
            self.data["contact"] = str(order.index(int(contact)))

    def _member(self, prefix: str, old: Columns, new: Columns, key: str) -> None:
        fields = {name: MemberForm.base_fields[name] for name in ("name", "sex", "birth_place")}
        touched = [name for name in fields if fields[name].has_changed(old[name], self._said(prefix + name))]
        if new["left_on"] and not old["left_on"] and not touched:
            self._empty(prefix)
            return
        self._take(fields, prefix, old, new)
        if old["birth_digest"] == new["birth_digest"]:
            return
        field, typed = MemberForm.base_fields["birth_date"], self._said(prefix + "birth_date")
        said = _birth_digest(field, typed)
        if said == old["birth_digest"]:
            self.data[prefix + "birth_date"] = _text(field, Member.objects.get(pk=key).birth_date)
        elif said != new["birth_digest"]:
            self.both.append(str(field.label))

    def _ties(self) -> None:
        was, is_now = ({str(tie["inmate"]): tie for tie in rows.values()} for rows in self._rows(FamilyInmate))
        fields = {"relation": TieForm.base_fields["relation"]}
        shown = {key: prefix for prefix, key in self._numbered("ties", "inmate")}
        for key, prefix in shown.items():
            if key in was and key in is_now:
                self._take(fields, prefix, was[key], is_now[key])
            elif key in was:
                self._empty(prefix)
        for key, tie in is_now.items():
            if key not in was and key not in shown:
                self._add("ties", inmate=key, relation=tie["relation"])


def _household(columns: Columns, centre: Centre) -> Columns:
    """The columns of a family as its form shows them."""
    village = Region.objects.select_related("parent__parent").get(pk=columns["village"])
    on = columns["aid_before_on"]
    shown = {"village": village_label(village, centre), "aid_before_on": on and datetime.date.fromisoformat(on)}
    return {**columns, **shown}


def _person(member: Member) -> dict[str, str]:
    fields = {name: MemberForm.base_fields[name] for name in ("name", "sex", "birth_place", "birth_date")}
    said = {name: _text(field, getattr(member, name)) for name, field in fields.items()}
    return said | {"member": str(member.pk)}


def _birth_digest(field: forms.Field, typed: str) -> Any:
    """Of a date of birth as it was typed, what a version says of it."""
    try:
        day = field.to_python(typed)
    except forms.ValidationError:
        return ""
    member = Member(pk=0, birth_digest=blind_index(BIRTH, day.isoformat()) if day else None)
    return version_of(Member, [member], ["birth_digest"])[Member._meta.label_lower]["0"]["birth_digest"]


def _text(field: forms.Field, value: Any) -> str:
    """A value as the widget of the field writes it."""
    said = value if isinstance(value, str) else field.widget.format_value(field.prepare_value(value))
    return "" if said is None else str(said)
