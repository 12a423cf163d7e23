"""Lists of people as files: written out, and read in with a dry run first. The reader of files is
`pointage.ledgers.company_file.reading`; here is only what a row means for the team."""
