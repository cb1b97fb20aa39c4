//! The HTTP kit shared by the API and the portal.
