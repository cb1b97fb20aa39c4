//! What every refusal can say about itself.

/// A rule said no. Nothing was written.
pub trait Refusal: std::error::Error {
    /// The stable code a program can rely on.
    fn code(&self) -> &'static str;

    /// What a caller can do about it.
    fn class(&self) -> RefusalClass;
}

/// The four kinds of refusal, each with the HTTP status it is told with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RefusalClass {
    /// The asker may not know that it exists: 404, the same as for what does not exist.
    Invisible,
    /// The asker may know of it and may not do this: 403.
    Forbidden,
    /// Not in the present state: 409. The same command may succeed at another time.
    Conflict,
    /// What was asked for makes no sense: 422. It must be asked differently.
    Invalid,
}
