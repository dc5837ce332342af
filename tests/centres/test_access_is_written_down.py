"""Every act that gives or takes access, on the pages and in the stock admin: who, whom and what is in the access log of
the centre, and whoever it happened to reads it on Beranda."""

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from centres.access_log import in_words
from centres.accounts.installation import OF_ACCOUNT
from centres.accounts.told import told_to_deciders, told_to_person
from centres.models import AccessLog, Centre, Membership, Role, User
from tests.client import Client
from tests.factories import CentreFactory, MembershipFactory, UserFactory, cast, region
from tests.read_page import words
from tests.standing import stands
from tests.versions import fields_in

pytestmark = pytest.mark.django_db
JAVA = "33"


@stands
def office():
    """Blora with its people; the technician administers the installation and this centre. Rini is a field officer."""
    centre = CentreFactory(name="Rutan Kelas IIB Blora")
    people = cast(centre)
    technician = UserFactory(full_name="Teknisi", is_staff=True, is_superuser=True)
    MembershipFactory(user=technician, centre=centre, role=Role.ADMIN)
    rini = MembershipFactory(user=UserFactory(full_name="Rini", username="rini"), centre=centre, role=Role.OFFICER).user
    User.objects.update(date_joined=timezone.now() - timedelta(days=400))
    return SimpleNamespace(
        **vars(people) | {"centre": centre, "other": CentreFactory(), "technician": technician, "rini": rini}
    )


@pytest.fixture
def browser(office):
    client = Client()
    client.force_login(office.technician)
    return client


def changed_there(browser, record, **data):
    """A form of the stock admin with these fields changed; None unticks a box."""
    address = reverse(f"admin:centres_{type(record)._meta.model_name}_change", args=[record.pk])
    sent = fields_in(browser.get(address)) | data
    answer = browser.post(address, {name: value for name, value in sent.items() if value is not None})
    assert answer.status_code == 302, answer.context["errors"]


def ticked(**flags):
    return lambda world, browser: changed_there(browser, world.rini, **flags)


def viewer(world, browser):
    given = {"user": world.rini.pk, "region": region(JAVA).pk, "starts_on": "2024-01-01"}
    assert browser.post(reverse("admin:centres_membership_add"), given).status_code == 302


def viewer_until(last):
    def act(world, browser):
        held = Membership.objects.create(user=world.rini, role="viewer", region=region(JAVA), starts_on="2024-01-01")
        changed_there(browser, held, **last)

    return act


def pressed(name, **data):
    return lambda world, browser: browser.post(reverse(f"centres:{name}", args=[world.rini.pk]), data)


def ended(world, browser):
    held = world.rini.memberships.get()
    address = reverse("centres:end_role", args=[held.pk])
    browser.post(address, fields_in(browser.get(address)) | {"last_day": timezone.localdate()})


def second_factor_off(world, browser):
    TOTP.activate(world.rini, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    page = browser.get(reverse("centres:sign_in_help", args=[world.rini.pk]))
    pressed("sign_in_help", **fields_in(page), help="second-factor")(world, browser)


def reopened(world, browser):
    User.objects.filter(pk=world.rini.pk).update(is_active=False)
    pressed("reopen_user")(world, browser)


@dataclass(frozen=True)
class Act:
    """What is done to Rini's access, what stands in the log, and whether heads and coordinators are told, too."""

    do: object
    said: str
    deciders: bool = False
    kind: str = "role"


ACTS = {
    "pages: a role is given": Act(pressed("give_roles", roles=["humas"], starts_on="2026-01-01"), "Diberikan: Humas"),
    "pages: the role of head is given": Act(
        pressed("give_roles", roles=["head"], starts_on="2026-01-01"), "Diberikan: Kepala UPT", deciders=True
    ),
    "pages: a role is ended": Act(ended, "Diakhiri: Petugas lapangan"),
    "pages: the account is closed": Act(pressed("close_user"), "Akun ditutup"),
    "pages: the account is opened": Act(reopened, "Akun dibuka kembali"),
    "pages: a link": Act(pressed("sign_in_help", help="password"), "Tautan kata sandi baru", kind="reset"),
    "pages: the second factor": Act(second_factor_off, "Masuk dua langkah dimatikan", kind="reset"),
    "pages: a wait is lifted": Act(
        pressed("let_user_in"), "Diizinkan masuk lagi setelah percobaan salah", kind="reset"
    ),
    "admin: a region": Act(viewer, "Diberikan: Pemantau Jawa Tengah", deciders=True),
    "admin: a region for a time": Act(viewer_until({"ends_on": "2026-12-31"}), "Diakhiri: Pemantau Jawa Tengah"),
    "admin: a region from another day": Act(
        viewer_until({"starts_on": "2024-02-01"}), "Masa diubah: Pemantau Jawa Tengah"
    ),
    "admin: the account is closed": Act(ticked(is_active=None), "Akun ditutup"),
    "admin: the user name": Act(ticked(username="rini2"), "Nama pengguna diubah"),
    "admin: the stock admin": Act(ticked(is_staff="on"), "Diberikan: Administrasi instalasi (/admin/)", deciders=True),
    "admin: all rights": Act(ticked(is_superuser="on"), "Diberikan: Semua hak di instalasi", deciders=True),
}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_in_the_access_log_and_told(office, browser, name):
    act = ACTS[name]

    act.do(office, browser)

    lines = AccessLog.objects.filter(centre=office.centre)
    assert [(line.actor, line.subject_kind, line.subject_id, line.action, in_words(line.detail)) for line in lines] == [
        (office.technician, "centres.user", office.rini.pk, act.kind, act.said)
    ]
    now = timezone.now()
    office.rini.refresh_from_db()
    told = [(one.what, one.by) for one in told_to_person(office.rini, now=now)]
    assert told == [(act.said, office.technician)]
    heads_read = [(one.user, one.what) for one in told_to_deciders(office.centre, reader=office.head, now=now)]
    assert heads_read == ([(office.rini, act.said)] if act.deciders else [])


def told_at_home(user):
    client = Client()
    client.force_login(user)
    return words(client.get(reverse("distributions:home")).content.decode())


def test_it_is_read_on_beranda(office, browser):
    ACTS["pages: a link"].do(office, browser)
    ACTS["admin: a region"].do(office, browser)
    today = timezone.localdate()
    mine, theirs = told_at_home(office.rini), told_at_home(office.coordinator)
    for said in (
        f"Akun Anda: Tautan kata sandi baru, oleh Teknisi pada {today.day} ",
        "Akun Anda: Diberikan: Pemantau",
    ):
        assert said in mine
        assert said not in theirs
    assert "Rini: Diberikan: Pemantau Jawa Tengah, oleh Teknisi pada" in theirs
    assert "Rini:" not in told_at_home(office.operator)


def test_of_a_heads_account_a_link_is_told_to_those_who_decide(office, browser):
    browser.post(reverse("centres:sign_in_help", args=[office.head.pk]), {"help": "password"})
    now = timezone.now()
    told = {
        user: [(one.user, one.what) for one in told_to_deciders(office.centre, reader=user, now=now)]
        for user in (office.coordinator, office.head, office.technician)
    }
    link = (office.head, "Tautan kata sandi baru")
    assert told == {office.coordinator: [link], office.head: [], office.technician: []}
    assert [one.what for one in told_to_person(office.head, now=now)] == ["Tautan kata sandi baru"]


@pytest.mark.parametrize(("days", "told"), [(30, 1), (32, 0)])
def test_it_is_told_for_a_month(office, browser, days, told):
    ACTS["admin: a region"].do(office, browser)
    now = timezone.now() + timedelta(days=days)
    assert len(told_to_person(office.rini, now=now)) == told
    assert len(told_to_deciders(office.centre, reader=office.head, now=now)) == told


def test_what_belongs_to_the_making_of_an_account_is_not_told_to_its_owner(office, browser):
    made = {"full_name": "Budi", "username": "budi", "roles": ["head"], "starts_on": timezone.localdate()}
    browser.post(reverse("centres:new_user"), made)
    budi, now = User.objects.get(username="budi"), timezone.now()
    assert told_to_person(budi, now=now) == []
    told = told_to_deciders(office.centre, reader=office.head, now=now)
    assert [(one.user, one.what) for one in told] == [(budi, "Diberikan: Kepala UPT")]


def test_a_region_is_told_in_each_of_its_centres_and_everywhere_who_administers_the_installation(office, browser):
    """The administrator who gives it to himself, too; a centre in another region hears of the second alone."""
    far = CentreFactory(regency_id=office.centre.regency_id)
    given = {"user": office.technician.pk, "region": region("33.16").pk, "starts_on": "2024-01-01"}
    browser.post(reverse("admin:centres_membership_add"), given)
    ticked(is_superuser="on")(office, browser)
    assert {
        (line.centre, line.subject_id, in_words(line.detail)) for line in AccessLog.objects.select_related("centre")
    } == {
        (centre, *said)
        for centre in (office.centre, office.other, far, *Centre.objects.filter(memberships__user=office.outsider))
        for said in (
            (office.technician.pk, "Diberikan: Pemantau Kabupaten Blora"),
            (office.rini.pk, "Diberikan: Semua hak di instalasi"),
        )
    }
    told = told_to_deciders(office.other, reader=office.head, now=timezone.now())
    assert {one.user for one in told} == {office.technician, office.rini}


def test_an_account_made_there_is_in_the_log_of_who_made_it(office, browser):
    made = {"username": "wilayah", "full_name": "Pemantau", "is_active": "on", "is_staff": "on"}
    browser.post(reverse("admin:centres_user_add"), made)
    details = [in_words(line.detail) for line in AccessLog.objects.filter(centre=office.centre).order_by("pk")]
    assert details == ["Akun dibuat", "Diberikan: Administrasi instalasi (/admin/)"]


def test_what_gives_no_access_is_written_down_as_set_up(office, browser):
    changed_there(browser, office.rini, full_name="Rini Astuti", email="rini@example.org")
    found = AccessLog.objects.order_by("pk").values_list("action", "detail")
    assert set(found) == {("set_up", "changed user.full_name"), ("set_up", "changed user.email")}


def test_a_closed_account_is_a_strangers_in_every_browser(office, browser):
    ticked(is_active=None)(office, browser)
    office.rini.refresh_from_db()
    assert office.rini.browsers_forgotten_at is not None


def test_another_person_or_region_is_another_role(office, browser):
    held = Membership.objects.create(user=office.rini, role="viewer", region=region(JAVA), starts_on="2024-01-01")
    changed_there(browser, held, user=office.head.pk, region=region("33.16").pk)
    held.refresh_from_db()
    assert (held.user, held.region) == (office.rini, region(JAVA))


# Every field that the stock admin lets one change, by whether it gives or takes access. A new one has to be put here,
# and where it does, into ``centres.accounts.installation`` and the table above.
GIVES_ACCESS = {User: set(OF_ACCOUNT), Membership: {"starts_on", "ends_on"}}
GIVES_NONE = {
    "User": {"full_name", "email"},
    # Its regency, by which viewers see it, stays, and so does its zone. That one officer submits and approves alone is
    # written down as every other change (tests/centres/test_stock_admin.py), and stands on its papers.
    "Centre": {
        "code", "kind", "name", "full_name", "place", "paper", "one_list_up_to", "keeps_stock", "single_officer",
        "retention_months",
    },
    # Whose account it is, papers and lists say; it opens nothing.
    "Official": {"name", "nip", "title", "function", "capacity", "user", "starts_on", "ends_on"},
}  # fmt: skip


def test_no_field_and_no_action_of_the_stock_admin_is_forgotten(office, rf):
    request = rf.get("/admin/")
    request.user = office.technician
    for model, there in admin.site._registry.items():
        assert not there.get_actions(request), model
        if model._meta.app_label != "centres":
            continue  # goods and rules of programmes
        record = model(pk=1)
        if not there.has_change_permission(request, record) and not there.has_add_permission(request):
            continue
        fields = set(there.get_form(request, record, change=True).base_fields) - {"version"}
        assert fields == GIVES_ACCESS.get(model, set()) | GIVES_NONE.get(model.__name__, set()), model
