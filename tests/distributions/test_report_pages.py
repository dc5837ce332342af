"""The report of a round and the recap: figures and texts, and no name of a recipient or an inmate."""

import datetime
import io
import re
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from python_calamine import CalamineWorkbook

from aid.ledger import ReceivedLine
from centres.models import AccessLog, Membership, Role
from distributions.handover.judging import Kind, Submission
from distributions.handover.submissions import submit
from distributions.models import Attendance, Photo, State
from distributions.reports.public_text import public_text
from distributions.reports.recap import recap
from distributions.reports.results import results
from distributions.reports.summary_text import summary_text
from distributions.rounds.closing import correct_closed_round
from distributions.rounds.goods import receive_for_round
from distributions.rounds.transitions import transition
from tests.distributions.goods import called_issued
from tests.distributions.recorded import recorded
from tests.distributions.reports import NOW, half_reported
from tests.factories import (
    GERSI,
    CentreFactory,
    OfficialFactory,
    RecipientFactory,
    RoundFactory,
    StopFactory,
    SupplierFactory,
    UserFactory,
    cast,
    region,
)
from tests.read_page import words
from tests.standing import stands
from tests.versions import fields_in, save

pytestmark = pytest.mark.django_db


@stands
def people():
    return cast(CentreFactory(name="Rutan Kelas IIB Blora"))


@stands
def round(people):
    return half_reported(people)


def picture(colour: str = "navy") -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "JPEG")
    return SimpleUploadedFile("IMG_Kartini.jpg", file.getvalue(), "image/jpeg")


def test_the_figures_count_what_was_handed_over(round):
    counted = results(round)

    assert (counted.planned, counted.served, counted.missed, counted.waiting) == (2, 1, 1, 0)
    assert [(item.name, str(item.quantity), item.value) for item in counted.items] == [
        ("Beras", "10.000", 145_000),
        ("Gula pasir", "2.000", 29_000),
    ]
    assert counted.value == 174_000
    assert counted.missed_by_reason == [("Tidak di rumah", 1)]


def test_the_summary_names_nobody_and_fits(round):
    text = summary_text(round, results(round))

    assert "Penerima: 1 dari 2 keluarga Warga Binaan" in text
    assert "Jumat, 15 November 2024" in text
    assert "beras dan gula pasir" in text
    assert "Nilai: Rp174.000" in text
    assert len(text) <= 1000
    for secret in ("Kartini", "Rukmini", round.recipients.first().family.ties.get().inmate.name):
        assert secret not in text


def test_before_the_first_hand_over_the_summary_says_what_the_package_contains_and_no_value():
    round = RoundFactory()

    text = summary_text(round, results(round))

    assert "Bantuan: paket sembako (beras dan gula pasir)" in text
    assert "Nilai" not in text


def test_the_report_names_who_gave_what_went_out_and_until_then_the_plan(client, people, round):
    client.force_login(people.coordinator)
    planned = summary_text(round, results(round))
    rice, sugar = (line.item for line in round.lines.all())
    baznas = SupplierFactory(centre=people.centre, name="Baznas Kabupaten Blora")
    for supplier, item, funds in ((baznas, rice, "Zakat"), (round.supplier, sugar, "")):
        receive_for_round(
            round,
            supplier=supplier,
            terms="gift",
            source_of_funds=funds,
            lines=[ReceivedLine(item, Decimal(2))],
            received_on=round.date,
            by=people.storekeeper,
            now=NOW,
        )

    assert ", dari Kantin Koperasi Pegawai\n" in planned
    assert ", dari Baznas Kabupaten Blora dan Kantin Koperasi Pegawai\n" in summary_text(round, results(round))
    assert (
        " Bantuan berasal dari Baznas Kabupaten Blora dan Kantin Koperasi Pegawai. Sumber dana: Zakat."
        in public_text(round, results(round)).text
    )
    (row,) = recap([people.centre.pk], 2024)
    assert row.suppliers == "Baznas Kabupaten Blora dan Kantin Koperasi Pegawai"
    page = client.get(reverse("distributions:report", args=[round.pk])).content.decode()
    assert "Baznas Kabupaten Blora dan Kantin Koperasi Pegawai Zakat" in words(page)


def test_a_year_in_which_nothing_was_handed_over_says_so(client, people):
    RoundFactory(centre=people.centre, occurrence_on=datetime.date(2023, 10, 18))
    client.force_login(people.coordinator)
    page = client.get(reverse("distributions:reports") + "?tahun=2023").content.decode()
    assert "2023: belum ada paket yang diserahkan" in " ".join(page.split())
    assert "Rp0" not in page


@pytest.mark.parametrize("page", ["reports", "regional"])
def test_a_round_of_next_year_does_not_hide_the_running_one(client, people, page):
    this_year = timezone.localdate().year
    RoundFactory(centre=people.centre, occurrence_on=datetime.date(this_year + 1, 1, 15))
    client.force_login(people.coordinator)
    assert client.get(reverse(f"distributions:{page}")).context["year"] == this_year


def test_the_public_text_names_no_village_of_few_recipients(round):
    Attendance.objects.create(centre=round.centre, round=round, name="Hendro Prasetyo", title="Kepala Rutan")

    text = public_text(round, results(round)).text

    assert "Jumat, 15 November 2024" in text
    assert "Hendro Prasetyo (Kepala Rutan)" in text
    assert "Kantin Koperasi Pegawai" in text
    for secret in ("Kartini", "Panolan", "Kedungtuban"):
        assert secret not in text


def test_persons_are_those_of_the_families_that_received_and_unknown_sizes_are_counted(people):
    round = RoundFactory(centre=people.centre)
    came = [RecipientFactory(round=round, household_size=size) for size in (3, None, 1, None)]
    RecipientFactory(round=round, household_size=None)
    for recipient in came:
        recorded(recipient, "served")
    counted = results(round)
    assert (counted.served, counted.persons, counted.unknown_sizes) == (4, 4, 2)


@pytest.mark.parametrize("role", ["humas", "viewer"])
def test_who_sees_nothing_personal_sees_the_report_without_names(client, people, round, role):
    client.force_login(getattr(people, role))

    html = client.get(reverse("distributions:report", args=[round.pk])).content.decode()

    assert "1 dari 2 menerima" in html
    assert "Kartini" not in html


@pytest.mark.parametrize(
    ("role", "sees"), [("humas", False), ("viewer", False), ("admin", False), ("storekeeper", True), ("officer", True)]
)
def test_who_only_looks_on_reads_no_village_and_no_reason(client, people, round, role, sees):
    client.force_login(getattr(people, role))
    html = client.get(reverse("distributions:report", args=[round.pk])).content.decode()
    villages = {recipient.village_name for recipient in round.recipients.all()}
    assert {village in html for village in villages} == {sees}
    assert ("Tidak di rumah" in html) is sees


def test_humas_sees_only_photos_that_may_be_published(client, people, round):
    client.force_login(people.officer)
    address = reverse("distributions:photos", args=[round.pk])
    client.post(address, {"photos": [picture()], "credit": "Agus"})
    photo = Photo.objects.get()
    client.force_login(people.humas)
    report = reverse("distributions:report", args=[round.pk])

    shown = reverse("centres:file", args=[photo.file_id])

    before, guessed = client.get(report).content.decode(), client.get(shown)
    Photo.objects.update(may_publish=True)
    after, opened = client.get(report).content.decode(), client.get(shown)
    opened.getvalue()  # reads the file, and so closes it

    assert (shown in before, guessed.status_code) == (False, 403)
    assert (shown in after, opened.status_code) == (True, 200)


def test_a_photo_is_of_a_location_that_was_visited(client, people):
    round = RoundFactory(centre=people.centre)
    RecipientFactory(round=round)
    RecipientFactory(round=round, state="reserve", stop=StopFactory(round=round, village=region(GERSI)))
    transition(round, State.SUBMITTED, by=people.coordinator, now=NOW)
    transition(round, State.APPROVED, by=people.head, now=NOW)
    client.force_login(people.officer)
    address = reverse("distributions:photos", args=[round.pk])
    stop = round.stops.visited().get()

    offered = [name for _key, name in client.get(address).context["form"].fields["stop"].choices]
    answer = client.post(address, {"photos": [picture()], "stop": stop.pk})

    assert (offered, answer.status_code) == (["–", "Panolan"], 302)
    history = client.get(reverse("centres:history", args=["periode", round.pk])).content.decode()
    assert "Lokasi: Panolan" in words(history)


def test_a_photo_gets_caption_credit_and_consent(client, people, round):
    client.force_login(people.officer)
    client.post(reverse("distributions:photos", args=[round.pk]), {"photos": [picture()], "credit": "Agus"})
    photo = Photo.objects.get()

    save(
        client,
        reverse("distributions:photo", args=[round.pk, photo.pk]),
        {"caption": "Penyerahan paket", "credit": "Agus Riyanto", "may_publish": "on"},
    )

    photo.refresh_from_db()
    assert (photo.caption, photo.credit, photo.may_publish) == ("Penyerahan paket", "Agus Riyanto", True)


def test_photos_stand_by_location_in_the_order_of_the_route_and_can_be_moved(client, people, round):
    client.force_login(people.officer)
    stop = round.stops.visited().get()
    address = reverse("distributions:photos", args=[round.pk])
    client.post(address, {"photos": [picture()]})
    client.post(address, {"photos": [picture("red")], "stop": stop.pk})
    first, second = Photo.objects.order_by("pk")
    assert client.get(address).context["places"] == [(stop, [second]), (None, [first])]
    assert "Tanpa lokasi" in words(client.get(address).content.decode())
    save(client, reverse("distributions:photo", args=[round.pk, first.pk]), {"stop": stop.pk})
    assert client.get(address).context["places"] == [(stop, [first, second])]


def test_what_is_no_picture_is_refused_by_the_field(client, people, round):
    client.force_login(people.officer)
    fake = SimpleUploadedFile("foto.jpg", b"not a picture", "image/jpeg")

    response = client.post(reverse("distributions:photos", args=[round.pk]), {"photos": [fake]})

    assert list(response.context["form"].errors) == ["photos"]
    assert Photo.objects.count() == 0


def test_attendance_is_ticked_and_others_are_written(client, people, round):
    head = OfficialFactory(centre=people.centre, name="Hendro Prasetyo", title="Kepala Rutan", function="head")
    OfficialFactory(centre=people.centre, name="Tidak Datang")
    client.force_login(people.coordinator)

    save(
        client,
        reverse("distributions:attendance", args=[round.pk]),
        {"officials": [head.pk], "others": "Siti, Ketua Koperasi\n\nBudi"},
    )

    there = list(round.attendances.values_list("name", "title"))
    assert there == [("Hendro Prasetyo", "Kepala Rutan"), ("Siti", "Ketua Koperasi"), ("Budi", "")]


def test_obstacles_stand_in_the_report(client, people, round):
    client.force_login(people.coordinator)

    save(client, reverse("distributions:obstacles", args=[round.pk]), {"obstacles": "Jalan ke Panolan banjir."})
    html = client.get(reverse("distributions:report", args=[round.pk])).content.decode()

    assert "Jalan ke Panolan banjir." in html


def test_quotes_and_publications_are_kept(client, people, round):
    client.force_login(people.humas)

    client.post(
        reverse("distributions:add_quote", args=[round.pk]),
        {"text": "Semoga bermanfaat.", "speaker": "Hendro Prasetyo", "title": "Kepala Rutan"},
    )
    client.post(
        reverse("distributions:add_publication", args=[round.pk]),
        {"outlet": "Blora Pos", "published_at": "2024-11-15T17:00", "url": "https://example.com/berita"},
    )
    html = client.get(reverse("distributions:report", args=[round.pk])).content.decode()

    assert "Semoga bermanfaat." in html
    assert "Blora Pos" in html
    assert "17.00\u00a0WIB" in html


def test_a_wrong_moment_of_publication_is_answered_with_an_example(client, people, round):
    client.force_login(people.humas)
    said = {"outlet": "Blora Pos", "published_at": "kemarin sore"}
    page = client.post(reverse("distributions:add_publication", args=[round.pk]), said)
    assert page.context["form"].errors == {"published_at": ["Isi tanggal dan jam, misalnya 20/11/2026 09.30."]}


def test_the_recap_has_one_row_per_round(client, people, round):
    client.force_login(people.viewer)

    response = client.get(reverse("distributions:reports") + "?tahun=2024")

    (row,) = response.context["rows"]
    assert (row.served, row.planned, row.places, row.value) == (1, 2, 1, 174_000)
    assert words(response.content.decode()).count("Jumlah 1/2 1 Rp174.000") == 1


def test_what_nothing_was_handed_over_of_yet_has_no_value_in_the_recap(client, people, round):
    draft = RoundFactory(centre=people.centre, programme=round.programme, occurrence_on=datetime.date(2024, 12, 20))
    client.force_login(people.viewer)
    page = client.get(reverse("distributions:reports") + "?tahun=2024")
    shown = {row.round: (row.value, row.shown_value) for row in page.context["rows"]}
    assert shown == {draft: (0, None), round: (174_000, 174_000)}
    assert not re.search(r"Rp0\b", page.content.decode())
    excel = client.post(reverse("distributions:reports_excel"), {"tahun": "2024"})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(excel.content)).get_sheet_by_index(0).to_python()
    assert [line[8] for line in sheet[1:]] == ["", 174_000.0, 174_000.0, "", ""]


def test_a_column_of_the_recap_in_which_no_row_says_anything_is_not_drawn(client, people, round):
    RoundFactory(centre=people.centre, occurrence_on=datetime.date(2023, 12, 20), supplier=None)
    client.force_login(people.viewer)

    def heads(year: int) -> list[str]:
        page = client.get(reverse("distributions:reports"), {"tahun": year}).content.decode()
        first = page[page.index("<thead>") : page.index("</thead>")]
        return re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', first)

    always = ["Periode", "Tanggal", "Keluarga", "Lokasi"]
    assert heads(2023) == [*always, "Status"]
    assert heads(2024) == [*always, "Nilai", "Asal", "Status"]


def test_the_recap_as_excel_is_logged(client, people, round):
    client.force_login(people.viewer)

    response = client.post(reverse("distributions:reports_excel"), {"tahun": "2024"})

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    day = datetime.date(2024, 11, 15)
    assert sheet[1][:9] == ["Rutan Kelas IIB Blora", "November 2024", day, 2.0, 1.0, 1.0, 0.0, 1.0, 174_000.0]
    assert sheet[2][:9] == ["Jumlah", "", "", 2.0, 1.0, 1.0, 0.0, 1.0, 174_000.0]
    log = AccessLog.objects.get()
    assert (log.action, log.detail) == ("export", "recap 2024")


def test_a_viewer_of_a_region_sees_its_centres_and_no_other(client, people, round):
    viewer = UserFactory()
    Membership.objects.create(user=viewer, role=Role.VIEWER, region=region("33"), starts_on=datetime.date(2024, 1, 1))
    client.force_login(viewer)

    response = client.get(reverse("distributions:reports") + "?tahun=2024")

    assert [row.round for row in response.context["rows"]] == [round]


def test_a_viewer_of_a_region_is_led_from_the_first_page_to_the_reports(client):
    viewer = UserFactory()
    Membership.objects.create(user=viewer, role=Role.VIEWER, region=region("33"), starts_on=datetime.date(2024, 1, 1))
    client.force_login(viewer)

    assert client.get("/").headers["Location"] == reverse("distributions:reports")


def test_who_has_no_role_today_is_told_so_on_the_first_page(client, people):
    ended = Membership.objects.create(
        user=UserFactory(), role=Role.HEAD, centre=people.centre, starts_on=datetime.date(2024, 1, 1)
    )
    Membership.objects.filter(pk=ended.pk).update(ends_on=datetime.date(2024, 1, 31))
    client.force_login(ended.user)

    response = client.get("/")

    assert response.status_code == 403
    assert "Anda tidak memegang peran hari ini" in response.content.decode()


def test_who_has_no_role_sees_no_recap(client, round):
    client.force_login(UserFactory())

    assert client.get(reverse("distributions:reports")).status_code == 404


@pytest.mark.parametrize("name", ["report", "photos", "attendance", "obstacles"])
def test_a_round_of_another_centre_does_not_exist(client, people, round, name):
    client.force_login(people.outsider)

    assert client.get(reverse(f"distributions:{name}", args=[round.pk])).status_code == 404


def test_nothing_is_added_to_a_closed_round(client, people, round):
    called_issued(round, by=people.storekeeper, now=timezone.now())
    round.recipients.served()[0].handovers.get()
    client.force_login(people.coordinator)
    save(
        client,
        reverse("distributions:recipient_undo", args=[round.pk, round.recipients.served()[0].pk]),
        {"key": str(uuid4()), "reason": "wrong_tap"},
    )
    waiting = round.recipients.planned().get()
    client.post(
        reverse("distributions:recipient_missed", args=[round.pk, waiting.pk]),
        {"key": str(uuid4()), "missed_reason": "refused", "when": str(timezone.localdate())},
    )
    address = reverse("distributions:obstacles", args=[round.pk])
    open_page = fields_in(client.get(address))
    transition(round, State.CLOSED, by=people.coordinator, now=timezone.now())

    response = client.post(address, open_page | {"obstacles": "Terlambat"})

    round.refresh_from_db()
    assert round.obstacles == ""
    assert "Terlambat" in response.content.decode()
    assert "Periode ini sudah ditutup" in response.content.decode()


@pytest.mark.parametrize(("role", "seen"), [("humas", False), ("viewer", False), ("admin", False), ("officer", True)])
def test_corrections_name_families_and_are_for_the_staff(client, people, role, seen):
    round = RoundFactory(centre=people.centre)
    recipient = RecipientFactory(round=round)
    for state, by in (
        (State.SUBMITTED, people.coordinator),
        (State.APPROVED, people.head),
        (State.ISSUED, people.storekeeper),
    ):
        step = called_issued if state == State.ISSUED else partial(transition, to=state)
        step(round, by=by, now=NOW)
    submit(
        round,
        Submission(
            key=uuid4(),
            kind=Kind.MISSED,
            channel="page",
            recorded_at=NOW,
            recipient_id=recipient.pk,
            missed_reason="not_home",
        ),
        by=people.officer,
        now=NOW,
    )
    transition(round, State.CLOSED, by=people.coordinator, now=NOW)
    correct_closed_round(round, text="Ibu Kartini menerima 8 kg.", reason="Salah hitung", by=people.head, now=NOW)
    client.force_login(getattr(people, role))

    page = client.get(reverse("distributions:report", args=[round.pk])).content.decode()

    assert ("Ibu Kartini" in page) is seen
