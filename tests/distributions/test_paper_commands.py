"""``print_round`` and ``verify_paper``: the papers as files, and whether a file is one of them."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from centres.models import AccessLog
from distributions.models import PaperKind
from distributions.papers import kept
from distributions.papers.printing import kinds_of
from tests.distributions.kept_papers import printed
from tests.distributions.months import approved_month
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def month():
    return approved_month()


def test_the_command_knows_a_paper_again(month, tmp_path):
    paper, _text = printed(month)
    file = tmp_path / "x.pdf"
    file.write_bytes(kept.bytes_of(paper))
    said = StringIO()
    call_command("verify_paper", str(file), stdout=said)
    assert "Berkas tanda tangan, November 2024, Persetujuan 8 November 2024" in said.getvalue()
    assert paper.sha256 in said.getvalue()
    file.write_bytes(b"%PDF")
    with pytest.raises(CommandError, match="none of the papers"):
        call_command("verify_paper", str(file))
    with pytest.raises(CommandError, match="No such file"):
        call_command("verify_paper", str(tmp_path / "y.pdf"))


def test_the_command_writes_the_papers_of_a_round_as_the_page_prints_them(month, tmp_path):
    said = StringIO()
    options = {"by": month.people.coordinator.username, "output": tmp_path, "address": "https://peduli.example"}
    call_command("print_round", month.round.pk, **options, stdout=said)
    names = [f"{kind}-2024-11.pdf" for kind in kinds_of(month.round)]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    assert said.getvalue().split() == [str(tmp_path / name) for name in names]
    assert (tmp_path / "bast-2024-11.pdf").read_bytes() == kept.bytes_of(printed(month, PaperKind.BAST)[0])
    assert AccessLog.objects.filter(action="print", actor=month.people.coordinator).count() == len(names)
    call_command("print_round", month.round.pk, **options, paper=["bast"], stdout=StringIO())
    with pytest.raises(CommandError, match="no user"):
        call_command("print_round", month.round.pk, **options | {"by": "siapa"})
    with pytest.raises(CommandError, match="no round"):
        call_command("print_round", 0, **options)
    with pytest.raises(CommandError, match="--address"):
        call_command("print_round", month.round.pk, **options | {"address": None})
