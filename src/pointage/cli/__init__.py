"""The `pointage` command: thin shells over the services and rules."""
