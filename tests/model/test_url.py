"""`check_url` and `surt`: vectors, refusals, and what must hold for any text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import InputError
from archiver.model.url import MAX_URL, SHOWN, check_url, surt

ID = "0123456789abcdef0123456789ABCDEF"

SURTS = [  # facts from the surt package 0.3.1, called as a black box
    ("http://example.com", "com,example)/"),
    ("http://example.com/a/", "com,example)/a"),
    ("http://example.com/a//", "com,example)/a"),
    ("http://example.com/a/./b/../c", "com,example)/a/c"),
    ("http://example.com/../../x", "com,example)/x"),
    ("http://example.com/a/...", "com,example)/a/..."),
    ("http://example.com/a/%2E/b", "com,example)/a/b"),
    ("https://example.com:80/", "com,example:80)/"),
    ("http://www.example.com/", "com,example)/"),
    ("http://www12.example.com/", "com,example)/"),
    ("http://www1234567.example.com/", "com,example)/"),
    ("http://www.", "www)/"),
    ("http://example.com./x", "com,example)/x"),
    ("http://1.2.3.4/x", "4,3,2,1)/x"),
    ("http://1.2.3.4:8080/x", "4,3,2,1:8080)/x"),
    ("http://example.com/?a=1&a=0&b", "com,example)/?a=0&a=1&b"),
    ("http://example.com/?b&a", "com,example)/?a&b"),
    ("http://example.com/?a-=1&a=1", "com,example)/?a=1&a-=1"),
    ("http://example.com/?a=%20b", "com,example)/?a=%20b"),
    ("http://example.com/??a=b", "com,example)/??a=b"),
    ("http://example.com/?q=a/b/../c", "com,example)/?q=a/b/../c"),
    ("http://example.com/~a", "com,example)/~a"),
    ("http://example.com/%252541", "com,example)/a"),
    ("http://example.com/%25252541", "com,example)/a"),
    ("http://example.com/a%b", "com,example)/a%25b"),
    ("http://example.com/a%zz", "com,example)/a%25zz"),
    ("http://example.com/%25zz", "com,example)/%25zz"),
    ("http://example.com/%3F", "com,example)/?"),
    ("http://example.com/%3f", "com,example)/?"),
    ("http://example.com/%00", "com,example)/%00"),
    ("http://example.com/%0a", "com,example)/%0a"),
    ("http://example.com/!\"$&'()*+,-.:;=@", "com,example)/!\"$&'()*+,-.:;=@"),
    ("http://example.com/%5b%5c%5d%5e%5f%60%7b%7c%7d%7e%7f%80%ff", "com,example)/[\\]^_`{|}~%7f%80%ff"),
    ("http://example.com/a+b", "com,example)/a+b"),
    (f"http://example.com/a;jsessionid={ID}", f"com,example)/a;jsessionid={ID.lower()}"),
    (
        "http://example.com/a;jsessionid=0123456789abcdef0123456789ABCDE?x=y",
        "com,example)/a;jsessionid=0123456789abcdef0123456789abcde?x=y",
    ),
    (f"http://example.com/a;jsessionid={ID}/b", f"com,example)/a;jsessionid={ID.lower()}/b"),
    (f"http://example.com/a;jsessionid={ID};x", f"com,example)/a;jsessionid={ID.lower()};x"),
    (f"http://example.com/a?jsessionid={ID}", "com,example)/a"),
    (f"http://example.com/a?x=y&jsessionid={ID}", "com,example)/a?&x=y"),
    (f"http://example.com/a?x=y&jsessionid={ID}&a=b", "com,example)/a?a=b&x=y"),
    (f"http://example.com/a?PHPSESSID={ID}", "com,example)/a"),
    (f"http://example.com/a?PHPSESSID={ID}&x=y", "com,example)/a?x=y"),
    (f"http://example.com/a?x=y&PHPSESSID={ID}", "com,example)/a?&x=y"),
    (f"http://example.com/a?x=y&PHPSESSID={ID}&z=1", "com,example)/a?x=y&z=1"),
    (
        "http://example.com/a?x=y&PHPSESSID=0123456789abcdef0123456789&z=1",
        "com,example)/a?phpsessid=0123456789abcdef0123456789&x=y&z=1",
    ),
    (f"http://example.com/a?sid={ID}", "com,example)/a"),
    ("http://example.com/a?sid=0123456789abcdef0123&x=1", "com,example)/a?sid=0123456789abcdef0123&x=1"),
    (f"http://example.com/a?x&sid={ID}&x=1", "com,example)/a?x&x=1"),
    ("http://example.com/a?ASPSESSIONIDABCDEFGH=ABCDEFGHIJKLMNOPQRSTUVWX&x=y", "com,example)/a?x=y"),
    ("http://example.com/a?x=y&ASPSESSIONIDABCDEFGH=ABCDEFGHIJKLMNOPQRSTUVWX&a=b", "com,example)/a?a=b&x=y"),
    (
        "http://example.com/a?ASPSESSIONIDABCDEFG1=ABCDEFGHIJKLMNOPQRSTUVWX&x=y",
        "com,example)/a?aspsessionidabcdefg1=abcdefghijklmnopqrstuvwx&x=y",
    ),
    (
        "http://example.com/a?ASPSESSIONIDABCDEFGH=ABCDEFGHIJKLMNOPQRSTUVW1&x=y",
        "com,example)/a?aspsessionidabcdefgh=abcdefghijklmnopqrstuvw1&x=y",
    ),
    ("http://example.com/a?CFID=1234&CFTOKEN=5678", "com,example)/a"),
    ("http://example.com/a?CFID=1234&CFTOKEN=5678&x=y", "com,example)/a?x=y"),
    ("http://example.com/a?x=y&CFID=1234&CFTOKEN=5678&x=z", "com,example)/a?x=y&x=z"),
    ("http://example.com/a?x=y&CFTOKEN=5678&CFID=1234", "com,example)/a?cfid=1234&cftoken=5678&x=y"),
    ("http://example.com/a?CFID=1234&x=1", "com,example)/a?cfid=1234&x=1"),
    ("http://example.com/a?CFID=12-x4&CFTOKEN=ab-56", "com,example)/a"),
    ("http://example.com/a?CFID=1&z=1&CFTOKEN=2", "com,example)/a?cfid=1&cftoken=2&z=1"),
    ("http://example.com/a?CFID=1&CFTOKEN=2&jsessionid=abc&z=1", "com,example)/a?jsessionid=abc&z=1"),
    (f"http://example.com/a?CFID=1&CFTOKEN=2&jsessionid={ID}&z=1", "com,example)/a?z=1"),
    ("http://example.com/(S(abcdefghijklmnopqrstuvwx))/page.aspx", "com,example)/page.aspx"),
    ("http://example.com/(abcdefghijklmnopqrstuvwx)/page.aspx", "com,example)/page.aspx"),
    ("http://example.com/(abcdefghijklmnopqrstuvwx)/page.html", "com,example)/(abcdefghijklmnopqrstuvwx)/page.html"),
    ("http://example.com/(s(abcdefghijklmnopqrstuvwx))/page.aspx", "com,example)/page.aspx"),
    ("http://example.com/(X(abcdefghijklmnopqrstuvwx))/page.aspx", "com,example)/page.aspx"),
    ("http://xn--bcher-kva.example/x", "example,xn--bcher-kva)/x"),
    ("HTTP://example.com/", "com,example)/"),
    ("https://example.com/", "com,example)/"),
    ("http://example.com/a;x=y", "com,example)/a;x=y"),
    ("http://example.com:8080", "com,example:8080)/"),
    ("http://example.com/?x[]=1&x[0]=2", "com,example)/?x[0]=2&x[]=1"),
    ("http://example.com/a?b=%2541", "com,example)/a?b=a"),
    ("http://example.com/?A=1&a=0", "com,example)/?a=0&a=1"),
    ("http://example.com/a%2Fb/../c", "com,example)/a/c"),
    ("http://example.com/?a=%2B+b", "com,example)/?a=++b"),
    ("http://example.com/a/?b/", "com,example)/a?b/"),
]

SURTS_OF_OURS = [  # where this project differs from that package, as the module's docstring says
    ("http://[2001:DB8::1]:8080/x", "[2001:db8::1]:8080)/x"),
    ("http://[2001:db8::1:8080]/x", "[2001:db8::1:8080])/x"),
    ("http://[::1]:80/x", "[::1])/x"),
    (f"http://example.com/a?xsid={ID}&x=1", f"com,example)/a?x=1&xsid={ID.lower()}"),
    ("http://example.com/../a", "com,example)/a"),
]

CHECKED = [
    ("HTTP://Bücher.Example?q=Київ#top", "http://xn--bcher-kva.example/?q=%D0%9A%D0%B8%D1%97%D0%B2"),
    ("https://Example.COM/A/../b?c#d", "https://example.com/A/../b?c"),
    ("http://example.com:8080", "http://example.com:8080/"),
    ("http://example.com:/", "http://example.com/"),
    ("http://example.com/?", "http://example.com/?"),
    ('http://example.com/a%zz%41|[x]{y}\\^`"', "http://example.com/a%25zz%41%7C%5Bx%5D%7By%7D%5C%5E%60%22"),
    ("http://example.com/~a/!$&'()*+,;=:@?/?[", "http://example.com/~a/!$&'()*+,;=:@?/?%5B"),
    ("http://правда。укр/", "http://xn--80aafi6cg.xn--j1amh/"),
    ("http://[2001:DB8:0::1]:81/", "http://[2001:db8::1]:81/"),
    ("http://exa_mple.com./", "http://exa_mple.com./"),
]

REFUSED = [
    ("ftp://example.com/", "http:// or https://"),
    ("javascript:alert(1)", "http:// or https://"),
    ("example.com/a", "http:// or https://"),
    ("", "http:// or https://"),
    ("http:///path", "a host after ://"),
    ("http://", "a host after ://"),
    ("http:example.com", "a host after ://"),
    ("http://:80/", "letters, digits, hyphens and dots"),
    ("http://example.com:0/", "a port from 1 to 65535"),
    ("http://example.com:65536/", "a port from 1 to 65535"),
    ("http://example.com:" + "1" * 5000 + "/", "a port from 1 to 65535"),
    ("http://example.com:80a/", "host or host:port"),
    ("http://example.com:80:80/", "host or host:port"),
    ("http://exam\\ple.com/", "letters, digits, hyphens and dots"),
    ("http://exam%70le.com/", "letters, digits, hyphens and dots"),
    ("http://a..example/", "letters, digits, hyphens and dots"),
    ("http://-a.example/", "letters, digits, hyphens and dots"),
    ("http://a／b.example/", "letters, digits, hyphens and dots"),
    ("http://" + "a" * 64 + ".example/", "letters, digits, hyphens and dots"),
    ("http://" + "a." * 127 + "example/", "letters, digits, hyphens and dots"),
    ("http://straße.example/", "browsers read alike"),
    ("http://" + "й" * 300 + ".example/", "browsers read alike"),
    ("http://" + "й" * 64 + ".example/", "international host name"),
    ("http://0x7f.1/", "four decimal numbers"),
    ("http://2130706433/", "four decimal numbers"),
    ("http://010.0.0.1/", "four decimal numbers"),
    ("http://256.1.1.1/", "four decimal numbers"),
    ("http://[::1/", "host or host:port"),
    ("http://[::g]/", "IPv6 address in brackets"),
    ("http://[fe80::1%eth0]/", "without zone"),
    (" http://example.com/", "no ' ' (character 0)"),
    ("http://example.com/a b", "no ' ' (character 20)"),
    ("http://example.com/\u00a0", "no '\\xa0'"),
    ("http://example.com/\u2028", "no '\\u2028'"),
    ("http://example.com/\n", "no '\\n'"),
    ("http://example.com/\x1b[2J", "no '\\x1b'"),
    ("http://example.com/\x85", "no '\\x85'"),
    ("http://example.com/\ud800", "no '\\ud800'"),
    ("<http://example.com/>", "no '<'"),
    ("http://example.com/" + "a" * MAX_URL, f"at most {MAX_URL} characters"),
    ("http://example.com/" + "ї" * (MAX_URL // 2), f"at most {MAX_URL} characters"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "expected"), SURTS + SURTS_OF_OURS)
def test_surt(url: str, expected: str) -> None:
    assert surt(url) == expected


@pytest.mark.parametrize(("text", "expected"), CHECKED)
def test_check_url(text: str, expected: str) -> None:
    assert check_url(text) == expected


@pytest.mark.parametrize(("text", "expected"), REFUSED, ids=range(len(REFUSED)))
def test_refused_with_what_was_expected_and_found(text: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        check_url(text)
    message = str(caught.value)
    assert expected in message
    assert repr(text[:SHOWN]) in message
    assert len(message) < 500


@pytest.mark.parametrize("rest", ["/", "/a b", ":0/", "@b/", "/" + "a" * MAX_URL])
def test_credentials_are_refused_and_not_repeated(rest: str) -> None:
    with pytest.raises(InputError) as caught:
        check_url("https://editor:hunter2@example.com" + rest)
    assert "hunter2" not in str(caught.value)


_SAMPLES = st.sampled_from([url for url, _ in SURTS + SURTS_OF_OURS + CHECKED])
_PIECES = st.sampled_from(["%", "25", "41", "/", "..", "?", "&", "sid=" + ID, "й", "#", "a", ";", "[", "|"])


@given(_SAMPLES, st.lists(_PIECES | st.text(max_size=4), max_size=12))
def test_a_checked_url_is_a_uri_and_checking_again_changes_nothing(url: str, pieces: list[str]) -> None:
    try:
        checked = check_url(url + "".join(pieces))
    except InputError:
        return
    assert re.fullmatch(r"https?://[a-z0-9_.:\[\]-]+/(?:[A-Za-z0-9/._~!$&'()*+,;=:@?-]|%[0-9A-Fa-f]{2})*", checked)
    assert check_url(checked) == checked
    assert surt(checked) == surt(url + "".join(pieces))
    assert re.fullmatch(r"[\x21-\x7e]+\)/[\x21-\x7e]*", surt(checked))


@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_text_is_a_url_or_an_input_error(text: str) -> None:
    for candidate in (text, "http://" + text, "http://example.com/" + text):
        try:
            assert check_url(candidate).isascii()
        except InputError as refusal:
            assert str(refusal).isprintable()
