"""Reading what the office writes, and writing the files pressflow keeps beside it."""
