"""Files of documents that a person names: JSON Lines, plain or gzipped."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from bot.documents import document, lines
from bot.errors import InputError
from bot.model import Document


def documents_in(path: Path) -> Iterator[Document]:
    """Yield the documents of the file, in order; raises InputError for what is no such file, and with its line."""
    existing(path, "name one with a document per line")
    with path.open("rb") as file, gzip.open(file) if path.suffix == ".gz" else file as source:
        try:
            for number, line in lines(cast("BinaryIO", source)):
                yield document(line, place=f"{path}, line {number}")
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise InputError(
                f"{path}: is no gzip file, or was cut off ({error}); unpack it, or get it again"
            ) from error


def existing(path: Path, remedy: str) -> Path:
    """Return the path of a file that is there; raises InputError with the remedy."""
    if not path.is_file():
        raise InputError(f"{path}: is no file; {remedy}")
    return path
