"""The least Django needs to gather words: no database, no apps."""

SECRET_KEY = "none"
USE_I18N = True
