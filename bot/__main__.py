"""The command `parley`, also as `python -m bot`."""

import sys


def main() -> None:
    """Run the command line; the exit status is 0 for done, 1 for could not, 2 for wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # what the terminal has no character for must not end the program
            stream.reconfigure(errors="backslashreplace")
    from bot.cli import app  # noqa: PLC0415 - after the streams are safe for whatever is said while loading

    app(prog_name="parley")


if __name__ == "__main__":
    main()
