"""How the interpreter is set up for a program that runs for months and has to answer people meanwhile."""

import gc
import sys

YOUNG = 10_000
"""Objects made before the young ones are looked through; asking five hundred feeds makes some hundred thousand."""
TURN_SECONDS = 0.0005
"""How long a thread may compute while another waits for its turn."""


def settle() -> None:
    """Let answers come soon beside threads that compute, and beside all that stays to the end.

    The garbage collector leaves alone what is there by now, modules, dossiers and commands: looking through all of it
    takes a tenth of a second, in which nobody is answered (https://docs.python.org/3/library/gc.html#gc.freeze). And
    the event loop waits for a tenth of the usual time for its turn, each time that it has waited for anything
    (https://docs.python.org/3/library/sys.html#sys.setswitchinterval).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
    sys.setswitchinterval(TURN_SECONDS)
