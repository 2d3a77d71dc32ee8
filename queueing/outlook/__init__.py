"""How many will call, how long they will wait, and what theory says of both."""
