"""Quantities that statements name, made comparable: "28-point" and "28 points" are 28 of the same thing."""

import re
from dataclasses import dataclass
from decimal import Decimal

_QUANTITY = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*-?\s*(%|per\s?cent|[^\W\d_]+)", re.IGNORECASE)
_PERCENT = re.compile(r"%|per\s?cent", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """A number of something; `unit` is the singular, in lower case."""

    unit: str
    number: Decimal

    def __str__(self) -> str:
        return f"{self.number.normalize():f} {self.unit}"


def parse_quantity(text: str | None) -> Quantity | None:
    """Return the first quantity in the text, None where no number has a unit."""
    found = _QUANTITY.search(text or "")
    if found is None:
        return None
    number, unit = found.groups()
    name = "percent" if _PERCENT.fullmatch(unit) else unit.casefold().removesuffix("s")
    return Quantity(name, Decimal(number.replace(",", "")))
