use super::event::{
    Created, ParticipantsMayAddChanged, Renamed, RequestTypeAdded, RequestTypeChanged, RequestTypeRetired,
    SignUpChanged,
};
use super::{Desk, DeskCommand, DeskEvent, DeskRefusal, Form, RequestType};
use crate::actor::Role;
use crate::aggregate::CommandContext;
use crate::key::RequestTypeKey;
use crate::text::Label;

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
        DeskCommand::AddRequestType { key, name, form } => {
            if known()?.request_types.contains_key(&key) {
                return Err(DeskRefusal::RequestTypeExists { key });
            }
            Ok(vec![RequestTypeAdded { key, name, form }.into()])
        }
        DeskCommand::ChangeRequestType { key, name, form } => change(known()?, key, name, form),
        DeskCommand::RetireRequestType { key } => {
            let retired = request_type(known()?, &key)?.retired;
            Ok(unless(retired, || RequestTypeRetired { key }))
        }
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

fn change(desk: &Desk, key: RequestTypeKey, name: Option<Label>, form: Option<Form>) -> Decision {
    let present = request_type(desk, &key)?;
    if present.retired {
        return Err(DeskRefusal::RequestTypeRetired { key });
    }
    let name = name.unwrap_or_else(|| present.name.clone());
    let form = form.unwrap_or_else(|| present.form.clone());
    let same_form = form == present.form;
    let form_version = if same_form { present.form_version() } else { present.form_version() + 1 };
    let already = same_form && name == present.name;
    Ok(unless(already, || RequestTypeChanged { key, name, form, form_version }))
}
