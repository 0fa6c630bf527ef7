"""Parley: who holds which position in a negotiation, in whose words and by whose report."""

import os

# Many small matrix products are read with: more than one thread each only wait for one another. Libraries look at this
# when they are loaded, so it is said before any is, whatever of Parley is imported first.
for _library in ("OPENBLAS", "MKL", "OMP"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
