"""The guards of the whole session bite, and let pass what is right (see ``tests/guards.py``)."""

import datetime
import re

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef
from django.test.utils import CaptureQueriesContext

from aid.models import Item, PackageLine, Receipt
from centres.models import AccessLog, Centre, Membership, User
from families.holding import hold_families, lock_register
from families.models import Family, Member
from tests.factories import CentreFactory, FamilyFactory, MembershipFactory, PackageVersionFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2024, 11, 15, 3, tzinfo=datetime.UTC)


def sql_of(read) -> str:
    """The last statement that ``read`` sends."""
    with CaptureQueriesContext(connection) as queries:
        read()
    return queries[-1]["sql"]


@pytest.mark.parametrize(
    "unordered",
    [
        lambda: User.objects.filter(is_active=True),
        lambda: User.objects.order_by().values_list("username"),
        lambda: User.objects.values("is_active").annotate(n=Count("id")),
        lambda: User.objects.all()[:2],
        lambda: Membership.objects.select_related("user"),
        lambda: Membership.objects.distinct("user"),
        # Grouping drops the order of the model.
        lambda: Centre.objects.values("place").annotate(n=Count("id")),
    ],
)
def test_rows_without_an_order_are_asked_for_in_a_random_one(unordered):
    assert "RANDOM()" in sql_of(lambda: list(unordered()))


@pytest.mark.parametrize(
    "right",
    [
        lambda: list(User.objects.order_by("username")),
        lambda: list(Centre.objects.all()),
        lambda: list(User.objects.filter(pk__in=Membership.objects.values("user")).order_by("id")),
        lambda: list(User.objects.filter(Exists(Membership.objects.filter(user=OuterRef("pk")))).order_by("id")),
        lambda: list(Membership.objects.order_by("user", "-id").distinct("user")),
        lambda: User.objects.count(),
        lambda: User.objects.exists(),
        lambda: User.objects.first(),
        lambda: User.objects.update(is_active=True),
        lambda: list(ContentType.objects.all()),
    ],
)
def test_what_has_an_order_or_needs_none_stays_as_it_is(right):
    assert "RANDOM()" not in sql_of(right)


@pytest.mark.parametrize(
    "read",
    [
        lambda: list(User.objects.all()),
        lambda: list(User.objects.in_bulk().values()),
        lambda: [membership.user for membership in Membership.objects.distinct()],
        lambda: list(User.objects.filter(pk=0).union(User.objects.all())),
        lambda: [membership.user for membership in Centre.objects.prefetch_related("memberships")[0].memberships.all()],
    ],
)
def test_rows_without_an_order_come_in_another_each_time(read):
    centre = CentreFactory()
    for _n in range(5):
        MembershipFactory(centre=centre)
    orders = [read() for _n in range(20)]
    assert len({tuple(user.pk for user in order) for order in orders}) > 1
    assert {frozenset(order) for order in orders} == {frozenset(User.objects.all())}


@pytest.mark.parametrize(
    "too_wide",
    [
        lambda: Receipt.objects.select_for_update().select_related("centre"),
        lambda: Member.objects.select_for_update(no_key=True).select_related("family__centre"),
        lambda: PackageLine.objects.select_for_update().filter(item__name="Beras"),
    ],
)
def test_a_lock_over_several_tables_says_of(too_wide):
    with pytest.raises(AssertionError, match=r'Write select_for_update\(of=\("self",\)\)'):
        list(too_wide())


@pytest.mark.parametrize(
    "right",
    [
        lambda: Receipt.objects.select_for_update(of=("self",)).select_related("centre"),
        lambda: PackageLine.objects.select_for_update().filter(item=0),
        lambda: PackageLine.objects.select_for_update().filter(item__in=Item.objects.filter(centre__name="Blora")),
        lambda: PackageLine.objects.select_related("item__centre"),
    ],
)
def test_a_lock_on_one_table_passes(right):
    PackageVersionFactory()
    with transaction.atomic():
        list(right())


NAIVE = NOW.replace(tzinfo=None)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: AccessLog.objects.filter(at__gte=NAIVE).exists(),
        lambda: AccessLog.objects.filter(at__gte=NAIVE.date()).exists(),
        lambda: User.objects.update(last_login=NAIVE),
        lambda: UserFactory(last_login=NAIVE),
    ],
)
def test_a_field_takes_no_naive_time(ask):
    with pytest.raises(RuntimeWarning, match="naive datetime"):
        ask()


@pytest.mark.parametrize("params", [[NAIVE], [[NAIVE]]])
def test_raw_sql_takes_no_naive_time(params):
    with connection.cursor() as cursor, pytest.raises(AssertionError, match="without a zone"):
        cursor.execute("SELECT %s", params)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: Family.objects.filter(registered_on__lte=NOW).exists(),
        lambda: AccessLog.objects.filter(at__date=NOW).exists(),
        lambda: FamilyFactory(registered_on=NOW),
    ],
)
def test_a_date_takes_no_time(ask):
    with pytest.raises(AssertionError, match="is a date, and got the time"):
        ask()


def test_the_day_of_a_centre_takes_no_naive_time():
    with pytest.raises(ValueError, match="naive"):
        CentreFactory.build(regency=None).local_date(NAIVE)


def test_times_with_a_zone_and_dates_pass():
    family = FamilyFactory(registered_on=NOW.date())
    assert Family.objects.filter(registered_on=NOW.date()).get() == family
    assert not AccessLog.objects.filter(at__gte=NOW, at__date=NOW.date()).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s, %s", [NOW, NOW.date()])
        assert cursor.fetchone() == (NOW, NOW.date())


def test_an_operation_locks_the_register_before_a_family():
    family = FamilyFactory()
    hold_families([family.pk])
    lock_register(family.centre)  # another operation
    in_the_wrong_order = compile(
        "def act(family):\n    hold_families([family.pk])\n    lock_register(family.centre)\n",
        str(settings.BASE_DIR / "families" / "merging.py"),
        "exec",
    )
    names = {"hold_families": hold_families, "lock_register": lock_register}
    exec(in_the_wrong_order, names)
    with pytest.raises(AssertionError, match="centres_centre is locked while families_family is held"):
        names["act"](family)


def test_no_test_in_the_browser_asks_once_whether_something_is_seen():
    # A press answers before its page is there (the address is tried first): what waits is `expect(…).to_be_visible()`.
    asked_once = [
        f"{path.name}: {line.strip()}"
        for path in sorted((settings.BASE_DIR / "tests" / "browser").glob("*.py"))
        for line in path.read_text().splitlines()
        if re.search(r"\.is_(visible|hidden)\(", line)
    ]
    assert asked_once == []
