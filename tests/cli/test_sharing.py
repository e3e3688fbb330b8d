"""How the addresses of a capture are shared among the workers of a cluster."""

import pytest

from archiver.cli.capturing.sharing import SHARES, by_host, in_shares


def urls(hosts: int, each: int) -> list[str]:
    return [f"https://h{host}.example.org/{number}" for number in range(each) for host in range(hosts)]


@pytest.mark.parametrize(("hosts", "shares"), [(1, 1), (SHARES, SHARES), (4 * SHARES, SHARES), (640, 40)])
def test_no_host_is_in_two_shares_and_every_worker_has_one(hosts: int, shares: int) -> None:
    found = in_shares(by_host(urls(hosts, 3)), 16)
    assert len(found) == shares
    assert sorted(url for share in found for url in share) == sorted(urls(hosts, 3))
    held = [{url.rpartition("/")[0] for url in share} for share in found]
    assert sum(map(len, held)) == hosts and max(map(len, held)) <= 16


def test_hosts_take_turns_and_each_keeps_its_order() -> None:
    assert in_shares([("a0",), ("b0", "b1", "b2")] * SHARES, 2)[0] == ("a0", "b0", "b1", "b2")
