"""The columns of exports; their order and names are relied on, and docs/export.md says what each holds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, and its type as GraphML calls it (string, int, double, boolean)."""

    name: str
    type: str = "string"


_CELL = (
    Column("actor"), Column("actor_name"), Column("topic"), Column("topic_name"), Column("topic_kind"),
    Column("stance"), Column("sign", "int"), Column("agreement", "int"),
)  # fmt: skip

STATEMENTS = (
    Column("id"), Column("date"), *_CELL, Column("voice"), Column("counts", "boolean"), Column("speaker"),
    Column("person"), Column("party"), Column("rank"), Column("commitment"), Column("condition"),
    Column("addressee"), Column("quantity"), Column("confidence", "double"), Column("old", "boolean"),
    Column("implements", "boolean"), Column("evidence"), Column("quotes"), Column("rules"), Column("document"),
    Column("title"), Column("url"), Column("outlet"), Column("chain"), Column("origin"), Column("story"),
    Column("published"),
)  # fmt: skip

POSITIONS = (
    *_CELL, Column("condition"), Column("commitment"), Column("mixed", "boolean"), Column("since"),
    Column("last_said"), Column("statements", "int"), Column("outlets", "int"), Column("origins", "int"),
    Column("lead"), Column("speaker"), Column("evidence"), Column("url"),
)  # fmt: skip
