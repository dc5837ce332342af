"""One centre with things of every kind, for the addresses of ``tests/access_table.py``."""

import datetime
import secrets
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

from django.urls import get_resolver
from django.utils import timezone

from aid.ledger import ReceivedLine, receive
from aid.models import NotePage
from aid.packages import new_version
from centres.access_log import CALLED
from centres.models import AccessLog, Role, StoredFile
from centres.private_files import store_bytes
from distributions.models import (
    Attendance,
    PaperKind,
    Photo,
    PrintJob,
    Publication,
    Quote,
    Recipient,
    RoundChange,
    SignedPage,
    State,
)
from distributions.papers.kept import paper_of
from distributions.papers.versions import keep_version
from distributions.rounds.calendar_link import make_link
from distributions.rounds.transitions import transition
from families.inmate_lists.keeping import keep_source
from families.models import Family, InmateFinding, Proxy, RegisterImport, RegisterImportRow
from families.need import Answers
from families.register_import.importing import stage_import
from families.register_import.staged_rows import packed
from families.survey import assess
from tests.access_table import Thing
from tests.distributions.blora import VILLAGES
from tests.distributions.months import NOW, TODAY, approved_month, delivered, from_canteen, report_missed
from tests.factories import (
    LONG_AGO,
    FamilyFactory,
    FamilyInmateFactory,
    InmateFactory,
    InmateListFactory,
    ItemFactory,
    LetterheadFactory,
    MemberFactory,
    MembershipFactory,
    MovedDateFactory,
    OfficialFactory,
    PackageVersionFactory,
    PauseFactory,
    RecipientFactory,
    RoundFactory,
    SupplierFactory,
    region,
)
from tests.families.blora import table, write_xlsx


def whole_world(rows: int = 1) -> SimpleNamespace:
    """The things by name; numbers and words of an address stand for themselves.

    Every list of every page grows with ``rows``: goods, families and their people, rounds, locations, accounts, papers.
    """
    month = approved_month(2 * rows, villages=VILLAGES[:rows])
    from_canteen(month, rice=str(10 * rows), sugar=str(2 * rows))
    for recipient in month.recipients[:rows]:
        delivered(month, recipient)
        report_missed(month.round, recipient, by=month.people.officer)
    world = SimpleNamespace(
        people=month.people,
        centre=month.centre,
        centre_code=month.centre.code,
        no_uid="x",
        no_token="x",
        history_kind="keluarga",
        act="verifikasi",
        kk="kk",
        paper="daftar-tanda-terima",
        held_form="json",
        press_form="txt",
        user=month.people.officer,
        membership=month.people.officer.memberships.get(),
        round=month.round,
        served=month.recipients[0],
        recipient=month.recipients[-1],
        stop=month.recipients[-1].stop,
        programme=month.round.programme,
        family=month.recipients[-1].family,
    )
    world.inmate = world.family.ties.get().inmate
    world.first_family = month.recipients[0].family
    world.proxy = Proxy.objects.create(
        centre=month.centre,
        family=world.family,
        name="Bu RT",
        relation="tetangga",
        from_on=LONG_AGO,
        recorded_by=month.people.officer,
        recorded_at=NOW,
    )
    _office(world, rows)
    _goods(world, rows)
    _rounds(world, rows)
    _families(world, rows)
    _register(world, rows)
    _record(world, rows)
    _logged(world, rows)
    return world


def thing_of(world: SimpleNamespace, thing: Thing) -> Any:
    """What a line of the table stands for in this world."""
    return getattr(world, thing) if isinstance(thing, str) else thing(world)


def _office(world: SimpleNamespace, rows: int) -> None:
    here = {"centre": world.centre}
    for row in range(rows):
        day = LONG_AGO + datetime.timedelta(days=row)
        world.letterhead = LetterheadFactory(**here, starts_on=day)
        world.official = OfficialFactory(**here)
        MembershipFactory(**here)
        MembershipFactory(**here, user=world.user, role=Role.VIEWER, starts_on=day, ends_on=day)


def _goods(world: SimpleNamespace, rows: int) -> None:
    keeper = {"by": world.people.storekeeper, "now": NOW}
    world.supplier = [SupplierFactory(centre=world.centre) for _row in range(rows)][-1]
    items = [ItemFactory(centre=world.centre) for _row in range(rows)]
    lines = [ReceivedLine(item, Decimal(5), 1_000) for item in items]
    for _row in range(rows):
        world.receipt = receive(
            centre=world.centre, supplier=world.supplier, received_on=TODAY, terms="account", lines=lines, **keeper
        )
        contents = [(item.name, "1") for item in items]
        world.package = PackageVersionFactory(centre=world.centre, lines=contents).package
    for row in range(rows):
        quantities = dict.fromkeys([item.pk for item in items], Decimal(1))
        new_version(world.package, starts_on=TODAY + datetime.timedelta(days=row), lines=quantities, now=NOW)
    world.item = items[0]
    world.lot = world.receipt.lots.get(item=world.item)
    world.movement = world.lot.movements.get()


def _rounds(world: SimpleNamespace, rows: int) -> None:
    now = timezone.now()
    world.calendar_token = make_link(world.centre, by=world.people.coordinator, now=now)
    year = datetime.date(now.year + 1, 1, 1)
    for row in range(rows):
        date = year + datetime.timedelta(days=100 * row)
        world.pause = PauseFactory(programme=world.programme, starts_on=date, ends_on=date)
        world.moved_date = MovedDateFactory(
            programme=world.programme, occurrence_on=date, date=date + datetime.timedelta(days=1)
        )
        # What nobody approved yet is still to come, or its pages have nothing to foresee.
        to_come = world.centre.local_date(now)
        for name, date in (("draft", to_come), ("submitted", to_come), ("approved", datetime.date(2024, 12, 20))):
            round = RoundFactory(centre=world.centre, occurrence_on=date)
            recipients = [RecipientFactory(round=round, family__village=region(village)) for village in VILLAGES[:rows]]
            reserve = RecipientFactory(round=round, state=Recipient.State.RESERVE)
            setattr(world, name, round)
            if name == "draft":
                world.draft_recipient = recipients[0]
                RecipientFactory(round=round, family=world.family)
            else:
                transition(round, State.SUBMITTED, by=world.people.coordinator, now=NOW)
            if name == "approved":
                transition(round, State.APPROVED, by=world.people.head, now=NOW)
                world.reserve = reserve


def _families(world: SimpleNamespace, rows: int) -> None:
    here = {"centre": world.centre}
    for row in range(rows):
        world.assessment = assess(
            world.family, answers=Answers(elderly=row), surveyed_on=TODAY, by=world.people.officer, now=NOW
        )
        FamilyInmateFactory(**here, family=FamilyFactory(**here), inmate=world.inmate)
        FamilyInmateFactory(**here, family=world.family, inmate=InmateFactory(**here))
        MemberFactory(**here, family=world.family)
        Family.objects.filter(pk=world.family.pk).update(hamlet=f"Karangtengah {row}")


def _register(world: SimpleNamespace, rows: int) -> None:
    broken = {"NIK": "33160151030", "No. KK": "3316062309209374", "Nama Penerima": "Tuti"}
    said = {"as_of": datetime.date(2024, 10, 31), "by": world.people.operator, "now": NOW}
    with TemporaryDirectory() as folder:
        path = write_xlsx(Path(folder) / "daftar.xlsx", table(*[{}, broken] * rows))
        for _row in range(rows):
            world.register_import = stage_import(path, file_name=path.name, centre=world.centre, **said)
        world.register_begun = stage_import(path, file_name=path.name, centre=world.centre, **said, at_once=0)
    world.register_saved = RegisterImport.objects.create(
        centre=world.centre,
        file_digest=bytes(32),
        as_of=said["as_of"],
        uploaded_at=NOW,
        uploaded_by=said["by"],
        confirmed_at=NOW,
        confirmed_by=said["by"],
    )
    # One that has left the register, so that the list is as long as it was.
    gone = {"eligibility": "ended", "eligibility_by": said["by"], "eligibility_at": NOW}
    world.told_family = FamilyFactory(centre=world.centre, remarks="lansia", **gone)
    of = {"centre": world.centre, "register_import": world.register_saved}
    RegisterImportRow.objects.create(**of, sheet_row=1, status="saved", family=world.told_family)
    world.register_row = world.register_import.rows.exclude(status="valid").first()
    for row in range(rows):
        world.inmate_list = InmateListFactory(centre=world.centre, digest=bytes([row]) * 32)
    titles, inmate = ["No", "Nama", "No. Register"], [1, "Teguh Wibowo", "B.I 8/2024"]
    sheet = {"name": "Data", "rows": [titles, inmate], "merged": [], "hidden": False}
    keep_source(world.inmate_list, packed([sheet]))
    for _row in range(rows):
        for verdict in InmateFinding.Verdict:
            tie = FamilyInmateFactory(
                centre=world.centre, family=world.family, inmate=InmateFactory(centre=world.centre)
            )
            more = {"inmate": tie.inmate, "inmate_list": world.inmate_list, "verdict": verdict, "why": "said_gone"}
            world.inmate_finding = InmateFinding.objects.create(centre=world.centre, **more)


def _record(world: SimpleNamespace, rows: int) -> None:
    by = world.people.coordinator

    def stored(kind: str, row: int) -> StoredFile:
        content = f"{kind} {row}".encode()
        return store_bytes(content, centre=world.centre, by=by, kind=kind, media_type="image/jpeg", now=NOW)

    here = {"centre": world.centre, "round": world.round}
    for row in range(rows):
        world.logo = stored(StoredFile.Kind.LOGO, row)
        world.photo = Photo.objects.create(
            **here, file=stored(StoredFile.Kind.PHOTO, row), stop=world.stop, added_by=by, added_at=NOW
        )
        world.signed_page = SignedPage.objects.create(
            **here, kind="bast", number=row + 1, file=stored(StoredFile.Kind.SCAN, row), added_by=by, added_at=NOW
        )
        world.note_page = NotePage.objects.create(
            centre=world.centre, receipt=world.receipt, number=row + 1, file=stored(StoredFile.Kind.NOTE, row),
            added_by=by, added_at=NOW,
        )  # fmt: skip
        world.quote = Quote.objects.create(**here, text="Semoga bermanfaat.", speaker="Hendro Prasetyo")
        world.publication = Publication.objects.create(**here, outlet="Blora Pos", published_at=NOW)
        Attendance.objects.create(**here, name=f"Pegawai {row}", official=world.official)
        change = RoundChange.objects.create(
            **here, what="order", old="Giyanti", new="Cepu", reason="Jalan terputus", by=by, at=NOW
        )
        version = keep_version(world.round, change=change, by=by, now=NOW)
        paper = paper_of(version, PaperKind.RECEIPT_LIST, link_of=lambda token: token, by=by, now=NOW)
        world.paper_token = paper.token
        world.print_token = secrets.token_urlsafe(16)
        made = {"kinds": ["bast"], "archive": False, "done": 1, "state": "ready", "ended_at": timezone.now()}
        PrintJob.objects.create(**here, **made, token=world.print_token, asked_by=by, asked_at=NOW)


def _logged(world: SimpleNamespace, rows: int) -> None:
    """A line of the access log on as many records of every kind that it calls by name."""
    assert get_resolver().url_patterns  # the views of the rooms say how theirs are called
    for model in CALLED:
        owned = {"centre": world.centre} if any(field.name == "centre" for field in model._meta.fields) else {}
        for key in model.objects.filter(**owned).order_by("-pk").values_list("pk", flat=True)[:rows]:
            AccessLog.objects.create(
                centre=world.centre,
                actor=world.people.admin,
                action="file",
                subject_kind=model._meta.label_lower,
                subject_id=key,
            )
