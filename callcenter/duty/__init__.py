"""Who is on duty: the roster, attendance, hand-over, guests."""
