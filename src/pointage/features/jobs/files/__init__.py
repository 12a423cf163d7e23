"""Lists of jobs, and of the items of a field, as files: columns, the fate of each row, exports."""
