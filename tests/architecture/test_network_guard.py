"""The guard in ``tests/conftest.py`` holds: no test reaches beyond loopback, and a broad ``except`` does not hide it."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Callable

import pytest

#: TEST-NET-1 (RFC 5737): never a real host.
ELSEWHERE = "192.0.2.1"


def swallow(connect: Callable[[tuple[str, int]], object]) -> None:
    """Connect elsewhere as an engine does that takes every error for "offline"."""
    with contextlib.suppress(Exception):
        connect((ELSEWHERE, 80))


@pytest.mark.parametrize("method", ["connect", "connect_ex"])
def test_connecting_elsewhere_fails_the_test(method: str) -> None:
    with socket.socket() as connection, pytest.raises(pytest.fail.Exception, match="reached for the network"):
        swallow(getattr(connection, method))


def test_looking_up_a_name_fails_the_test() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"example\.invalid"):
        socket.getaddrinfo("example.invalid", 443)


def test_loopback_works() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        served, _ = server.accept()
        with served:
            client.sendall(b"x")
            assert served.recv(1) == b"x"


def test_children_find_no_network_and_no_home() -> None:
    child = "import os, urllib.request as u; print(os.environ['HOME'], os.environ['LANG'], u.getproxies()['https'])"
    shown = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True, check=True).stdout.split()
    assert shown == [os.environ["HOME"], "C.UTF-8", "http://127.0.0.1:9"]
