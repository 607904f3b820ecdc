"""Steps from older shapes of the database to today's. `KNOWN` lists them in order; a test holds it to the folder."""

KNOWN = ("0001", "0002", "0003", "0004")
HEAD = KNOWN[-1]
