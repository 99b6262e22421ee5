"""Which record has which id, over a run of any length: on disk, where they do not fill the memory."""

import sqlite3


class Owners:
    """Ids with the file and the number of the record that has them. Nothing of it outlives the run."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)  # a file without a name
        self._db.execute("CREATE TABLE owners(id TEXT PRIMARY KEY, path TEXT, number INTEGER) WITHOUT ROWID")
        self._db.execute("BEGIN")

    def get(self, id_: str) -> tuple[str, int] | None:
        """The file and number of the record that has an id."""
        row = self._db.execute("SELECT path, number FROM owners WHERE id = ?", (id_,)).fetchone()
        return (row[0], row[1]) if row else None

    def claim(self, id_: str, path: str, number: int) -> None:
        """Give an id to a record, unless another has it."""
        self._db.execute("INSERT OR IGNORE INTO owners VALUES (?, ?, ?)", (id_, path, number))

    def __del__(self) -> None:
        self._db.close()
