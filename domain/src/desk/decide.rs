use std::collections::BTreeSet;

use super::event::{
    Created, ParticipantsMayAddChanged, Renamed, RequestTypeAdded, RequestTypeChanged, RequestTypeRestored,
    RequestTypeRetired, RequestTypesOrdered, SignUpChanged,
};
use super::{Desk, DeskCommand, DeskEvent, DeskRefusal, RequestType};
use crate::actor::Role;
use crate::aggregate::CommandContext;
use crate::key::RequestTypeKey;

type Decision = Result<Vec<DeskEvent>, DeskRefusal>;

/// What a command does to a desk. No events: it is so already.
///
/// # Errors
/// [`DeskRefusal`], and nothing changes.
pub fn decide(state: Option<&Desk>, command: DeskCommand, context: &CommandContext<'_>) -> Decision {
    match context.actor.role {
        Role::Administrator => {}
        Role::Agent | Role::Customer => return Err(DeskRefusal::NotAllowed),
    }
    let known = || state.ok_or(DeskRefusal::NotFound);
    match command {
        DeskCommand::Create { key, name } => match state {
            Some(_) => Err(DeskRefusal::AlreadyExists),
            None => Ok(vec![Created { key, name }.into()]),
        },
        DeskCommand::Rename { name } => Ok(unless(known()?.name == name, || Renamed { name })),
        DeskCommand::AddRequestType { key, name, description, form } => {
            if known()?.request_types.contains_key(&key) {
                return Err(DeskRefusal::RequestTypeExists { key });
            }
            Ok(vec![RequestTypeAdded { key, name, description, form }.into()])
        }
        DeskCommand::ChangeRequestType { key, name, description, form } => {
            let present = request_type(known()?, &key)?;
            if present.retired {
                return Err(DeskRefusal::RequestTypeRetired { key });
            }
            let changed = RequestTypeChanged {
                key,
                name: name.unwrap_or_else(|| present.name.clone()),
                description: description.unwrap_or_else(|| present.description.clone()),
                form: form.unwrap_or_else(|| present.form.clone()),
                form_version: present.form_version(),
            };
            Ok(change(present, changed))
        }
        DeskCommand::RetireRequestType { key } => {
            let retired = request_type(known()?, &key)?.retired;
            Ok(unless(retired, || RequestTypeRetired { key }))
        }
        DeskCommand::RestoreRequestType { key } => {
            let offered = !request_type(known()?, &key)?.retired;
            Ok(unless(offered, || RequestTypeRestored { key }))
        }
        DeskCommand::OrderRequestTypes { keys } => order(known()?, keys),
        DeskCommand::SetParticipantsMayAdd { allowed } => {
            Ok(unless(known()?.participants_may_add == allowed, || ParticipantsMayAddChanged { allowed }))
        }
        DeskCommand::SetSignUp { sign_up } => {
            Ok(unless(known()?.sign_up == sign_up, || SignUpChanged { sign_up }))
        }
    }
}

/// One event, or none when it is so already.
fn unless<E: Into<DeskEvent>>(already: bool, event: impl FnOnce() -> E) -> Vec<DeskEvent> {
    if already { Vec::new() } else { vec![event().into()] }
}

fn request_type<'d>(desk: &'d Desk, key: &RequestTypeKey) -> Result<&'d RequestType, DeskRefusal> {
    desk.request_types.get(key).ok_or_else(|| DeskRefusal::UnknownRequestType { key: key.clone() })
}

/// Only another form is another version.
fn change(present: &RequestType, changed: RequestTypeChanged) -> Vec<DeskEvent> {
    if changed.form != present.form {
        return vec![RequestTypeChanged { form_version: changed.form_version + 1, ..changed }.into()];
    }
    let already = changed.name == present.name && changed.description == present.description;
    unless(already, || changed)
}

fn order(desk: &Desk, mut keys: Vec<RequestTypeKey>) -> Decision {
    let mut named = BTreeSet::new();
    for key in &keys {
        request_type(desk, key)?;
        if !named.insert(key.clone()) {
            return Err(DeskRefusal::RequestTypeTwice { key: key.clone() });
        }
    }
    keys.extend(desk.order.iter().filter(|key| !named.contains(key)).cloned());
    Ok(unless(keys == desk.order, || RequestTypesOrdered { keys }))
}
