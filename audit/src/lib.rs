//! Replay and verify.
