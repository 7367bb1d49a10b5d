"""What every test gets: no network beyond loopback, a clean environment, reproducible properties."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stamina
from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", deadline=None, max_examples=1000, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts background jobs deaf to Ctrl-C, and their children inherit that; the tests send real ones.
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ("127.", "::1", "localhost", "::ffff:127.")
#: Nobody listens on the discard port: a child process that wants the network is refused at once.
NOWHERE = "http://127.0.0.1:9"


def _is_local(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    return host is None or (isinstance(host, str) and (host == "" or host.startswith(LOOPBACK)))


def _guarded(original: Any) -> Any:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
            pytest.fail(f"a test reached for the network: {address!r}")
        return original(self, address)

    return connect


@pytest.fixture(scope="session", autouse=True)
def _no_backoff() -> Iterator[None]:
    """Retries happen at once."""
    with stamina.set_testing(True, attempts=10, cap=True):
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Fail (not merely refuse, which an engine would report as "offline") whoever connects or asks beyond loopback."""
    look_up = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_local(host):
            pytest.fail(f"a test looked up a name in the network: {host!r}")
        return look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", _guarded(socket.socket.connect_ex))
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield


@pytest.fixture(scope="session", autouse=True)
def _clean_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Neither the tester's settings, language, home nor proxies reach a test or the processes it starts."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("TRANSFLOW_", "FXTRANSLATE_", "XDG_", "LC_")) or name in (
                "LANGUAGE",
                "NO_COLOR",
                "FORCE_COLOR",
            ):
                patch.delenv(name)
        patch.setenv("HOME", str(home))
        patch.setenv("LANG", "C.UTF-8")
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            patch.setenv(name, NOWHERE)
            patch.setenv(name.upper(), NOWHERE)
        for name in ("no_proxy", "NO_PROXY"):
            patch.setenv(name, "localhost,127.0.0.1,::1")
        yield


@pytest.fixture(scope="session")
def repository_root() -> Path:
    """The root of the checkout: the sample workspace."""
    return ROOT


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """Material beside the checkout that is not part of the project; tests that want it are skipped without it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder 'shared' does not lie beside the checkout")
    return folder
