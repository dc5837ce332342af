"""/admin/: for configuration, by staff of the installation, behind the same sign-in."""

import pytest
from django.contrib import admin
from django.urls import reverse

from aid.models import Item
from centres.access_log import in_words
from centres.history import acting_as
from centres.models import AccessLog, Centre, Membership, Role, User
from tests.factories import (
    CentreFactory,
    ItemFactory,
    LetterheadFactory,
    MembershipFactory,
    OfficialFactory,
    ProgrammeFactory,
    UserFactory,
    cast,
    region,
)
from tests.read_page import words
from tests.versions import fields_in, save

pytestmark = pytest.mark.django_db
CONFIGURATION = {
    "Region", "Centre", "Letterhead", "Official", "Membership", "User", "Item", "Package", "Programme",
}  # fmt: skip


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def staff(client, centre):
    user = UserFactory(is_staff=True, is_superuser=True)
    MembershipFactory(user=user, centre=centre, role=Role.ADMIN)
    client.force_login(user)
    return user


def test_it_holds_configuration_and_nothing_else():
    assert {model.__name__ for model in admin.site._registry} == CONFIGURATION


def test_it_calls_every_room_and_record_by_its_indonesian_name(client, staff):
    assert [
        (room["name"], sorted(record["name"] for record in room["models"]))
        for room in client.get("/admin/").context["app_list"]
    ] == [
        ("Barang", ["Barang", "Paket"]),
        ("Periode", ["Program"]),
        ("UPT", ["Kop surat", "Pejabat dan petugas", "Pengguna", "Peran", "UPT", "Wilayah"]),
    ]


def test_the_account_of_the_only_administrator_of_a_centre_is_not_closed_here_either(client, staff):
    held = MembershipFactory(role=Role.ADMIN)
    url = reverse("admin:centres_user_change", args=[held.user_id])

    def close():
        shown = client.get(url).context["adminform"].form
        typed = {name: shown[name].value() or "" for name in shown.fields}
        return client.post(url, {name: value for name, value in typed.items() if name != "is_active" and value})

    assert "UPT memerlukan admin sistem" in close().content.decode()
    MembershipFactory(centre=held.centre, role=Role.ADMIN)
    assert close().status_code == 302
    held.user.refresh_from_db()
    assert not held.user.is_active


def test_only_staff_of_the_installation_get_in(client, centre):
    people = cast(centre)
    assert client.get("/admin/").status_code == 302
    for role in Role:
        client.force_login(getattr(people, role.value))
        answer = client.get("/admin/", follow=True)
        assert answer.status_code == 403, role
        assert client.get("/admin/centres/user/", follow=True).status_code == 403


def test_every_list_and_form_opens_and_keeps_the_policy(client, staff, centre):
    OfficialFactory(centre=centre)
    LetterheadFactory(centre=centre)
    ProgrammeFactory(centre=centre)
    for model in admin.site._registry:
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        answer = client.get(reverse(f"admin:{label}_changelist"))
        assert answer.status_code == 200
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        record = model._default_manager.first()
        assert client.get(reverse(f"admin:{label}_change", args=[record.pk])).status_code == 200
        assert client.get(reverse(f"admin:{label}_delete", args=[record.pk])).status_code == 403


def test_no_password_is_shown_or_set(client, staff):
    page = client.get(reverse("admin:centres_user_change", args=[staff.pk])).content.decode()
    assert 'name="password"' not in page
    assert "argon2" not in page
    assert client.get(f"/admin/centres/user/{staff.pk}/password/").status_code in (302, 404)


def test_an_account_made_there_has_no_password_and_names_its_maker(client, staff):
    answer = client.post(
        reverse("admin:centres_user_add"), {"username": "wilayah", "full_name": "Pemantau", "is_active": "on"}
    )
    assert answer.status_code == 302
    user = User.objects.get(username="wilayah")
    assert not user.has_usable_password()
    assert user.events.get().pgh_context["actor"] == staff.pk


def test_a_viewer_of_a_region_is_made_there(client, staff):
    viewer = UserFactory()
    given = {"user": viewer.pk, "role": "viewer", "region": region("33").pk, "starts_on": "2024-01-01"}
    assert client.post(reverse("admin:centres_membership_add"), given).status_code == 302
    assert Membership.objects.get(user=viewer).region.code == "33"


def test_a_role_in_a_centre_is_not_given_there(client, staff, centre):
    """Nor ended: its own page writes it down, refuses the approval given to oneself, and keeps an administrator."""
    add = reverse("admin:centres_membership_add")
    second = UserFactory()
    given = {"user": second.pk, "role": "head", "centre": centre.pk, "starts_on": "2024-01-01"}
    assert client.post(add, given).status_code == 200
    assert client.post(add, given | {"region": region("33").pk}).status_code == 302
    assert Membership.objects.get(user=second).role == Role.VIEWER
    own = staff.memberships.get()
    address = reverse("admin:centres_membership_change", args=[own.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"ends_on": "2024-01-02"}).status_code == 403


def lines() -> list[tuple]:
    """What the access log has of what was set up: whose log it is, of what, and in words."""
    found = AccessLog.objects.filter(action="set_up").order_by("pk")
    return [(line.centre_id, line.subject_kind, line.subject_id, in_words(line.detail)) for line in found]


def test_whatever_is_changed_there_stands_in_the_access_log_of_the_centre(client, staff, centre):
    person = UserFactory()
    MembershipFactory(user=person, centre=centre)
    cases = [
        (centre, {"single_officer": "on"}, "Diaktifkan: satu petugas mengajukan dan menyetujui"),
        (centre, {"single_officer": ""}, "Dimatikan: satu petugas mengajukan dan menyetujui"),
        (centre, {"full_name": "Rumah Tahanan Negara Kelas IIB Cepu"}, "Diubah: nama lengkap"),
        (OfficialFactory(centre=centre), {"user": str(person.pk)}, "Diubah: akun"),
        (OfficialFactory(centre=centre), {"function": "head"}, "Diubah: fungsi"),
        (ItemFactory(centre=centre), {"name": "Beras merah"}, "Diubah: barang"),
        (ProgrammeFactory(centre=centre), {"legal_basis": "UU 22/2022"}, "Diubah: dasar hukum"),
        (person, {"full_name": "Siti Aminah"}, "Diubah: nama lengkap"),
    ]
    expected = []
    for record, changes, said in cases:
        kind = record._meta.label_lower
        address = reverse(f"admin:{kind.replace('.', '_')}_change", args=[record.pk])
        before = AccessLog.objects.count()
        given = {name: value for name, value in fields_in(client.get(address)).items() if name not in changes}
        answer = client.post(address, given | {name: value for name, value in changes.items() if value})
        assert answer.status_code == 302, answer.context["adminform"].errors
        assert AccessLog.objects.count() == before + 1, (record, changes)
        expected.append((centre.pk, kind, record.pk, said))
    assert lines() == expected


def test_what_is_saved_unchanged_writes_no_line(client, staff, centre):
    save(client, reverse("admin:centres_centre_change", args=[centre.pk]), {})
    assert lines() == []


def test_a_centre_that_is_made_there_stands_in_its_own_log(client, staff):
    given = {
        "code": "rutan-baru", "kind": "rutan", "name": "Rutan Baru", "full_name": "Rumah Tahanan Negara Baru",
        "place": "Blora", "regency": region("33.16").pk, "time_zone": "Asia/Jakarta", "paper": "a4",
        "one_list_up_to": 10,
    }  # fmt: skip
    answer = client.post(reverse("admin:centres_centre_add"), given)
    assert answer.status_code == 302
    made = Centre.objects.get(code="rutan-baru")
    assert lines() == [(made.pk, "centres.centre", made.pk, "Dibuat")]


def test_the_zone_of_a_centre_is_set_on_its_own_page(client, staff, centre):
    """There it is said where it has to stay."""
    save(client, reverse("admin:centres_centre_change", args=[centre.pk]), {"time_zone": "Asia/Jayapura"})
    centre.refresh_from_db()
    assert centre.time_zone == "Asia/Jakarta"


def test_what_a_centre_owns_is_changed_but_keeps_its_centre(client, staff, centre):
    item = ItemFactory(centre=centre, name="Beras")
    address = reverse("admin:aid_item_change", args=[item.pk])
    given = {"name": "Beras medium", "unit": "kg", "kind": "rice", "centre": CentreFactory().pk}
    assert save(client, address, given).status_code == 302
    changed = Item.objects.get(pk=item.pk)
    assert (changed.name, changed.centre) == ("Beras medium", centre)
    assert client.get(reverse("admin:aid_item_add")).status_code == 403


def test_a_name_is_there_once_in_a_centre_there_too(client, staff, centre):
    item = ItemFactory(centre=centre, name="Beras", unit="kg", kind="rice")
    ItemFactory(centre=centre, name="Telur")
    refused = save(client, reverse("admin:aid_item_change", args=[item.pk]), {"name": "telur"})
    assert "Sudah ada barang dengan nama ini." in refused.content.decode()
    assert Item.objects.get(pk=item.pk).name == "Beras"


def test_two_tabs_undo_nothing_there_either(client, staff, centre):
    item = ItemFactory(centre=centre, name="Beras", unit="kg", kind="rice")
    address = reverse("admin:aid_item_change", args=[item.pk])
    fields = fields_in(client.get(address))
    with acting_as("first_run"):
        Item.objects.filter(pk=item.pk).update(name="Beras merah")

    asked = client.post(address, fields | {"name": "Beras putih"})

    assert "Barang: Beras → Beras merah" in words(asked.content.decode())
    assert Item.objects.get(pk=item.pk).name == "Beras merah"
    assert client.post(address, fields_in(asked)).status_code == 302
    assert Item.objects.get(pk=item.pk).name == "Beras putih"


def test_a_second_press_is_answered_as_the_first_there_too(client, staff, centre):
    item = ItemFactory(centre=centre, name="Beras", unit="kg", kind="rice")
    address = reverse("admin:aid_item_change", args=[item.pk])
    sent = fields_in(client.get(address)) | {"name": "Beras putih"}
    assert [client.post(address, sent).status_code for _press in range(2)] == [302, 302]
    assert client.post(address, sent | {"name": "Beras merah"}).status_code == 200


def test_a_password_that_is_set_meanwhile_stays(client, staff):
    person = UserFactory()
    address = reverse("admin:centres_user_change", args=[person.pk])
    fields = fields_in(client.get(address))
    User.objects.filter(pk=person.pk).update(password="argon2$new")

    assert client.post(address, fields | {"full_name": "Rini"}).status_code == 302

    person.refresh_from_db()
    assert (person.full_name, person.password) == ("Rini", "argon2$new")


def test_regions_are_only_read(client, staff):
    address = reverse("admin:centres_region_change", args=[region("33.16").pk])
    assert client.post(address, {"name": "Lain"}).status_code == 403
