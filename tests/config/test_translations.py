"""The catalogue: what is found in the source, what a check complains about, what a merge may leave behind."""

import gettext
import re

import pytest

from config import translations
from config.translations import check, compile_catalogue, update

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
_("Save")
ngettext("%(count)d family", "%(count)d families", 2)
pgettext_lazy("month", "May")
"""
TEMPLATE = """{% load i18n %}
  {% translate "Close" %} {% translate "Open" context "a door" %} {{ title|default:_("No title") }}
    {% blocktranslate trimmed count n=families %}
      One family of {{ village }}
    {% plural %}
      {{ n }} families of {{ village }}
    {% endblocktranslate %}
"""
COMPLETE = r"""
#, python-format
msgid "%(count)d family"
msgid_plural "%(count)d families"
msgstr[0] "%(count)d keluarga"

msgid "Close"
msgstr "Tutup"

msgid "No title"
msgstr "Tanpa judul"

#, python-format
msgid "One family of %(village)s"
msgid_plural "%(n)s families of %(village)s"
msgstr[0] "%(n)s keluarga di %(village)s"

msgctxt "a door"
msgid "Open"
msgstr "Buka"

msgctxt "month"
msgid "May"
msgstr "Mei"

msgid "Save"
msgstr "Simpan"
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with one Python file and one template; returns the path of its catalogue."""
    (tmp_path / "centres").mkdir()
    (tmp_path / "centres" / "views.py").write_text(PYTHON)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    catalogue = tmp_path / "locale" / "id" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    monkeypatch.setattr(translations, "BASE_DIR", tmp_path)
    monkeypatch.setattr(translations, "CATALOGUE", catalogue)
    return catalogue


def say(catalogue, call):
    """Have the project say nothing but this one thing."""
    project = catalogue.parents[3]
    (project / "centres" / "views.py").write_text(f"from django.utils.translation import gettext, ngettext\n{call}\n")
    (project / "templates" / "page.html").write_text("")


def write(catalogue, text):
    catalogue.write_text(translations.HEADER + text)
    update()


def test_a_new_catalogue_holds_every_sentence_of_python_and_templates(project):
    update()
    found = {(message.id, message.context) for message in translations.read_catalogue() if message.id}
    assert found == {
        ("Save", None),
        (("%(count)d family", "%(count)d families"), None),
        ("May", "month"),
        ("Close", None),
        ("Open", "a door"),
        ("No title", None),
        (("One family of %(village)s", "%(n)s families of %(village)s"), None),
    }


def test_a_complete_catalogue_passes_and_stays_as_it_is(project):
    write(project, COMPLETE)
    before = project.read_text()
    update()
    assert project.read_text() == before
    assert check() == 0


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('msgstr "Simpan"', 'msgstr ""', "No Indonesian: 'Save'"),
        ('msgid "Save"', '#, fuzzy\nmsgid "Save"', "Fuzzy: 'Save'"),
        ("%(n)s keluarga di", "Keluarga di", "Other placeholders: '%(n)s families of %(village)s'"),
        ('msgid "Save"', 'msgid "Saved"', "No Indonesian: 'Save'"),
    ],
)
def test_the_check_names_what_is_wrong(project, capsys, old, new, complaint):
    write(project, COMPLETE.replace(old, new))
    assert check() == 1
    assert complaint in capsys.readouterr().err


@pytest.mark.parametrize(
    ("english", "indonesian", "problem"),
    [
        ("%(share).1f of all", "Semua", True),
        ("{name} left", "Pergi", True),
        ("%5.1f of all", "Semua", True),
        ("5 % of the families", "5 % dari keluarga", False),
        ("%(name)s gave to %(name)s", "%(name)s memberi", False),
    ],
)
def test_the_check_compares_every_kind_of_placeholder(project, english, indonesian, problem):
    say(project, f"gettext({english!r})")
    write(project, f'msgid "{english}"\nmsgstr "{indonesian}"\n')
    assert check() == problem


def test_a_sentence_that_gains_a_plural_waits_for_another_look(project, capsys):
    say(project, 'gettext("One family")')
    write(project, 'msgid "One family"\nmsgstr "Satu keluarga"\n')
    say(project, 'ngettext("One family", "Many families", count)')
    update()
    assert check() == 1
    assert capsys.readouterr().err == "Fuzzy: 'One family'\n"


def test_a_sentence_that_is_gone_from_the_source_is_dropped_by_the_update_and_refused_by_the_check(project, capsys):
    write(project, COMPLETE)
    project.write_text(project.read_text() + '\nmsgid "Gone"\nmsgstr "Hilang"\n')
    assert check() == 1
    assert "not in step with the source" in capsys.readouterr().err
    update()
    assert "Gone" not in project.read_text()


def test_what_a_union_merge_doubled_is_made_one_and_no_translation_is_lost(project):
    write(project, COMPLETE)
    before = project.read_text()
    doubled = before.replace('msgid "Save"\n', 'msgid "Save"\nmsgstr ""\n\nmsgid "Save"\n')
    project.write_text(doubled.replace('msgstr "Tutup"', 'msgstr "Tutup"\nmsgstr "Tutuplah"'))
    update()
    assert project.read_text() == before


def test_the_compiled_catalogue_speaks_indonesian_and_is_renewed_when_stale(project, tmp_path):
    write(project, COMPLETE)
    compile_catalogue(tmp_path / "compiled")
    binary = tmp_path / "compiled" / "id" / "LC_MESSAGES" / "django.mo"
    with binary.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("Save") == "Simpan"
    assert catalogue.pgettext("month", "May") == "Mei"
    assert catalogue.ngettext("%(count)d family", "%(count)d families", 1) == "%(count)d keluarga"
    stamp = binary.stat().st_mtime_ns
    compile_catalogue(tmp_path / "compiled")
    assert binary.stat().st_mtime_ns == stamp == project.stat().st_mtime_ns


def test_templates_say_nothing_in_one_language_only():
    """Apart from the names of numbers, of places and of kinds of files, which are the same in both."""
    said = {}
    for path in sorted((translations.BASE_DIR / "templates").rglob("*.html")):
        if not path.stem.endswith(("_id", "_en")):
            for word in _untranslated(path.read_text()) - {"Peduli", "NIK", "RT", "RW", "Dk", "PDF", "JSON"}:
                said.setdefault(word, []).append(path.name)
    assert said == {}


def _untranslated(source: str) -> set[str]:
    """The words of a template that no tag translates, in its text and in the attributes that people read.

    ``{name}`` is a place that a script fills.
    """
    for markup in (
        r"{% block body_class %}.*?{% endblock %}",
        r"{% blocktranslate.*?{% endblocktranslate %}",
        r"{[#%{].*?[#%}]}",
        r"{[a-z_]+}",
    ):
        source = re.sub(markup, "", source, flags=re.DOTALL)
    read = re.findall(r'(?:data-l|aria-label|placeholder|title|alt)="([^"]*)"', source)
    return set(re.findall(r"[^\W\d_]{2,}", " ".join([re.sub(r"<[^>]*>", " ", source), *read])))


def test_a_word_that_is_counted_elsewhere_is_found_by_itself_in_every_python(tmp_path):
    """Before 3.11.3 Python looks for nothing but the word, so it must stand in the file."""
    with compile_catalogue(tmp_path).open("rb") as file:
        words = gettext.GNUTranslations(file)._catalog
    assert (words["family"], words[("family", 0)], words["location"]) == ("keluarga", "keluarga", "lokasi")
