"""The words for the fate of single rows, for mends and for choices on a match, as plain data.

Continues ``reasons``, which holds the codes; apart only because the table is long.
"""

from __future__ import annotations

from collections.abc import Mapping

from pointage.ledgers.reasons import ChoiceProblem, Mend, Reason, Sentence

ROW_SENTENCES: Mapping[Reason, Sentence] = {
    Reason.NAME_MISSING: Sentence(
        "The row has no name.",
        "La ligne n’a pas de nom.",
    ),
    Reason.VALUE_TOO_LONG: Sentence(
        "The text of “{field}” is longer than {limit} characters.",
        "Le texte de «\u00a0{field}\u00a0» dépasse {limit} caractères.",
    ),
    Reason.KIND_MISSING: Sentence(
        "The row does not say what it is (employee, customer…).",
        "La ligne ne dit pas ce qu’elle est (employé, client…).",
    ),
    Reason.KIND_UNKNOWN: Sentence(
        "“{value}” is not a kind of record that is known.",
        "«\u00a0{value}\u00a0» n’est pas une sorte de fiche connue.",
    ),
    Reason.ROLE_UNKNOWN: Sentence(
        "“{value}” is neither customer, sub-customer nor project.",
        "«\u00a0{value}\u00a0» n’est ni client, ni client rattaché, ni projet.",
    ),
    Reason.ROLE_NEEDS_PARENT: Sentence(
        "A {value} must belong to a customer, and none is given.",
        "Cette fiche ({value}) doit relever d’un client, et aucun n’est indiqué.",
    ),
    Reason.TOO_DEEP: Sentence(
        "“{value}” has more than {limit} levels.",
        "«\u00a0{value}\u00a0» a plus de {limit} niveaux.",
    ),
    Reason.EMPTY_LEVEL: Sentence(
        "“{value}” has an empty level between two colons.",
        "«\u00a0{value}\u00a0» a un niveau vide entre deux deux-points.",
    ),
    Reason.PARENT_FAILED: Sentence(
        "Its parent “{value}” is refused on another row.",
        "Son parent «\u00a0{value}\u00a0» est refusé à une autre ligne.",
    ),
    Reason.PARENT_LOOP: Sentence(
        "“{value}” would be its own ancestor.",
        "«\u00a0{value}\u00a0» serait son propre ancêtre.",
    ),
    Reason.PARENT_UNKNOWN: Sentence(
        "No record has the parent “{value}”.",
        "Aucune fiche ne correspond au parent «\u00a0{value}\u00a0».",
    ),
    Reason.ID_TWICE: Sentence(
        "The identifier “{value}” is already that of another name on row {other_row}.",
        "L’identifiant «\u00a0{value}\u00a0» est déjà celui d’un autre nom à la ligne {other_row}.",
    ),
    Reason.NAME_TWICE: Sentence(
        "The name “{value}” is already on row {other_row} under another identifier.",
        "Le nom «\u00a0{value}\u00a0» est déjà à la ligne {other_row} sous un autre identifiant.",
    ),
    Reason.AMBIGUOUS: Sentence(
        "Several records could be “{value}”; none was chosen.",
        "Plusieurs fiches pourraient être «\u00a0{value}\u00a0»; aucune n’a été choisie.",
    ),
    Reason.TOO_MANY_CELLS: Sentence(
        "The row has more cells than there are column titles (“{value}”).",
        "La ligne a plus de cellules qu’il n’y a de titres de colonnes («\u00a0{value}\u00a0»).",
    ),
    Reason.BROKEN_TEXT: Sentence(
        "Letters are lost in “{value}”.",
        "Des lettres sont perdues dans «\u00a0{value}\u00a0».",
    ),
    Reason.DUPLICATE: Sentence(
        "Repeats row {other_row}.",
        "Répète la ligne {other_row}.",
    ),
    Reason.SAME_NAME_AS_ACTIVE: Sentence(
        "Inactive, and an active one has the same name on row {other_row}.",
        "Inactif, et un actif porte le même nom à la ligne {other_row}.",
    ),
    Reason.TOTAL_LINE: Sentence(
        "A line of totals, not a record.",
        "Une ligne de total, pas une fiche.",
    ),
    Reason.FOOTER_LINE: Sentence(
        "The foot of the report, not a record.",
        "Le pied du rapport, pas une fiche.",
    ),
    Reason.REPEATED_HEADER: Sentence(
        "The column titles again.",
        "De nouveau les titres de colonnes.",
    ),
    Reason.INACTIVE: Sentence(
        "Inactive in the accounting system.",
        "Inactif dans le système comptable.",
    ),
    Reason.NOT_A_SERVICE: Sentence(
        "Not a service (“{value}”): time is not spent on it.",
        "Pas un service («\u00a0{value}\u00a0»)\u00a0: on n’y passe pas de temps.",
    ),
    Reason.NOT_A_CONTRACTOR: Sentence(
        "A supplier that is not marked as a contractor.",
        "Un fournisseur qui n’est pas marqué comme sous-traitant.",
    ),
    Reason.KIND_NOT_WANTED: Sentence(
        "You chose not to import records of this kind.",
        "Vous avez choisi de ne pas importer cette sorte de fiches.",
    ),
    Reason.EMAIL_INVALID: Sentence(
        "“{value}” is not an e-mail address; it was left out.",
        "«\u00a0{value}\u00a0» n’est pas une adresse courriel; elle a été laissée de côté.",
    ),
    Reason.EMAIL_SEVERAL: Sentence(
        "The cell holds several e-mail addresses (“{value}”); the first one is used.",
        "La cellule contient plusieurs adresses courriel («\u00a0{value}\u00a0»); la "
        "première sert.",
    ),
    Reason.EMAIL_SHARED: Sentence(
        "The address {value} is also on row {other_row}; each person needs their own to sign in.",
        "L’adresse {value} est aussi à la ligne {other_row}; chaque personne doit avoir la sienne "
        "pour se connecter.",
    ),
    Reason.PHONE_SEVERAL: Sentence(
        "The cell holds several phone numbers (“{value}”); the first one is used.",
        "La cellule contient plusieurs numéros de téléphone («\u00a0{value}\u00a0»); le "
        "premier sert.",
    ),
    Reason.DATE_INVALID: Sentence(
        "“{value}” is not a date; it was left out.",
        "«\u00a0{value}\u00a0» n’est pas une date; elle a été laissée de côté.",
    ),
    Reason.DATE_AMBIGUOUS: Sentence(
        "In “{value}” the day and the month cannot be told apart; it was left out.",
        "Dans «\u00a0{value}\u00a0», on ne peut distinguer le jour du mois; la date a été laissée "
        "de côté.",
    ),
    Reason.YES_NO_UNKNOWN: Sentence(
        "“{value}” is neither yes nor no; it was left out.",
        "«\u00a0{value}\u00a0» n’est ni oui ni non; la valeur a été laissée de côté.",
    ),
    Reason.TEXT_CUT: Sentence(
        "The text of “{field}” was cut after {limit} characters.",
        "Le texte de «\u00a0{field}\u00a0» a été coupé après {limit} caractères.",
    ),
    Reason.LOOKS_LIKE_FORMULA: Sentence(
        "“{value}” looks like a formula; it is kept as plain text and never run.",
        "«\u00a0{value}\u00a0» ressemble à une formule; c’est gardé comme simple texte, jamais "
        "exécuté.",
    ),
    Reason.LOOKS_LIKE_MARKUP: Sentence(
        "“{value}” looks like web code; it is kept as plain text.",
        "«\u00a0{value}\u00a0» ressemble à du code Web; c’est gardé comme simple texte.",
    ),
    Reason.PARENT_ADDED: Sentence(
        "Its parent “{value}” is not in the file and will be added.",
        "Son parent «\u00a0{value}\u00a0» n’est pas dans le fichier et sera ajouté.",
    ),
}

MEND_SENTENCES: Mapping[Mend, Sentence] = {
    Mend.FILL_NAME: Sentence("Fill in the name.", "Inscrivez le nom."),
    Mend.SHORTEN: Sentence("Shorten the text.", "Raccourcissez le texte."),
    Mend.NAME_THE_KIND: Sentence(
        "Write employee, contractor, customer, service item, class or location.",
        "Écrivez employé, sous-traitant, client, article de service, classe ou lieu.",
    ),
    Mend.NAME_THE_ROLE: Sentence(
        "Write customer, sub-customer or project.",
        "Écrivez client, client rattaché ou projet.",
    ),
    Mend.CHECK_PARENT: Sentence(
        "Correct the parent, or write the whole path with colons: Acme:Audit.",
        "Corrigez le parent, ou écrivez le chemin complet avec des deux-points\u00a0: Acme:Audit.",
    ),
    Mend.ADD_ID: Sentence(
        "Add a column with the identifier, employee number or e-mail.",
        "Ajoutez une colonne avec l’identifiant, le numéro d’employé ou le courriel.",
    ),
    Mend.MAKE_UNIQUE: Sentence(
        "Correct one of the two rows, or remove it.",
        "Corrigez l’une des deux lignes, ou retirez-la.",
    ),
    Mend.CHECK_QUOTES: Sentence(
        "Check the quotation marks and the separators of this row.",
        "Vérifiez les guillemets et les séparateurs de cette ligne.",
    ),
    Mend.SAVE_AS_UTF8: Sentence(
        "Save the file as CSV UTF-8 and send it again.",
        "Enregistrez le fichier en CSV UTF-8 et envoyez-le de nouveau.",
    ),
    Mend.FIX_EMAIL: Sentence(
        "Correct the address, or add it later on the person’s page.",
        "Corrigez l’adresse, ou ajoutez-la plus tard sur la page de la personne.",
    ),
    Mend.USE_ISO_DATE: Sentence(
        "Write the date as 2026-11-23.",
        "Écrivez la date sous la forme 2026-11-23.",
    ),
    Mend.SAY_YES_OR_NO: Sentence("Write yes or no.", "Écrivez oui ou non."),
    Mend.CHANGE_OPTION: Sentence(
        "To take it all the same, change the options of the import.",
        "Pour la prendre quand même, changez les options de l’importation.",
    ),
    Mend.CHECK_CELL: Sentence("Check this cell.", "Vérifiez cette cellule."),
}

CHOICE_SENTENCES: Mapping[ChoiceProblem, Sentence] = {
    ChoiceProblem.UNKNOWN_ROW: Sentence(
        "The plan has no such row ({row}); load the page again.",
        "Le plan n’a pas cette ligne ({row}); rechargez la page.",
    ),
    ChoiceProblem.CHOSEN_TWICE: Sentence(
        "Two choices were made for one row ({row}).",
        "Deux choix ont été faits pour une même ligne ({row}).",
    ),
    ChoiceProblem.UNKNOWN_RECORD: Sentence(
        "The books have no such record ({value}).",
        "Les livres n’ont pas cette fiche ({value}).",
    ),
    ChoiceProblem.UNKNOWN_LOCAL: Sentence(
        "There is no such entry here ({value}).",
        "Il n’y a pas cette fiche ici ({value}).",
    ),
    ChoiceProblem.RECORD_CLAIMED_TWICE: Sentence(
        "Two rows claim the same record of the books ({value}).",
        "Deux lignes réclament la même fiche des livres ({value}).",
    ),
    ChoiceProblem.LOCAL_CLAIMED_TWICE: Sentence(
        "Two records of the books claim the same entry here ({value}).",
        "Deux fiches des livres réclament la même fiche d’ici ({value}).",
    ),
    ChoiceProblem.OTHER_KIND: Sentence(
        "The two are not of the same kind ({value}).",
        "Les deux ne sont pas de la même sorte ({value}).",
    ),
    ChoiceProblem.ARCHIVE_NOT_TICKED: Sentence(
        "Archiving must be confirmed with a tick ({row}).",
        "L’archivage doit être confirmé en cochant la case ({row}).",
    ),
    ChoiceProblem.NOT_POSSIBLE: Sentence(
        "This action is not possible on this row ({row}).",
        "Cette action n’est pas possible sur cette ligne ({row}).",
    ),
}
