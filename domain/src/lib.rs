//! What is true in Docket and who may do what: pure rules.
