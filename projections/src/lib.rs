//! The read views.
