"""Reading files that nobody vouches for in a process of their own, which a hostile one can only kill.

The programs are ``centres/picture_reader.py``, ``centres/pdf_reader.py`` and
``families/register_import/file_reader.py``. Each sets the system's limits on its memory, its time and its answer before
it reads anything. Those of one kind work one after the other, so that eight files sent at once need the memory of one.
"""

import fcntl
import logging
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from config.errors import Refused

CHUNK = 64 * 1024

WAIT_SECONDS = 30  # longer than one child may take: a slow file doesn't turn away the next
POLL_SECONDS = 0.05
STOPPED_POLL_SECONDS = 0.5
STOPPED = {-signal.SIGKILL, -signal.SIGXCPU}

logger = logging.getLogger(__name__)


class ChildDied(Exception):
    """The child gave no answer: ``exhausted`` when a limit stopped it, else it crashed."""

    def __init__(self, *, exhausted: bool) -> None:
        super().__init__()
        self.exhausted = exhausted


class ChildStopped(Exception):
    """Who asked wants no answer any more: the child was ended, or its turn had not come yet."""


@contextmanager
def bounded_copy(upload: IO[bytes], most: int, *, too_large: Exception) -> Iterator[IO[bytes]]:
    """An unnamed file with what was sent, never in memory as a whole. Raises ``too_large`` above ``most`` bytes."""
    left = most + 1
    with tempfile.TemporaryFile() as file:
        while chunk := upload.read(min(CHUNK, left)):
            file.write(chunk)
            left -= len(chunk)
        if left == 0:
            raise too_large
        file.seek(0)
        yield file


def answer_of(
    program: str,
    *arguments: str,
    kind: str,
    seconds: float,
    file: IO[bytes] | None = None,
    stopped: Callable[[], bool] | None = None,
) -> IO[bytes]:
    """Run a Python program over ``file`` (its stdin) and return what it wrote.

    That is an unnamed file, for the caller to close. ``kind`` names those that take turns. Raises ChildDied, and
    Refused when the turn did not come for too long. Who gives ``stopped`` waits for it however long it takes; it is
    asked twice a second, and once it says yes, ChildStopped is raised.
    """
    # The child's environment is empty: nothing in it could lead a taken-over decoder to keys or database.
    command = [sys.executable, "-I", program, *arguments]
    with ExitStack() as unless_answered:
        answer = unless_answered.enter_context(tempfile.TemporaryFile())
        with _turn(kind, stopped) as turn:
            code = _run(
                command,
                stdin=file or subprocess.DEVNULL,
                stdout=answer,
                turn=turn,
                seconds=seconds,
                stopped=stopped,
            )
        if code != 0:
            logger.warning("%s ended with %s.", Path(program).name, code)
            raise ChildDied(exhausted=code in STOPPED)
        answer.seek(0)
        unless_answered.pop_all()
    return answer


def _run(
    command: list[str],
    *,
    stdin: IO[bytes] | int,
    stdout: IO[bytes],
    turn: int,
    seconds: float,
    stopped: Callable[[], bool] | None,
) -> int:
    """The exit code of a child, that of a killed one when it took too long."""
    deadline = time.monotonic() + seconds
    # The child holds the turn, too: should this process be killed, the next waits for the child's end. And it holds one
    # end of a pipe, which tells that end at once: a wait that has a limit looks twenty times a second only.
    reading, writing = os.pipe()
    with open(reading, "rb", buffering=0) as ended:
        with open(writing, "wb", buffering=0) as held:
            child = subprocess.Popen(
                command,
                stdin=stdin,
                stdout=stdout,
                stderr=subprocess.DEVNULL,
                env={},
                pass_fds=[turn, held.fileno()],
            )
        with child:
            try:
                _until_readable(ended, deadline, stopped)
                return child.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                return -signal.SIGKILL
            finally:
                child.kill()


def _until_readable(file: IO[bytes], deadline: float, stopped: Callable[[], bool] | None) -> None:
    waiting = select.poll()
    waiting.register(file, select.POLLIN)
    while (left := deadline - time.monotonic()) > 0:
        if waiting.poll(1000 * (left if stopped is None else min(left, STOPPED_POLL_SECONDS))):
            return
        _unless(stopped)


def _unless(stopped: Callable[[], bool] | None) -> None:
    if stopped is not None and stopped():
        raise ChildStopped


@contextmanager
def _turn(kind: str, stopped: Callable[[], bool] | None) -> Iterator[int]:
    """Hold the lock of this kind, which all processes of the installation share; gives its descriptor."""
    path = Path(settings.DATA_DIR) / f"{kind}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait_for(descriptor, stopped)
        yield descriptor
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, stopped: Callable[[], bool] | None) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if stopped is None and time.monotonic() > deadline:
                raise Refused(_("Other files are being read just now. Try again in a minute.")) from None
            time.sleep(POLL_SECONDS if stopped is None else STOPPED_POLL_SECONDS)
        _unless(stopped)
