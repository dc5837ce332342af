"""The one exception of the domain: an action that was refused, in words that the user can read."""


class Refused(Exception):
    """An operation refused to do something; ``str()`` is the translated sentence for the user.

    ``field`` names the form field beside which the sentence belongs, or is None for the form as a whole.
    """

    def __init__(self, message: object, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field

    def __str__(self) -> str:
        return str(self.args[0])
