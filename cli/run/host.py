"""Where Prefect's server listens: on this machine alone, or on an address that others can reach too."""

from __future__ import annotations

import errno
import ipaddress
import socket
from dataclasses import dataclass

from cli.exits import Ends, Stop
from cli.run import texts as t

LOOPBACK = "127.0.0.1"
_NOT_HERE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EINVAL)


def url(host: str, port: int) -> str:
    """The address that a browser is given; the numbers of IPv6 stand in brackets."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@dataclass(frozen=True)
class Host:
    """The address that a server listens on, in numbers."""

    listens: str = LOOPBACK

    @classmethod
    def named(cls, said: str | None) -> Host:
        """What a person names with ``--host``, if anything. Raises ``Stop`` where it is no address of one machine."""
        if said is None:
            return HERE
        try:
            found = ipaddress.ip_address(LOOPBACK if said == "localhost" else said)
        except ValueError:
            raise Stop(Ends.WRONG_CALL, t.NO_ADDRESS, host=said) from None
        if found.is_multicast or "%" in said:
            raise Stop(Ends.WRONG_CALL, t.NO_ADDRESS, host=said)
        return cls(str(found))

    @property
    def own(self) -> str:
        """The address by which this machine itself reaches it."""
        return {"0.0.0.0": LOOPBACK, "::": "::1"}.get(self.listens, self.listens)

    @property
    def is_open(self) -> bool:
        """Whether other machines can reach it."""
        return not ipaddress.ip_address(self.listens).is_loopback

    @property
    def is_every(self) -> bool:
        """Whether it is every address that this machine has."""
        return self.own != self.listens

    def take(self, port: int) -> int:
        """A port that is free here: this one, or any for 0. Raises ``Stop`` with what to do where it can't be had."""
        family = socket.AF_INET6 if ":" in self.listens else socket.AF_INET
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)  # as the server will
                probe.bind((self.listens, port))
                return int(probe.getsockname()[1])
        except PermissionError:
            raise Stop(Ends.UNAVAILABLE, t.PORT_FORBIDDEN, port=port) from None
        except OSError as error:
            if error.errno in _NOT_HERE:
                raise Stop(Ends.UNAVAILABLE, t.HOST_ELSEWHERE, host=self.listens) from None
            raise Stop(Ends.UNAVAILABLE, t.PORT_BUSY, port=port) from None


HERE = Host()
"""This machine alone."""
