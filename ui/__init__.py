"""The Qt face. It holds no rule and opens no database; it asks services."""
