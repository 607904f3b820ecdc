"""Widgets that pages are built of: made from fields, or shared by several pages."""
