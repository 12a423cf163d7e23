"""The practice as a file: what `pointage practice apply clients.yaml` wants, changes and does.

`document` reads and checks the file, `planning` compares it with what is there, `running` makes it
so, one client at a time. Applying the same file twice changes nothing the second time.
"""
