"""Places in a list as addresses name them, and the pages between them."""

import datetime
from types import SimpleNamespace

import pytest

from centres.models import AccessLog
from centres.paging import DAY, DAY_OR_NONE, MOMENT, NUMBER, Key, cut, page_of
from tests.factories import CentreFactory, UserFactory

D = datetime.date
SOON = datetime.datetime(2024, 11, 15, 3, 0, 0, 123_457, tzinfo=datetime.UTC)
NOTHING = ("", "~", "x", "1~2~3", "-1", "+1", "1_0", " 1", "1\n", "²", "١", "9" * 19, "9" * 5000, "\0", "1e3", "nan")
COMMON = ("~1", "1~", "2024-13-01~1", "0000-01-01~1", "20241115~1", "2024-11-15~" + "9" * 19, "2024-11-15~x", "²~1")


@pytest.mark.parametrize(
    ("key", "row"),
    [
        (Key(pk=NUMBER), {"pk": 10**18 - 1}),
        (Key(date=DAY, pk=NUMBER), {"date": D(2024, 11, 15), "pk": 0}),
        (Key(date=DAY_OR_NONE, pk=NUMBER), {"date": D.max, "pk": 1}),
        (Key(date=DAY_OR_NONE, pk=NUMBER), {"date": None, "pk": 1}),
        (Key(at=MOMENT), {"at": SOON}),
    ],
)
def test_a_place_is_read_as_it_was_written(key, row):
    assert key.read(key.write(SimpleNamespace(**row))) == tuple(row.values())


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_number_is_no_place(text):
    assert Key(pk=NUMBER).read(text) is None
    assert Key(at=MOMENT).read(text) is None


@pytest.mark.parametrize("text", [*NOTHING, *COMMON])
def test_what_is_no_day_and_number_is_no_place(text):
    assert Key(date=DAY, pk=NUMBER).read(text) is None


@pytest.mark.parametrize("text", [text for text in (*NOTHING, *COMMON) if text != "~1"])
def test_the_day_may_be_empty_where_there_may_be_none(text):
    assert Key(date=DAY_OR_NONE, pk=NUMBER).read(text) is None
    assert Key(date=DAY_OR_NONE, pk=NUMBER).read("~1") == (None, 1)


def test_no_moment_is_after_the_end_of_time():
    assert Key(at=MOMENT).read(f"{10**18 - 1}") is None


@pytest.mark.django_db
@pytest.mark.parametrize("newest_first", [True, False])
def test_pages_show_every_row_once_and_in_order(newest_first):
    centre, actor = CentreFactory(), UserFactory()
    made = [
        AccessLog.objects.create(centre=centre, actor=actor, action="print", at=SOON + datetime.timedelta(minutes=late))
        for late in (2, 0, 1, 1, 1, 1, 3)
    ]
    key, seen, text, sizes = Key(at=MOMENT, pk=NUMBER), [], "", []
    while True:
        page = page_of(AccessLog.objects.all(), key, key.read(text), size=3, newest_first=newest_first)
        seen += page.rows
        sizes.append(len(page.rows))
        assert (page.before == "") == (sizes == [3])
        if not (text := page.after):
            break
    assert sizes == [3, 3, 1]
    assert seen == sorted(made, key=lambda line: (line.at, line.pk), reverse=newest_first)


def rows(*numbers: int) -> list[SimpleNamespace]:
    return [SimpleNamespace(pk=number) for number in numbers]


@pytest.mark.parametrize(
    ("found", "way", "shown", "before", "after"),
    [
        (rows(1, 2), {"begun": False}, [1, 2], "", ""),
        (rows(1, 2, 3), {"begun": False}, [1, 2], "", "2"),
        (rows(3, 4), {"begun": True}, [3, 4], "3", ""),
        (rows(3, 4, 5), {"begun": True}, [3, 4], "3", "4"),
        (rows(4, 3), {"begun": False, "backwards": True}, [3, 4], "", "4"),
        (rows(4, 3, 2), {"begun": False, "backwards": True}, [3, 4], "3", "4"),
        ([], {"begun": True}, [], "", ""),
    ],
)
def test_a_page_knows_what_comes_before_and_after(found, way, shown, before, after):
    page = cut(found, Key(pk=NUMBER), size=2, **way)
    assert [row.pk for row in page.rows] == shown
    assert (page.before, page.after) == (before, after)
