"""Whom a family authorised to receive in its name, and who is offered at the hand-over."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from centres.models import Role
from config.errors import Refused
from distributions.handover.forms import proxies_of
from distributions.models import Handover
from families.models import Erasure, Family, Proxy
from families.proxies import authorise, end_proxy
from tests.distributions.months import NOW, TODAY, approved_month
from tests.factories import CentreFactory, FamilyFactory, MembershipFactory, UserFactory
from tests.families.pages import signed_in
from tests.read_page import words
from tests.versions import save
from tests.walls import adding_is_refused, changing_is_refused, copied, not_granted

pytestmark = pytest.mark.django_db
D = datetime.date
DAY = datetime.timedelta(days=1)


@pytest.fixture
def family(centre):
    return FamilyFactory(centre=centre)


def proxy(family, name="Bu Sumi", relation="tetangga", from_on=TODAY, until=None):
    given = {"name": name, "relation": relation, "from_on": from_on, "until": until}
    return authorise(family, **given, by=UserFactory(), now=NOW)


def names(family, on):
    return [one.name for one in family.proxies.in_force(on)]


@pytest.mark.parametrize(
    ("from_on", "until", "on", "there"),
    [
        (TODAY, None, TODAY, True),
        (TODAY, None, TODAY - DAY, False),
        (TODAY, TODAY, TODAY, True),
        (TODAY, TODAY, TODAY + DAY, False),
        (TODAY, TODAY + DAY, TODAY + DAY, True),
    ],
)
def test_a_proxy_is_one_from_its_first_to_its_last_day(family, from_on, until, on, there):
    proxy(family, from_on=from_on, until=until)
    assert names(family, on) == (["Bu Sumi"] if there else [])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"relation": " "}, "relation"),
        ({"until": TODAY - DAY}, "until"),
        ({"from_on": D(1999, 12, 31)}, "from_on"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(family, given, field):
    with pytest.raises(Refused) as refused:
        proxy(family, **given)
    assert refused.value.field == field
    assert Proxy.objects.count() == 0


def test_one_name_is_a_proxy_once_at_a_time(family):
    first = proxy(family)
    with pytest.raises(Refused, match="sudah dicatat"):
        proxy(family, name="bu  sumi")
    end_proxy(first, by=UserFactory(), now=NOW)
    proxy(family, from_on=TODAY + DAY)
    assert names(family, TODAY + DAY) == ["Bu Sumi"]


@pytest.mark.parametrize(
    ("from_on", "until", "there"),
    [
        (TODAY, None, True),
        (TODAY, TODAY + 2 * DAY, True),
        (TODAY, TODAY + DAY, False),
        (TODAY + 4 * DAY, None, True),
        (TODAY + 5 * DAY, None, False),
    ],
)
def test_nor_is_a_name_recorded_for_days_on_which_it_is_a_proxy_later(family, from_on, until, there):
    begins, ends = TODAY + 2 * DAY, TODAY + 4 * DAY
    first = proxy(family, from_on=begins, until=ends)
    again = copied(first, name="BU SUMI", from_on=from_on, until=until)
    if not there:
        proxy(family, name="bu sumi", from_on=from_on, until=until)
        assert family.proxies.count() == 2
        return
    with pytest.raises(Refused, match=r"sudah dicatat, mulai 17 November 2024 sampai 19 November 2024\."):
        proxy(family, name="bu sumi", from_on=from_on, until=until)
    adding_is_refused("proxy_is_there_once", again)


def test_an_erased_family_authorises_nobody(family):
    one = proxy(family)
    Erasure.objects.create(
        centre=family.centre, family_id_erased=family.pk, ground="Diminta keluarga", erased_by=UserFactory(),
        erased_at=NOW,
    )  # fmt: skip
    with pytest.raises(Refused, match="sudah dihapus"):
        proxy(family, name="Pak Joko")
    adding_is_refused("proxy_of_who_is_there", copied(one, name="Pak Joko"))


def test_it_ends_with_the_day_and_once(family):
    one, by = proxy(family), UserFactory()
    ended = end_proxy(one, by=by, now=NOW)
    assert (ended.until, ended.ended_by) == (TODAY, by)
    with pytest.raises(Refused, match="memang berakhir"):
        end_proxy(one, by=by, now=NOW)
    with pytest.raises(Refused, match="sudah berakhir"):
        end_proxy(one, by=by, now=NOW + DAY)
    coming = proxy(family, name="Pak Joko", from_on=TODAY + 2 * DAY)
    assert end_proxy(coming, by=by, now=NOW).until == coming.from_on


def test_a_merged_family_gets_none(family):
    stays = FamilyFactory(centre=family.centre)
    Family.objects.filter(pk=family.pk).update(merged_into=stays)
    with pytest.raises(Refused, match="sudah digabung"):
        proxy(family)
    adding_is_refused("proxy_of_who_is_there", copied(proxy(stays), family=family))


def test_the_walls_of_a_proxy(family):
    one = proxy(family)
    changing_is_refused("proxy_stays_as_it_is", one, name="Orang lain")
    changing_is_refused("proxy_stays_as_it_is", one, relation="paman")
    with not_granted():
        Proxy.objects.update(from_on=TODAY - DAY)
    changing_is_refused("proxy_ends_after_it_began", one, until=TODAY - DAY, ended_by=UserFactory())
    adding_is_refused("proxy_days_in_our_time", copied(one, name="Pak Joko", until=D(2101, 1, 1)))
    adding_is_refused("proxy_has_name_and_relation", copied(one, name="Pak Joko", relation=""))
    adding_is_refused("proxy_has_name_and_relation", copied(one, name=""))
    adding_is_refused("families_proxy_family_id_same_centre", copied(one, name="Pak Joko", family=FamilyFactory()))
    elsewhere = MembershipFactory(role=Role.OFFICER).user
    adding_is_refused("proxy_by_who_surveys", copied(one, name="Pak Joko", recorded_by=elsewhere))
    tomorrow = timezone.now() + 2 * DAY
    adding_is_refused("proxy_has_happened", copied(one, name="Pak Joko", recorded_at=tomorrow))
    with not_granted():
        Proxy.objects.all()._raw_delete("default")


@pytest.mark.parametrize("until", [None, TODAY + DAY])
def test_who_was_ended_is_no_proxy_again(family, until):
    """The last day comes earlier, by somebody; it never goes, and who ended it stays named."""
    one, by = proxy(family, until=until), UserFactory()
    changing_is_refused("proxy_is_only_ended", one, until=TODAY)
    changing_is_refused("proxy_is_only_ended", one, ended_by=by)
    ended = end_proxy(one, by=by, now=NOW)
    for changes in ({"until": None}, {"until": TODAY + DAY}, {"until": None, "ended_by": None}, {"ended_by": None}):
        changing_is_refused("proxy_is_only_ended", ended, **changes)
    changing_is_refused("proxy_is_only_ended", ended, ended_by=UserFactory())
    assert names(family, TODAY + DAY) == []


def test_a_proxy_is_added_shown_in_the_story_and_ended_on_the_pages(centre, family):
    client = signed_in(centre, Role.OFFICER)
    typed = {"name": "Bu Sumi", "relation": "tetangga", "from_on": "15/11/2024", "until": ""}
    page = reverse("distributions:family", args=[family.pk])
    assert save(client, reverse("families:proxy_add", args=[family.pk]), typed).url == page
    said = words(client.get(page).content.decode())
    assert "Wakil yang diberi kuasa Bu Sumi tetangga, sejak 15 November 2024" in said
    assert "Wakil: Bu Sumi (tetangga)" in said
    one = Proxy.objects.get()
    assert client.post(reverse("families:proxy_end", args=[family.pk, one.pk])).url == page
    shown = client.get(page).content.decode()
    assert Proxy.objects.get().ended_by is not None
    assert reverse("families:proxy_end", args=[family.pk, one.pk]) not in shown
    today = centre.local_date(timezone.now())
    until = [proxy(family, name=name, until=today + n * DAY) for n, name in enumerate(("Pak Joko", "Pak Darto"))]
    shown = client.get(page).content.decode()
    assert [reverse("families:proxy_end", args=[family.pk, one.pk]) in shown for one in until] == [False, True]
    stranger = FamilyFactory(centre=CentreFactory())
    assert client.get(reverse("families:proxy_add", args=[stranger.pk])).status_code == 404
    assert client.post(reverse("families:proxy_end", args=[stranger.pk, one.pk])).status_code == 404


def test_at_the_hand_over_who_was_authorised_is_offered_and_taken():
    month = approved_month(1)
    recipient = month.recipients[0]
    page = reverse("distributions:handover_recipient", args=[month.round.pk, recipient.pk])
    client = signed_in(month.centre, Role.OFFICER)
    assert "proxy" not in client.get(page).context["form"].fields
    before = authorise(
        recipient.family, name="Pak Lama", relation="paman", from_on=TODAY - 2 * DAY, until=TODAY - DAY,
        by=month.people.officer, now=NOW,
    )  # fmt: skip
    one = authorise(
        recipient.family, name="Bu Sumi", relation="tetangga", from_on=TODAY, by=month.people.officer, now=NOW
    )
    entry = FamilyFactory(centre=month.centre)
    merged = authorise(entry, name="Bu Ani", relation="bibi", from_on=TODAY, by=month.people.officer, now=NOW)
    Family.objects.filter(pk=entry.pk).update(merged_into=recipient.family)
    assert list(proxies_of(recipient, TODAY, TODAY)) == [merged, one]
    form = client.get(page).context["form"]
    said = {"key": form["key"].value(), "received_by": "proxy", "when": "2024-11-15"}
    assert client.post(page, said | {"proxy": before.pk}).context["form"].errors.keys() == {"proxy"}
    client.post(page, said | {"proxy": one.pk})
    handover = Handover.objects.get()
    assert (handover.received_by, handover.proxy_relation) == ("proxy", "tetangga")
    recipient.refresh_from_db()
    assert recipient.received_by_name == "Bu Sumi"
