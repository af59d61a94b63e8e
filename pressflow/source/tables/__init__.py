"""Tables that people keep contacts in: CSV, Excel workbooks and vCards, all read as rows of texts."""

from pathlib import Path

from pressflow.source.tables.table import Table


def read_table(file: Path) -> Table:
    """The table in a file, by the file's ending: .xlsx, .vcf, anything else as CSV; rows are read one by one.

    Raises InputError for a file that cannot be read as that, also while the rows are gone through.
    """
    match file.suffix.casefold():
        case ".xlsx":
            from pressflow.source.tables.workbook import read_workbook as read
        case ".vcf" | ".vcard":
            from pressflow.source.tables.vcard import read_vcards as read
        case _:
            from pressflow.source.tables.delimited import read_delimited as read
    return read(file)
