"""Operators on their shifts: roster, attendance, leader-answering sessions."""
