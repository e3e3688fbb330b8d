"""One file a command: parse, flow, render. `wiring.py` names the concrete classes."""
