"""The built-in ledger: records kept by Pointage itself, on screen or from CSV and XLSX files.

Where the records are stored is the caller's business (see ``CompanyFileStore``).
"""
