"""What goes out to others: text messages to citizens, and the real-time feed to the province."""
