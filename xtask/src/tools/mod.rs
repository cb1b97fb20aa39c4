//! The programs that tests need: found, or installed by the system's package manager where we may.

mod chromium;
mod node;
mod packages;
mod postgres;
mod python;

pub(crate) use chromium::chromium;
pub(crate) use node::node;
pub(crate) use postgres::postgres;
pub(crate) use python::python;
