"""Everything -> WARC segment and sidecar, and back."""
