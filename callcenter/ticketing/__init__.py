"""Tickets at work: the service around the ticket engine."""
