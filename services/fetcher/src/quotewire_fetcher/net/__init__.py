"""How the fetcher speaks HTTP: politely, and safe against any server."""
