//! What the tests stand on: the built program, people who talk to it, and the mails it wrote.

pub(crate) mod cast;
pub(crate) mod http;
pub(crate) mod mail;
mod program;
pub(crate) mod stream;

pub(crate) use cast::{Cast, Person};
pub(crate) use http::{Answer, Call, Client, items};
pub(crate) use program::{Program, Site, path};
pub(crate) use stream::Feed;
