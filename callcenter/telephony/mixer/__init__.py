"""The mixer: a process of its own that lets more than two legs hear each other, each as a matrix says."""
