"""Text that is laid out for a chat already, in pieces that fit its messages."""

from collections.abc import Callable, Iterator

_JOINTS = ("\n\n", "\n", " ")


def pieces(text: str, room: int, units: Callable[[str], int], *, joints: tuple[str, ...] = _JOINTS) -> Iterator[str]:
    """Yield the text in pieces of at most `room` units, broken at empty lines, else at lines, else between words."""
    if units(text) <= room:
        yield from [text] if text.strip() else []
        return
    if not joints:
        step = max(room // 2, 1)  # no character has more than two units
        yield from (text[at : at + step] for at in range(0, len(text), step))
        return
    held = ""
    for part in text.split(joints[0]):
        together = f"{held}{joints[0]}{part}" if held else part
        if units(together) <= room:
            held = together
            continue
        yield from [held] if held.strip() else []
        *full, held = list(pieces(part, room, units, joints=joints[1:])) or [""]
        yield from full
    yield from [held] if held.strip() else []
