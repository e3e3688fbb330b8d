"""What `archiver doctor` looks at: the machine, the archive, and how a finding is told."""
