"""What a form showed of a record: its save undoes no change that nobody saw.

Between opening a form and saving it, somebody else may have saved, or the same person in another tab. So a form carries
what it showed of all that it changes (its *version*), and the operation compares that under its lock. What differs is
told by ``record_history.what_changed``, the new version goes along, and sending the form again saves on purpose.

Compared is what is stored, not which events the history has: history is a record, never a wall, and a family's events
are also hand-overs, which no form of its address undoes.
"""

import datetime
import json
from collections.abc import Callable, Iterable
from copy import copy
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.core import signing
from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from centres.taken import taken_in_words
from config.errors import ChangedMeanwhile, Refused

SALT = "centres.versions"
NAME = "version"
SAID = "said"
# By model label, then by the key of a row, its values by column; and what is no column, by its words (``said_of``).
Version = dict[str, dict[str, dict[str, Any]]]
AnyModel = TypeVar("AnyModel", bound=models.Model)
Read = Callable[[AnyModel], Version]


def version_of(model: type[AnyModel], rows: Iterable[AnyModel], columns: Iterable[str]) -> Version:
    """These columns of the rows. Versions of several models are joined by ``|``."""
    names = tuple(columns)
    return {
        model._meta.label_lower: {
            str(row.pk): {name: _written(row.serializable_value(name)) for name in names} for row in rows
        }
    }


def added_to(rows: models.QuerySet[AnyModel]) -> Version:
    """Which rows there are of what is only added to (``centres.history.recorded``), without what they say."""
    return version_of(rows.model, rows, ())


def said_of(record: models.Model, words: dict[str, str]) -> Version:
    """Of a record, what stands in no column of its own: by a marked English label, how its page says it."""
    return {SAID: {f"{record._meta.label_lower} {record.pk}": words}}


def columns(*names: str) -> Read[Any]:
    """How to read the version of a record of which a form changes these columns."""
    return lambda record: version_of(type(record), [record], names)


def require_seen(
    seen: Version | None, read: Read[AnyModel], record: AnyModel, *, is_said: Callable[[], bool] = lambda: False
) -> bool:
    """Refuse to change a record that is not what was ``seen``; None where nobody was shown anything.

    ``record`` is locked and read anew, and whoever else changes what ``read`` reads holds the same lock. A second press
    sends the same once more: ``is_said`` tells whether all that the form says is stored already. Returns False then, as
    there is nothing left to write, and saving it takes back nothing of anybody's.
    """
    if seen is None or seen == read(record):
        return True
    if not is_said():
        raise ChangedMeanwhile(_("This was changed after you opened the form; nothing was saved."))
    return False


def says(read: Read[AnyModel], record: AnyModel, **values: Any) -> Callable[[], bool]:
    """Whether a record has these values already, among all that ``read`` reads of it."""

    def is_said() -> bool:
        changed = copy(record)
        for name, value in values.items():
            setattr(changed, name, value)
        return read(changed) == read(record)

    return is_said


def mark_of(said: object, record: models.Model) -> str:
    """A short keyed digest of what a page shows of ``record`` beside a button: it tells that something is different,
    and not what."""
    text = json.dumps(said, default=_written)
    return salted_hmac(_salt(record), text, algorithm="sha256").hexdigest()[:24]


def require_mark(seen: str | None, said: object, record: models.Model) -> None:
    """As ``require_seen``, of what a page shows beside a button; the page comes again as it is now."""
    if seen is not None and not constant_time_compare(seen, mark_of(said, record)):
        raise Refused(_("This changed after you opened the page; nothing was saved. Look at it again."))


def sealed(version: Version, record: models.Model) -> str:
    """The version as the form of this record carries it, signed."""
    return signing.dumps(version, salt=_salt(record), compress=True)


def opened(text: str, record: models.Model) -> Version:
    """What ``sealed`` signed for this record; for everything else an empty version, which equals that of no record."""
    try:
        found: Version = signing.loads(text, salt=_salt(record))
    except signing.BadSignature:
        return {}
    return found


def _salt(record: models.Model) -> str:
    return f"{SALT} {record._meta.label_lower} {record.pk}"


class ShownVersion:
    """The version of ``record`` on the page of its form; make it before the form, which may write into the record.

    ``seen`` is what the operation is to compare: what the form carried. A record without a key is new and has none.
    A form that ``adds`` to what ``read`` reads of the record writes nothing over; it is sent again to add all the same.
    """

    def __init__(self, request: HttpRequest, record: AnyModel, read: Read[AnyModel], *, adds: bool = False) -> None:
        self.record: models.Model = record
        self.adds = adds
        self.read: Read[Any] = read
        self.is_new = record.pk is None
        self.came_back = request.method == "POST"
        self.stored: Version | None = None
        # What both changed, by the names of the fields; None of a form that keeps all that was sent.
        self.both: list[str] | None = None
        if self.is_new:
            self.seen: Version | None = None
        else:
            self.seen = opened(request.POST.get(NAME, ""), record) if self.came_back else read(record)

    def save(self, form: "forms.ModelForm[Any]") -> bool:
        """``save_form`` of this record; False when it was refused, for what the form or ``{% version %}`` then says."""
        try:
            save_form(form, seen=self.seen)
        except ChangedMeanwhile:
            return False
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
            return False
        return True

    def catch_up(self, form: "forms.ModelForm[Any]") -> None:
        """Let what was not touched in a form that came back say what is stored now, so that sending it once more takes
        back nothing of the other's; ``both`` is what both changed."""
        place = self.record._meta.label_lower, str(self.record.pk)
        old, new = ((version or {}).get(place[0], {}).get(place[1], {}) for version in (self.seen, self.now()))
        data, self.both = QueryDict(mutable=True), []
        data.update(form.data)
        for name in [name for name in form.fields if name in old and name in new and old[name] != new[name]]:
            column: Any = self.record._meta.get_field(name)
            field, html_name = form.fields[name], form.add_prefix(name)
            was, is_now = (column.to_python(version[name]) for version in (old, new))
            sent = field.widget.value_from_datadict(form.data, form.files, html_name)
            if not field.has_changed(was, sent):
                data.setlist(html_name, _as_sent(field, is_now))
            elif field.has_changed(is_now, sent):
                self.both.append(str(field.label))
        form.data = data

    def now(self) -> Version:
        """What is stored now, for the page that is shown; of a record that is not new."""
        if self.seen is not None and not self.came_back:
            return self.seen
        if self.stored is None:
            # Read once: what the form takes from it and the version that it carries are of one moment.
            record = type(self.record)._base_manager.filter(pk=self.record.pk).first()
            self.stored = self.read(record) if record else {}
        return self.stored

    @property
    def is_stale(self) -> bool:
        """Whether the form that came back was opened on something else than what is stored now."""
        return self.came_back and self.seen is not None and self.seen != self.now()


def save_form(form: "forms.ModelForm[AnyModel]", *, seen: Version | None) -> AnyModel:
    """Save a form of one row: a new one, or of an old one the form's own columns, if they are what was ``seen``.

    Whatever else of the row was changed since it was read stays so. Raises Refused for what is there but once, too,
    where somebody else was quicker.
    """
    record = form.instance
    if record.pk is None:
        with taken_in_words():
            return form.save()
    names = [name for name in form._meta.fields or () if name in form.fields]
    with taken_in_words():
        locked = type(record)._base_manager.select_for_update(no_key=True).get(pk=record.pk)
        read = columns(*(form._meta.fields or ()))
        require_seen(seen, read, locked, is_said=lambda: read(record) == read(locked))
        record.save(update_fields=names)
    return record


def _as_sent(field: forms.Field, value: Any) -> list[str]:
    """What a browser sends of a field in which this value stands."""
    if isinstance(field, forms.BooleanField):
        return ["on"] if value else []
    prepared = field.prepare_value(value)
    said = prepared if isinstance(field, forms.ChoiceField) else field.widget.format_value(prepared)
    return ["" if said is None else str(said)]


def _written(value: Any) -> Any:
    """A value as JSON has it. Digests are keyed once more, so that a page tells nothing by which to find a person."""
    if isinstance(value, bytes | memoryview):
        return salted_hmac(SALT, bytes(value), algorithm="sha256").hexdigest()[:32]
    if isinstance(value, datetime.datetime):
        # One moment is one text, whether it was typed in the centre's zone or read.
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value
