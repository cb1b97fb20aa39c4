//! The life of a world: who comes, belongs, asks, shares and goes, drawn by its seed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use docket_app::accounts::PersonChange;
use docket_app::organizations::Whom;
use docket_app::people::NewPerson;
use docket_app::tickets::{NewTicket, Said, Sharing};
use docket_app::{AppError, CommandKey, Done, Position};
use docket_domain::ticket::{Priority, Ticket};
use docket_domain::{
    Actor, Body, EmailAddress, Language, OrganizationId, OrganizationName, PersonId, PersonName,
    RequestTypeKey, Role, Subject,
};
use docket_projections::testing::Random;
use serde_json::Map;

use crate::model::{Filed, Model, Opened, Somebody};
use crate::place::Place;

/// One dark dot, as a picture.
const DOT: &[u8] = include_bytes!("dot.png");

/// Who can see each ticket.
type Audiences = BTreeMap<String, BTreeSet<PersonId>>;

/// A world in the making.
pub(crate) struct World<'p> {
    pub(crate) place: &'p Place,
    pub(crate) random: Random,
    pub(crate) model: Model,
    pub(crate) organizations: Vec<OrganizationId>,
    /// Moments, with who could see each ticket then.
    pub(crate) moments: Vec<(DateTime<Utc>, Audiences)>,
    /// Where the log stood when the world began.
    pub(crate) begun: Position,
    seed: u32,
    administrator: PersonId,
}

/// What an act led to, where it was not refused by a rule.
pub(crate) fn allowed<T>(outcome: Result<T, AppError>) -> Option<T> {
    match outcome {
        Ok(done) => Some(done),
        Err(
            AppError::Forbidden { .. }
            | AppError::NotFound(_)
            | AppError::Invalid(_)
            | AppError::Refused { .. },
        ) => None,
        Err(error) => panic!("{error}: {error:?}"),
    }
}

impl<'p> World<'p> {
    /// People, organizations and who is in them.
    pub(crate) async fn begin(place: &'p Place, seed: u32) -> Self {
        let begun = place.app.store().head().await.unwrap().position;
        let mut world = Self {
            place,
            begun,
            random: Random::new(u64::from(seed)),
            model: Model::default(),
            organizations: Vec::new(),
            moments: Vec::new(),
            seed,
            administrator: PersonId(docket_domain::SYSTEM),
        };
        world.administrator = world.comes(Role::Administrator).await;
        for _ in 0..=world.random.below(2) {
            world.comes(Role::Agent).await;
        }
        for number in 0..=world.random.below(3) {
            let name = OrganizationName::parse(&format!("Organization {number} of world {seed}")).unwrap();
            let (by, unique) = (world.admin().await, CommandKey::unique());
            let made = place.app.create_organization(&by, &unique, name).await.unwrap();
            world.organizations.push(made.loaded.state.id);
        }
        for _ in 0..3 + world.random.below(4) {
            let person = world.comes(Role::Customer).await;
            for organization in world.organizations.clone() {
                if world.random.below(2) == 0 {
                    world.joins(person, organization).await;
                }
            }
        }
        world
    }

    /// Lives on for a number of acts.
    pub(crate) async fn live(&mut self) {
        while self.model.tickets.len() < 3 {
            self.opens().await;
        }
        for _ in 0..20 + self.random.below(15) {
            self.act().await;
            let moment = self.place.moment();
            if self.random.below(6) == 0 {
                let keys = self.model.keys().into_iter();
                let then = keys.map(|key| (key.clone(), self.model.audience(&key))).collect();
                self.moments.push((moment, then));
            }
            if self.random.below(8) == 0 {
                self.place.notifier.catch_up().await.unwrap();
            }
        }
    }

    /// Takes everybody of the team away, so that the next world on this place has its own alone.
    pub(crate) async fn end(self) {
        let team = self.model.those(|somebody| somebody.role.is_support());
        for person in team {
            let change = PersonChange { deactivated: Some(true), ..PersonChange::default() };
            self.place.changes(&Actor::system(), person, change).await;
        }
        self.place.settle().await;
    }

    async fn act(&mut self) {
        match self.random.below(21) {
            0 | 1 => self.opens().await,
            2..=4 => self.comments().await,
            5..=7 => self.shares().await,
            8..=10 => self.adds().await,
            11 => self.removes().await,
            12 | 13 => self.brings_in().await,
            14 => self.sends_away().await,
            15 => self.changes_role().await,
            16 | 17 => self.looks().await,
            18 => self.links().await,
            19 => self.mutes().await,
            _ => self.is_taken_away_or_given_back().await,
        }
    }

    async fn admin(&self) -> Actor {
        self.place.session(self.administrator).await.actor
    }

    /// Somebody new, with a password already.
    async fn comes(&mut self, role: Role) -> PersonId {
        let number = self.model.people.len();
        let (name, email) = self.called(number);
        let by = Actor::system();
        let new = NewPerson {
            email: EmailAddress::parse(&email).unwrap(),
            name: Some(PersonName::parse(&name).unwrap()),
            language: Language::En,
            role,
            organizations: Vec::new(),
        };
        let invited = self.place.app.invite(&by, &CommandKey::unique(), new).await.unwrap();
        let person = &invited.loaded.state;
        let oneself = Actor { person: person.id, role, organizations: BTreeSet::new() };
        let invitation = person.invitation().unwrap().id;
        self.place.activate(&oneself, invitation).await;
        let belongs = BTreeMap::new();
        let somebody = Somebody { name, email, role, active: true, deactivated: false, belongs };
        self.model.people.insert(person.id, somebody);
        person.id
    }

    fn called(&self, number: usize) -> (String, String) {
        let seed = self.seed;
        (format!("Person {number} of world {seed}, p{number}w{seed}"), format!("p{number}@w{seed}.example"))
    }

    fn customer(&mut self) -> PersonId {
        let customers = self.model.those(|somebody| somebody.role == Role::Customer);
        self.random.pick(&customers)
    }

    fn organization(&mut self) -> OrganizationId {
        self.random.pick(&self.organizations)
    }

    /// Somebody who can sign in; mostly a customer.
    pub(crate) fn actor(&mut self) -> PersonId {
        let team = self.random.below(3) == 0;
        let fitting = self.model.those(|somebody| somebody.can_act() && somebody.role.is_support() == team);
        if fitting.is_empty() { self.administrator } else { self.random.pick(&fitting) }
    }

    pub(crate) fn ticket(&mut self) -> String {
        let keys = self.model.keys();
        keys[self.random.below(keys.len())].clone()
    }

    /// Somebody by id, by address, or an address that nobody has yet.
    fn whom(&mut self) -> Whom {
        let everybody = self.model.those(|_| true);
        let person = self.random.pick(&everybody);
        match self.random.below(5) {
            0 | 1 => Whom::Person(person),
            2 | 3 => Whom::Email(EmailAddress::parse(&self.model.people[&person].email).unwrap()),
            _ => {
                let number = self.model.people.len();
                Whom::Email(EmailAddress::parse(&self.called(number).1).unwrap())
            }
        }
    }

    /// Who is meant; whoever was invited by it is of the world from now on.
    async fn meant(&mut self, whom: &Whom) -> PersonId {
        let email = match whom {
            Whom::Person(person) => return *person,
            Whom::Email(email) => email,
        };
        let id = self.place.by_address(email.as_str()).await.unwrap();
        if !self.model.people.contains_key(&id) {
            let name = self.place.person(id).await.state.name.as_str().to_owned();
            let somebody = Somebody {
                name,
                email: email.as_str().to_owned(),
                role: Role::Customer,
                active: false,
                deactivated: false,
                belongs: BTreeMap::new(),
            };
            self.model.people.insert(id, somebody);
        }
        id
    }

    pub(crate) async fn opens(&mut self) {
        let who = self.actor();
        let mut whoms = Vec::new();
        for _ in 0..self.random.below(3) {
            whoms.push(self.whom());
        }
        let named = self.organization();
        let organization = (self.random.below(3) > 0).then_some(named);
        let choices = [None, Some(Sharing::Private), Some(Sharing::Organization)];
        let own = format!("alone{}in{}", self.model.tickets.len(), self.seed);
        let new = NewTicket {
            desk: "AMS".to_owned(),
            request_type: RequestTypeKey::parse("question").unwrap(),
            subject: Subject::parse("What does the figure say?").unwrap(),
            description: Body::parse(&format!("We cannot read it: {} {own}.", self.everywhere())).unwrap(),
            fields: Map::new(),
            sharing: self.random.pick(&choices),
            organization,
            participants: whoms.clone(),
            on_behalf_of: None,
            priority: Priority::Normal,
            follow_up_of: None,
            attachments: Vec::new(),
        };
        let session = self.place.session(who).await;
        let opened = self.place.app.open_ticket(&session, &CommandKey::unique(), new).await;
        let Some(opened) = allowed(opened) else { return };
        let mut participants = BTreeSet::new();
        for whom in &whoms {
            participants.insert(self.meant(whom).await);
        }
        participants.remove(&who);
        let state = &opened.loaded.state;
        let shared = state.visibility.organization();
        let ticket = Opened {
            id: state.id,
            reporter: who,
            participants,
            shared,
            acted: BTreeSet::from([who]),
            own,
            noted: false,
            files: Vec::new(),
        };
        self.model.tickets.insert(state.key.to_string(), ticket);
    }

    /// Notes who did something to a ticket.
    fn acted(&mut self, who: PersonId, key: &str, done: &Done<Ticket>) {
        if !done.events.is_empty() {
            self.opened(key).acted.insert(who);
        }
    }

    fn opened(&mut self, key: &str) -> &mut Opened {
        self.model.tickets.get_mut(key).unwrap()
    }

    async fn comments(&mut self) {
        let (who, key) = (self.actor(), self.ticket());
        let actor = self.place.session(who).await.actor;
        let body = Body::parse("We looked again.").unwrap();
        let (app, unique) = (&self.place.app, CommandKey::unique());
        let mut files = Vec::new();
        let internal = actor.is_support() && self.random.below(2) == 0;
        let picture = self.random.below(2) == 0;
        if self.random.below(2) == 0 {
            let (name, content) =
                if picture { ("seen.png", DOT) } else { ("seen.txt", &b"What we saw."[..]) };
            let mut spool = app.begin_upload(&actor).await.unwrap();
            spool.write(content).await.unwrap();
            files.push(app.finish_upload(&actor, spool, name).await.unwrap().file.id);
        }
        let said = Said { body, files: &files };
        let done = if internal {
            app.note(&actor, &unique, &key, None, said).await
        } else {
            app.comment(&actor, &unique, &key, None, said, None).await
        };
        if let Some(done) = allowed(done) {
            self.opened(&key).files.extend(files.into_iter().map(|id| Filed { id, internal, picture }));
            if internal {
                return;
            }
            self.acted(who, &key, &done);
        }
        let body = Body::parse(&format!("Between us: {}.", self.internal())).unwrap();
        let said = Said { body, files: &[] };
        let noted = self.place.app.note(&actor, &CommandKey::unique(), &key, None, said).await;
        if allowed(noted).is_some() {
            self.opened(&key).noted = true;
        }
    }

    /// A word that stands in each ticket of this world.
    pub(crate) fn everywhere(&self) -> String {
        format!("everywherein{}", self.seed)
    }

    /// A word that stands in nothing but its internal notes.
    pub(crate) fn internal(&self) -> String {
        format!("internalin{}", self.seed)
    }

    async fn looks(&mut self) {
        let (who, key) = (self.actor(), self.ticket());
        let actor = self.place.session(who).await.actor;
        let seen = self.place.app.see(&actor, &CommandKey::unique(), &key, None).await;
        assert_eq!(allowed(seen).is_some(), self.model.sees(who, &key), "looking at {key}");
    }

    async fn shares(&mut self) {
        let (who, key, organization) = (self.actor(), self.ticket(), self.organization());
        let shared = self.random.below(3) > 0;
        let actor = self.place.session(who).await.actor;
        let unique = CommandKey::unique();
        let done =
            self.place.app.set_visibility(&actor, &unique, &key, None, shared, Some(organization)).await;
        if let Some(done) = allowed(done) {
            self.opened(&key).shared = shared.then_some(organization);
            self.acted(who, &key, &done);
        }
    }

    async fn adds(&mut self) {
        let (who, key, whom) = (self.actor(), self.ticket(), self.whom());
        let session = self.place.session(who).await;
        let done = self.place.app.add_participant(&session, &CommandKey::unique(), &key, &whom).await;
        if let Some(done) = allowed(done) {
            let person = self.meant(&whom).await;
            if self.model.tickets[&key].reporter != person {
                self.opened(&key).participants.insert(person);
            }
            self.acted(who, &key, &done);
        }
    }

    async fn removes(&mut self) {
        let (who, key) = (self.actor(), self.ticket());
        let participants: Vec<PersonId> = self.model.tickets[&key].participants.iter().copied().collect();
        if participants.is_empty() {
            return;
        }
        let person = self.random.pick(&participants);
        let actor = self.place.session(who).await.actor;
        let done = self.place.app.remove_participant(&actor, &CommandKey::unique(), &key, person.0).await;
        if let Some(done) = allowed(done) {
            self.opened(&key).participants.remove(&person);
            self.acted(who, &key, &done);
            self.lists_no_more_than_is_seen(person).await;
        }
    }

    async fn joins(&mut self, person: PersonId, organization: OrganizationId) {
        let manager = self.random.below(3) == 0;
        let (by, whom) = (self.admin().await, Whom::Person(person));
        let unique = CommandKey::unique();
        let joined =
            self.place.app.add_member(&by, &unique, organization, &whom, manager, Language::En).await;
        joined.unwrap();
        self.somebody(person).belongs.insert(organization, manager);
    }

    /// The team or a manager adds somebody to an organization; others try to.
    async fn brings_in(&mut self) {
        let (who, whom, organization) = (self.actor(), self.whom(), self.organization());
        let manager = self.random.below(4) == 0;
        let by = self.place.session(who).await.actor;
        let unique = CommandKey::unique();
        let joined =
            self.place.app.add_member(&by, &unique, organization, &whom, manager, Language::En).await;
        if allowed(joined).is_some() {
            let person = self.meant(&whom).await;
            self.somebody(person).belongs.insert(organization, manager);
        }
    }

    async fn sends_away(&mut self) {
        let (who, person, organization) = (self.actor(), self.customer(), self.organization());
        let by = self.place.session(who).await.actor;
        let left = self.place.app.remove_member(&by, &CommandKey::unique(), organization, person).await;
        if allowed(left).is_some() {
            self.somebody(person).belongs.remove(&organization);
            self.lists_no_more_than_is_seen(person).await;
        }
    }

    /// A customer joins the team, or an agent leaves it. Who is of the team belongs to no organization first.
    async fn changes_role(&mut self) {
        let enough = self.model.those(|somebody| somebody.role == Role::Customer).len() > 1;
        let fitting = self.model.those(|somebody| {
            let joins = enough && somebody.role == Role::Customer && somebody.belongs.is_empty();
            somebody.can_act() && (joins || somebody.role == Role::Agent)
        });
        if fitting.is_empty() {
            return;
        }
        let person = self.random.pick(&fitting);
        let role = if self.model.people[&person].role == Role::Agent { Role::Customer } else { Role::Agent };
        let by = self.admin().await;
        let change = PersonChange { role: Some(role), ..PersonChange::default() };
        self.place.changes(&by, person, change).await;
        self.somebody(person).role = role;
    }

    async fn is_taken_away_or_given_back(&mut self) {
        let person = self.customer();
        let deactivated = !self.model.people[&person].deactivated;
        let change = PersonChange { deactivated: Some(deactivated), ..PersonChange::default() };
        let by = self.admin().await;
        self.place.changes(&by, person, change).await;
        self.somebody(person).deactivated = deactivated;
    }

    fn somebody(&mut self, person: PersonId) -> &mut Somebody {
        self.model.people.get_mut(&person).unwrap()
    }
}
