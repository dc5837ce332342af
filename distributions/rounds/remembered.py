"""Answers that took long, which this process remembers by all that they were made of.

So none can be outdated: once anything is different it has another key. Nothing of it is written down.
"""

from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")
Answer = TypeVar("Answer")


class Remembered(Generic[Key, Answer]):
    """The last answers, ``most`` of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: dict[Key, Answer] = {}
        self._writing = Lock()

    def get(self, key: Key) -> Answer | None:
        """The answer, where it is known."""
        return self._answers.get(key)

    def put(self, key: Key, answer: Answer) -> Answer:
        """Remember it, and forget the oldest."""
        with self._writing:  # a worker has threads, and who looks for the oldest must not meet one that is added
            while len(self._answers) >= self._most:
                del self._answers[next(iter(self._answers))]
            self._answers[key] = answer
        return answer
