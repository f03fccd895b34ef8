"""What the program does, without a screen: session, outbox, refreshing, and the registry of commands."""
