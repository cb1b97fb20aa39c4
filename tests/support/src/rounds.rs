use crate::variable::{self, ROUNDS};

/// How often a fault test repeats its fault: `usual`, or what `cargo xtask soak` asks for.
///
/// # Panics
/// When `DOCKET_ROUNDS` is not a number from 1.
#[must_use]
pub fn rounds(usual: u32) -> u32 {
    number(ROUNDS).unwrap_or(usual)
}

/// The number in a variable, if it is set.
///
/// # Panics
/// When it is not a number from 1.
#[must_use]
pub fn number(name: &str) -> Option<u32> {
    variable::optional(name).map(|text| match text.parse() {
        Ok(number) if number > 0 => number,
        _ => panic!("{name} must be a number from 1, not {text:?}"),
    })
}
