"""Is this machine ready: each check says what it found, what that means, and what to do."""
