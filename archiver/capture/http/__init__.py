"""HTTP/1.1, octet for octet: what was sent and what came back, before anything reads meaning into it.

    fetched = await fetch("https://example.org/a", FetchOptions())
    fetched.final.request, fetched.final.response.octets(LIMIT), fetched.final.head.status

    limits, failure, options      words that the others share
    exchange                      one request and its answer, frozen; the spool that its octets lie in
    wire                          octets of one connection, in order, until its end
    reception                     octets of a response -> where head, body and end are (h11 reads a copy)
    connection                    one exchange after another over one wire
    address, tls, proxy, dial     from a URL to an open wire, and what must not be reached
    cookies, redirects, client    one capture: `fetch`
    robots, politeness, rota, scheduler      many captures: `fetch_all`
    evidence, source              a capture -> WARC records and capture fields

Nothing in here writes an octet of evidence a second time: what was recorded is what is kept.
"""
