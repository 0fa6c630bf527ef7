"""What a program that runs for months does about its memory."""

import gc

YOUNG = 10_000
"""Objects made before the young ones are looked through; asking five hundred feeds makes some hundred thousand."""


def settle() -> None:
    """Let the garbage collector leave alone what is there by now: modules, dossiers and commands stay to the end.

    Looking through all of it takes a tenth of a second, in which nobody is answered
    (https://docs.python.org/3/library/gc.html#gc.freeze).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
