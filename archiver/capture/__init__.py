"""The world -> Capture: files and archives in hand."""
