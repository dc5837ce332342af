"""*Formulir survei*: what is asked at the door, to be written by hand and typed afterwards.

Its questions are those of the page (``families.forms.AssessmentForm``), so paper and page can't part. No inmate is on
it, for it is carried about.
"""

from typing import Any, NamedTuple

from django import forms

from centres.forms import CountField, RupiahField
from centres.indonesian import in_indonesian
from families.forms import AssessmentForm

# What is written on the paper elsewhere, or can't be.
NOT_ASKED = ("surveyed_on", "notes", "photo")
PEOPLE = ("dependants", "elderly", "toddlers")


class Visited(NamedTuple):
    """A family that is on the form already; empty texts are left to write."""

    name: str = ""
    address: str = ""
    village: str = ""


def survey_document(subject: str, visited: Visited | None = None) -> dict[str, Any]:
    """The form of one family, or of one that is still to be written."""
    visited = visited or Visited()
    return {
        "kind": "survey_form",
        "title": "Formulir Survei",
        "part": "",
        "signers": [],
        "heading": "FORMULIR SURVEI KELUARGA",
        "subject": subject,
        "facts": [
            ["Nama penerima", visited.name],
            ["Alamat", visited.address],
            ["Desa, kecamatan", visited.village],
            ["Tanggal survei", ""],
        ],
        "questions": [
            _question(name, field) for name, field in AssessmentForm.base_fields.items() if name not in NOT_ASKED
        ],
        "left": {"lines": ["Yang didata,"], "name": "", "nip": None},
        "right": {"lines": ["Petugas survei,"], "name": "", "nip": ""},
    }


def _question(name: str, field: forms.Field) -> dict[str, Any]:
    """One line: boxes to tick, or room between what stands before and after."""
    asked = {"asked": in_indonesian(field.label or ""), "hint": in_indonesian(field.help_text)}
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return asked | {"boxes": [in_indonesian(label) for _value, label in choices]}
    if isinstance(field, forms.BooleanField):
        return asked | {"boxes": ["Ya", "Tidak"]}
    before = "Rp" if isinstance(field, RupiahField) else ""
    after = "orang" if name in PEOPLE and isinstance(field, CountField) else ""
    return asked | {"boxes": [], "before": before, "after": after}
