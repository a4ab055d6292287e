"""How fast it is: every module here measures one thing and prints a table."""
