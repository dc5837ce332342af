"""Who may sign in, and how: first run, users and roles, passwords, sign-in."""
