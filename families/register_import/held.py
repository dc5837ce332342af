"""Who of the people whom a table names is held, where no title calls him an inmate but the table says it elsewhere."""

import re
from collections.abc import Mapping
from dataclasses import replace

from families.register_import.relations import SEX, read_relation
from families.register_import.titles import OFFENCE_OR_CELL, Owner, Title, plain_label, relation_in, title_of

# Whom a legal aid post speaks for; a social office calls by this word those whom it helps.
CLIENT = re.compile(r"\b(?:klien|client)\b")
HUSBAND = re.compile(r"\b(?:suami|husband)\b")
_HELD = r"(?:wbp|warga binaan|tahanan|napi|narapidana|inmates?|prisoners?|detainees?)"
# What the lines above a table say: ``Data ibu-ibu (istri WBP)``, ``suami yang sedang ditahan``.
HUSBANDS_ARE_HELD = re.compile(
    rf"\b(?:istri|isteri|wife|wives) (?:(?:dari|dr|of|para|the) )*{_HELD}\b"
    r"|\bsuami(?:nya)? (?:(?:yang|yg|sedang|sdg|masih|msh) )*(?:ditahan|di (?:tahan|rutan|lapas)"
    r"|menjalani (?:masa )?(?:penahanan|pidana|hukuman|tahanan))\b"
)


def with_clients(titles: Mapping[int, Title]) -> dict[int, Title]:
    """The titles with those of a client read as an inmate's, where the family is named beside him and a case is his."""
    names = [title for title in titles.values() if title.field == "nama"]
    is_list_of_clients = (
        any(CLIENT.search(title.text) and title.owner is Owner.UNSAID for title in names)
        and any(title.owner is Owner.FAMILY for title in names)
        and not any(title.owner is Owner.INMATE for title in names)
        and any(_is_tied_to_client(title) for title in titles.values())
    )
    if not is_list_of_clients:
        return dict(titles)
    return {column: _as_inmates(title) if CLIENT.search(title.text) else title for column, title in titles.items()}


def _as_inmates(title: Title) -> Title:
    said = title_of(CLIENT.sub("wbp", title.text))
    return replace(title, field=said.field or title.field, owner=said.owner)


def _is_tied_to_client(title: Title) -> bool:
    """Whether a title says that a client is held: by his case, his number or his last day, or by the tie to him."""
    is_clients = bool(CLIENT.search(title.text)) and title.field in ("hubungan", "wbp_register", "tgl_bebas")
    return is_clients or bool(OFFENCE_OR_CELL.search(title.text))


def with_husband_held(titles: Mapping[int, Title], above: str) -> dict[int, Title]:
    """The titles with those of the husband as the inmate's, where the lines above the table say that husbands are held.

    Only beside another name, and where no title names an inmate.
    """
    names = {column: title for column, title in titles.items() if title.field == "nama"}
    husbands = [c for c, title in names.items() if title.owner is Owner.RELATIVE and HUSBAND.search(title.text)]
    told = any(title.owner is Owner.INMATE or title.field == "wbp_hubungan" for title in titles.values())
    if told or len(husbands) != 1 or len(names) < 2 or not HUSBANDS_ARE_HELD.search(plain_label(above)):
        return dict(titles)
    his = {c: title for c, title in titles.items() if title.owner is Owner.RELATIVE and HUSBAND.search(title.text)}
    return {**titles, **{column: replace(title, owner=Owner.INMATE) for column, title in his.items()}}


def sex_of_inmates(title: Title) -> str | None:
    """The sex that the title of the inmate's column gives him: ``Nama Suami``."""
    return SEX.get(read_relation(relation_in(title.text)))
