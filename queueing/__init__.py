"""The rules: queues, operators, offers and figures, with no I/O, clock or chance (imports no other room)."""
