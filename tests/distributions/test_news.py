"""*Siap diberitakan*, and what Humas does for it: photos, the release as file, where it appeared."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from distributions.models import Photo, Publication, Quote
from distributions.papers.press_release import photos_of_press
from tests import paper_files
from tests.distributions.kept_papers import closed
from tests.distributions.months import NOW, approved_month, delivered
from tests.standing import stands
from tests.versions import fields_in, save
from tests.walls import changing_is_refused

pytestmark = pytest.mark.django_db


@stands
def month():
    return approved_month()


def picture(colour="navy"):
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    return SimpleUploadedFile("x.png", file.getvalue(), "image/png")


def queue(client):
    """What waits, and what appeared."""
    page = client.get(reverse("distributions:news")).content.decode()
    ready, _heading, published = page.partition("Sudah diberitakan")
    return ready, published


def test_a_round_waits_from_its_first_hand_over_until_it_appeared(client, month):
    client.force_login(month.people.humas)
    report = reverse("distributions:report", args=[month.round.pk])
    assert report not in queue(client)[0]
    delivered(month, month.recipients[0])
    ready = queue(client)[0]
    assert (report in ready, "Sementara" in ready) == (True, True)
    address = reverse("distributions:add_publication", args=[month.round.pk])
    Publication.objects.create(
        centre=month.centre, round=month.round, outlet="Warta Blora", url="https://example.org/1", published_at=NOW
    )
    ready, published = queue(client)
    assert (address in ready, report in ready) == (False, False)
    assert all(words in published for words in (report, "Warta Blora", "https://example.org/1"))


def test_the_queue_is_of_the_own_centre(client, month):
    closed(month)
    client.force_login(month.people.outsider)
    assert reverse("distributions:report", args=[month.round.pk]) not in queue(client)[0]


def test_humas_adds_photos_and_records_the_consent_of_those_shown_on_their_own(client, month):
    address = reverse("distributions:photos", args=[month.round.pk])
    client.force_login(month.people.officer)
    client.post(address, {"photos": [picture("red")]})
    client.force_login(month.people.humas)
    client.post(address, {"photos": [picture("navy")], "credit": "Dewi"})
    others, own = Photo.objects.order_by("pk")
    page = client.get(address).content.decode()
    files = [reverse("centres:file", args=[one.file_id]) for one in (others, own)]
    assert [file in page for file in files] == [False, True]
    guessed, opened = (client.get(file) for file in files)
    opened.getvalue()  # reads the file, and so closes it
    assert (guessed.status_code, opened.status_code) == (403, 200)
    pages = [reverse("distributions:photo", args=[month.round.pk, one.pk]) for one in (others, own)]
    assert [client.get(one).status_code for one in pages] == [403, 200]
    assert save(client, pages[1], {"caption": "Penyerahan", "may_publish": "on"}).status_code == 302
    own.refresh_from_db()
    assert own.may_publish
    removal = [reverse("distributions:remove_photo", args=[month.round.pk, one.pk]) for one in (others, own)]
    assert [client.post(one).status_code for one in removal] == [403, 302]


def release(client, month, form):
    return client.get(reverse("distributions:press_release", args=[month.round.pk, form]))


def test_the_release_is_a_text_file_and_a_pdf_with_the_photos_that_may_be_published(client, month):
    client.force_login(month.people.humas)
    assert [release(client, month, form).status_code for form in ("txt", "pdf")] == [404, 404]
    delivered(month, month.recipients[0])
    client.post(reverse("distributions:photos", args=[month.round.pk]), {"photos": [picture(), picture("red")]})
    first = Photo.objects.order_by("pk").first()
    first.caption, first.may_publish = "Penyerahan paket", True
    first.save()
    text = release(client, month, "txt")
    assert text["Content-Disposition"] == 'attachment; filename="siaran-pers-2024-11.txt"'
    headline, *paragraphs = text.content.decode().split("\n\n")
    assert headline.endswith("kepada Satu Keluarga Warga Binaan")
    pdf = release(client, month, "pdf").content
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    printed = paper_files.letters(paper_files.page_texts(pdf)[0])
    assert all(paper_files.letters(words) in printed for words in (headline, *paragraphs, "Penyerahan paket"))
    assert "SEMENTARA" in printed
    assert len(page.images) == 1
    assert release(client, month, "doc").status_code == 404


def test_the_photos_of_the_release_are_those_that_were_chosen_and_may_be_published(client, month):
    client.force_login(month.people.officer)
    colours = ("navy", "red", "green", "gold", "gray", "black")
    client.post(reverse("distributions:photos", args=[month.round.pk]), {"photos": [picture(one) for one in colours]})
    photos = list(Photo.objects.order_by("pk"))
    Photo.objects.exclude(pk=photos[0].pk).update(may_publish=True)

    def taken():
        return [one.pk for one in photos_of_press(Photo.objects.order_by("pk"))]

    def choose(photo, **also):
        address = reverse("distributions:photo", args=[month.round.pk, photo.pk])
        return save(client, address, {"in_press": "on", "may_publish": "on"} | also)

    assert taken() == [one.pk for one in photos[1:5]]
    assert "Siaran pers bersifat umum: catat dulu izin" in choose(photos[0], may_publish="").content.decode()
    for photo in photos[:4]:
        assert choose(photo).status_code == 302
    assert "Siaran pers memuat 4 foto" in choose(photos[5]).content.decode()
    assert taken() == [one.pk for one in photos[:4]]


def test_a_photo_that_stays_in_the_office_is_in_no_press_release(client, month):
    client.force_login(month.people.officer)
    client.post(reverse("distributions:photos", args=[month.round.pk]), {"photos": [picture()]})
    changing_is_refused("photo_in_press_may_leave", Photo.objects.get(), in_press=True)


def test_a_release_that_would_name_a_family_is_withheld_and_the_page_says_why(client, month):
    delivered(month, month.recipients[0])
    name = month.recipients[0].contact_name
    quote = {"text": f"Salam untuk {name} sekeluarga", "speaker": "Hendro"}
    Quote.objects.create(centre=month.centre, round=month.round, **quote)
    client.force_login(month.people.humas)
    assert " " in name
    assert [release(client, month, form).status_code for form in ("txt", "pdf")] == [404, 404]
    page = client.get(reverse("distributions:report", args=[month.round.pk])).content.decode()
    assert "Siaran pers ditahan" in page
    assert 'id="public"' not in page


@pytest.mark.parametrize(
    ("name", "said", "other"),
    [
        ("add_quote", {"text": "Terima kasih.", "speaker": "Bu Sri"}, {"speaker": "Pak Budi"}),
        ("add_publication", {"outlet": "Blora Pos", "url": "https://example.com/a"}, {"url": "https://example.com/b"}),
        ("add_publication", {"outlet": "Blora Pos"}, {"outlet": "Suara Cepu"}),
    ],
)
def test_what_two_tabs_say_alike_stands_in_a_round_once(client, name, said, other):
    month = approved_month(1)
    client.force_login(month.people.coordinator)
    address = reverse(f"distributions:{name}", args=[month.round.pk])
    said = {"published_at": "2024-11-16T09:00", **said}
    assert client.post(address, said).status_code == 302
    again = client.post(address, said)
    assert "sudah dicatat" in str(again.context["form"].errors)
    assert client.post(address, said | other).status_code == 302
    assert month.round.quotes.count() + month.round.publications.count() == 2


def test_humas_choose_a_colleagues_photo_for_the_press_release_and_write_nothing_else_of_it(client, month):
    client.force_login(month.people.officer)
    client.post(reverse("distributions:photos", args=[month.round.pk]), {"photos": [picture("red"), picture("navy")]})
    agreed, secret = Photo.objects.order_by("pk")
    Photo.objects.filter(pk=agreed.pk).update(may_publish=True)
    client.force_login(month.people.humas)
    address = reverse("distributions:photo", args=[month.round.pk, agreed.pk])
    page = client.get(address)
    assert (list(page.context["form"].fields), "Keluarkan" in page.content.decode()) == (["in_press"], False)
    assert client.get(reverse("distributions:photo", args=[month.round.pk, secret.pk])).status_code == 403
    sent = fields_in(page) | {"in_press": "on", "caption": "Ditulis Humas"}
    assert client.post(address, sent).status_code == 302
    agreed.refresh_from_db()
    assert (agreed.in_press, agreed.caption) == (True, "")
    Photo.objects.update(may_publish=False, in_press=False)
    assert client.post(address, sent).status_code == 403
