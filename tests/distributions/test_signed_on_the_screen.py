"""Who receives may sign on the screen, with a signal or without: it is kept as the proof, as a photo is."""

import base64
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from centres.models import StoredFile
from distributions.handover.record_form import MOST_OF_A_PICTURE
from distributions.models import Handover, HandoverReport
from tests.client import Client
from tests.distributions.handover_pages import approved_round, page
from tests.distributions.phone_records import answers, closed, not_home, record, send
from tests.factories import CentreFactory, cast
from tests.pictures import photo
from tests.standing import stands
from tests.walls import refused_by

pytestmark = pytest.mark.django_db

SENT_WRONG = "Ada isian halaman"


@stands
def people():
    return cast(CentreFactory())


@stands
def round(people):
    return approved_round(people)


@pytest.fixture
def client(people, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    client = Client()
    client.force_login(people.officer)
    return client


@pytest.fixture
def families(round):
    return list(round.recipients.order_by("position"))


def drawn(seed=1, kind="PNG"):
    return base64.b64encode(photo(seed, kind).read()).decode()


def signed(recipient, **said):
    return record(recipient, proof="signed", picture=drawn(), **said)


def proof_of(recipient):
    handover = Handover.objects.get(recipient=recipient)
    return handover.proof, handover.proof_file and handover.proof_file.kind


def test_what_is_signed_on_the_page_is_the_proof_and_stands_with_the_record(client, round, families):
    address = page(round, "handover_recipient", families[0].pk)
    sign = SimpleUploadedFile("tanda-tangan.png", photo(1, "PNG").read(), "image/png")
    answer = client.post(address, {"key": str(uuid4()), "received_by": "contact", "signature": sign})
    assert answer.status_code == 302
    assert proof_of(families[0]) == ("signed", "proof")
    stored = Handover.objects.get().proof_file
    assert f'<a href="/berkas/{stored.pk}/">Tanda tangan di layar</a>' in client.get(address).content.decode()


def test_one_proof_is_enough(client, round, families):
    pictures = {
        name: SimpleUploadedFile(f"{name}.png", photo(1, "PNG").read(), "image/png") for name in ("photo", "signature")
    }
    address = page(round, "handover_recipient", families[0].pk)
    answer = client.post(address, {"key": str(uuid4()), "received_by": "contact", **pictures})
    assert list(answer.context["form"].errors) == ["photo"]
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(("proof", "kind"), [("signed", "PNG"), ("photo", "JPEG")])
def test_a_record_of_a_phone_brings_its_proof_and_once(client, round, families, proof, kind):
    said = record(families[0], proof=proof, picture=drawn(1, kind))
    assert answers(send(client, round, said)) == ["accepted"]
    assert answers(send(client, round, said)) == ["known"]
    assert proof_of(families[0]) == (proof, "proof")
    assert StoredFile.objects.count() == 1


def test_what_is_refused_keeps_no_picture(client, round, families):
    said = signed(families[0], received_by="proxy")
    assert answers(send(client, round, said, signed(families[1]))) == ["refused", "accepted"]
    assert StoredFile.objects.count() == 1


def test_a_second_report_keeps_what_was_signed_for_the_coordinator(client, round, families, people):
    told = send(client, round, record(families[0]), signed(families[0]))
    assert answers(told) == ["accepted", "open"]
    office = Client()
    office.force_login(people.coordinator)
    assert office.get(page(round, "open_reports")).status_code == 200
    assert HandoverReport.objects.open().get().recipient == families[0]
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize(
    "odd",
    [
        {"proof": "signed"},
        {"picture": drawn()},
        {"proof": "paper", "picture": drawn()},
        {"proof": "signed", "picture": "no base64"},
        {"proof": "signed", "picture": base64.b64encode(b"<svg>").decode()},
        {"proof": "signed", "picture": ["A"]},
        {"proof": "signed", "picture": "A" * (MOST_OF_A_PICTURE + 1)},
        {"kind": "missed", "missed_reason": "not_home", "proof": "signed", "picture": drawn()},
    ],
    ids=["no picture", "no kind", "paper", "no base64", "no picture of ours", "a list", "too large", "missed"],
)
def test_a_proof_that_is_none_is_refused_and_kept_nowhere(client, round, families, odd):
    [told] = send(client, round, record(families[0]) | odd).json()["answers"]
    assert told["answer"] == "refused"
    assert not HandoverReport.objects.exists()
    assert not StoredFile.objects.exists()


def test_the_largest_picture_of_a_phone_is_taken(client, round, families):
    """A record with as much as a phone may put into it fits into a request."""
    padded = drawn(1, "JPEG")
    sealed = closed(round, record(families[0], proof="photo", picture="A" * MOST_OF_A_PICTURE))
    told = send(client, round, sealed)
    assert told.status_code == 200
    assert told.json()["answers"][0]["field"] == "photo"  # it came so far that it was looked at
    assert answers(send(client, round, record(families[0], proof="photo", picture=padded))) == ["accepted"]


def test_the_database_asks_for_the_picture_of_a_proof(client, round, families):
    send(client, round, record(families[0]), not_home(families[1]))
    slip = Handover.objects.get()
    for proof, file in (("signed", None), ("photo", None)):
        with refused_by("handover_proof_has_its_picture"):
            Handover.objects.bulk_create([Handover(**_values(slip) | {"proof": proof, "proof_file_id": file})])


def _values(slip):
    return {field.attname: getattr(slip, field.attname) for field in slip._meta.concrete_fields if field.name != "id"}
