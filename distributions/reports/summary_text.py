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
        f"*{round.programme_then.name.upper()}*",
        f"*{round.centre_then.full_name}*",
        "",
        f"Hari/tanggal: {long_days(counted.span.days)}",
        f"Penerima: {counted.served} dari {counted.planned} keluarga Warga Binaan",
        f"Lokasi: {_where(round, counted)}",
        f"Bantuan: paket sembako ({goods_in_words(round, counted)}){source}",
    ]
    if counted.items and counted.value is not None:
        with translation.override("id"):
            lines.append(f"Nilai: {rupiah(counted.value)} ({counted.priced_by})")
    lines += _not_received(counted)
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
    if counted.at_centre == counted.served:
        return f"{round.centre_then.name}, penerima dari {homes}"
    return f"penerima dari {homes}, {counted.at_centre} di antaranya menerima di {round.centre_then.name}"


def _corrected(counted: Results) -> str:
    """What the head set right after close: whose it was stands in the report, for the office."""
    if not counted.corrections:
        return ""
    said = [
        words
        for words, number in (
            (f"{counted.came_after} keluarga ternyata menerima", counted.came_after),
            (f"{counted.did_not} keluarga ternyata tidak menerima", counted.did_not),
            (f"{counted.other_corrections} hal lain, lihat laporan", counted.other_corrections),
        )
        if number
    ]
    if not counted.is_corrected:
        return f"Koreksi setelah ditutup: {joined(said) or 'lihat laporan'}"
    closed = f"(saat ditutup {counted.as_closed} keluarga menerima; barang dan nilai menurut catatan saat itu)"
    return f"Koreksi setelah ditutup: {joined(said)} {closed}"


def _not_received(counted: Results) -> list[str]:
    """Who did not receive, and apart from them who has a reserve family in its place."""
    lines = [f"Belum diserahkan: {counted.missed} keluarga{_first_next(counted)}"] if counted.missed else []
    if counted.replaced:
        lines.append(f"Digantikan keluarga cadangan: {counted.replaced} keluarga")
    if counted.replaced and counted.first_next:
        lines.append(f"Didahulukan pada periode berikutnya: {counted.first_next} keluarga")
    return lines


def _first_next(counted: Results) -> str:
    """Only who was missed through no fault of its own comes first next time; with the replaced that is a line apart."""
    if counted.replaced or not counted.first_next:
        return ""
    some = "" if counted.first_next == counted.missed else f"{counted.first_next} di antaranya "
    return f", {some}didahulukan pada periode berikutnya"


def _goes_on(counted: Results) -> str:
    """That it is not over; how it went is said by who was there."""
    if not counted.waiting:
        return ""
    return "Penyaluran masih berlangsung." if counted.recorded else "Penyaluran belum dimulai."


def _shortened(text: str) -> str:
    return text if len(text) <= SUMMARY_LENGTH else text[: SUMMARY_LENGTH - 1] + "…"
