"""What to look at, and when: schedule, feeds, link rules, lists. Bytes and values in, values out."""
