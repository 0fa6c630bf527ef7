"""What is known, for other programs: statements and positions in, rows of columns that docs/export.md explains out."""

from bot.exports.columns import POSITIONS, STATEMENTS, Column
from bot.exports.formats import Form, write
from bot.exports.rows import position_rows, statement_rows

__all__ = ["POSITIONS", "STATEMENTS", "Column", "Form", "position_rows", "statement_rows", "write"]
