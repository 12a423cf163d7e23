"""The sample practice as data: a firm, its team, eight clients and what stands in their books.

Everybody here is invented; every address ends in `.example`, which no mail server can reach.
"""

from __future__ import annotations

from dataclasses import dataclass, field

FIRM_NAME = "Cabinet Lavoie-Morin (exemple)"
SAMPLE_PASSWORD = "essai-pointage-2026"  # noqa: S105 - printed at start, sample only


@dataclass(frozen=True, slots=True)
class SampleUser:
    given_name: str
    family_name: str
    email: str
    role: str  # FirmMember.Role
    language: str
    all_clients: bool = False


TEAM = (
    SampleUser("Camille", "Lavoie", "camille@lavoie-morin.example", "primary_admin", "fr-ca", True),
    SampleUser("Daniel", "Morin", "daniel@lavoie-morin.example", "accountant", "fr-ca"),
    SampleUser("Olivia", "Chen", "olivia@lavoie-morin.example", "accountant", "en"),
)


@dataclass(frozen=True, slots=True)
class SampleClient:
    """One client and its books. `people` counts employees; names are drawn from `PEOPLE`."""

    name: str
    contact: str
    email: str
    region: str
    time_zone: str
    language: str
    leads: tuple[str, ...]  # e-mails of the team members who act for it
    employees: int
    contractors: int
    customers: tuple[str, ...]
    sub_customers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    projects: dict[str, tuple[str, ...]] = field(default_factory=dict)
    items: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    is_active: bool = True


DANIEL, OLIVIA = TEAM[1].email, TEAM[2].email

CLIENTS = (
    SampleClient(
        name="Toitures Beauregard inc.",
        contact="Nadia Beauregard",
        email="nadia@toitures-beauregard.example",
        region="CA-QC",
        time_zone="America/Toronto",
        language="fr-ca",
        leads=(DANIEL,),
        employees=23,
        contractors=4,
        customers=("Coopérative des Pignons", "Ville de Rivemont", "Immeubles Sarrazin"),
        sub_customers={"Ville de Rivemont": ("Aréna", "Bibliothèque", "Caserne 2")},
        projects={"Immeubles Sarrazin": ("Réfection 2026",)},
        items=("Couverture bardeaux", "Membrane élastomère", "Inspection", "Déneigement"),
        classes=("Résidentiel", "Commercial"),
        locations=("Rive-Nord", "Rive-Sud"),
    ),
    SampleClient(
        name="Boulangerie Grain d'or",
        contact="Simon Lemieux",
        email="simon@graindor.example",
        region="CA-QC",
        time_zone="America/Toronto",
        language="fr-ca",
        leads=(DANIEL,),
        employees=14,
        contractors=0,
        customers=("Comptoir", "Marché Saint-Luc", "Hôtel des Berges"),
        items=("Production", "Livraison", "Service au comptoir"),
        locations=("Four central", "Succursale du Marché"),
    ),
    SampleClient(
        name="Maple Ridge Landscaping Ltd.",
        contact="Grace Whitfield",
        email="grace@mapleridge.example",
        region="CA-ON",
        time_zone="America/Toronto",
        language="en",
        leads=(OLIVIA,),
        employees=31,
        contractors=6,
        customers=("Elmwood Condominiums", "Harper Family", "Township of Wexley", "Birch Mall"),
        sub_customers={"Township of Wexley": ("Centennial Park", "Town Hall")},
        projects={"Elmwood Condominiums": ("Courtyard rebuild",)},
        items=("Mowing", "Planting", "Hardscape", "Snow clearing"),
        classes=("Maintenance", "Construction"),
    ),
    SampleClient(
        name="Foothills Dental Group",
        contact="Arjun Mehta",
        email="arjun@foothillsdental.example",
        region="CA-AB",
        time_zone="America/Edmonton",
        language="en",
        leads=(OLIVIA,),
        employees=18,
        contractors=2,
        customers=("Patients", "Insurers"),
        items=("Hygiene", "Surgery", "Front desk"),
        locations=("Downtown", "Westbrook"),
    ),
    SampleClient(
        name="Tidewater Boatworks",
        contact="Moira MacLeod",
        email="moira@tidewater.example",
        region="CA-NS",
        time_zone="America/Halifax",
        language="en",
        leads=(OLIVIA, DANIEL),
        employees=9,
        contractors=3,
        customers=("Harbour Authority", "North Shore Sailing Club", "Private owners"),
        projects={"North Shore Sailing Club": ("Dory restoration",)},
        items=("Hull repair", "Rigging", "Winter storage"),
    ),
    SampleClient(
        name="Golden Gate Catering LLC",
        contact="Rosa Delgado",
        email="rosa@goldengatecatering.example",
        region="US-CA",
        time_zone="America/Los_Angeles",
        language="en",
        leads=(OLIVIA,),
        employees=27,
        contractors=8,
        customers=("Bayview Events", "Presidio Weddings", "Tech Park Cafeteria"),
        items=("Cooking", "Serving", "Set-up", "Driving"),
        classes=("Events", "Contracts"),
        locations=("Mission kitchen", "Oakland kitchen"),
    ),
    SampleClient(
        name="Hudson Valley Orchard",
        contact="Peter Van Dyke",
        email="peter@hudsonorchard.example",
        region="US-NY",
        time_zone="America/New_York",
        language="en",
        leads=(DANIEL,),
        employees=0,
        contractors=0,
        customers=("Farm stand", "Wholesale"),
        items=("Picking", "Pruning"),
    ),
    SampleClient(
        name="Imprimerie Saint-Rémi (fermée)",
        contact="Lucie Thibault",
        email="lucie@imprimeriesaintremi.example",
        region="CA-QC",
        time_zone="America/Toronto",
        language="fr-ca",
        leads=(DANIEL,),
        employees=5,
        contractors=0,
        customers=("Journal local",),
        is_active=False,
    ),
)

GIVEN_NAMES = {
    "fr-ca": (
        "Amélie", "Antoine", "Béatrice", "Charles", "Chloé", "Émile", "Fatou", "Félix",
        "Geneviève", "Hugo", "Inès", "Jérôme", "Karine", "Laurence", "Léo", "Maude",
        "Mehdi", "Noémie", "Olivier", "Pascale", "Philippe", "Rosalie", "Samuel", "Sarah",
        "Thomas", "Valérie", "Vincent", "William", "Yasmine", "Zoé",
    ),
    "en": (
        "Aaron", "Abigail", "Amir", "Bella", "Carlos", "Daisy", "Dylan", "Elena", "Ethan",
        "Fiona", "Gavin", "Hannah", "Isaac", "Jade", "Kofi", "Leah", "Liam", "Maya", "Nathan",
        "Nora", "Omar", "Priya", "Quinn", "Rachel", "Sam", "Tara", "Uma", "Victor", "Wei", "Zara",
    ),
}  # fmt: skip
FAMILY_NAMES = {
    "fr-ca": (
        "Arsenault", "Bergeron", "Boisvert", "Caron", "Desjardins", "Diallo", "Fortin", "Gauthier",
        "Girard", "Hébert", "Jean", "Lachance", "Lapointe", "Leclerc", "Nguyen", "Ouellet",
        "Pelletier", "Poirier", "Rousseau", "Tessier", "Vaillancourt",
    ),
    "en": (
        "Abbott", "Baptiste", "Campbell", "Delgado", "Edwards", "Fraser", "Garcia", "Hughes",
        "Ibrahim", "Johnson", "Kaur", "Lopez", "MacDonald", "Novak", "O'Brien", "Patel", "Reid",
        "Singh", "Turner", "Walker", "Young",
    ),
}  # fmt: skip
