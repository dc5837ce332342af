"""One word per thing: what the Indonesian screen never says, and what it says instead."""

import re

import pytest
from babel.messages.pofile import read_po

from config.translations import BASE_DIR, CATALOGUE

GUIDES = sorted((BASE_DIR / "templates").rglob("*_id.html"))
INSTEAD = {
    r"\bnapi\b": "WBP",
    r"\bkoordinator\b": "Kasubsi",
    r"\bharinya\b": "hari penyaluran",
    r"\bdibuat sendiri\b": "dibuat otomatis",
    r"\bitu tidak bisa lagi\b": "tidak dapat dilakukan lagi",
    r"\bdahulu\b": "dulu",
    r"^Misalnya: ": "Contoh: ",
    r"^Nilai$|^Nilai (dulu|ulang|kelayakan)\b": "Catat penilaian",
    # A line breaks behind a hyphen, and "urutan ke-" says nothing.
    r"\bke-(?=%|\d)": "ke\N{NON-BREAKING HYPHEN}5",
    r"\bHanya Kepala yang\b|\bkepala UPT\b": "Kepala UPT",
}
# The English is a thing's worth in rupiah.
WORTH = {"Value"}


def said() -> list[str]:
    with CATALOGUE.open("rb") as file:
        sentences = [message.string for message in read_po(file) if message.id and message.id not in WORTH]
    sentences = [text for said in sentences for text in ([said] if isinstance(said, str) else said)]
    # What stands between two tags of a page is a sentence, too.
    return sentences + [text.strip() for page in GUIDES for text in re.split(r"<[^>]*>", page.read_text())]


@pytest.mark.parametrize("words", INSTEAD)
def test_one_word_per_thing(words):
    assert [text for text in said() if re.search(words, text)] == [], f"say {INSTEAD[words]}"


def test_no_sentence_has_two_colons():
    """*Nama: kabar yang lalu: …*: which of the two says what?"""
    assert [text for text in said() if re.search(r":\s[^.!?,;:]*:(\s|$)", text)] == []
