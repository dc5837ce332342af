"""The WhatsApp summary of a round for superiors.

Indonesian whatever the language of the screen: it goes to Indonesian readers. Names no recipient, inmate or address.
"""

from django.utils import translation

from centres.indonesian import joined, long_days
from config.formats import rupiah
from distributions.models import Round
from distributions.reports.results import Results, goods_in_words

SUMMARY_LENGTH = 1000  # characters of the WhatsApp summary


def summary_text(round: Round, counted: Results) -> str:
    """The WhatsApp summary for superiors, at most 1,000 characters."""
    source = f", dari {counted.sources.suppliers}" if counted.sources.suppliers else ""
    lines = [
        f"*{round.programme.name.upper()}*",
        f"*{round.centre.full_name}*",
        "",
        f"Hari/tanggal: {long_days(counted.span.days)}",
        f"Penerima: {counted.received} dari {counted.planned} keluarga Warga Binaan",
        f"Lokasi: {_where(round, counted)}",
        f"Bantuan: paket sembako ({goods_in_words(round, counted)}){source}",
    ]
    if counted.items and counted.value is not None:
        with translation.override("id"):
            lines.append(f"Nilai: {rupiah(counted.value)} ({counted.priced_by})")
    if counted.not_received:
        lines.append(f"Belum diserahkan: {counted.not_received} keluarga{_replaced(counted)}{_first_next(counted)}")
    lines += filter(None, [_corrected(counted)])
    if round.how_it_went:
        lines.append(f"Jalannya kegiatan: {round.how_it_went}")
    if round.obstacles:
        lines.append(f"Kendala: {round.obstacles}")
    lines += ["", *filter(None, [_goes_on(counted)]), "Demikian dilaporkan. Terima kasih."]
    return _shortened("\n".join(lines))


def _where(round: Round, counted: Results) -> str:
    """Where families received; those who were called to the centre live elsewhere."""
    homes = f"{counted.villages} desa/kelurahan di {counted.districts} kecamatan"
    if not counted.at_centre:
        return homes
    if counted.at_centre == counted.received:
        return f"{round.centre.name}, penerima dari {homes}"
    return f"penerima dari {homes}, {counted.at_centre} di antaranya menerima di {round.centre.name}"


def _corrected(counted: Results) -> str:
    """What the head set right after close: whose it was stands in the report, for the office."""
    if not counted.corrections:
        return ""
    came, not_after = sum(counted.came_after.values()), sum(counted.did_not.values())
    said = [
        words
        for words, number in (
            (f"{came} keluarga ternyata menerima", came),
            (f"{not_after} keluarga ternyata tidak menerima", not_after),
            (f"{counted.other_corrections} hal lain, lihat laporan", counted.other_corrections),
        )
        if number
    ]
    if not counted.is_corrected:
        return f"Koreksi setelah ditutup: {joined(said) or 'lihat laporan'}"
    closed = f"(saat ditutup {counted.served} keluarga menerima; barang dan nilai menurut catatan saat itu)"
    return f"Koreksi setelah ditutup: {joined(said)} {closed}"


def _replaced(counted: Results) -> str:
    return f" ({counted.replaced} digantikan keluarga cadangan)" if counted.replaced else ""


def _first_next(counted: Results) -> str:
    """Only who was missed through no fault of its own comes first next time."""
    if not counted.first_next:
        return ""
    some = "" if counted.first_next == counted.not_received else f"{counted.first_next} di antaranya "
    return f", {some}didahulukan pada periode berikutnya"


def _goes_on(counted: Results) -> str:
    """That it is not over; how it went is said by who was there."""
    if not counted.waiting:
        return ""
    return "Penyaluran masih berlangsung." if counted.served or counted.missed else "Penyaluran belum dimulai."


def _shortened(text: str) -> str:
    return text if len(text) <= SUMMARY_LENGTH else text[: SUMMARY_LENGTH - 1] + "…"
