"""What is asked at the door and at the desk about a hand-over."""

import datetime
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aid.forms import not_too_large
from centres.forms import QuantityField, TextField, ask_for, field_of
from centres.indonesian import in_indonesian
from centres.models import Official
from config.formats import plain_date
from distributions.handover.day_forms import DayForm, IdempotentForm
from distributions.handover.judging import Kind, Submission
from distributions.models import Handover, HandoverReport, MissedReason, ReceivedBy, Recipient, RoundLine
from families.models import Member, Proxy

Channel = HandoverReport.Channel

# One tap each; what doesn't fit is written.
UNDO_REASONS = (
    ("wrong_tap", _("Pressed by mistake")),
    ("wrong_family", _("It was another family")),
    ("wrong_contents", _("The contents were not right")),
)


PARTIAL_REASONS = (
    ("short", _("There was not enough of it")),
    ("damaged", _("Some of it was damaged")),
    ("expired", _("Some of it had expired")),
    ("declined", _("The family did not want all of it")),
)
# By the field of the form.
PROOFS = {"photo": Handover.Proof.PHOTO, "signature": Handover.Proof.SIGNED}
ONE_PROOF = _("One proof is enough: send the photo, or the signature.")
NOTICE_NOTES = (_("The register has been brought up to date"), _("It turned out to be wrong"))


class NoticeForm(forms.Form):
    """What was done about a notice; ``recorded_at`` says which one was on the page."""

    recorded_at = forms.DateTimeField(widget=forms.HiddenInput)
    note = TextField(label=_("Note"), max_length=200, error_messages={"required": _("Write what was done about it.")})


class UndoForm(IdempotentForm):
    """Why what was recorded is taken back."""

    reason = forms.ChoiceField(label=_("Why undo?"), choices=UNDO_REASONS, widget=forms.RadioSelect)

    def reason_text(self) -> str:
        """The words of the chosen reason."""
        return in_indonesian(dict(UNDO_REASONS)[self.cleaned_data["reason"]])


class WholeStopForm(DayForm):
    """*Semua menerima lengkap*: when, and who gave. ``givers`` are who may have, with the names that are shown."""

    given_by = forms.ChoiceField(label=_("Handed over by"), required=False)

    def __init__(self, *args: Any, givers: Sequence[Official], usual_giver: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.givers = {giver.pk: giver for giver in givers}
        self.initial.setdefault("given_by", usual_giver)
        # The words of many locations are those of one: no query for each.
        choices = [(giver.pk, giver.name) for giver in givers]
        field_of(self, "given_by", forms.ChoiceField).choices = choices if usual_giver else [("", "–"), *choices]
        if not givers:
            del self.fields["given_by"]

    @property
    def giver_shown(self) -> Official | None:
        """Who is taken to have given while nobody says another."""
        return self.givers.get(self.initial["given_by"])

    def giver(self) -> Official | None:
        """Who gave, as it was said."""
        said = self.cleaned_data.get("given_by")
        return self.givers[int(said)] if said else None


class MissedForm(DayForm):
    """Why a family did not receive, and on another day than the round's on which that was."""

    all_optional = True  # the note says itself when it is needed
    asked = _("Say on which day that was.")
    when = forms.ChoiceField(label=_("On which day was that?"), widget=forms.RadioSelect)
    missed_reason = forms.ChoiceField(
        label=_("Why was it not handed over?"), choices=MissedReason.choices, widget=forms.RadioSelect
    )
    missed_note = TextField(label=_("Note"), required=False, max_length=200, help_text=_("Needed for another reason."))

    def submission(self, recipient: Recipient) -> Submission:
        """What the form says, as a submission."""
        return Submission(
            key=self.cleaned_data["key"],
            kind=Kind.MISSED,
            channel=Channel.PAGE,
            **self.moment(),
            recipient_id=recipient.pk,
            missed_reason=self.cleaned_data["missed_reason"],
            missed_note=self.cleaned_data["missed_note"],
        )


def proxies_on(day: datetime.date, families: Collection[int]) -> dict[int, list[Proxy]]:
    """Whom each family authorised to receive on a day, also under an entry that was merged into it; one query."""
    of = Q(family__in=families) | Q(family__merged_into__in=families)
    found: dict[int, list[Proxy]] = {}
    for proxy in Proxy.objects.filter(of).in_force(day).select_related("family"):
        found.setdefault(proxy.family.merged_into_id or proxy.family_id, []).append(proxy)
    return found


def proxies_of(recipient: Recipient, first: datetime.date, last: datetime.date) -> "QuerySet[Proxy]":
    """Whom the family authorised to receive on one of these days, also under an entry that was merged into it."""
    family = Q(family=recipient.family_id) | Q(family__merged_into=recipient.family_id)
    return Proxy.objects.filter(family, centre=recipient.centre_id).in_force_between(first, last)


class DeliveredForm(DayForm):
    """Who gave, who received, and with which proof; everything is filled in, but for the day on another day."""

    # Who says that somebody else received must say who; with the others these fields don't show.
    all_optional = True

    received_by = forms.ChoiceField(
        label=_("Received by"),
        choices=ReceivedBy.choices,
        initial=ReceivedBy.CONTACT,
        widget=forms.RadioSelect(attrs={"class": "side"}),
    )
    member = forms.ModelChoiceField(
        label=_("Which member of the household"), queryset=Member.objects.none(), required=False, empty_label="–"
    )
    proxy = forms.ModelChoiceField(
        label=_("Which proxy"), queryset=Proxy.objects.none(), required=False, empty_label=_("Somebody else")
    )
    proxy_name = TextField(label=_("Name of the proxy"), required=False, max_length=120)
    proxy_relation = TextField(
        label=_("What the proxy is to the family"), required=False, max_length=60, help_text=_("For example: neighbour")
    )
    given_by = forms.ModelChoiceField(
        label=_("Handed over by"), queryset=Official.objects.none(), required=False, empty_label="–"
    )
    photo = forms.FileField(
        label=_("Photo as proof"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment", "data-shrink": "1600"}),
        help_text=_("Not needed when the family signs the paper list."),
    )
    signature = forms.FileField(
        label=_("Signature of who receives"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "data-sign": "", "data-wipe": _("Wipe out")}),
        help_text=_("On the screen, where there is no paper list to sign."),
    )

    def __init__(
        self, *args: Any, recipient: Recipient, givers: list[Official], usual_giver: int | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, round=recipient.round, **kwargs)
        self.initial.setdefault("given_by", usual_giver)
        self.recipient = recipient
        members = Member.objects.beside_contacts().filter(family_id=recipient.family_id)
        field_of(self, "member", forms.ModelChoiceField).queryset = members.order_by("name")
        given_by = field_of(self, "given_by", forms.ModelChoiceField)
        if usual_giver:
            given_by.empty_label = None  # nobody would be recorded as the usual giver all the same
        given_by.queryset = Official.objects.filter(pk__in=[giver.pk for giver in givers])
        choices = dict(ReceivedBy.choices) | {ReceivedBy.CONTACT: recipient.contact_name}
        if not members.exists():
            del choices[ReceivedBy.MEMBER]
        # Whom the family authorised on a day that can be said; somebody else is named as before.
        proxies = proxies_of(recipient, *self.days_to_say())
        field_of(self, "proxy", forms.ModelChoiceField).queryset = proxies
        if not proxies.exists():
            del self.fields["proxy"]
        field_of(self, "received_by", forms.ChoiceField).choices = list(choices.items())

    def clean(self) -> dict[str, Any]:
        """Refuse a proxy who might not receive on the day that was said."""
        cleaned = super().clean() or {}
        proxy = cleaned.get("proxy") if cleaned.get("received_by") == ReceivedBy.PROXY else None
        if proxy and self.errors.keys().isdisjoint({"when", "handed_on"}):
            day = timezone.localdate(self.moment()["recorded_at"])
            if not proxy.is_in_force(day):
                words = _("%(name)s was not authorised to receive on %(day)s. Choose another proxy.")
                self.add_error("proxy", words % {"name": proxy.name, "day": plain_date(day)})
        if cleaned.get("photo") and cleaned.get("signature"):
            self.add_error("photo", ONE_PROOF)
        return cleaned

    @property
    def picture(self) -> tuple[str, UploadedFile | None]:
        """By which field a picture came as proof, and the picture; None where the paper list is the proof."""
        signed: UploadedFile | None = self.cleaned_data.get("signature")
        return ("signature", signed) if signed else ("photo", self.cleaned_data.get("photo"))

    def submission(
        self, *, quantities: dict[int, Decimal] | None = None, proof_file_id: int | None = None
    ) -> Submission:
        """What the form says, as a submission; ``quantities`` is None for the whole package."""
        data = self.cleaned_data
        proxy = data.get("proxy") if data["received_by"] == ReceivedBy.PROXY else None
        return Submission(
            key=data["key"],
            kind=Kind.DELIVERED,
            channel=Channel.PAGE,
            **self.moment(),
            recipient_id=self.recipient.pk,
            quantities=quantities,
            difference_reason=data.get("difference_reason", ""),
            received_by=data["received_by"],
            member_id=data["member"].pk if data["member"] else None,
            proxy_name=proxy.name if proxy else data["proxy_name"],
            proxy_relation=proxy.relation if proxy else data["proxy_relation"],
            given_by_id=data["given_by"].pk if data["given_by"] else None,
            proof=PROOFS[self.picture[0]] if proof_file_id else Handover.Proof.PAPER,
            proof_file_id=proof_file_id,
        )


class PartialForm(DeliveredForm):
    """Each item's quantity, prefilled with the package, and why it differs: one tap, or what is written."""

    difference = forms.ChoiceField(
        label=_("Why do the contents differ?"),
        choices=(*PARTIAL_REASONS, ("other", _("Another reason"))),
        required=False,
        widget=forms.RadioSelect,
    )
    difference_reason = TextField(
        label=_("Note"), required=False, max_length=150, help_text=_("Needed for another reason.")
    )

    def __init__(self, *args: Any, lines: list[RoundLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"item_{line.item_id}"] = QuantityField(
                label=f"{line.item_name} ({line.unit})",
                initial=line.quantity,
                required=True,
                validators=[not_too_large],
            )

    def clean(self) -> dict[str, Any]:
        """Put the reason into words: what was tapped, and beside it what was written."""
        cleaned = super().clean() or {}
        tapped, written = cleaned.get("difference", ""), cleaned.get("difference_reason", "")
        words = in_indonesian(dict(PARTIAL_REASONS)[tapped]) if tapped in dict(PARTIAL_REASONS) else ""
        if not (words or written):
            where = "difference_reason" if tapped or "difference_reason" in self.errors else "difference"
            ask_for(self, where, _("Say why the contents differ."))
        cleaned["difference_reason"] = ": ".join(filter(None, (words, written)))
        if all(f"item_{line.item_id}" in cleaned for line in self.lines):
            self._check_that_it_differs(said_less=bool(words))
        return cleaned

    def _check_that_it_differs(self, *, said_less: bool) -> None:
        """What is recorded as a part must be one, or the reason that was given would be lost, or wrong."""
        given = self.quantities()
        if all(given[line.item_id] == line.quantity for line in self.lines):
            whole = _(
                "These are the contents of the whole package. Change what differs, or go back: handed over complete."
            )
            self.add_error(f"item_{self.lines[0].item_id}", whole)
        elif said_less and all(given[line.item_id] >= line.quantity for line in self.lines):
            self.add_error(
                "difference", _("Nothing is less than in the package. Check the quantities, or give another reason.")
            )

    def quantities(self) -> dict[int, Decimal]:
        """Quantity by item, in its base unit."""
        return {line.item_id: self.cleaned_data[f"item_{line.item_id}"] for line in self.lines}

    def item_fields(self) -> list[forms.BoundField]:
        """The fields of the quantities, in the order of the package."""
        return [self[f"item_{line.item_id}"] for line in self.lines]


DELIVERED = "delivered"
RESULTS = (("", "–"), (DELIVERED, _("Complete")), *MissedReason.choices)


class PaperRowForm(forms.Form):
    """One line of the signed list: the result, and who received if it wasn't the contact."""

    result = forms.ChoiceField(label=_("Result"), choices=RESULTS, required=False)
    received_by = forms.ChoiceField(
        label=_("Received by"), choices=ReceivedBy.choices, initial=ReceivedBy.CONTACT, required=False
    )
    name = TextField(label=_("Who else, or which other reason"), required=False, max_length=120)
    relation = TextField(label=_("Relation"), required=False, max_length=60)

    def __init__(self, data: Any, *, recipient: Recipient, members: list[Member], proxies: Sequence[Proxy]) -> None:
        super().__init__(data, prefix=f"r{recipient.pk}")
        self.recipient, self.members, self.proxies = recipient, members, proxies
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{recipient.contact_name}, {field.label}"
        self.fields["name"].widget.attrs["list"] = f"members-{recipient.family_id}"
        if not members:
            # Nobody else of the household is known: who received for the contact is named as a proxy.
            choices = [choice for choice in ReceivedBy.choices if choice[0] != ReceivedBy.MEMBER]
            field_of(self, "received_by", forms.ChoiceField).choices = choices

    def clean(self) -> dict[str, Any]:
        """Refuse a name that nobody else of the household has, saying which there are."""
        data: dict[str, Any] = self.cleaned_data
        name, of_household = data.get("name", ""), data.get("received_by") == ReceivedBy.MEMBER
        if data.get("result") == DELIVERED and of_household and name and self._member(name) is None:
            said = {"name": name, "members": ", ".join(member.name for member in self.members)}
            words = _("%(name)s is none of the household, only %(members)s. Others receive as a proxy.")
            self.add_error("name", str(words) % said)
        return data

    def submission(self, key: UUID, moment: dict[str, Any]) -> Submission | None:
        """What the line says, or None when it was left empty; ``moment`` is that of ``PaperHeadForm``."""
        result = self.cleaned_data["result"]
        if not result:
            return None
        said: dict[str, Any] = {
            "key": key,
            "channel": Channel.PAPER,
            **moment,
            "recipient_id": self.recipient.pk,
        }
        if result != DELIVERED:
            return Submission(kind=Kind.MISSED, missed_reason=result, missed_note=self.cleaned_data["name"], **said)
        return Submission(kind=Kind.DELIVERED, **said, **self._receiver())

    def _member(self, name: str) -> Member | None:
        return next((member for member in self.members if member.name.casefold() == name.strip().casefold()), None)

    def _receiver(self) -> dict[str, Any]:
        name = self.cleaned_data["name"].strip()
        received_by = self.cleaned_data["received_by"] or ReceivedBy.CONTACT
        if received_by == ReceivedBy.CONTACT:
            return {}
        if received_by == ReceivedBy.MEMBER:
            member = self._member(name)
            return {"received_by": ReceivedBy.MEMBER, "member_id": member.pk if member else None}
        # Of whom the family authorised it is known what they are to it.
        known = next((proxy for proxy in self.proxies if proxy.name.casefold() == name.casefold()), None)
        relation = self.cleaned_data["relation"] or (known.relation if known else "")
        return {
            "received_by": ReceivedBy.PROXY,
            "proxy_name": known.name if known else name,
            "proxy_relation": relation,
        }
