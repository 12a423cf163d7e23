"""Backups: one file that holds the database, the attachments and what is needed to verify them."""
