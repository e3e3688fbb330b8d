"""Article -> Claims: quotations, attribution, kinds, anchors; no model needed."""
