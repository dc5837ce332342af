"""A month with the sample register, from the upload to the hand-over: nobody's number is anywhere in clear afterwards.

Not in a full dump, not in the sessions, not in a file under the data directory, not in what was logged.
"""

import json
import re
from datetime import date

import pytest
import python_calamine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from bench.stolen_dump import candidates
from centres.models import User
from distributions.models import Recipient, Round
from distributions.rounds.planning import plan_round
from distributions.rounds.schedule import schedule_rounds
from families.models import Family, RegisterImport, RegisterImportRow
from tests.client import Client
from tests.distributions.blora import blora
from tests.dumps import dump, files_under, found_in, numbers_in, spellings, texts_in
from tests.factories import PASSWORD
from tests.families.blora import DATA
from tests.read_page import words
from tests.seen import read
from tests.versions import form_to, save

pytestmark = pytest.mark.usefixtures("committed_db")
SAMPLE = DATA / "keluarga_wbp_oktober_2024_40.xlsx"
KEY = json.loads((DATA / "keluarga_wbp_oktober_2024_40.key.json").read_text())


def numbers() -> set[str]:
    """Every NIK, No. KK and phone number of the sample: as it was meant, and as a cell has it."""
    meant = {row["expected"][name] for row in KEY["rows"] for name in ("nik", "no_kk", "hp")} - {None}
    sheets = python_calamine.CalamineWorkbook.from_path(SAMPLE)
    cells = {
        str(cell).strip(" '\u200b\u00a0")
        for name in sheets.sheet_names
        for row in sheets.get_sheet_by_name(name).to_python()
        for cell in row
    }
    written = {cell for cell in cells if len(re.sub(r"\D", "", cell)) >= 10 and not re.search("[A-Za-z]{2}", cell)}
    bare = {re.sub(r"\D", "", number) for number in meant | written}
    phones = {f"+62{number[1:]}" for number in bare if number.startswith("0")}
    return {number for number in meant | written | bare | phones | {phone[1:] for phone in phones} if number}


def births() -> set[date]:
    return {date.fromisoformat(row["expected"]["tgl_lahir"]) for row in KEY["rows"] if row["expected"]["tgl_lahir"]}


def signed_in(user: User) -> Client:
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    client = Client()
    answer = client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


@pytest.mark.long
def test_no_number_and_no_birth_date_of_the_sample_is_anywhere(caplog, capfd):
    people = blora(families=0)
    clerk, kasubsi, head, officer = map(signed_in, (people.operator, people.coordinator, people.head, people.officer))
    imported(clerk)
    found_and_revealed(clerk)
    determined = {"families": list(Family.objects.values_list("pk", flat=True)), "basis": "SK 1/2024"}
    assert save(kasubsi, reverse("families:determine"), determined | {"decided_on": "2024-11-04"}).status_code == 302
    round = approved(people, kasubsi, head)
    printed_and_handed_over(round, kasubsi, officer)
    corrected(clerk)

    whole = dump()
    assert Recipient.objects.count() >= 4
    assert found_in(whole, {"Ngawen"})  # it is the register that is looked through
    secrets = numbers() | {text for day in births() for text in spellings(day)}
    assert len(secrets) > 1000
    assert found_in(whole, secrets) == set()
    last_four = {number[-4:] for number in numbers()}
    texts = texts_in(whole)
    assert len(texts) > 100
    assert texts & last_four == set()
    left = candidates(whole.splitlines())
    assert len(left) >= 32
    assert min(left) >= 365 * 9999
    for path, content in files_under(settings.DATA_DIR):
        assert numbers_in(content, numbers()) == set(), path
    logged = caplog.text + "".join(capfd.readouterr())
    assert found_in(logged, secrets) == set()


def imported(clerk: Client) -> None:
    """The file is uploaded, looked at, a row corrected, the rest downloaded, and saved."""
    file = SimpleUploadedFile("daftar 3316126508829396.xlsx", SAMPLE.read_bytes())
    clerk.post(reverse("families:import"), {"file": file})
    staged = RegisterImport.objects.get()
    page = reverse("families:import_preview", args=[staged.pk])
    assert clerk.get(page).status_code == 200
    row = RegisterImportRow.objects.filter(status="invalid").order_by("sheet_row")[0]
    clerk.post(reverse("families:import_repair", args=[staged.pk, row.pk]), {"ttl": "Blora, 25-08-1982"})
    assert clerk.post(reverse("families:import_download", args=[staged.pk])).status_code == 200
    saving = reverse("families:import_confirm", args=[staged.pk])
    assert clerk.post(saving, form_to(clerk.get(staged.get_absolute_url()), saving)).status_code == 302
    assert Family.objects.count() >= 32
    assert clerk.get(page).status_code == 200


def found_and_revealed(clerk: Client) -> None:
    family = Family.objects.exclude(kk_digest=None).order_by("pk")[0]
    contact = family.members.get()
    for number in (contact.nik.reveal(), family.kk.reveal()):
        for address in ("find_family", "suggest_families"):
            clerk.post(reverse(f"distributions:{address}"), {"q": number})
        clerk.post(reverse("distributions:find_family"), {"q": f"{number[:-1]}0"})
    shown = clerk.post(reverse("distributions:family_reveal", args=[family.pk]), {"which": f"nik-{contact.pk}"})
    assert contact.nik.reveal() in shown.content.decode()


def approved(people, kasubsi: Client, head: Client) -> Round:
    today = people.centre.local_date(timezone.now())
    made = schedule_rounds([people.programme], today=today, months=2, now=timezone.now())
    round = next(one.round for one in made if one.round)
    plan_round(round, now=timezone.now())
    for client, page, address in ((kasubsi, "prepare", "submit"), (head, "approval", "approval")):
        sent = {"seen": read(client, page, round.pk), "decision": "approve"}
        answer = client.post(reverse(f"distributions:{address}", args=[round.pk]), sent)
        assert answer.status_code == 302, what_is_said(answer)
    return round


def what_is_said(answer) -> str:
    return words(answer.content.decode())[:2000]


def printed_and_handed_over(round: Round, kasubsi: Client, officer: Client) -> None:
    for paper in ("berkas-tanda-tangan", "usulan", "bast", "daftar-tanda-terima"):
        assert kasubsi.post(reverse("distributions:print_paper", args=[round.pk, paper])).status_code == 200
    recipient = round.recipients.order_by("pk")[0]
    page = reverse("distributions:handover_recipient", args=[round.pk, recipient.pk])
    assert officer.get(page).status_code == 200
    officer.post(reverse("distributions:recipient_phone", args=[round.pk, recipient.pk]))


def corrected(clerk: Client) -> None:
    """A number is corrected twice, so that the history has one that is nobody's any more."""
    contact = Family.objects.order_by("pk")[1].members.get()
    number = contact.nik.reveal()
    for typed in (f"{number[:-4]}9876", number):
        contact.nik = typed
        contact.save()


@pytest.mark.parametrize(
    "said",
    ["a\t3316126508829396\tb", "hp +6281234567890", "lahir 25 Agustus 1982", "1982-08-25", "25/08/82", "('19820825',)"],
)
def test_what_is_looked_for_would_be_found(said):
    secrets = {"3316126508829396", "+6281234567890", *spellings(date(1982, 8, 25))}
    assert len(found_in(said, secrets)) == 1
    assert found_in(said.encode().hex(), {said}) == {said}
    assert found_in("13316126508829396 1982-08-26", secrets) == set()
    assert numbers_in(b"\x00\x07k3316126508829396\xff", secrets) == {"3316126508829396"}
