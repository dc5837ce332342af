"""Many rows by one statement."""

import datetime

import pytest
from django.db import DataError, connection
from django.test.utils import CaptureQueriesContext

from config.rows import QuicklyRead, insert_numbered, insert_rows, like, write_columns
from distributions.models import Recipient
from families.models import Family, RegisterImport, RegisterImportRow
from tests.factories import GERSI, PANOLAN, CentreFactory, EligibleFamilyFactory, RecipientFactory, region

pytestmark = pytest.mark.django_db
D = datetime.date
DIGEST = b"\x00\xff'\\" * 8
OTHER = b"{\\x}" * 8
# Of the form that four sealed digits have.
ONE, TWO = (b"\2\0\0\0\1" + filling * 32 for filling in (b"\\", b"'"))


def versions() -> dict[int, str]:
    """The version of each row that the database keeps."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, xmin::text || ':' || ctid::text FROM distributions_recipient")
        return dict(cursor.fetchall())


def two_recipients() -> list[Recipient]:
    first = RecipientFactory(contact_name="Rukmini", nik_digest=DIGEST, nik_last4_cipher=ONE, rt="001")
    second = RecipientFactory(centre=first.centre, round=first.round, stop=first.stop, contact_name="Sarmi", position=2)
    return [first, second]


def test_columns_are_written_by_one_statement_whatever_they_hold():
    first, second = two_recipients()
    first.contact_name, first.nik_digest, first.nik_last4_cipher = 'O\'Neil "{,}" \\', None, None
    second.contact_name, second.nik_digest, second.nik_last4_cipher = "", OTHER, TWO
    second.rt = "not written"
    with CaptureQueriesContext(connection) as asked:
        write_columns([first, second], ["contact_name", "nik_digest", "nik_last4_cipher"])
    assert len(asked) == 1
    rows = list(Recipient.objects.order_by("pk").values_list("contact_name", "nik_digest", "nik_last4_cipher", "rt"))
    assert [(name, digest and bytes(digest), cipher and bytes(cipher), rt) for name, digest, cipher, rt in rows] == [
        ('O\'Neil "{,}" \\', None, None, "001"),
        ("", OTHER, TWO, ""),
    ]


def test_new_rows_are_numbered_in_their_order_and_what_the_database_makes_is_left_to_it():
    centre = EligibleFamilyFactory(last_received_on=None).centre
    rows = [
        Family(centre=centre, village=region(village), registered_on=day, aid_before_on=aid, aid_before_note="Bansos")
        for village, day, aid in ((PANOLAN, D(2024, 1, 2), None), (GERSI, D(2024, 1, 1), D(2023, 5, 6)))
    ]
    with CaptureQueriesContext(connection) as asked:
        insert_numbered(rows)
    assert len(asked) == 1
    assert rows[0].pk < rows[1].pk
    stored = Family.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")
    assert [(one.village_id, one.registered_on, one.last_aid_on) for one in stored] == [
        (region(PANOLAN).pk, D(2024, 1, 2), None),
        (region(GERSI).pk, D(2024, 1, 1), D(2023, 5, 6)),
    ]
    rows[0].rt = "002"
    rows[0].save(update_fields=["rt"])
    assert EligibleFamilyFactory(centre=centre).pk > rows[1].pk


def test_many_rows_take_a_statement_for_each_part_and_keep_their_order(monkeypatch):
    monkeypatch.setattr("config.rows.AT_ONCE", 2)
    centre = EligibleFamilyFactory().centre
    rows = [Family(centre=centre, village=region(PANOLAN), registered_on=D(2024, 1, day)) for day in (3, 1, 2)]
    with CaptureQueriesContext(connection) as asked:
        insert_numbered(rows)
    assert len(asked) == 2
    stored = Family.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")
    assert [one.registered_on.day for one in stored] == [3, 1, 2]


def test_a_list_of_numbers_is_kept_as_one():
    centre = CentreFactory()
    moment = datetime.datetime(2024, 1, 2, tzinfo=datetime.UTC)
    done = RegisterImport.objects.create(
        centre=centre, file_name="a.xlsx", file_digest=bytes(32), as_of=D(2024, 1, 2), uploaded_at=moment
    )
    said = {"centre": centre, "register_import": done, "status": "invalid"}
    insert_rows([RegisterImportRow(**said, sheet_row=row, links=links) for row, links in ((1, []), (2, [7, -8]))])
    assert list(RegisterImportRow.objects.order_by("sheet_row").values_list("links", flat=True)) == [[], [7, -8]]


def test_no_rows_are_no_statement():
    with CaptureQueriesContext(connection) as asked:
        insert_numbered([])
        insert_rows([])
        write_columns([], ["rt"])
    assert len(asked) == 0


def test_a_row_that_holds_the_same_is_left_alone():
    first, second = two_recipients()
    before = versions()
    second.rw = "004"
    write_columns([first, second], ["rt", "rw"])
    after = versions()
    assert [before[row.pk] == after[row.pk] for row in (first, second)] == [True, False]


def test_what_is_too_long_is_refused_and_not_cut_off():
    first, _second = two_recipients()
    first.rt = "0011"
    with pytest.raises(DataError):
        write_columns([first], ["rt"])


def test_new_rows_hold_what_was_set():
    first, second = two_recipients()
    families = [EligibleFamilyFactory(centre=first.centre) for _ in range(2)]
    with CaptureQueriesContext(connection) as asked:
        insert_rows(
            [
                Recipient(
                    centre_id=first.centre_id,
                    round=first.round,
                    stop=second.stop,
                    family=family,
                    village_name="Panolan",
                    district_name="Kedungtuban",
                    position=position,
                    reason={"code": "never", "since": "2024-01-05"},
                    nik_digest=digest,
                    nik_last4_cipher=ONE if digest else None,
                )
                for position, (family, digest) in enumerate(zip(families, (DIGEST, None), strict=True), start=3)
            ]
        )
    assert len(asked) == 1
    rows = Recipient.objects.filter(position__gt=2).values_list("family", "reason", "nik_digest", "state", "release_on")
    assert [(family, reason, digest and bytes(digest), *rest) for family, reason, digest, *rest in rows] == [
        (families[0].pk, {"code": "never", "since": "2024-01-05"}, DIGEST, "planned", None),
        (families[1].pk, {"code": "never", "since": "2024-01-05"}, None, "planned", None),
    ]


ODD = 'O\'Neil "{,}" \\ NULL \t\n é 漢 🏠'


@pytest.mark.parametrize("names", [(ODD, ODD), (ODD, "NULL"), ("", "{}"), ("\\", "")])
def test_texts_are_kept_letter_by_letter_whether_all_rows_have_the_same(names):
    first, second = two_recipients()
    same = {"centre_id": first.centre_id, "round_id": first.round_id, "stop_id": second.stop_id}
    same |= {"village_name": "Panolan", "district_name": "Kedungtuban", "nik_digest": DIGEST, "nik_last4_cipher": ONE}
    reasons = [{"code": "never", "beside": [name, None, 1.5, True]} for name in names]
    families = [EligibleFamilyFactory(centre=first.centre) for _ in names]
    insert_rows(
        [
            Recipient(**same, family_id=family.pk, position=3, landmark=name, reason=reason)
            for family, name, reason in zip(families, names, reasons, strict=True)
        ]
    )
    stored = Recipient.objects.filter(position=3).order_by("pk").values_list("landmark", "reason", "nik_digest")
    assert [(said, reason, bytes(digest)) for said, reason, digest in stored] == [
        (name, reason, DIGEST) for name, reason in zip(names, reasons, strict=True)
    ]


def test_no_rows_ask_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        write_columns([], ["rt"])
        insert_rows([])


def test_a_row_that_is_read_quickly_is_what_django_reads():
    first, _second = two_recipients()
    names = [field.attname for field in Recipient._meta.concrete_fields]
    values = list(Recipient.objects.filter(pk=first.pk).values_list(*names).get())
    quick = Recipient.from_db("default", names, values)
    usual = super(QuicklyRead, quick).from_db("default", names, values)
    held = [{**vars(row), "_state": vars(row._state) | {"fields_cache": {}}} for row in (quick, usual)]
    assert held[0] == held[1]
    assert (quick, quick.get_deferred_fields()) == (first, set())


def test_a_column_that_was_not_read_is_read_when_it_is_asked_for(django_assert_num_queries):
    first, _second = two_recipients()
    some = Recipient.objects.only("position").get(pk=first.pk)
    assert "contact_name" in some.get_deferred_fields()
    with django_assert_num_queries(1):
        assert some.contact_name == "Rukmini"
    assert Recipient.objects.select_related("stop__round").get(pk=first.pk).stop.round == first.round


def test_rows_like_one_hold_what_it_holds_but_for_what_is_said_of_them():
    first, _second = two_recipients()
    pattern = Recipient(centre_id=first.centre_id, round_id=first.round_id, reason={"code": "never"})
    new = like(pattern, [{"position": position, "reason": {"code": "queue"}} for position in (3, 4)])
    same = {"centre_id": first.centre_id, "round_id": first.round_id, "reason": {"code": "queue"}}
    usual = [Recipient(**same, position=position) for position in (3, 4)]
    columns = [field.attname for field in Recipient._meta.concrete_fields]
    assert [[getattr(row, name) for name in columns] for row in new] == [
        [getattr(row, name) for name in columns] for row in usual
    ]
    assert [row._state.adding for row in new] == [True, True]
    assert (pattern.position, pattern.reason) == (None, {"code": "never"})


@pytest.mark.parametrize(("size", "kept"), [((4, 5), (4, 5)), ((4, None), (4, None)), ((4, "5"), (4, 5))])
def test_numbers_are_kept_whether_they_come_as_such(size, kept):
    rows = two_recipients()
    for row, value in zip(rows, size, strict=True):
        row.household_size = value
    write_columns(rows, ["household_size"])
    assert tuple(Recipient.objects.order_by("pk").values_list("household_size", flat=True)) == kept


def test_days_and_moments_are_kept():
    rows = two_recipients()
    moment = datetime.datetime(2024, 1, 2, 23, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))
    for row, day in zip(rows, (D(2024, 2, 29), None), strict=True):
        row.release_on = day
    write_columns(rows, ["release_on"])
    assert list(Recipient.objects.order_by("pk").values_list("release_on", flat=True)) == [D(2024, 2, 29), None]
    round = rows[0].round
    round.planned_at = moment
    write_columns([round], ["planned_at"])
    round.refresh_from_db()
    assert round.planned_at == moment
