"""Run a step over many inputs, or one under limits: child processes."""
