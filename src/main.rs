//! The program `docket`.
fn main() {}
