//! The beginning of a ticket.

use super::{Decision, known, sharable};
use crate::access::{Action, Denied, Visibility};
use crate::key::TicketKey;
use crate::ticket::event::Created;
use crate::ticket::{Context, MAX_PARTICIPANTS, OpenTicket, Priority, TicketRefusal};

/// The event has an unnumbered key: the log's writer puts the number in.
pub(super) fn open(open: OpenTicket, context: &Context<'_>) -> Decision {
    let OpenTicket {
        request_type,
        subject,
        description,
        fields,
        visibility,
        organization,
        reporter,
        mut participants,
        mut by_address,
        priority,
    } = open;
    let desk = context.desk;
    if !context.actor.is_support() {
        if reporter != context.actor.person {
            return Err(Denied::NotAllowed(Action::OpenForOthers).into());
        }
        if priority != Priority::Normal {
            return Err(Denied::NotAllowed(Action::SetPriority).into());
        }
    }
    let memberships = known(context, reporter)?.organizations;
    let Some(offered) = desk.open_request_type(&request_type) else {
        return Err(TicketRefusal::UnknownRequestType { request_type });
    };
    let form_version = offered.form_version();
    let may_name = |person| {
        person == reporter
            || known(context, person).is_ok_and(|facts| !facts.organizations.is_disjoint(&memberships))
    };
    let fields = offered.form.check(&fields, may_name).map_err(TicketRefusal::InvalidFields)?;
    let organization = match visibility {
        Visibility::Organization(shared) => Some(shared),
        Visibility::Private => organization,
    };
    if let Some(organization) = organization.filter(|organization| !memberships.contains(organization)) {
        return Err(TicketRefusal::NotAMember { organization });
    }
    participants.remove(&reporter);
    if participants.len() > MAX_PARTICIPANTS {
        return Err(TicketRefusal::TooManyParticipants);
    }
    by_address.retain(|person| participants.contains(person));
    for participant in &participants {
        sharable(context, *participant, by_address.contains(participant))?;
    }
    let created = Created {
        key: TicketKey::unnumbered(desk.key.clone()),
        desk: desk.id,
        request_type,
        form_version,
        subject,
        description,
        fields,
        visibility,
        organization,
        reporter,
        participants,
        by_address,
        priority,
    };
    Ok(vec![created.into()])
}
