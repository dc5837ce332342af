"""A form that records something is carried out once, however often it is sent."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from aid.models import Receipt, Supplier
from centres.models import AccessLog, Role, SentForm, User
from config.form_key import FORM_CENTRE, FORM_KEY
from distributions.models import Photo
from tests.at_once import at_once
from tests.client import Client
from tests.distributions.months import approved_month, from_canteen
from tests.factories import CentreFactory, ItemFactory, MembershipFactory, SupplierFactory
from tests.pictures import signed_paper
from tests.read_page import words
from tests.versions import forms_in
from tests.walls import refused_by, run

SUPPLIER = reverse("aid:new_supplier")


def keeper_of(centre) -> Client:
    client = Client()
    client.force_login(MembershipFactory(centre=centre, role=Role.STOREKEEPER).user)
    return client


@pytest.fixture
def centre(db):
    return CentreFactory()


@pytest.fixture
def client(centre):
    return keeper_of(centre)


@pytest.fixture
def form():
    """A new supplier, with the key that its page gave it."""
    return {"name": "Koperasi Pegawai", "kind": "canteen", "contact": "Bu Sri", FORM_KEY: str(uuid4())}


def picture(colour: str) -> bytes:
    return signed_paper(colour).getvalue()


def names() -> list[str]:
    return sorted(Supplier.objects.values_list("name", flat=True))


class TestTheSameFormOnceMore:
    def test_it_is_answered_as_the_first_and_records_nothing(self, client, form):
        first, second = client.post(SUPPLIER, form), client.post(SUPPLIER, form, follow=True)

        assert second.redirect_chain == [(first.url, 302)]
        assert "Ini sudah dilakukan" in words(second.content.decode())
        assert names() == ["Koperasi Pegawai"]

    def test_it_may_come_from_somebody_else_of_the_centre(self, client, centre, form):
        client.post(SUPPLIER, form)

        assert keeper_of(centre).post(SUPPLIER, form).url == reverse("aid:suppliers")
        assert names() == ["Koperasi Pegawai"]

    def test_another_centre_knows_nothing_of_it(self, client, form):
        client.post(SUPPLIER, form)
        keeper_of(CentreFactory()).post(SUPPLIER, form)

        assert names() == ["Koperasi Pegawai"] * 2

    def test_what_was_refused_is_not_carried_out_and_keeps_its_key(self, client, form):
        page = client.post(SUPPLIER, form | {"name": ""})
        assert page.context["form"].errors
        assert f'name="{FORM_KEY}" value="{form[FORM_KEY]}"' in page.content.decode()

        client.post(SUPPLIER, form)

        assert names() == ["Koperasi Pegawai"]

    def test_what_was_recorded_stands_with_its_form(self, client, form):
        client.post(SUPPLIER, form)

        kept = SentForm.objects.get()
        assert (str(kept.key), kept.answer) == (form[FORM_KEY], reverse("aid:suppliers"))

    def test_a_page_that_was_shown_once_leads_to_what_was_made(self, client, centre):
        client.force_login(MembershipFactory(centre=centre, role=Role.ADMIN).user)
        form = {"full_name": "Budi", "username": "budi", "roles": ["small_team"], "starts_on": timezone.localdate()}
        form |= {FORM_KEY: str(uuid4())}
        assert client.post(reverse("centres:new_user"), form).context["link"]

        again = client.post(reverse("centres:new_user"), form)

        assert again.url == reverse("centres:user", args=[User.objects.get(username="budi").pk])
        assert AccessLog.objects.filter(action=AccessLog.Action.RESET).count() == 1


class TestOtherContentUnderTheSameKey:
    @pytest.fixture
    def page(self, client, form):
        client.post(SUPPLIER, form)
        return client.post(SUPPLIER, form | {"name": "Toko Makmur"})

    def test_nothing_is_saved_and_the_page_says_so(self, page):
        assert page.status_code == 409
        assert "berbeda" in words(page.content.decode())
        assert names() == ["Koperasi Pegawai"]

    def test_it_is_saved_when_it_is_sent_as_a_further_one(self, client, page):
        told = page.context
        again = dict(told["once_more"]["fields"]) | dict(told["once_more"]["own"])

        client.post(told["once_more"]["address"], again)

        assert names() == ["Koperasi Pegawai", "Toko Makmur"]
        assert Supplier.objects.get(name="Toko Makmur").contact == "Bu Sri"

    def test_the_same_content_for_another_address_is_other_content(self, client, form, page):
        supplier = SupplierFactory(centre=Supplier.objects.get().centre)
        answer = client.post(reverse("aid:new_item"), form)

        assert (answer.status_code, supplier.name in answer.content.decode()) == (409, False)


class TestAFormWithoutAKey:
    @pytest.mark.parametrize("key", ["", "x", "00000000-0000-0000-0000-00000000000"])
    def test_nothing_is_saved_and_what_was_typed_can_be_sent_from_the_page(self, client, form, key):
        page = client.post(SUPPLIER, form | {FORM_KEY: key})
        assert (page.status_code, names()) == (409, [])
        assert 'name="contact" value="Bu Sri"' in page.content.decode()

        again = dict(page.context["once_more"]["fields"]) | dict(page.context["once_more"]["own"])
        client.post(page.context["once_more"]["address"], again)

        assert names() == ["Koperasi Pegawai"]


class TestSomebodyOfTwoCentres:
    """Two tabs, and the switch pressed in one of them: the form of the other says for which centre it was opened."""

    @pytest.fixture
    def other(self):
        return CentreFactory()

    @pytest.fixture
    def client(self, centre, other):
        client = keeper_of(centre)
        MembershipFactory(user=User.objects.get(), centre=other, role=Role.STOREKEEPER)
        client.post(reverse("centres:switch"), {"centre": centre.code})
        return client

    @pytest.fixture
    def opened(self, client, form):
        """The form as the page of the first centre gives it."""
        fields = next(found.fields for found in forms_in(client.get(SUPPLIER)) if FORM_KEY in found.fields)
        return form | {name: fields[name][0] for name in (FORM_KEY, FORM_CENTRE)}

    def test_nothing_is_recorded_for_the_centre_that_one_switched_to(self, client, centre, other, opened):
        client.post(reverse("centres:switch"), {"centre": other.code})

        page = client.post(SUPPLIER, opened)

        assert (page.status_code, page.context["meant"]) == (409, centre)
        assert 'class="task not-taken"' in page.content.decode()
        assert names() == []

    def test_back_in_its_centre_it_is_recorded(self, client, centre, other, opened):
        client.post(reverse("centres:switch"), {"centre": other.code})
        page = client.post(SUPPLIER, opened)
        client.post(reverse("centres:switch"), {"centre": page.context["meant"].code})

        assert client.post(SUPPLIER, opened).status_code == 302
        assert Supplier.objects.get().centre == centre

    def test_a_centre_that_is_not_theirs_is_not_named(self, client, opened):
        stranger = CentreFactory(name="Lapas yang Lain")
        page = client.post(SUPPLIER, opened | {FORM_CENTRE: str(stranger.pk)})

        assert (page.status_code, page.context["meant"]) == (409, None)
        assert stranger.name not in page.content.decode()
        assert names() == []


class TestFiles:
    @pytest.fixture
    def month(self, db):
        month = approved_month(1)
        from_canteen(month, rice="10", sugar="2")
        return month

    @pytest.fixture
    def send(self, month):
        client, key = Client(), str(uuid4())
        client.force_login(month.people.officer)

        def send(*pictures: bytes):
            files = [SimpleUploadedFile(f"{n}.jpg", picture) for n, picture in enumerate(pictures)]
            url = reverse("distributions:photos", args=[month.round.pk])
            return client.post(url, {"photos": files, "credit": "Humas", FORM_KEY: key})

        return send

    def test_the_same_pictures_are_added_once(self, send):
        one, two = picture("red"), picture("blue")
        assert [send(one, two).status_code, send(one, two).status_code] == [302, 302]
        assert Photo.objects.count() == 2

    def test_other_pictures_have_to_be_chosen_again(self, send):
        send(picture("red"))

        page = send(picture("blue"))

        assert (page.status_code, Photo.objects.count()) == (409, 1)
        assert page.context["once_more"]["files"] == [("photos", False)]
        assert 'enctype="multipart/form-data"' in page.content.decode()


@pytest.mark.usefixtures("committed_db")
def test_sixteen_at_the_same_moment_are_one():
    centre = CentreFactory()
    supplier, rice = SupplierFactory(centre=centre), ItemFactory(centre=centre)
    user = MembershipFactory(centre=centre, role=Role.STOREKEEPER).user
    form = {"supplier": supplier.pk, "received_on": timezone.localdate(), "terms": "bought", FORM_KEY: str(uuid4())}
    form |= {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "1", "lines-0-item": rice.pk, "lines-0-quantity": "25"}
    answers = at_once(16, user, lambda client: client.post(reverse("aid:new_receipt"), form).url)

    assert Receipt.objects.count() == 1
    assert answers == [reverse("aid:receipt", args=[Receipt.objects.get().pk])] * 16


class TestWalls:
    @pytest.fixture
    def insert(self, centre):
        actor, key = MembershipFactory(centre=centre).user, uuid4()

        def insert(answer="/barang/pemasok/", digest=b"x" * 32):
            run(
                "INSERT INTO centres_sentform (centre_id, key, content_digest, answer, actor_id, at)"
                " VALUES (%s, %s, %s, %s, %s, now())",
                [centre.pk, key, digest, answer, actor.pk],
            )

        return insert

    def test_a_key_counts_once_in_a_centre(self, insert):
        insert()
        with refused_by("sent_form_once"):
            insert()

    @pytest.mark.parametrize(
        "answer",
        [
            "https://x.example/",
            "//x.example/",
            "/\\x.example/",
            "/barang\\",
            "/\t/x.example/",
            "/barang/\n/",
            "/\x7f",
            "\t/barang/",
            "barang/",
            "",
        ],
    )
    def test_an_answer_leads_to_a_page_of_ours(self, insert, answer):
        with refused_by("sent_form_answer_is_a_page"):
            insert(answer=answer)

    @pytest.mark.parametrize(
        "answer", ["/", "/a", "/barang/pemasok/?bon=1#lot-2", "/periode/1/keluarga/?cari=a%2F%2Fb//c"]
    )
    def test_a_page_of_ours_may_have_any_address(self, insert, answer):
        insert(answer=answer)

    @pytest.mark.parametrize("length", [31, 33])
    def test_what_was_said_is_known_by_a_digest(self, insert, length):
        with refused_by("sent_form_has_a_digest"):
            insert(digest=b"x" * length)
