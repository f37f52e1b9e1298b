"""The scheduled run: what is due, in order of need, in child processes that one portal cannot take along."""
