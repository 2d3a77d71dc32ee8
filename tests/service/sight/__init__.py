"""Who sees what of a ticket, over every route."""
