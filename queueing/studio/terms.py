"""The words that facts of a show's calls carry in their text fields."""

PHONE, HOTLINE = "phone", "hotline"  # how a caller came: dialled the show's number, or handed over by an operator
FREED = "freed"  # a producer's phone that we hung up
RETURNED, CLOSED = "returned", "closed"  # why the show gave a caller back
THANKED, DROPPED = "thanked", "dropped"  # why the show let a caller go
PROGRAMME_STREAM, NO_PROGRAMME, PROGRAMME_LINE, STUDIO_LINE = -2, -1, 0, 1  # whose sound waiting callers hear
HEARD, SILENT, LOST = "heard", "silent", "lost"  # what is heard of it
PLAYED, STOPPED, REPLACED, LINE_DOWN = "played", "stopped", "replaced", "line_down"  # why a recording ended
BLOCKED = "show_blocked"  # why a caller of the show went on to the hotline
