"""What a person can set, and where the token comes from."""
