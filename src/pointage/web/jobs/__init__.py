"""The job tree, its assignments, custom fields and their files."""
