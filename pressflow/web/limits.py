"""How often a network, and all networks together, may send a form that causes a letter."""

from collections import Counter
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

_WINDOW = 3600


def network_of(client: str) -> str:
    """The network of a client, as providers give them out: /24 of IPv4, /56 of IPv6; what is no address is itself."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ip_network(f"{address}/{56 if address.version == 6 else 24}", strict=False))


class Limits:
    """Counts forms by the hour; in memory alone, since nobody must be able to read there who was here."""

    def __init__(self, per_network: int, per_form: int) -> None:
        self.per_network, self.per_form = per_network, per_form
        self._hour = 0
        self._taken: Counter[tuple[str, str]] = Counter()

    def take(self, form: str, client: str, now: datetime) -> int:
        """Count a form; gives 0, or after how many seconds the next one is taken."""
        hour, past = divmod(int(now.timestamp()), _WINDOW)
        if hour != self._hour:
            self._hour = hour
            self._taken.clear()
        own, all_ = (form, network_of(client)), (form, "")
        if self._taken[own] >= self.per_network or self._taken[all_] >= self.per_form:
            return _WINDOW - past
        self._taken.update((own, all_))
        return 0
