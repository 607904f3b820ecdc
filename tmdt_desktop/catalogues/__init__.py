"""Dated lists: what the law and the map said on a given day. Data in `resources/catalogues`, read when first asked for."""
