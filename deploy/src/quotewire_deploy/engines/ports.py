"""Is a port free, and if not, who has it?"""

import socket
import textwrap

import psutil

from quotewire_deploy.engines.errors import PortTakenError
from quotewire_deploy.engines.settings import HOST

LOOPBACKS = ((socket.AF_INET, HOST), (socket.AF_INET6, "::1"))
"""`localhost` may mean either: who listens on ::1 would answer in an engine's place."""

COMMAND_CHARS = 100


def is_free(port: int) -> bool:
    """Tell whether a server could listen on *port* of every loopback address."""
    for family, address in LOOPBACKS:
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                # As Java does it: connections in TIME_WAIT do not count, a listening socket does.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
        except OSError:
            if family == socket.AF_INET or _listens(address, port):
                return False
            # There is no IPv6 here.
    return True


def answers(port: int) -> bool:
    """Tell whether somebody accepts connections on *port*."""
    return _listens(HOST, port)


def refuse_taken(engine: str, ports: dict[str, int]) -> None:
    """
    Do nothing if all *ports* (by the setting that moves each) are free.

    Raises:
        PortTakenError: one is not; the text names it, its owner if the system tells, and the setting.
    """
    for setting, port in ports.items():
        if not is_free(port):
            raise PortTakenError(
                f"Port {port}, which {engine} needs, is taken by {owner(port)}. "
                f"End that program or choose another port: {setting}."
            )


def owner(port: int) -> str:
    """
    Name the program that listens on *port* with its pid and the start of its command line.

    Where the system does not tell, as for processes of other users, it is "another program".
    """
    try:
        for connection in psutil.net_connections(kind="tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr[1:] == (port,) and connection.pid:
                process = psutil.Process(connection.pid)
                command = textwrap.shorten(" ".join(process.cmdline()), COMMAND_CHARS, placeholder=" …")
                return f"{process.name()} (pid {connection.pid}: {command})"
    except psutil.Error:
        pass
    return "another program"


def _listens(address: str, port: int) -> bool:
    try:
        with socket.create_connection((address, port), timeout=1.0):
            return True
    except OSError:
        return False
