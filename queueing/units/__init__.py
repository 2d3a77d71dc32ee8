"""Units and persons that take tickets, who is on duty there, and calling them out."""
