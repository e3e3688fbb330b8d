"""RFC 6962 trees: leaves, roots, and the four trees of a package."""
