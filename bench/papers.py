"""A receipt list for 1,000 recipients, as one list and as 150, against Typst alone on the same data as ready JSON.

Each is measured in a process of its own: the first paper (cold), and another one after it (warm). Ours begins with
what was read of the round, and makes long papers in a child of its own; peak memory is that of the process and of its
child, in MB. It needs no database.
"""

import dataclasses
import datetime
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

RECIPIENTS = 1_000
LISTS = (1, 150)
RATIO = 1.3
PEAK = 400


def measure() -> None:
    """Print the figures, and whether they are as they should be."""
    print(f"A receipt list for {RECIPIENTS:,} recipients; peak memory of ours, of its child, and of Typst.\n")
    heads = ("ours, cold", "warm", "Typst, cold", "warm", "× cold", "× warm")
    print(" " * 10, *(f"{head:>11}" for head in heads), "  peak")
    for lists in LISTS:
        ours, alone = (_in_a_process(who, lists) for who in ("ours", "typst"))
        ratios = [ours[kind] / alone[kind] for kind in ("cold", "warm")]
        seconds = (ours["cold"], ours["warm"], alone["cold"], alone["warm"])
        good = max(ratios) <= RATIO and max(ours["peak"], ours["child"]) <= PEAK
        print(
            f"{lists:>4} lists",
            *(f"{one:>9.2f} s" for one in seconds),
            *(f"{ratio:>11.2f}" for ratio in ratios),
            f"  {ours['peak']:.0f}, {ours['child']:.0f}, {alone['peak']:.0f} MB{'' if good else '  (above the aim)'}",
        )
    print(f"\naim: at most {RATIO} × Typst alone, at most {PEAK} MB in a process")


def _in_a_process(who: str, lists: int) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-m", "bench.papers", who, str(lists)], check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _run(who: str, lists: int) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.without_database"
    django.setup()
    from centres import paper_engine

    read = _read(lists)
    if who == "ours":
        times = [_timed(lambda name=name: paper_engine.render(_paper_file(read, name))) for name in ("awal", "lagi")]
    else:
        ready = [json.dumps(paper_engine.printable(_paper_file(read, name))) for name in ("awal", "lagi")]
        times = [_timed(lambda data=data: _compile(data)) for data in ready]
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"cold": times[0], "warm": times[1], "peak": _peak(), "child": child}))


def _timed(act: Any) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _peak() -> float:
    """Of this process, as the system counts it: that of ``getrusage`` begins with what the parent needed."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _compile(data: str) -> bytes:
    from centres import paper_engine

    pdf = paper_engine._compiler().compile(
        input=paper_engine.ENTRY,
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards=paper_engine.STANDARDS,
        timestamp=1_731_628_800,
    )
    assert isinstance(pdf, bytes)
    return pdf


def _read(lists: int) -> Any:
    """What ``read_round`` gives of a round of so many families in so many locations; none of it is in a database."""
    from distributions.models import RoundLine, Stop
    from distributions.papers.round_on_paper import RoundOnPaper, Signer, StopOnPaper
    from distributions.rounds.contents import Contents
    from distributions.rounds.deliveries import GoodsMoved
    from distributions.rounds.sources import Sources

    round = _round()
    stops = []
    for place in range(lists):
        stop = Stop(pk=place + 1, centre=round.centre, round=round, position=place + 1)
        here = range(place * RECIPIENTS // lists, (place + 1) * RECIPIENTS // lists)
        recipients = [_recipient(round, stop, number) for number in here]
        stops.append(StopOnPaper(stop, f"Desa Kamolan {place}, Kecamatan Blora", recipients, []))
    lines = [RoundLine(item_id=1, item_name="Beras", unit="kg", quantity=10)]
    return RoundOnPaper(
        round=round,
        letterhead=None,
        handing=Signer("Kasubsi Pelayanan Tahanan", "Siti Aminah, S.H.", "198407212008012003"),
        head=Signer("Kepala Rutan", "Hendro Prasetyo, S.H.", "197503121999031001"),
        staff=[],
        stops=stops,
        contents=Contents(lines),
        handovers={},
        handed={},
        missed_on={},
        unsurveyed=frozenset(),
        inmates={},
        substitutes=[],
        last_aid={},
        excluded=[],
        changes=[],
        corrections=[],
        goods_later=None,
        goods=GoodsMoved(),
        sources=Sources("Kantin Koperasi", "Kantin Koperasi (sumbangan)", ""),
    )


def _round() -> Any:
    from centres.models import Centre
    from distributions.models import Programme, Round, State

    centre = Centre(pk=1, name="Rutan Kelas IIB Blora", full_name="Rumah Tahanan Negara Kelas IIB Blora", place="Blora")
    day = datetime.date(2024, 11, 15)
    return Round(
        pk=1,
        centre=centre,
        programme=Programme(pk=1, centre=centre, name="Bhakti Sosial Pemasyarakatan Peduli"),
        occurrence_on=day,
        month=day.replace(day=1),
        date=day,
        state=State.SUBMITTED,
        submitted_at=datetime.datetime(2024, 11, 6, tzinfo=datetime.UTC),
    )


def _recipient(round: Any, stop: Any, number: int) -> Any:
    from distributions.models import Recipient

    return Recipient(
        pk=number + 1,
        centre=round.centre,
        round=round,
        stop=stop,
        position=number + 1,
        contact_name=f"Siti Aminah {number}",
        address=f"Dukuh Karangtengah {number % 40}",
        rt="002",
        rw="005",
        village_name="Kamolan",
    )


def _paper_file(read: Any, name: str) -> dict[str, Any]:
    """The paper of one list per location, however many there are; ``name`` makes it another one."""
    from distributions.papers.receipt_list import receipt_list_document
    from distributions.papers.wording import Part

    parts = [
        Part([stop], f" – {stop.title}", [number], number=number, covers=[stop.stop.pk])
        for number, stop in enumerate(read.stops, 1)
    ]
    return {
        "title": f"Daftar Tanda Terima {name}",
        "author": read.round.centre.full_name,
        "made_at": "2024-11-15T07:00:00+07:00",
        "paper": "a4",
        "mark": "",
        "footer": name,
        "code": None,
        "cover": None,
        "letterhead": {"lines": [], "unit": read.round.centre.full_name, "address": "", "contact": "", "logo": None},
        "documents": [receipt_list_document(dataclasses.replace(read), part) for part in parts],
    }


if __name__ == "__main__":
    _run(sys.argv[1], int(sys.argv[2]))
