"""The forms of signing in, in our words: allauth and Django decide, these only name the fields."""

from typing import TYPE_CHECKING, Any

from allauth.account import forms as account
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django import forms
from django.contrib.auth import forms as auth
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from centres.accounts.attempts import take_back
from centres.accounts.sign_in import count_attempt
from centres.encryption import Unreadable
from centres.models import FailedSignIn

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # of the stubs only

NOT_ALIKE = _("The two passwords are not the same.")
CODE_UNREADABLE = _(
    "No code can be checked: what is stored of your two-step sign-in is damaged or belongs to somebody else."
    " Ask the administrator to switch it off."
)
CODE_HINT = _("Six digits from the app on your phone, or one of your recovery codes.")


def _name(form: forms.BaseForm, **labels: "tuple[_StrPromise, _StrPromise | str]") -> None:
    for name, (label, hint) in labels.items():
        field = form.fields[name]
        field.label, field.help_text = label, hint
        field.widget.attrs.pop("placeholder", None)


def _alike(form: forms.BaseForm, one: str, other: str) -> bool:
    return bool(form[one].data == form[other].data)


class SignInForm(account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, login=(_("User name"), ""), password=(_("Password"), ""))
        self.fields["login"].widget.attrs |= {
            "autocapitalize": "none",
            "spellcheck": "false",
        }


class ChangePasswordForm(account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(
            self,
            oldpassword=(_("Current password"), ""),
            password1=(
                _("New password"),
                _("At least 12 characters. Three or four words are easy to remember."),
            ),
            password2=(_("New password, once more"), ""),
        )

    def clean(self) -> dict[str, Any]:
        """Say of a password that won't do, too, that it was not typed twice alike."""
        cleaned: dict[str, Any] = super().clean()
        if "password1" in self.errors and "password2" not in self.errors and not _alike(self, "password1", "password2"):
            self.add_error("password2", NOT_ALIKE)
        return cleaned


class NewPasswordForm(auth.SetPasswordForm):
    error_messages = {"password_mismatch": NOT_ALIKE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(
            self,
            new_password1=(
                _("New password"),
                _("At least 12 characters. Three or four words are easy to remember."),
            ),
            new_password2=(_("New password, once more"), ""),
        )

    def clean(self) -> dict[str, Any]:
        """Judge the first of the two, whether or not the second is like it: Django judges the second if it is."""
        self.validate_passwords("new_password1", "new_password2")
        self.validate_password_for_user(self.user, "new_password1")
        return self.cleaned_data


class ReauthenticateForm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, password=(_("Password"), ""))


def _use(user: int, secret: str, code: str) -> bool:
    """Remember that a code of the app was taken, as long as it counts; False where it was before.

    The codes of the steps before it are used with it: whoever looked on while somebody signed in, or set the app up,
    may have read them off, too.
    """
    code = normalize_user_code(code)
    shown = [format_hotp_value(hotp_value(secret, step)) for step in yield_hotp_counters_from_time()]
    older = shown[: len(shown) - shown[::-1].index(code) - 1] if code in shown else []
    timeout = len(shown) * app_settings.TOTP_PERIOD
    is_first = bool(cache.add(_used(user, code), True, timeout=timeout))
    cache.set_many({_used(user, one): True for one in older}, timeout=timeout)
    return is_first


def _used(user: int, code: str) -> str:
    return f"peduli.used-code.{user}.{code}"


class OneCodeOnce(mfa.BaseAuthenticateForm):
    """A code of the app opens once, none that came before it after it, and wrong ones are counted.

    allauth remembers a used code for one step of 30 seconds; as the step before and the one after count, too, it would
    open again afterwards.
    """

    def clean_code(self) -> str:
        attempt = count_attempt(context.request, self.user.get_username(), FailedSignIn.Step.CODE)
        try:
            code: str = super().clean_code()
        except Unreadable:
            raise forms.ValidationError(CODE_UNREADABLE) from None
        found = self.authenticator
        if found.type == Authenticator.Type.TOTP and not _use(self.user.pk, decrypt(found.data["secret"]), code):
            raise get_adapter().validation_error("incorrect_code")
        take_back(attempt)
        return code


class CodeForm(OneCodeOnce, mfa.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, code=(_("Code"), CODE_HINT))


class ReauthenticateCodeForm(OneCodeOnce, mfa.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, code=(_("Code"), CODE_HINT))


class ActivateForm(totp.ActivateTOTPForm):
    """The code that shows that the app is set up is used, too: whoever saw it signs in with none of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, code=(_("Code"), _("Six digits that the app shows now.")))
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "class": "short"}

    def clean_code(self) -> str:
        code: str = super().clean_code()
        if not _use(self.user.pk, self.secret, code):
            raise get_adapter().validation_error("incorrect_code")
        return code
