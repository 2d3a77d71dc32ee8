"""What each fact changes in the desk's state, one module a topic; `queueing.desk.fold.apply` is the way in."""
