use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::event::{
    Activated, Created, Deactivated, InvitationRevoked, Invited, LanguageChanged, NotificationsChosen,
    PasswordChanged, PasswordResetRequested, Reactivated, Renamed, RoleChanged, SecondFactorDisabled,
    SecondFactorEnabled, SignUpRepeated, TimeZoneChanged, TokenCreated, TokenRevoked,
};
use super::{InvitationOrigin, Person, PersonCommand, PersonEvent, PersonRefusal, PersonStatus};
use crate::actor::{Actor, Role};
use crate::aggregate::CommandContext;
use crate::id::PersonId;
use crate::language::Language;
use crate::organization::Sponsor;
use crate::text::PersonName;

type Decision = Result<Vec<PersonEvent>, PersonRefusal>;

/// What a command does to a person. No events: it is so already.
///
/// # Errors
/// [`PersonRefusal`], and nothing changes.
pub fn decide(state: Option<&Person>, command: PersonCommand, context: &CommandContext<'_>) -> Decision {
    let known = || state.ok_or(PersonRefusal::NotFound);
    match command {
        PersonCommand::Invite { email, name, language, role, invitation, origin, expires_at } => {
            may_invite(context.actor, role, origin)?;
            let name = name.unwrap_or_else(|| PersonName::from_address(&email));
            let created = Created { email, name, language, role };
            create(state, created, invited(invitation, origin, language, expires_at, context)?)
        }
        PersonCommand::SignUp { email, name, language, invitation, expires_at } => {
            let created = Created { email, name, language, role: Role::Customer };
            let origin = InvitationOrigin::SignedUp;
            create(state, created, invited(invitation, origin, language, expires_at, context)?)
        }
        PersonCommand::InviteAgain { invitation, origin, expires_at } => {
            let person = known()?;
            if origin != InvitationOrigin::SignedUp {
                may_invite(context.actor, person.role, origin)?;
            }
            invite_again(person, invitation, origin, expires_at, context)
        }
        PersonCommand::InviteColleague { person, email, name, language, invitation, expires_at, sponsor } => {
            vouched(sponsor, context.actor, person)?;
            let name = name.unwrap_or_else(|| PersonName::from_address(&email));
            let created = Created { email, name, language, role: Role::Customer };
            let origin = InvitationOrigin::Invited;
            create(state, created, invited(invitation, origin, language, expires_at, context)?)
        }
        PersonCommand::InviteColleagueAgain { invitation, expires_at, sponsor } => {
            let person = known()?;
            vouched(sponsor, context.actor, person.id)?;
            // A member who has joined the team since is the team's to invite.
            if person.role != Role::Customer {
                may_invite(context.actor, person.role, InvitationOrigin::Invited)?;
            }
            invite_again(person, invitation, InvitationOrigin::Invited, expires_at, context)
        }
        PersonCommand::RevokeInvitation => revoke(known()?, context.actor),
        PersonCommand::Activate { invitation, name } => activate(known()?, invitation, name, context.now),
        PersonCommand::Rename { name } => {
            let person = known()?;
            may_edit(person, context.actor)?;
            Ok(unless(person.name == name, || Renamed { name }))
        }
        PersonCommand::ChangeLanguage { language } => {
            let person = known()?;
            may_edit(person, context.actor)?;
            Ok(unless(person.language == language, || LanguageChanged { language }))
        }
        PersonCommand::ChangeRole { role } => {
            let person = known()?;
            administrators_only(context.actor)?;
            if person.role == role {
                return Ok(Vec::new());
            }
            not_oneself(person, context.actor)?;
            Ok(vec![RoleChanged { from: person.role, to: role }.into()])
        }
        PersonCommand::Deactivate => {
            let person = known()?;
            administrators_only(context.actor)?;
            not_oneself(person, context.actor)?;
            Ok(unless(person.is_deactivated(), || Deactivated {}))
        }
        PersonCommand::Reactivate => {
            let person = known()?;
            administrators_only(context.actor)?;
            Ok(unless(!person.is_deactivated(), || Reactivated {}))
        }
        PersonCommand::ChangeTimeZone { time_zone } => {
            let person = known()?;
            may_edit(person, context.actor)?;
            Ok(unless(person.time_zone == time_zone, || TimeZoneChanged { time_zone }))
        }
        PersonCommand::RepeatSignUp => {
            active(known()?)?;
            Ok(vec![SignUpRepeated {}.into()])
        }
        PersonCommand::RequestPasswordReset { reset, expires_at } => {
            active(known()?)?;
            if expires_at <= context.now {
                return Err(PersonRefusal::ExpiresInThePast);
            }
            Ok(vec![PasswordResetRequested { reset, expires_at }.into()])
        }
        PersonCommand::ChangePassword { by } => {
            active(oneself(known()?, context.actor)?)?;
            Ok(vec![PasswordChanged { by }.into()])
        }
        PersonCommand::EnableSecondFactor => {
            let person = oneself(known()?, context.actor)?;
            active(person)?;
            Ok(unless(person.second_factor, || SecondFactorEnabled {}))
        }
        PersonCommand::DisableSecondFactor => {
            let person = known()?;
            oneself_or_administrator(person, context.actor)?;
            Ok(unless(!person.second_factor, || SecondFactorDisabled {}))
        }
        PersonCommand::CreateToken { token, name, scope, expires_at } => {
            let person = oneself(known()?, context.actor)?;
            active(person)?;
            if expires_at <= context.now {
                return Err(PersonRefusal::ExpiresInThePast);
            }
            if person.tokens.len() >= Person::MAX_TOKENS {
                return Err(PersonRefusal::TooManyTokens);
            }
            Ok(vec![TokenCreated { token, name, scope, expires_at }.into()])
        }
        PersonCommand::RevokeToken { token } => {
            let person = known()?;
            oneself_or_administrator(person, context.actor)?;
            if !person.tokens.contains_key(&token) {
                return Err(PersonRefusal::NoSuchToken);
            }
            Ok(vec![TokenRevoked { token }.into()])
        }
        PersonCommand::ChooseNotifications { notifications } => {
            let person = oneself(known()?, context.actor)?;
            Ok(unless(person.notifications == notifications, || NotificationsChosen { notifications }))
        }
    }
}

/// One event, or none when it is so already.
fn unless<E: Into<PersonEvent>>(already: bool, event: impl FnOnce() -> E) -> Vec<PersonEvent> {
    if already { Vec::new() } else { vec![event().into()] }
}

fn create(state: Option<&Person>, created: Created, invited: Invited) -> Decision {
    match state {
        Some(_) => Err(PersonRefusal::AlreadyKnown),
        None => Ok(vec![created.into(), invited.into()]),
    }
}

fn invite_again(
    person: &Person,
    invitation: Uuid,
    origin: InvitationOrigin,
    expires_at: DateTime<Utc>,
    context: &CommandContext<'_>,
) -> Decision {
    match person.status {
        PersonStatus::Active { .. } => Err(PersonRefusal::AlreadyActive),
        PersonStatus::Deactivated { .. } => Err(PersonRefusal::Deactivated),
        PersonStatus::Uninvited | PersonStatus::Invited(_) => {
            Ok(vec![invited(invitation, origin, person.language, expires_at, context)?.into()])
        }
    }
}

fn invited(
    invitation: Uuid,
    origin: InvitationOrigin,
    language: Language,
    expires_at: DateTime<Utc>,
    context: &CommandContext<'_>,
) -> Result<Invited, PersonRefusal> {
    if expires_at <= context.now {
        return Err(PersonRefusal::ExpiresInThePast);
    }
    Ok(Invited { invitation, origin, language, expires_at })
}

fn activate(person: &Person, id: Uuid, name: Option<PersonName>, now: DateTime<Utc>) -> Decision {
    match &person.status {
        PersonStatus::Active { .. } => Err(PersonRefusal::AlreadyActive),
        PersonStatus::Deactivated { .. } => Err(PersonRefusal::Deactivated),
        PersonStatus::Uninvited => Err(PersonRefusal::InvitationOver),
        PersonStatus::Invited(invitation) if invitation.id != id => Err(PersonRefusal::InvitationOver),
        PersonStatus::Invited(invitation) if invitation.expires_at <= now => {
            Err(PersonRefusal::InvitationExpired)
        }
        PersonStatus::Invited(_) => {
            let mut events = vec![Activated { invitation: id }.into()];
            events.extend(name.filter(|name| *name != person.name).map(|name| Renamed { name }.into()));
            Ok(events)
        }
    }
}

fn revoke(person: &Person, actor: &Actor) -> Decision {
    may_invite(actor, person.role, InvitationOrigin::Invited)?;
    match &person.status {
        PersonStatus::Invited(invitation) => Ok(vec![InvitationRevoked { invitation: invitation.id }.into()]),
        PersonStatus::Uninvited => Ok(Vec::new()),
        PersonStatus::Active { .. } => Err(PersonRefusal::AlreadyActive),
        PersonStatus::Deactivated { .. } => Err(PersonRefusal::Deactivated),
    }
}

/// A proof made for somebody else, or about somebody else, is worth nothing.
fn vouched(sponsor: Sponsor, actor: &Actor, colleague: PersonId) -> Result<(), PersonRefusal> {
    if sponsor.vouches(actor.person, colleague) { Ok(()) } else { Err(PersonRefusal::NotFound) }
}

fn may_invite(actor: &Actor, role: Role, origin: InvitationOrigin) -> Result<(), PersonRefusal> {
    let remedy = match (actor.role, role) {
        (Role::Administrator, _) | (Role::Agent, Role::Customer) => return Ok(()),
        (Role::Customer, Role::Customer) if origin == InvitationOrigin::Shared => return Ok(()),
        (Role::Agent, Role::Agent | Role::Administrator) => {
            "only administrators invite agents and administrators: ask one of them"
        }
        (Role::Customer, _) => "only support invites people: share a request with their address instead",
    };
    Err(PersonRefusal::NotAllowed { remedy })
}

fn may_edit(person: &Person, actor: &Actor) -> Result<(), PersonRefusal> {
    if person.id == actor.person {
        return Ok(());
    }
    match (actor.role, person.role) {
        (Role::Administrator, _) | (Role::Agent, Role::Customer) => Ok(()),
        (Role::Agent, Role::Agent | Role::Administrator) => Err(PersonRefusal::NotAllowed {
            remedy: "only administrators and the person themselves change this: ask one of them",
        }),
        // Whether somebody else exists is not for a customer to find out.
        (Role::Customer, _) => Err(PersonRefusal::NotFound),
    }
}

/// Whose account can be worked with.
fn active(person: &Person) -> Result<(), PersonRefusal> {
    match person.status {
        PersonStatus::Active { .. } => Ok(()),
        PersonStatus::Uninvited | PersonStatus::Invited(_) => Err(PersonRefusal::NotActive),
        PersonStatus::Deactivated { .. } => Err(PersonRefusal::Deactivated),
    }
}

/// What is a person's own business. Whether somebody else exists is not for others to find out.
fn oneself<'p>(person: &'p Person, actor: &Actor) -> Result<&'p Person, PersonRefusal> {
    if person.id == actor.person { Ok(person) } else { Err(PersonRefusal::NotFound) }
}

fn oneself_or_administrator(person: &Person, actor: &Actor) -> Result<(), PersonRefusal> {
    if person.id == actor.person { Ok(()) } else { administrators_only(actor) }
}

fn administrators_only(actor: &Actor) -> Result<(), PersonRefusal> {
    match actor.role {
        Role::Administrator => Ok(()),
        Role::Agent => {
            Err(PersonRefusal::NotAllowed { remedy: "only administrators do this: ask one of them" })
        }
        Role::Customer => Err(PersonRefusal::NotFound),
    }
}

fn not_oneself(person: &Person, actor: &Actor) -> Result<(), PersonRefusal> {
    if person.id == actor.person { Err(PersonRefusal::OwnAccount) } else { Ok(()) }
}
