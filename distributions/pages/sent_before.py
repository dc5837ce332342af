"""What is said of a form of several families that was sent once more."""

from django.utils.translation import ngettext

from config.formats import quantity


def sent_before(count: int) -> str:
    """Of so many families the form said again what has been undone or changed since."""
    text = ngettext(
        "This form was sent before; what it said of %(count)s family has been undone or changed since. Open the"
        " family again.",
        "This form was sent before; what it said of %(count)s families has been undone or changed since. Open the"
        " families again.",
        count,
    )
    return text % {"count": quantity(count)}
