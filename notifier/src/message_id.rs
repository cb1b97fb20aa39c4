//! Ids of mails: made of what a mail is about, so that the same mail sent again has the same.

use docket_domain::{PersonId, TicketId};
use docket_eventstore::CommandId;

#[cfg(test)]
mod tests;

/// The id of the mail that tells a person of a command.
pub(crate) fn of_mail(command: CommandId, recipient: PersonId, domain: &str) -> String {
    format!("<{}.{}@{domain}>", command.0.simple(), recipient.0.simple())
}

/// The id that all mails about a ticket refer to. No mail has it: readers thread by it all the same, whichever of the
/// mails they got.
pub(crate) fn root_of(ticket: TicketId, domain: &str) -> String {
    format!("<ticket.{}@{domain}>", ticket.0.simple())
}
