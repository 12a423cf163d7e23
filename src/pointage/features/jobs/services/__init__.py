"""The only writers of jobs, their fields and the lists beside them (books write their own)."""
