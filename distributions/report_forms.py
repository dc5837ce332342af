"""Forms of what is kept of a round besides the goods."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ResolutionForm(forms.Form):
    """How an open report was settled."""

    report = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(label=_("What was done about it"), max_length=300)
