"""Erasing a family: every personal column is emptied, wherever it stands; goods, dates and statistics stay.

The database does its part when the Erasure is written: history, surveys' notes and photos of the house,
approved rounds, reports and proofs (triggers ``erasure_…``). Here go the register, what was read from files, and the
bytes of the pictures.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from centres.file_sweep import remove_unnamed
from centres.indonesian import in_indonesian
from centres.models import StoredFile, User
from centres.versions import Version, require_seen, said_of
from config.errors import Refused, required
from config.formats import quantity
from distributions.models import FINISHED, Handover, HandoverReport, PaperVersion, Recipient, Round, SignedPage
from families.holding import hold_families, lock_register
from families.models import (
    Assessment,
    Eligibility,
    Erasure,
    Family,
    FamilyInmate,
    InmateList,
    Member,
    Proxy,
    RegisterImport,
    RegisterImportRow,
    RemarksRead,
)
from families.register_import.staged_rows import read_of

ERASED = gettext_lazy("Personal data erased")


@dataclass(frozen=True)
class Mention:
    """A text of the centre, outside of what is erased, in which a name of the family stands."""

    model: type[models.Model]
    pk: int
    field: str

    def __str__(self) -> str:
        return f"{self.model._meta.db_table} {self.pk}: {self.field}"

    @property
    def in_words(self) -> str:
        """The same for whoever reads a page: what the record and its field are called."""
        name = getattr(self.model._meta.get_field(self.field), "verbose_name", self.field)
        return f"{self.model._meta.verbose_name} {self.pk}: {name}"


@dataclass(frozen=True)
class Erasable:
    """What an erasure of a family empties, counted, and what it does not reach."""

    entries: int
    members: int
    places: int
    reports: int
    proofs: int
    houses: int
    staged: int
    history: int
    papers: int
    signed_pages: int
    mentions: list[Mention]
    # Who and what these are: as many of others are something else.
    numbers: list[int]
    names: list[str]
    inmates: list[str]
    rounds: list[str]


def erase_family(
    family: Family, *, ground: str, seen: Version | None = None, by: User, now: datetime.datetime
) -> list[Erasure]:
    """Erase a family with the entries that were merged into it; it is ended, and nobody's name is left in it.

    ``seen`` is what was said to go (``as_shown``); None where nobody was told. Raises Refused without a ground, for an
    entry that was merged into another, while a round of it is open, and once it is erased.
    """
    ground = required(" ".join(ground.split()), _("Say on what ground the data are erased."), field="ground")
    with transaction.atomic():
        entries = _locked(family)
        _refuse_open(entries)
        _refuse_erased(entries[0])
        require_seen(seen, lambda entry: as_shown(entry, erasable(entry)), entries[0])
        digests = {file.sha256 for file in (*_proofs(entries), *_houses(entries))}
        staged = list(_staged(entries))
        RegisterImportRow.objects.filter(pk__in=[row.pk for row in staged]).update(content=None, links=[])
        # The cells of the whole file, by which its columns could be read anew.
        RegisterImport.objects.filter(pk__in={row.register_import_id for row in staged}).update(source=None)
        # Who visits an inmate may stand in the file of a list; what came of comparing it stays.
        InmateList.objects.filter(centre=family.centre_id).exclude(source=None).update(source=None)
        written = [_erase(entry, ground, by, now) for entry in entries]
        transaction.on_commit(lambda: [remove_unnamed(digest) for digest in digests] and None)
    return written


def as_shown(family: Family, found: Erasable) -> Version:
    """What a page says of an erasure, by which it is known that it is this one, and what is new when it is not."""
    stays = [quantity(found.papers), quantity(found.signed_pages), *(str(one) for one in found.mentions)]
    return said_of(
        family,
        {
            gettext_noop("People"): _listed(found.members, found.names),
            gettext_noop("Inmates"): _listed(len(found.inmates), found.inmates),
            gettext_noop("Entries of the register"): _listed(found.entries, map(str, found.numbers)),
            gettext_noop("Names in rounds"): _listed(found.places, found.rounds),
            gettext_noop("Reports of hand-overs"): quantity(found.reports),
            gettext_noop("Photos as proof"): quantity(found.proofs),
            gettext_noop("Photos of the house"): quantity(found.houses),
            gettext_noop("Rows of uploaded files"): quantity(found.staged),
            gettext_noop("What stays"): ", ".join(stays),
        },
    )


def _listed(count: int, names: Iterable[str]) -> str:
    listed = ", ".join(names)
    return f"{quantity(count)} ({listed})" if listed else quantity(count)


def erasable(family: Family) -> Erasable:
    """What ``erase_family`` would empty; reads only. Raises Refused where it would."""
    if family.merged_into_id:
        raise Refused(_("This family was merged into another. Change that one."))
    entries = [family, *family.merged.order_by("pk")]
    _refuse_open(entries)
    _refuse_erased(family)
    places = Recipient.objects.filter(family__in=entries)
    members = Member.objects.filter(family__in=entries)
    ties = FamilyInmate.objects.filter(family__in=entries).select_related("inmate").order_by("pk")
    return Erasable(
        entries=len(entries),
        members=members.count(),
        places=places.count(),
        reports=HandoverReport.objects.filter(recipient__in=places).count(),
        proofs=len(_proofs(entries)),
        houses=len(_houses(entries)),
        staged=len(list(_staged(entries))),
        history=sum(
            events._default_manager.filter(**{where: entries}).count()
            for events, where in ((_events(Family), "pgh_obj__in"), (_events(Member), "family__in"))
        ),
        signed_pages=SignedPage.objects.filter(round__recipients__in=places).distinct().count(),
        papers=PaperVersion.objects.filter(round__recipients__in=places).distinct().count(),
        mentions=list(mentions(family)),
        numbers=[entry.pk for entry in entries],
        names=list(members.order_by("family", "pk").values_list("name", flat=True)),
        inmates=[f"{tie.inmate.name} {tie.inmate.register_number}" for tie in ties],
        rounds=[place.round.name for place in places.select_related("round").order_by("round__date", "pk")],
    )


def mentions(family: Family) -> Iterator[Mention]:
    """Texts of the centre that an erasure leaves as they are, and in which a name of the family stands in full."""
    entries = [family, *family.merged.order_by("pk")]
    names = {
        *Member.objects.filter(family__in=entries).values_list("name", flat=True),
        *Recipient.objects.filter(family__in=entries).values_list("contact_name", flat=True),
    }
    said = sorted(name for name in names if " " in name)
    if not said:
        return
    for model, fields in _other_texts():
        named = Q()
        for field in fields:
            for name in said:
                named |= Q(**{f"{field}__icontains": name})
        rows = model._default_manager.filter(named, centre=family.centre_id).order_by("pk")
        for pk, *texts in rows.values_list("pk", *fields):
            for field, text in zip(fields, texts, strict=True):
                if any(name.casefold() in (text or "").casefold() for name in said):
                    yield Mention(model, pk, field)


def _other_texts() -> Iterator[tuple[type[models.Model], list[str]]]:
    """The models of the centre that are not emptied, each with its texts."""
    emptied = {Family, Member, Proxy, Recipient, HandoverReport, Handover}
    for room in ("families", "aid", "distributions"):
        for model in apps.get_app_config(room).get_models():
            if model in emptied or hasattr(model, "pgh_tracked_model"):
                continue
            fields = [
                field.name
                for field in model._meta.local_fields
                if isinstance(field, models.CharField | models.TextField) and not field.choices
            ]
            if fields:
                yield model, fields


def _locked(family: Family) -> list[Family]:
    """The family as it is now and the entries merged into it, held; the register and their rounds before them."""
    lock_register(family.centre)
    family.refresh_from_db()
    if family.merged_into_id:
        raise Refused(_("This family was merged into another. Change that one."))
    entries = [family.pk, *family.merged.order_by("pk").values_list("pk", flat=True)]
    places = Recipient.objects.filter(family__in=entries)
    list(Round.objects.filter(pk__in=places.values("round")).order_by("pk").select_for_update().values_list("pk"))
    hold_families(entries)
    held = Family.objects.in_bulk(entries)
    return [held[pk] for pk in entries]


def _refuse_erased(family: Family) -> None:
    if Erasure.objects.filter(centre=family.centre_id, family_id_erased=family.pk).exists():
        raise Refused(_("This family is erased already."))


def _refuse_open(entries: list[Family]) -> None:
    open_places = Recipient.objects.filter(family__in=entries).exclude(round__state__in=FINISHED)
    for recipient in open_places.select_related("round").order_by("pk")[:1]:
        raise Refused(
            _("The family has a place in %(round)s, which is not closed. Take it out of the round, or close it first.")
            % {"round": recipient.round.name}
        )
    if HandoverReport.objects.open().filter(recipient__family__in=entries).exists():
        raise Refused(_("A report about this family waits for a decision. Settle it first."))


def _proofs(entries: list[Family]) -> list[StoredFile]:
    handovers = Handover.objects.filter(recipient__family__in=entries).exclude(proof_file=None)
    return list(StoredFile.objects.filter(pk__in=handovers.values("proof_file")).order_by("pk"))


def _houses(entries: list[Family]) -> list[StoredFile]:
    surveys = Assessment.objects.filter(family__in=entries).exclude(photo=None)
    return list(StoredFile.objects.filter(pk__in=surveys.values("photo")).order_by("pk"))


def _staged(entries: list[Family]) -> Iterator[RegisterImportRow]:
    """The rows of uploaded registers that became the family, or say the NIK or No. KK of somebody in it."""
    numbers = {bytes(entry.kk_digest) for entry in entries if entry.kk_digest}
    people = Member.objects.filter(family__in=entries).exclude(nik_digest=None)
    numbers |= {bytes(digest) for digest in people.values_list("nik_digest", flat=True) if digest}
    own = {entry.pk for entry in entries}
    rows = RegisterImportRow.objects.filter(centre=entries[0].centre_id, content__isnull=False)
    for row in rows.order_by("pk").iterator(chunk_size=500):
        if row.family_id in own or not numbers.isdisjoint(_numbers_of(row)):
            yield row


def _numbers_of(row: RegisterImportRow) -> set[bytes]:
    try:
        values = read_of(row).values
    except Refused:
        return set()
    said = ((Member.nik, values["nik"]), (Family.kk, values["no_kk"]))
    return {number.blind_index_of(value) for number, value in said if value}


def _erase(entry: Family, ground: str, by: User, now: datetime.datetime) -> Erasure:
    # A tie that goes writes a line of history, which the Erasure then takes away with the others.
    FamilyInmate.objects.filter(family=entry).delete()
    erasure = Erasure.objects.create(
        centre_id=entry.centre_id, family_id_erased=entry.pk, ground=ground, erased_by=by, erased_at=now
    )
    for member in entry.members.order_by("pk"):
        member.name = member.birth_place = ""
        member.nik = member.phone = member.birth_date = None
        member.save()
    entry.proxies.update(name="", relation="")
    RemarksRead.objects.filter(family=entry).delete()
    entry.kk = None
    entry.hamlet = entry.street = entry.rt = entry.rw = entry.landmark = entry.remarks = ""
    entry.aid_before_note = "…" if entry.aid_before_on else ""
    entry.eligibility, entry.eligibility_basis = Eligibility.ENDED, in_indonesian(ERASED)
    entry.eligibility_at, entry.eligibility_by = now, by
    entry.save()
    return erasure


def _events(model: type[models.Model]) -> type[models.Model]:
    found: type[models.Model] = model._meta.get_field("events").related_model  # type: ignore[assignment]
    return found
