"""From "send" to the coach: the outbox in the store, the worker, mails, shared folders, links."""
