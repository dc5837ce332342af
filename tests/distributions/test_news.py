"""*Siap diberitakan*, and what Humas does for it: photos, the release as file, where it appeared."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from distributions.models import Photo, Publication, Quote
from tests import paper_files
from tests.distributions.months import NOW, approved_month, delivered
from tests.distributions.test_kept_papers import closed
from tests.standing import stands
from tests.versions import save

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
