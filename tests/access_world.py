"""One centre with a thing of every kind, for the addresses of ``tests/access_table.py``."""

import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from aid.models import Lot
from centres.models import StoredFile
from centres.private_files import store_bytes
from distributions.models import Photo, Publication, Quote, Recipient, State
from distributions.rounds.transitions import transition
from families.need import Answers
from families.register_import.importing import stage_import
from families.survey import assess
from tests.access_table import Thing
from tests.distributions.months import NOW, approved_month, delivered, from_canteen
from tests.factories import LetterheadFactory, OfficialFactory, RecipientFactory, RoundFactory
from tests.families.blora import FAMILY, HEADER, write_xlsx


def whole_world(folder: Path) -> SimpleNamespace:
    """The things by name; numbers and words of an address stand for themselves."""
    month = approved_month()
    from_canteen(month)
    delivered(month, month.recipients[0])
    centre, by = month.centre, month.people.coordinator
    world = SimpleNamespace(
        people=month.people,
        centre=centre,
        centre_code=centre.code,
        no_uid="x",
        no_token="x",
        history_kind="keluarga",
        act="verifikasi",
        kk="kk",
        paper="daftar-tanda-terima",
        user=month.people.officer,
        membership=month.people.officer.memberships.get(),
        letterhead=LetterheadFactory(centre=centre),
        official=OfficialFactory(centre=centre),
        round=month.round,
        served=month.recipients[0],
        recipient=month.recipients[1],
        stop=month.recipients[1].stop,
        programme=month.round.programme,
        family=month.recipients[1].family,
        supplier=month.canteen,
        item=month.rice,
        package=month.round.programme.package,
    )
    world.lot = Lot.objects.filter(centre=centre, item=month.rice).get()
    world.receipt = world.lot.receipt
    world.movement = world.lot.movements.order_by("id").first()
    world.inmate = world.family.ties.get().inmate
    _rounds(world)
    _register(world, folder)
    _record(world, by)
    return world


def thing_of(world: SimpleNamespace, thing: Thing) -> Any:
    """What a line of the table stands for in this world."""
    return getattr(world, thing) if isinstance(thing, str) else thing(world)


def _rounds(world: SimpleNamespace) -> None:
    now = timezone.now()
    for name in ("draft", "submitted", "approved"):
        round = RoundFactory(centre=world.centre, occurrence_on=datetime.date(2024, 12, 20))
        recipient = RecipientFactory(round=round)
        reserve = RecipientFactory(round=round, state=Recipient.State.RESERVE)
        setattr(world, name, round)
        if name == "draft":
            world.draft_recipient = recipient
        else:
            transition(round, State.SUBMITTED, by=world.people.coordinator, now=now)
        if name == "approved":
            transition(round, State.APPROVED, by=world.people.head, now=now)
            world.reserve = reserve


def _register(world: SimpleNamespace, folder: Path) -> None:
    good, broken = FAMILY, FAMILY | {"NIK": "33160151030", "No. KK": "3316062309209374", "Nama Penerima": "Tuti"}
    rows = [HEADER, *([row.get(name, "") for name in HEADER] for row in (good, broken))]
    path = folder / "daftar.xlsx"
    write_xlsx(path, rows)
    world.register_import = stage_import(
        path,
        file_name=path.name,
        centre=world.centre,
        as_of=datetime.date(2024, 10, 31),
        by=world.people.operator,
        now=NOW,
    )
    world.register_row = world.register_import.rows.exclude(status="valid").first()
    world.assessment = assess(world.family, answers=Answers(), surveyed_on=NOW.date(), by=world.people.officer, now=NOW)


def _record(world: SimpleNamespace, by: object) -> None:
    def stored(kind: str) -> StoredFile:
        content = kind.encode()
        return store_bytes(content, centre=world.centre, by=by, kind=kind, media_type="image/jpeg", now=NOW)

    here = {"centre": world.centre, "round": world.round}
    world.logo = stored(StoredFile.Kind.LOGO)
    world.photo = Photo.objects.create(**here, file=stored(StoredFile.Kind.PHOTO), added_by=by, added_at=NOW)
    world.quote = Quote.objects.create(**here, text="Semoga bermanfaat.", speaker="Hendro Prasetyo")
    world.publication = Publication.objects.create(**here, outlet="Blora Pos", published_at=NOW)
