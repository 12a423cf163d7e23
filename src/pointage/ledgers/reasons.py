"""Every code with which files, rows and matches explain themselves, and its words as plain data.

No gettext here: the adapters have this one table to show or to feed to their own translation.
Templates use named fields in braces; every field is always supplied (empty when it has no value).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pointage.ledgers.protocol import Unreadable


class FileProblem(StrEnum):
    """Why a file cannot be read at all."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    OLD_EXCEL = "old_excel"
    ENCRYPTED = "encrypted"
    PDF = "pdf"
    HTML = "html"
    OPEN_DOCUMENT = "open_document"
    OTHER_ZIP = "other_zip"
    BINARY = "binary"
    DAMAGED = "damaged"
    SWOLLEN = "swollen"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    NO_HEADER = "no_header"
    OPEN_QUOTE = "open_quote"
    WRONG_ENCODING = "wrong_encoding"
    NO_SUCH_SHEET = "no_such_sheet"


class MappingProblem(StrEnum):
    """Why a choice of columns cannot be used."""

    OTHER_FILE = "other_file"
    FIELD_TWICE = "field_twice"
    NO_NAME = "no_name"
    NO_KIND = "no_kind"
    PRIVATE_COLUMN = "private_column"
    UNREADABLE = "unreadable"


class Reason(StrEnum):
    """Why a row was refused, skipped, or carries a remark."""

    # refused
    NAME_MISSING = "name_missing"
    VALUE_TOO_LONG = "value_too_long"
    KIND_MISSING = "kind_missing"
    KIND_UNKNOWN = "kind_unknown"
    ROLE_UNKNOWN = "role_unknown"
    ROLE_NEEDS_PARENT = "role_needs_parent"
    TOO_DEEP = "too_deep"
    EMPTY_LEVEL = "empty_level"
    PARENT_FAILED = "parent_failed"
    PARENT_LOOP = "parent_loop"
    PARENT_UNKNOWN = "parent_unknown"
    ID_TWICE = "id_twice"
    NAME_TWICE = "name_twice"
    AMBIGUOUS = "ambiguous"
    TOO_MANY_CELLS = "too_many_cells"
    BROKEN_TEXT = "broken_text"
    # skipped
    DUPLICATE = "duplicate"
    SAME_NAME_AS_ACTIVE = "same_name_as_active"
    TOTAL_LINE = "total_line"
    FOOTER_LINE = "footer_line"
    REPEATED_HEADER = "repeated_header"
    INACTIVE = "inactive"
    NOT_A_SERVICE = "not_a_service"
    NOT_A_CONTRACTOR = "not_a_contractor"
    KIND_NOT_WANTED = "kind_not_wanted"
    # remarks on rows that are taken all the same
    EMAIL_INVALID = "email_invalid"
    EMAIL_SEVERAL = "email_several"
    EMAIL_SHARED = "email_shared"
    PHONE_SEVERAL = "phone_several"
    DATE_INVALID = "date_invalid"
    DATE_AMBIGUOUS = "date_ambiguous"
    YES_NO_UNKNOWN = "yes_no_unknown"
    TEXT_CUT = "text_cut"
    LOOKS_LIKE_FORMULA = "looks_like_formula"
    LOOKS_LIKE_MARKUP = "looks_like_markup"
    PARENT_ADDED = "parent_added"


class Mend(StrEnum):
    """What the reader of a reason can do about it."""

    FILL_NAME = "fill_name"
    SHORTEN = "shorten"
    NAME_THE_KIND = "name_the_kind"
    NAME_THE_ROLE = "name_the_role"
    CHECK_PARENT = "check_parent"
    ADD_ID = "add_id"
    MAKE_UNIQUE = "make_unique"
    CHECK_QUOTES = "check_quotes"
    SAVE_AS_UTF8 = "save_as_utf8"
    FIX_EMAIL = "fix_email"
    USE_ISO_DATE = "use_iso_date"
    SAY_YES_OR_NO = "say_yes_or_no"
    CHANGE_OPTION = "change_option"
    CHECK_CELL = "check_cell"


class ChoiceProblem(StrEnum):
    """Why a choice made on a match plan cannot be applied."""

    UNKNOWN_ROW = "unknown_row"
    CHOSEN_TWICE = "chosen_twice"
    UNKNOWN_RECORD = "unknown_record"
    UNKNOWN_LOCAL = "unknown_local"
    RECORD_CLAIMED_TWICE = "record_claimed_twice"
    LOCAL_CLAIMED_TWICE = "local_claimed_twice"
    OTHER_KIND = "other_kind"
    ARCHIVE_NOT_TICKED = "archive_not_ticked"
    NOT_POSSIBLE = "not_possible"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One template in both languages."""

    en: str
    fr: str

    def say(self, language: str, **fields: object) -> str:
        """The sentence in ``fr…`` or English. Fields the caller does not know read as empty."""
        template = self.fr if language.lower().startswith("fr") else self.en
        return template.format_map(_Fields(fields))


class _Fields(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""


MENDS: Mapping[Reason, Mend] = {
    Reason.NAME_MISSING: Mend.FILL_NAME,
    Reason.VALUE_TOO_LONG: Mend.SHORTEN,
    Reason.KIND_MISSING: Mend.NAME_THE_KIND,
    Reason.KIND_UNKNOWN: Mend.NAME_THE_KIND,
    Reason.ROLE_UNKNOWN: Mend.NAME_THE_ROLE,
    Reason.ROLE_NEEDS_PARENT: Mend.CHECK_PARENT,
    Reason.TOO_DEEP: Mend.CHECK_PARENT,
    Reason.EMPTY_LEVEL: Mend.CHECK_PARENT,
    Reason.PARENT_FAILED: Mend.CHECK_PARENT,
    Reason.PARENT_LOOP: Mend.CHECK_PARENT,
    Reason.PARENT_UNKNOWN: Mend.CHECK_PARENT,
    Reason.ID_TWICE: Mend.MAKE_UNIQUE,
    Reason.NAME_TWICE: Mend.MAKE_UNIQUE,
    Reason.AMBIGUOUS: Mend.ADD_ID,
    Reason.TOO_MANY_CELLS: Mend.CHECK_QUOTES,
    Reason.BROKEN_TEXT: Mend.SAVE_AS_UTF8,
    Reason.INACTIVE: Mend.CHANGE_OPTION,
    Reason.NOT_A_SERVICE: Mend.CHANGE_OPTION,
    Reason.NOT_A_CONTRACTOR: Mend.CHANGE_OPTION,
    Reason.KIND_NOT_WANTED: Mend.CHANGE_OPTION,
    Reason.EMAIL_INVALID: Mend.FIX_EMAIL,
    Reason.EMAIL_SHARED: Mend.FIX_EMAIL,
    Reason.DATE_INVALID: Mend.USE_ISO_DATE,
    Reason.DATE_AMBIGUOUS: Mend.USE_ISO_DATE,
    Reason.YES_NO_UNKNOWN: Mend.SAY_YES_OR_NO,
    Reason.TEXT_CUT: Mend.SHORTEN,
    Reason.LOOKS_LIKE_FORMULA: Mend.CHECK_CELL,
    Reason.LOOKS_LIKE_MARKUP: Mend.CHECK_CELL,
}
"""What helps against each reason; a reason that needs nothing done is absent."""

FILE_SENTENCES: Mapping[FileProblem, Sentence] = {
    FileProblem.EMPTY: Sentence(
        "The file is empty.",
        "Le fichier est vide.",
    ),
    FileProblem.TOO_BIG: Sentence(
        "The file is larger than {limit} MB. Split it into smaller ones.",
        "Le fichier dépasse {limit} Mo. Divisez-le en plusieurs fichiers.",
    ),
    FileProblem.OLD_EXCEL: Sentence(
        "This is an old Excel file (.xls). Open it and save it as .xlsx or CSV.",
        "C’est un ancien fichier Excel (.xls). Ouvrez-le et enregistrez-le en .xlsx ou en CSV.",
    ),
    FileProblem.ENCRYPTED: Sentence(
        "The workbook is protected by a password. Save a copy without a password.",
        "Le classeur est protégé par un mot de passe. Enregistrez-en une copie sans mot de passe.",
    ),
    FileProblem.PDF: Sentence(
        "This is a PDF. Export the list again as Excel or CSV.",
        "C’est un PDF. Exportez de nouveau la liste en Excel ou en CSV.",
    ),
    FileProblem.HTML: Sentence(
        "This is a web page, whatever its name. Export the list as Excel or CSV.",
        "C’est une page Web, quel que soit son nom. Exportez la liste en Excel ou en CSV.",
    ),
    FileProblem.OPEN_DOCUMENT: Sentence(
        "This is an OpenDocument spreadsheet. Save it as .xlsx or CSV.",
        "C’est un classeur OpenDocument. Enregistrez-le en .xlsx ou en CSV.",
    ),
    FileProblem.OTHER_ZIP: Sentence(
        "This is a compressed file without an .xlsx workbook in it. Send the list itself.",
        "C’est un fichier compressé sans classeur .xlsx. Envoyez la liste elle-même.",
    ),
    FileProblem.BINARY: Sentence(
        "This is not a table that can be read. Send a CSV or .xlsx file.",
        "Ce n’est pas un tableau lisible. Envoyez un fichier CSV ou .xlsx.",
    ),
    FileProblem.DAMAGED: Sentence(
        "The workbook is damaged. Open it in a spreadsheet program and save it again.",
        "Le classeur est endommagé. Ouvrez-le dans un tableur et enregistrez-le de nouveau.",
    ),
    FileProblem.SWOLLEN: Sentence(
        "The workbook is far larger once opened than is allowed ({limit} MB). Save it as CSV.",
        "Une fois ouvert, le classeur dépasse de loin la limite ({limit} Mo). Enregistrez-le "
        "en CSV.",
    ),
    FileProblem.TOO_MANY_ROWS: Sentence(
        "The file has more than {limit} rows. Split it into smaller ones.",
        "Le fichier a plus de {limit} lignes. Divisez-le en plusieurs fichiers.",
    ),
    FileProblem.TOO_MANY_COLUMNS: Sentence(
        "The table has more than {limit} columns. Remove those that are not needed.",
        "Le tableau a plus de {limit} colonnes. Retirez celles qui sont inutiles.",
    ),
    FileProblem.NO_HEADER: Sentence(
        "No row with column titles was found. Add a first row such as Name, Email.",
        "Aucune ligne de titres de colonnes n’a été trouvée. Ajoutez-en une, par exemple Nom, "
        "Courriel.",
    ),
    FileProblem.OPEN_QUOTE: Sentence(
        "A quotation mark opened on row {row} is never closed. Close it or remove it.",
        "Un guillemet ouvert à la ligne {row} n’est jamais fermé. Fermez-le ou retirez-le.",
    ),
    FileProblem.WRONG_ENCODING: Sentence(
        "The text is not written in the encoding {value}. Save the file as CSV UTF-8.",
        "Le texte n’est pas dans l’encodage {value}. Enregistrez le fichier en CSV UTF-8.",
    ),
    FileProblem.NO_SUCH_SHEET: Sentence(
        "The workbook has no sheet named “{value}”.",
        "Le classeur n’a pas de feuille nommée «\u00a0{value}\u00a0».",
    ),
}

MAPPING_SENTENCES: Mapping[MappingProblem, Sentence] = {
    MappingProblem.OTHER_FILE: Sentence(
        "These column choices were made for a file with other columns.",
        "Ces choix de colonnes ont été faits pour un fichier aux colonnes différentes.",
    ),
    MappingProblem.FIELD_TWICE: Sentence(
        "Two columns feed the same field ({field}). Keep one.",
        "Deux colonnes alimentent le même champ ({field}). N’en gardez qu’une.",
    ),
    MappingProblem.NO_NAME: Sentence(
        "No column gives the name. Choose the column that holds it.",
        "Aucune colonne ne donne le nom. Choisissez celle qui le contient.",
    ),
    MappingProblem.NO_KIND: Sentence(
        "Say what this list holds: employees, contractors, customers…",
        "Indiquez ce que contient cette liste\u00a0: employés, sous-traitants, clients…",
    ),
    MappingProblem.PRIVATE_COLUMN: Sentence(
        "The column “{value}” is private and is never read.",
        "La colonne «\u00a0{value}\u00a0» est confidentielle et n’est jamais lue.",
    ),
    MappingProblem.UNREADABLE: Sentence(
        "The remembered column choices cannot be read. Choose the columns again.",
        "Les choix de colonnes mémorisés sont illisibles. Choisissez de nouveau les colonnes.",
    ),
}

UNREADABLE_SENTENCES: Mapping[Unreadable, Sentence] = {
    Unreadable.SWITCHED_OFF: Sentence(
        "Switched off in the accounting system.",
        "Désactivé dans le système comptable.",
    ),
    Unreadable.NOT_IN_PLAN: Sentence(
        "Not part of the client’s accounting subscription.",
        "Non compris dans l’abonnement comptable du client.",
    ),
    Unreadable.NOT_SUPPORTED: Sentence(
        "The accounting system does not have this.",
        "Le système comptable ne connaît pas cet élément.",
    ),
    Unreadable.NO_PERMISSION: Sentence(
        "The link to the books does not allow reading this.",
        "La connexion aux livres ne permet pas de lire cet élément.",
    ),
}
