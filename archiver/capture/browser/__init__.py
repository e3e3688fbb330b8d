"""The page as a browser shows it, beside the octets that the wire-level client had: Playwright driving Chromium.

    view = await browse(given, options)       # never raises for what a page or Chromium does
    source = BrowserSource(http_source, view, ...)

    executable          which Chromium
    limits, options     what a view may cost, and how it is had
    exchange            what the two processes say to each other: files in one folder
    gate                the only way out of Chromium: a proxy that connects to checked addresses
    chromium, visit, traffic, worker      the child process: Chromium, one page, what it loaded
    browse              the parent: starts the child, waits, and leaves neither process nor folder behind
    rebuilt, evidence, source             a view -> WARC records and capture fields

The browser doesn't fetch the page itself: it is given the octets that the wire-level client recorded, so that what is
rendered and what is kept are one and the same answer. Everything else it loads through the gate, and what it loaded is
*rebuilt*: Chromium tells decoded bodies and fields, never the octets of the socket. The package says so in
`capture.method` ("browser") and in a metadata record.
"""
