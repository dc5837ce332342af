"""Which papers an occasion leaves as they were printed, though Peduli puts them in other words by then."""

import pytest

from distributions.models import PaperVersion
from distributions.papers import versions
from distributions.papers.bundle import bundle_of
from distributions.papers.revisions import UNTOUCHED, named_documents, same_in
from distributions.papers.versions import bundle_in
from distributions.rounds.approval import change_staff, use_reserve
from distributions.rounds.closing import correct_closed_round
from tests import factories
from tests.distributions.kept_papers import closed, printed
from tests.distributions.months import NOW, approved_month, from_canteen, missed
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def month():
    return approved_month()


def in_other_words(monkeypatch):
    """Peduli is brought up to date, and puts each paper in other words: here, titles in capitals."""

    def anew(*told, **named):
        bundle = bundle_of(*told, **named)
        for _name, document in named_documents(bundle):
            document["title"] = document["title"].upper()
        return bundle

    monkeypatch.setattr(versions, "bundle_of", anew)


def told_of(month):
    """The documents in force, by their names, and of which occasion each says that it is."""
    bundle = bundle_in(PaperVersion.objects.filter(round=month.round).last())
    return {name: (document["title"].isupper(), document["revision"]) for name, document in named_documents(bundle)}


def test_other_words_alone_mark_no_paper_as_changed(month, monkeypatch):
    in_other_words(monkeypatch)
    who = {"by": month.people.coordinator, "now": NOW}
    use_reserve(month.round, reserve=month.reserve, instead_of=month.recipients[0], reason="Pindah", **who)
    told = told_of(month)
    assert [told[name] for name in ("shopping", "blank_list")] == [(False, "")] * 2
    assert told["minutes 1"] == (True, "Perubahan ke-1 tanggal 15 November 2024")


def test_other_words_alone_are_no_close_and_no_correction_of_a_paper(month, monkeypatch):
    in_other_words(monkeypatch)
    closed(month)
    told = told_of(month)
    kept = ("proposal", "assignment", "shopping", "labels", "blank_list")
    assert [told[name] for name in kept] == [(False, "")] * 5
    assert told["minutes 1"] == (True, "Menurut penutupan periode tanggal 15 November 2024")
    monkeypatch.undo()
    goods = told_of(month)["goods 1"]
    correct_closed_round(
        month.round, text="Paketnya diterima tetangga", reason="Salah catat", recipient=month.recipients[1],
        result="received", by=month.people.head, now=NOW,
    )  # fmt: skip
    told = told_of(month)
    assert [told[name] for name in kept] == [(False, "")] * 5
    assert [told["goods 1"], goods[0]] == [goods, True]
    assert told["receipts 1"] == (False, "Perubahan karena koreksi ke-1 tanggal 15 November 2024")


@pytest.mark.parametrize("what", ["staff", "reserve", "recorded", "closed"])
def test_of_what_keeps_its_words_nothing_else_is_different(month, what, monkeypatch):
    """The table of what an occasion leaves untouched is true: made anew, these papers say the same."""
    monkeypatch.setattr(versions, "keep_words", lambda *_told, **_named: None)
    before = bundle_in(PaperVersion.objects.get(round=month.round))
    who = {"by": month.people.coordinator, "now": NOW}
    if what == "staff":
        change_staff(month.round, staff=[factories.OfficialFactory(centre=month.centre)], reason="Sakit", **who)
    elif what == "reserve":
        use_reserve(month.round, reserve=month.reserve, instead_of=month.recipients[0], reason="Pindah", **who)
    elif what == "recorded":
        from_canteen(month)
        missed(month, month.recipients[0])
        printed(month)
    else:
        closed(month)
    after = bundle_in(PaperVersion.objects.filter(round=month.round).last())
    same = same_in(after, before)
    assert [name for name, _document in named_documents(after) if name in UNTOUCHED[what] and not same(name)] == []
