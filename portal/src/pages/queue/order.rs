//! What is to be done with several tickets at once.

use docket_app::tickets::{NewStanding, Said, TicketChange};
use docket_app::{App, AppError, CommandKey, FieldError, Position};
use docket_domain::ticket::{Priority, Status};
use docket_domain::{Actor, Body, PersonId};
use docket_web::parse_priority;
use uuid::Uuid;

use crate::fields::Fields;
use crate::submitted::KEY;

/// The most tickets at once: as many as a page of the queue shows.
pub(super) const MOST: usize = 100;

/// One thing that is done with each of the tickets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Give it to somebody, or to nobody.
    Assign(Option<PersonId>),
    /// Say how urgent it is.
    Priority(Priority),
    /// Say where it stands, and something with it.
    Status(Status, Option<Body>),
}

/// What was ordered, with which tickets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bulk {
    pub(super) order: Order,
    pub(super) tickets: Vec<String>,
}

fn fault(field: &str, code: &str, detail: &str) -> AppError {
    AppError::Invalid(vec![FieldError::new(field, code, detail)])
}

impl Bulk {
    /// Reads the form.
    pub(super) fn parse(fields: &Fields, who: &Actor) -> Result<Self, AppError> {
        let mut tickets: Vec<String> = fields.all("ticket").map(str::to_owned).collect();
        tickets.sort_unstable();
        tickets.dedup();
        if tickets.is_empty() {
            return Err(fault("ticket", "nothing_ticked", "Tick at least one ticket first."));
        }
        if tickets.len() > MOST {
            return Err(fault("ticket", "too_many_ticked", "Tick at most 100 tickets at once."));
        }
        Ok(Self { order: Order::parse(fields, who)?, tickets })
    }
}

impl Order {
    fn parse(fields: &Fields, who: &Actor) -> Result<Self, AppError> {
        let missing = |field| fault(field, "missing", "Choose what to set first.");
        match fields.get("act") {
            "take" => Ok(Self::Assign(Some(who.person))),
            "assign" => match fields.filled("assignee") {
                Some("none") => Ok(Self::Assign(None)),
                Some("me") => Ok(Self::Assign(Some(who.person))),
                Some(text) => match Uuid::parse_str(text) {
                    Ok(id) => Ok(Self::Assign(Some(PersonId(id)))),
                    Err(_) => Err(missing("assignee")),
                },
                None => Err(missing("assignee")),
            },
            "priority" => {
                let priority = fields.filled("priority").ok_or_else(|| missing("priority"))?;
                let priority = parse_priority(priority).map_err(|error| AppError::Invalid(vec![error]))?;
                Ok(Self::Priority(priority))
            }
            "status" => {
                let status = fields.filled("status").and_then(Status::parse);
                let comment = fields
                    .filled("comment")
                    .map(Body::parse)
                    .transpose()
                    .map_err(|error| AppError::Invalid(vec![FieldError::text("comment", &error)]))?;
                Ok(Self::Status(status.ok_or_else(|| missing("status"))?, comment))
            }
            _ => Err(missing("act")),
        }
    }

    /// Carries it out on one ticket, as if it stood alone. The key is the form's, for this ticket and this order: a
    /// second click changes nothing, and another order from the same page is another command.
    pub(super) async fn carry_out(
        &self,
        app: &App,
        who: &Actor,
        fields: &Fields,
        ticket: &str,
    ) -> Result<Position, AppError> {
        let content = format!("{self:?}");
        let key = fields.filled(KEY).map(|key| format!("{key} {ticket} {content}"));
        let key = CommandKey::new(who.person, key.as_deref(), "POST /queue/bulk", content.as_bytes());
        let done = match self {
            Self::Assign(assignee) => {
                let change = TicketChange { assignee: Some(*assignee), ..TicketChange::default() };
                app.change_ticket(who, &key, ticket, None, change).await?
            }
            Self::Priority(priority) => {
                let change = TicketChange { priority: Some(*priority), ..TicketChange::default() };
                app.change_ticket(who, &key, ticket, None, change).await?
            }
            Self::Status(to, comment) => {
                let comment = comment.clone().map(Said::from);
                let standing = NewStanding { to: *to, comment, resolution: None };
                app.change_status(who, &key, ticket, None, standing).await?
            }
        };
        Ok(done.position)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use docket_domain::Role;

    use super::*;

    fn me() -> Actor {
        let person = PersonId(Uuid::from_u128(1));
        Actor { person, role: Role::Agent, organizations: BTreeSet::new() }
    }

    fn parse(form: &str) -> Result<Bulk, AppError> {
        Bulk::parse(&Fields::parse(form.as_bytes()), &me())
    }

    #[test]
    fn each_button_orders_one_thing_with_every_ticket_once() {
        let taken = parse("act=take&ticket=AMS-2&ticket=AMS-1&ticket=AMS-2&status=on_hold").unwrap();
        assert_eq!(taken.tickets, ["AMS-1", "AMS-2"]);
        assert_eq!(taken.order, Order::Assign(Some(me().person)));
        assert_eq!(parse("act=assign&assignee=none&ticket=A-1").unwrap().order, Order::Assign(None));
        let urgent = parse("act=priority&priority=urgent&ticket=A-1").unwrap().order;
        assert_eq!(urgent, Order::Priority(Priority::Urgent));
        let held = parse("act=status&status=on_hold&ticket=A-1&comment=").unwrap().order;
        assert_eq!(held, Order::Status(Status::OnHold, None));
    }

    #[test]
    fn what_is_not_said_is_asked_for_at_its_field() {
        for (form, field) in [
            ("act=take", "ticket"),
            ("act=assign&ticket=A-1", "assignee"),
            ("act=assign&ticket=A-1&assignee=sam", "assignee"),
            ("act=priority&ticket=A-1&priority=huge", "priority"),
            ("act=status&ticket=A-1", "status"),
            ("ticket=A-1", "act"),
        ] {
            let Err(AppError::Invalid(faults)) = parse(form) else { panic!("{form} is taken") };
            assert_eq!(faults[0].field, field, "{form}");
        }
    }
}
