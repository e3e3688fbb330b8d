"""One module a check, named after its code: `ATTACKS` lists recipes that break an intact package.

Packages are broken when the tests run, because keys and ML-DSA signatures are large. `test_attacks.py` runs them all.
"""
