"""Reading whose family it is: the inmate of a row, and what the recipient is to him."""

from typing import Any

from config.days import FIRST, LAST
from families.register_import import cells as read
from families.register_import import marks, relations
from families.register_import.draft import LONGEST_NAME, SETTLED_BY, Draft
from families.register_import.inmates import Inmate, read_inmate


def read_tie(draft: Draft) -> None:
    """Read the inmate and the relation; who receives is known by now."""
    _read_inmate(draft)
    _read_relation(draft)


def _read_inmate(draft: Draft) -> None:
    cells, values = draft.cells, draft.values
    inmate = draft.inmate = _inmate_of(cells)
    values["wbp_nama"], _rules = read.read_name(inmate.name)
    values["wbp_register"] = read.read_register_number(cells.get("wbp_register") or inmate.register)
    draft.remarks += inmate.remarks
    said = [*inmate.remarks, read.clean(cells.get("status_wbp"))]
    draft.codes |= {code for code in marks.in_words(said, of_inmate=True) if not draft.typed.keys() & SETTLED_BY[code]}
    _know_oneself(draft)
    if inmate.two:
        draft.codes.add("WBP_DUA")
    if not values["wbp_nama"]:
        draft.codes.add("WBP_KOSONG")
    elif len(values["wbp_nama"]) > LONGEST_NAME:
        draft.codes.add("WBP_TERLALU_PANJANG")
    free, _place, _rules = read.read_date(cells.get("tgl_bebas") or inmate.free, birth=False, as_of=draft.as_of)
    if free and free < draft.as_of:
        draft.codes.add("WBP_SUDAH_BEBAS")
    if free and not FIRST <= free <= LAST:
        draft.warnings.add("TGL_BEBAS_DI_LUAR")
        free = None
    values["tgl_bebas"] = free


def _know_oneself(draft: Draft) -> None:
    """Doubt a row whose person is the inmate himself, by ``YBS`` or ``KK sendiri``: it names nobody who receives.

    Where somebody named the recipient since, the number of the file is still the inmate's.
    """
    typed, values = draft.typed.keys(), draft.values
    if not draft.inmate.is_recipient and ("hubungan" in typed or not relations.is_oneself(draft.cells.get("hubungan"))):
        return
    if not values["wbp_nama"]:
        values["wbp_nama"], _rules = read.read_name(draft.named)
    if not typed & {"nama", "wbp_nama"}:
        draft.codes.add("NAMA_SAMA_DENGAN_WBP")
    elif "nama" in typed and "nik" not in typed and values["nik"]:
        draft.codes.add("KOLOM_TIDAK_PASTI")


def _inmate_of(cells: dict[str, Any]) -> Inmate:
    """What the row's cells say of the inmate: a cell of his own, or one that tells the relation, too."""
    side = cells.get("wbp_sisi", "")
    told = read_inmate(cells.get("wbp_hubungan"), said_of=side or "recipient")
    if not read.clean(cells.get("wbp_nama")):
        return told
    inmate = read_inmate(cells["wbp_nama"], said_of="inmate")
    if not inmate.relation:
        # Somebody typed the name alone; the relation of the file is as true as before.
        inmate.relation, inmate.said_of = told.relation, told.said_of
    inmate.said_of = inmate.said_of or side
    return inmate


def _read_relation(draft: Draft) -> None:
    """What the recipient is to the inmate, whoever of the two the file describes."""
    cells, values = draft.cells, draft.values
    sex = None if "NIK_JK_TIDAK_COCOK" in draft.codes else values["jk"]
    written = relations.read_relation(cells.get("hubungan")) or draft.called
    sure = True
    if "wali_sbg" in cells and not written:
        # The row is a pupil's: his guardian receives, and both are called by what they are to the pupil.
        guardian = relations.read_relation(cells["wali_sbg"])
        values["hubungan"] = relations.of_guardian(guardian, _parent_of_pupil(draft))
        written = values["hubungan"]
        if not written and guardian:
            draft.remarks.append(f"Wali sebagai: {guardian}")
    elif written in ("Orang tua", "Pasangan"):
        values["hubungan"], sure = relations.of_recipient(written, "recipient", sex)
    elif written:
        values["hubungan"] = written
    elif draft.inmate.relation:
        written = draft.inmate.relation
        values["hubungan"], sure = relations.of_recipient(written, draft.inmate.said_of, sex)
    elif word := relations.read_relation(cells.get("wbp_sebagai")):
        written = word
        values["hubungan"], sure = relations.of_recipient(word, "inmate", sex)
    else:
        values["hubungan"] = _by_the_title(draft) or _by_the_remark(draft, sex)
    if values["hubungan"] not in ("", written):
        draft.rules.add("HUBUNGAN_DARI_SISI_LAIN")
    if not sure:
        draft.codes.add("HUBUNGAN_DUA_ARTI")
        draft.remarks.append(f"Hubungan: {written}")
    if draft.nik and relations.SEX.get(values["hubungan"], draft.nik.sex) != draft.nik.sex:
        draft.codes.add("HUBUNGAN_JK_TIDAK_COCOK")
    said = [cells.get("hubungan")]
    if "hubungan" not in draft.typed:
        said += [cells.get("wali_sbg"), cells.get("wbp_hubungan"), *draft.inmate.remarks]
    if any(map(relations.is_no_family, said)):
        draft.codes.add("BUKAN_KELUARGA")


def _by_the_title(draft: Draft) -> str:
    """What the title of the recipient's column calls her, where the row's sex doesn't deny it."""
    said = str(draft.cells.get("penerima_sbg", ""))
    return said if said and relations.SEX.get(said, draft.values["jk"]) == draft.values["jk"] else ""


def _by_the_remark(draft: Draft, sex: str | None) -> str:
    """The relation that stands alone at the beginning of the remarks, where no column has it: ``istri, hamil``.

    Only one that is said of women or of men, and fits her: ``anak`` may be the inmate as well.
    """
    word = relations.relation_alone(read.clean(draft.cells.get("keterangan")).partition(",")[0])
    return word if "hubungan" not in draft.cells and sex and relations.SEX.get(word) == sex else ""


def _parent_of_pupil(draft: Draft) -> str:
    """What the inmate is to the pupil, by the word before his name, be it a relation or a form of address."""
    begins = relations.BEGINS.match(read.clean(draft.cells.get("wbp_nama") or draft.cells.get("wbp_hubungan")))
    return draft.inmate.relation or (relations.relation_alone(begins["word"]) if begins else "")
