use crate::variable::{self, ROUNDS};

/// How often a fault test repeats its fault: `usual`, or what `cargo xtask soak` asks for.
///
/// # Panics
/// When `DOCKET_ROUNDS` is not a number from 1.
#[must_use]
pub fn rounds(usual: u32) -> u32 {
    match variable::optional(ROUNDS) {
        None => usual,
        Some(text) => match text.parse() {
            Ok(rounds) if rounds > 0 => rounds,
            _ => panic!("{ROUNDS} must be a number from 1, not {text:?}"),
        },
    }
}
