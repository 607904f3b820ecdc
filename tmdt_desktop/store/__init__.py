"""The opened data: an encrypted database, its keys, its history, its search index, its copies."""
