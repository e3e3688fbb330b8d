"""Can the times in a package be believed? This machine's clock against others, at most once a run.

    sntp        what a time server says (RFC 4330, RFC 5905)
    kernel      whether the system itself keeps its clock by a time server
    check       both together, beside what the answer's own Date said (`archiver.capture.http.clock`)

Nobody is asked whom the user has not named, and nobody at all where a proxy has to carry everything: UDP goes past it.
"""
