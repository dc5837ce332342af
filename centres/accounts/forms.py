"""The forms of users, their roles, and the first run."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from centres.accounts.first_run import check_code
from centres.forms import DateField, RegencyField, TextField, add_refusal, field_of
from centres.models import SMALL_TEAM, Role, User
from config.errors import Refused

TEAM = "small_team"
# Which roles one is asked about, with what each of them does.
ROLE_HINTS: tuple[tuple[Role, Promise], ...] = (
    (Role.OPERATOR, _("keeps the register of families and inmates, imports lists")),
    (Role.OFFICER, _("records who received what")),
    (Role.STOREKEEPER, _("keeps goods, receipts and stock")),
    (Role.COORDINATOR, _("plans rounds, declares families eligible, closes and reports")),
    (Role.HEAD, _("approves rounds; corrects closed ones")),
    (Role.HUMAS, _("reads reports and press releases, without personal data")),
    (Role.VIEWER, _("reads sums, without personal data")),
    (Role.ADMIN, _("manages users, roles and the centre's data")),
)


class RolesForm(forms.Form):
    """Which roles, from when until when. The small team is one tick for four roles."""

    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple)
    starts_on = DateField(label=_("From"))
    ends_on = DateField(
        label=_("Until"), required=False, help_text=_("For Plh. and Plt.: the last day. Leave empty otherwise.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "roles", forms.MultipleChoiceField).choices = [
            (TEAM, _("Small team: data operator, field officer, stock keeper and coordinator in one")),
            *((role.value, format_lazy("{} – {}", role.label, hint)) for role, hint in ROLE_HINTS),
        ]

    def chosen(self) -> list[str]:
        """The values of the roles that were ticked, each once."""
        ticked = set(self.cleaned_data["roles"])
        team = set(SMALL_TEAM) if TEAM in ticked else set()
        return [role.value for role, _hint in ROLE_HINTS if role.value in ticked or role in team]


USERNAME = RegexValidator(r"^[A-Za-z0-9._-]{3,40}$", _("Use 3 to 40 letters, digits, dots, hyphens or underscores."))


class PersonForm(forms.Form):
    full_name = TextField(label=_("Full name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), required=False)


class NewUserForm(RolesForm):
    """A new account with its first roles."""

    full_name = TextField(label=_("Full name"), max_length=120)
    username = forms.CharField(
        label=_("User name"),
        max_length=40,
        validators=[USERNAME],
        help_text=_("For signing in; small letters, without spaces: siti.aminah"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    field_order = ("full_name", "username", "email", "roles", "starts_on", "ends_on")


class EndRoleForm(forms.Form):
    last_day = DateField(label=_("Last day of the role"), help_text=_("The role holds until the end of that day."))


class FirstRunForm(forms.Form):
    """*Mulai*: the code of the console, who you are, and which centre this is."""

    code = forms.CharField(
        label=_("Code from the server's console"),
        max_length=40,
        help_text=_("Three groups of four letters and digits, printed when Peduli started."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    full_name = TextField(label=_("Your full name"), max_length=120)
    username = forms.CharField(
        label=_("User name"),
        max_length=40,
        validators=[USERNAME],
        help_text=_("For signing in; small letters, without spaces: siti.aminah"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least 12 characters. Three or four words are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Password, once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    name = TextField(label=_("Name of the centre"), max_length=100, help_text=_("For example: Rutan Kelas IIB Blora"))
    regency = RegencyField()

    def __init__(self, *args: Any, kept: bool = False, **kwargs: Any) -> None:
        """``kept`` says that a password was taken already, with a form that was wrong elsewhere."""
        super().__init__(*args, **kwargs)
        if kept:
            self.fields["password"].required = self.fields["again"].required = False
            self.fields["password"].help_text = _("It was taken already. Type it again only to change it.")

    def clean(self) -> dict[str, Any]:
        """Say at once all that is wrong: the code and the password, too."""
        data = super().clean() or {}
        password, again = data.get("password"), data.get("again")
        if data.get("code"):
            try:
                check_code(data["code"])
            except Refused as refused:
                add_refusal(self, refused)
        if password:
            try:
                validate_password(
                    password, User(username=data.get("username", ""), full_name=data.get("full_name", ""))
                )
            except ValidationError as wrong:
                self.add_error("password", wrong)
        if password and "again" not in self.errors and password != again:
            self.add_error("again", _("The two passwords are not the same."))
        return data
