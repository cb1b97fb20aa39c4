//! Ids of mails: made of what a mail is about, so that the same mail sent again has the same.

use docket_domain::{PersonId, TicketId};
use docket_eventstore::CommandId;

use crate::ledger::Template;

#[cfg(test)]
mod tests;

/// The id of the mail that tells a person of a command. There is one about a ticket; one about their account may come
/// beside it.
pub(crate) fn of_mail(command: CommandId, recipient: PersonId, template: Template, domain: &str) -> String {
    let (command, recipient) = (command.0.simple(), recipient.0.simple());
    match template {
        Template::Ticket(_) => format!("<{command}.{recipient}@{domain}>"),
        Template::Account(template) => format!("<{command}.{recipient}.{}@{domain}>", template.as_str()),
    }
}

/// The id that all mails about a ticket refer to. No mail has it: readers thread by it all the same, whichever of the
/// mails they got.
pub(crate) fn root_of(ticket: TicketId, domain: &str) -> String {
    format!("<ticket.{}@{domain}>", ticket.0.simple())
}
