"""The nouns: what is kept on disk, as frozen models. No behaviour beyond their own well-formedness."""
