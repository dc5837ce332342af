"""The hand-over pages, as an officer uses them on a phone."""

import datetime
import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from aid.ledger import ReceivedLine
from centres.models import AccessLog
from distributions.handover.submissions import usual_giver
from distributions.models import Handover, HandoverReport, Recipient, State
from distributions.rounds.goods import receive_for_round
from distributions.rounds.transitions import transition
from tests.distributions.goods import called_issued
from tests.distributions.handover_pages import approved_round, delivered, page
from tests.factories import (
    CentreFactory,
    ItemFactory,
    MemberFactory,
    OfficialFactory,
    SupplierFactory,
    cast,
)
from tests.read_page import words
from tests.standing import stands
from tests.versions import form_to, save

pytestmark = pytest.mark.django_db


@stands
def people():
    return cast(CentreFactory())


@stands
def round(people):
    return approved_round(people)


@pytest.fixture
def officer(client, people):
    client.force_login(people.officer)
    return client


def test_the_list_shows_who_is_next(officer, round):
    response = officer.get(page(round))

    assert response.context["next"] == round.recipients.first()
    assert (response.context["recorded"], response.context["total"]) == (0, 2)
    assert "Terjadwal" in response.content.decode()


def test_the_district_of_a_location_is_said_in_the_language_of_the_reader(officer, round):
    village = round.stops.first().village
    in_indonesian = words(officer.get(page(round)).content.decode())
    officer.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    in_english = words(officer.get(page(round)).content.decode())
    assert f"Kec. {village.parent.name}, 2 keluarga" in in_indonesian
    assert f"District {village.parent.name}, 2 families" in in_english


def test_who_was_there_and_the_photos_are_kept_on_the_day_itself(officer, round):
    html = officer.get(page(round)).content.decode()

    assert [name for name in ("photos", "attendance") if f'href="{page(round, name)}"' in html] == [
        "photos",
        "attendance",
    ]


def test_one_press_records_the_whole_package(officer, round):
    kartini = round.recipients.first()

    response = officer.post(page(round, "handover_recipient", kartini.pk), delivered(kartini), follow=True)

    kartini.refresh_from_db()
    assert kartini.state == Recipient.State.SERVED
    assert response.redirect_chain == [(page(round), 302)]
    assert "Tercatat." in response.content.decode()


def test_a_second_press_does_not_hand_over_twice(officer, round):
    kartini = round.recipients.first()
    said = delivered(kartini)

    for _press in range(2):
        officer.post(page(round, "handover_recipient", kartini.pk), said)

    assert Handover.objects.count() == 1
    assert HandoverReport.objects.count() == 1


def test_everybody_at_a_location_by_one_press(officer, round):
    stop = round.stops.get()

    address = page(round, "hand_over_stop", stop.pk)
    officer.post(address, form_to(officer.get(page(round)), address))

    assert round.recipients.served().count() == 2


def test_one_press_for_a_location_shows_who_is_said_to_have_given_and_lets_it_be_changed(officer, people):
    services, agus, bayu = (OfficialFactory(centre=people.centre, name=name) for name in ("Siti", "Agus", "Bayu"))
    round = approved_round(people, staff=[agus, bayu], handing_official=services)
    address = page(round, "hand_over_stop", round.stops.get().pk)
    shown = officer.get(page(round))
    assert "Diserahkan oleh Siti" in words(shown.content.decode())

    officer.post(address, form_to(shown, address) | {"given_by": str(bayu.pk)})

    assert {handover.given_by for handover in Handover.objects.all()} == {bayu}


def test_who_was_said_to_have_given_last_is_taken_to_have_given_next(officer, people):
    services, agus = (OfficialFactory(centre=people.centre, name=name) for name in ("Siti", "Agus"))
    round = approved_round(people, staff=[agus], handing_official=services)
    kartini, rukmini = round.recipients.all()
    officer.post(page(round, "handover_recipient", kartini.pk), delivered(kartini, given_by=str(agus.pk)))

    shown, address = officer.get(page(round)), page(round, "hand_over_stop", round.stops.get().pk)
    assert "Diserahkan oleh Agus" in words(shown.content.decode())
    officer.post(address, form_to(shown, address))

    assert rukmini.handovers.get().given_by == agus


def test_who_went_along_is_known_by_name_where_no_account_is_named(people):
    services = OfficialFactory(centre=people.centre, name="Siti")
    officer_of = OfficialFactory(centre=people.centre, name=f"{people.officer.full_name.upper()}, A.Md.")
    bayu = OfficialFactory(centre=people.centre, name="Bayu")
    round = approved_round(people, staff=[bayu, officer_of], handing_official=services)
    assert usual_giver(round, people.officer) == officer_of.pk


def test_a_reason_is_one_tap(officer, round):
    kartini = round.recipients.first()

    officer.post(page(round, "recipient_missed", kartini.pk), {"key": str(uuid4()), "missed_reason": "not_home"})

    kartini.refresh_from_db()
    assert (kartini.state, kartini.missed_reason) == (Recipient.State.MISSED, "not_home")


def test_another_reason_is_read_in_the_list(officer, round):
    said = {"key": str(uuid4()), "missed_reason": "other", "missed_note": "Jalan putus karena banjir"}

    html = officer.post(
        page(round, "recipient_missed", round.recipients.first().pk), said, follow=True
    ).content.decode()

    assert "Alasan lain, bukan dari pihak keluarga. Jalan putus karena banjir" in words(html)


def test_another_reason_is_ticked_for_who_asked_for_it(officer, round):
    address = page(round, "recipient_missed", round.recipients.first().pk)

    assert officer.get(f"{address}?reason=other").context["form"]["missed_reason"].value() == "other"
    assert officer.get(address).context["form"]["missed_reason"].value() is None


def test_once_one_is_recorded_the_list_leads_to_the_next(officer, round):
    kartini, rukmini = round.recipients.all()
    assert "Berikutnya: " not in officer.get(page(round)).content.decode()

    officer.post(page(round, "handover_recipient", kartini.pk), delivered(kartini))

    assert f"Berikutnya: {rukmini.contact_name}" in officer.get(page(round)).content.decode()


def test_another_member_is_offered_where_one_is_known(officer, round):
    kartini = round.recipients.first()

    def offered():
        form = officer.get(page(round, "handover_recipient", kartini.pk)).context["form"]
        return [value for value, _label in form.fields["received_by"].choices]

    assert offered() == ["contact", "proxy"]
    MemberFactory(centre=round.centre, family=kartini.family)
    assert offered() == ["contact", "member", "proxy"]


def test_what_another_receiver_must_say_is_not_called_optional(officer, round):
    html = officer.get(page(round, "handover_recipient", round.recipients.first().pk)).content.decode()

    assert "Nama wakil penerima" in words(html)
    assert "Nama wakil penerima (opsional)" not in words(html)


def test_a_part_of_the_package_with_its_reason(officer, round):
    kartini = round.recipients.first()
    rice, sugar = round.lines.all()
    said = delivered(
        kartini, **{f"item_{rice.item_id}": "7,5", f"item_{sugar.item_id}": "2", "difference_reason": "Karung bocor"}
    )

    officer.post(page(round, "recipient_partial", kartini.pk), said)

    handover = Handover.objects.get(recipient=kartini)
    assert [str(line.quantity) for line in handover.lines.all()] == ["7.500", "2.000"]
    shown = officer.get(page(round, "handover_recipient", kartini.pk)).content.decode()
    assert "Yang diserahkan Beras 7,5 kg, Gula pasir 2 kg Perbedaan Karung bocor" in words(shown)


def test_who_received_is_kept_on_the_way_to_a_part_of_the_package(officer, round):
    kartini = round.recipients.first()
    said = delivered(kartini, received_by="proxy", proxy_name="Tutik", proxy_relation="tetangga", part="")

    form = officer.post(page(round, "recipient_partial", kartini.pk), said).context["form"]

    assert (form["received_by"].value(), form["proxy_name"].value(), form["proxy_relation"].value()) == (
        "proxy",
        "Tutik",
        "tetangga",
    )
    assert (form.errors, HandoverReport.objects.count()) == ({}, 0)


def test_who_received_is_kept_when_the_phone_number_is_asked_for(officer, round):
    kartini = round.recipients.first()
    said = delivered(kartini, received_by="proxy", proxy_name="Tutik", proxy_relation="tetangga")
    shown = officer.get(page(round, "handover_recipient", kartini.pk)).content.decode()
    assert f'form="hand-over" formaction="{page(round, "recipient_phone", kartini.pk)}"' in " ".join(shown.split())

    form = officer.post(page(round, "recipient_phone", kartini.pk), said).context["form"]

    assert (form["received_by"].value(), form["proxy_name"].value(), form["proxy_relation"].value()) == (
        "proxy",
        "Tutik",
        "tetangga",
    )
    assert (form.errors, HandoverReport.objects.count()) == ({}, 0)


def test_a_part_without_a_reason_keeps_what_was_typed(officer, round):
    kartini = round.recipients.first()
    rice, sugar = round.lines.all()
    said = delivered(kartini, **{f"item_{rice.item_id}": "7,5", f"item_{sugar.item_id}": "2"})

    response = officer.post(page(round, "recipient_partial", kartini.pk), said)

    assert response.context["form"].errors == {"difference": ["Tuliskan mengapa isinya berbeda."]}
    assert 'value="7,5"' in response.content.decode()
    assert HandoverReport.objects.count() == 0


@pytest.mark.parametrize(
    ("tapped", "kept"),
    [
        ({"difference": "damaged"}, "Ada yang rusak"),
        ({"difference": "short", "difference_reason": "gula"}, "Barangnya kurang: gula"),
        ({"difference": "other", "difference_reason": "Karung bocor"}, "Karung bocor"),
        ({"difference": "short", "difference_reason": "x" * 150}, f"Barangnya kurang: {'x' * 150}"),
    ],
)
def test_why_it_is_a_part_only_is_one_tap(officer, round, tapped, kept):
    kartini = round.recipients.first()
    rice, sugar = round.lines.all()
    part = {f"item_{rice.item_id}": "7,5", f"item_{sugar.item_id}": "2"}

    officer.post(page(round, "recipient_partial", kartini.pk), delivered(kartini, **part, **tapped))

    assert Handover.objects.get(recipient=kartini).difference_reason == kept


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({"difference": "other"}, {"difference_reason": ["Tuliskan mengapa isinya berbeda."]}),
        ({"difference": "entah"}, {"difference"}),
        ({"difference_reason": "x" * 151}, {"difference_reason"}),
    ],
)
def test_another_reason_for_a_part_is_written(officer, round, said, errors):
    kartini = round.recipients.first()
    rice, sugar = round.lines.all()
    part = {f"item_{rice.item_id}": "7,5", f"item_{sugar.item_id}": "2"}

    response = officer.post(page(round, "recipient_partial", kartini.pk), delivered(kartini, **part, **said))

    found = response.context["form"].errors
    assert found == errors if isinstance(errors, dict) else errors <= set(found)
    assert HandoverReport.objects.count() == 0


@pytest.mark.parametrize(
    ("rice", "difference", "errors"),
    [
        (
            "10",
            "short",
            {
                "rice": [
                    "Jumlahnya sama dengan isi paket. Ubah yang berbeda, atau kembali dan pilih Diserahkan lengkap."
                ]
            },
        ),
        (
            "10",
            "other",
            {
                "rice": [
                    "Jumlahnya sama dengan isi paket. Ubah yang berbeda, atau kembali dan pilih Diserahkan lengkap."
                ]
            },
        ),
        (
            "100",
            "short",
            {"difference": ["Tidak ada yang kurang dari isi paket. Periksa jumlahnya, atau pilih alasan lain."]},
        ),
        ("100", "other", {}),
        ("9,999", "short", {}),
    ],
)
def test_what_is_recorded_as_a_part_is_one(officer, round, rice, difference, errors):
    kartini = round.recipients.first()
    first, sugar = round.lines.all()
    part = {f"item_{first.item_id}": rice, f"item_{sugar.item_id}": "2", "difference_reason": "bonus"}

    response = officer.post(
        page(round, "recipient_partial", kartini.pk), delivered(kartini, **part, difference=difference)
    )

    found = response.context["form"].errors if response.context else {}
    assert {str(name).replace(f"item_{first.item_id}", "rice"): said for name, said in found.items()} == errors
    assert HandoverReport.objects.count() == (0 if errors else 1)


def test_what_went_out_in_the_place_of_an_item_can_be_handed_over(officer, people, round):
    kartini = round.recipients.first()
    rice, sugar = round.lines.all()
    flour = ItemFactory(centre=people.centre, name="Tepung")
    receive_for_round(
        round,
        supplier=SupplierFactory(centre=people.centre),
        terms="gift",
        lines=[ReceivedLine(flour, Decimal(4))],
        received_on=timezone.localdate(),
        by=people.storekeeper,
        now=timezone.now(),
    )
    form = officer.get(page(round, "recipient_partial", kartini.pk)).context["form"]
    assert [(str(field.label), field.initial) for field in form.item_fields()] == [
        ("Beras (kg)", 10),
        ("Gula pasir (kg)", 2),
        ("Tepung (kg)", 0),
    ]
    quantities = {f"item_{rice.item_id}": "10", f"item_{sugar.item_id}": "0", f"item_{flour.pk}": "1,5"}

    officer.post(
        page(round, "recipient_partial", kartini.pk), delivered(kartini, difference_reason="Gula habis", **quantities)
    )

    handover = Handover.objects.get(recipient=kartini)
    assert list(handover.lines.values_list("item__name", "quantity")) == [("Beras", 10), ("Tepung", Decimal("1.5"))]


def test_a_slip_is_undone(officer, round):
    kartini = round.recipients.first()
    officer.post(page(round, "handover_recipient", kartini.pk), delivered(kartini))

    save(officer, page(round, "recipient_undo", kartini.pk), {"key": str(uuid4()), "reason": "wrong_tap"})

    kartini.refresh_from_db()
    assert kartini.state == Recipient.State.PLANNED
    assert Handover.objects.get().void_reason == "Salah tekan"


def test_an_old_form_that_is_sent_again_after_undoing_says_that_nothing_was_recorded(officer, round):
    kartini = round.recipients.first()
    form = delivered(kartini)
    officer.post(page(round, "handover_recipient", kartini.pk), form)
    again = officer.post(page(round, "handover_recipient", kartini.pk), form, follow=True)
    save(officer, page(round, "recipient_undo", kartini.pk), {"key": str(uuid4()), "reason": "wrong_tap"})

    late = officer.post(page(round, "handover_recipient", kartini.pk), form, follow=True)

    assert [str([*answer.context["messages"]][-1]) for answer in (again, late)] == [
        "Tercatat.",
        "Formulir ini sudah pernah dikirim; isinya sudah diurungkan atau diubah sesudah itu. Buka lagi keluarganya.",
    ]
    kartini.refresh_from_db()
    assert kartini.state == Recipient.State.PLANNED


def test_the_phone_number_is_shown_once_it_is_logged(officer, round):
    kartini = round.recipients.first()
    contact = kartini.family.members.get(is_contact=True)
    contact.phone = "081200001062"
    contact.save()
    address = page(round, "recipient_phone", kartini.pk)

    before = officer.get(page(round, "handover_recipient", kartini.pk)).content.decode()
    after = officer.post(address).content.decode()

    assert "81200001062" not in before
    assert 'href="tel:+6281200001062"' in after
    log = AccessLog.objects.get()
    assert (log.action, log.subject_id, log.detail) == ("reveal", contact.pk, "phone")


def test_after_a_look_at_the_phone_number_the_hand_over_is_recorded_all_the_same(officer, round):
    kartini = round.recipients.first()

    shown = officer.post(page(round, "recipient_phone", kartini.pk)).content.decode()
    [address] = re.findall(r'<form\s+method="post"\s+action="([^"]+)"\s+enctype', shown)
    officer.post(address, delivered(kartini))

    kartini.refresh_from_db()
    assert kartini.state == Recipient.State.SERVED


def test_the_members_of_a_household_are_offered_in_its_order(officer, round):
    family = round.recipients.first().family
    for year in (2001, 1960, 1999, 1985):
        born = datetime.date(year, 1, 1)
        MemberFactory(centre=round.centre, family=family, name=f"Lahir {year}", birth_date=born, nik=None)
    offered = re.findall(r'<option value="(Lahir \d+)">', officer.get(page(round, "paper_entry")).content.decode())
    assert offered == ["Lahir 1960", "Lahir 1985", "Lahir 1999", "Lahir 2001"]


def test_a_closed_round_can_only_be_read(officer, people, round):
    for recipient in round.recipients.all():
        officer.post(page(round, "recipient_missed", recipient.pk), {"key": str(uuid4()), "missed_reason": "refused"})
    called_issued(round, by=people.storekeeper, now=timezone.now())
    transition(round, State.CLOSED, by=people.coordinator, now=timezone.now())
    kartini = round.recipients.first()

    html = officer.get(page(round, "handover_recipient", kartini.pk)).content.decode()
    late = officer.post(page(round, "handover_recipient", kartini.pk), delivered(kartini), follow=True)

    assert "Urungkan" not in html
    assert "Disimpan untuk diputuskan Kasubsi" in late.content.decode()
    assert Handover.objects.count() == 0


@pytest.mark.parametrize("name", ["handover", "paper_entry", "open_reports"])
def test_a_round_of_another_centre_does_not_exist(client, people, round, name):
    client.force_login(people.outsider)

    assert client.get(page(round, name)).status_code == 404
