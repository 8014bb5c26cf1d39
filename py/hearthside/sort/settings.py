"""What is asked of a table's rows: which column, which labels, by which kind of model.

They are kept as they stand (kept/), so a part that is renamed here is no longer read.
"""

from dataclasses import dataclass

from hearthside.classify import Form, Label, Labelled, SourceKind
from hearthside.documents.tables import Table


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked of the rows. `given` is the column that holds labels known before, or None;
    `even`: a person says that all labels are about equally common; `by`: which model decides, the
    language model by the labels' likelihood or the embedding model by what it was shown."""

    column: int = 0
    labels: tuple[Label, ...] = ()
    task: str = ""
    form: Form = "one"
    given: int | None = None
    examples: tuple[Labelled, ...] = ()
    even: bool = False
    by: SourceKind = "likelihood"

    @property
    def names(self) -> tuple[str, ...]:
        """The labels' names, in their order."""
        return tuple([label.name for label in self.labels])

    def fits(self, table: Table) -> bool:
        """Whether the table has the columns that are meant."""
        asked = (self.column, self.given or 0)
        return all(0 <= column < len(table.columns) for column in asked)
