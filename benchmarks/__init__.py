"""What a person waits for, timed as whole processes; `make bench` prints it."""
