//! Event to decision to outbox to mail.
