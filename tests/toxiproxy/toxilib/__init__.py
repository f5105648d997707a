"""Network faults between loader and server: the proxy (toxiproxy), what it does (faults), and one load under it (case)."""
