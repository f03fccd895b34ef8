"""What outlives a screen: drafts and the outbox."""
