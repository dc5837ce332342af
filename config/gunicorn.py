"""How gunicorn serves Peduli: under ``python -m config.run``, and as ``gunicorn -c python:config.gunicorn`` by a unit.

A page's time is the database's, so threads serve; a second process takes over while one is busy. A slow line would hold
a thread until its last byte, so a proxy that buffers stands in front (docs/operations.md; measured in docs/bench.md).
There is no access log: addresses are nobody's business, and a reverse proxy keeps one if the centre wants it.
"""

import gc
import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
wsgi_app = "config.wsgi:application"
worker_class = "gthread"
try:
    workers = int(os.environ.get("WEB_WORKERS", "2"))
    if workers < 1:  # nobody would answer
        raise ValueError
except ValueError:
    raise SystemExit("WEB_WORKERS must be a whole number, such as 2.") from None
threads = 4
preload_app = True
timeout = 60  # seconds; the longest page, a register's import, works in chunks
graceful_timeout = 20
keepalive = 5
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  # the heartbeat must not wait for a disk
loglevel = "warning"
control_socket_disable = True


def when_ready(_server: object) -> None:
    """Keep what is loaded out of the garbage collector's rounds: it stays, and planning ahead sets off many of them."""
    gc.freeze()
