//! Who plays: people and organizations of the demonstration (DESIGN, section 7).

use docket_domain::{Language, Role};

use super::script::{Moment, on};

/// Everybody's password.
pub(crate) const PASSWORD: &str = "docket-demo";

/// The people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Who {
    /// Administrator.
    Ada,
    /// Agent, English.
    Sam,
    /// Agent, French.
    Noor,
    /// Manager of Meridian.
    Maria,
    /// Of Meridian.
    Tom,
    /// Of Meridian, French.
    Lena,
    /// Of Northwind.
    Jon,
    /// Of Northwind, French.
    Ines,
    /// By herself.
    Kim,
}

/// The organizations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Firm {
    /// Television.
    Meridian,
    /// Radio.
    Northwind,
}

impl Firm {
    pub(crate) const ALL: [Self; 2] = [Self::Meridian, Self::Northwind];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Meridian => "Meridian Broadcasting",
            Self::Northwind => "Northwind Radio",
        }
    }
}

/// One of the cast.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) who: Who,
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) language: Language,
    pub(crate) role: Role,
    /// What they belong to, and whether they manage it.
    pub(crate) of: Option<(Firm, bool)>,
    /// Who invites them; nobody invites the first administrator.
    pub(crate) invited_by: Option<Who>,
    pub(crate) invited: Moment,
    /// When they choose their password.
    pub(crate) arrives: Moment,
}

impl Member {
    /// Role and organization in words.
    pub(crate) fn part(&self) -> String {
        match (self.role, self.of) {
            (Role::Administrator, _) => "administrator".to_owned(),
            (Role::Agent, _) => "agent".to_owned(),
            (Role::Customer, Some((firm, true))) => format!("customer, manages {}", firm.name()),
            (Role::Customer, Some((firm, false))) => format!("customer, {}", firm.name()),
            (Role::Customer, None) => "customer without an organization".to_owned(),
        }
    }
}

/// The first day of the story, in working days before its end.
pub(crate) const FIRST_DAY: u32 = 65;

/// Everybody, in the order in which they come in.
pub(crate) const CAST: [Member; 9] = [
    Member {
        who: Who::Ada,
        name: "Ada Keller",
        email: "ada@docket.example",
        language: Language::En,
        role: Role::Administrator,
        of: None,
        invited_by: None,
        invited: on(FIRST_DAY, 7, 0),
        arrives: on(FIRST_DAY, 7, 5),
    },
    Member {
        who: Who::Sam,
        name: "Sam Rivera",
        email: "sam@docket.example",
        language: Language::En,
        role: Role::Agent,
        of: None,
        invited_by: Some(Who::Ada),
        invited: on(FIRST_DAY, 7, 20),
        arrives: on(FIRST_DAY, 7, 41),
    },
    Member {
        who: Who::Noor,
        name: "Noor Haddad",
        email: "noor@docket.example",
        language: Language::Fr,
        role: Role::Agent,
        of: None,
        invited_by: Some(Who::Ada),
        invited: on(FIRST_DAY, 7, 22),
        arrives: on(FIRST_DAY, 7, 48),
    },
    Member {
        who: Who::Maria,
        name: "Maria Lindqvist",
        email: "maria@meridian.example",
        language: Language::En,
        role: Role::Customer,
        of: Some((Firm::Meridian, true)),
        invited_by: Some(Who::Sam),
        invited: on(FIRST_DAY, 8, 2),
        arrives: on(FIRST_DAY, 8, 31),
    },
    Member {
        who: Who::Tom,
        name: "Tom Becker",
        email: "tom@meridian.example",
        language: Language::En,
        role: Role::Customer,
        of: Some((Firm::Meridian, false)),
        invited_by: Some(Who::Sam),
        invited: on(FIRST_DAY, 8, 4),
        arrives: on(FIRST_DAY, 9, 12),
    },
    Member {
        who: Who::Lena,
        name: "Lena Dubois",
        email: "lena@meridian.example",
        language: Language::Fr,
        role: Role::Customer,
        of: Some((Firm::Meridian, false)),
        invited_by: Some(Who::Noor),
        invited: on(FIRST_DAY, 8, 6),
        arrives: on(FIRST_DAY, 9, 40),
    },
    Member {
        who: Who::Jon,
        name: "Jon Price",
        email: "jon@northwind.example",
        language: Language::En,
        role: Role::Customer,
        of: Some((Firm::Northwind, false)),
        invited_by: Some(Who::Sam),
        invited: on(FIRST_DAY, 8, 10),
        arrives: on(FIRST_DAY, 10, 3),
    },
    Member {
        who: Who::Ines,
        name: "Inès Moreau",
        email: "ines@northwind.example",
        language: Language::Fr,
        role: Role::Customer,
        of: Some((Firm::Northwind, false)),
        invited_by: Some(Who::Noor),
        invited: on(FIRST_DAY, 8, 13),
        arrives: on(FIRST_DAY, 10, 27),
    },
    Member {
        who: Who::Kim,
        name: "Kim Novak",
        email: "kim@freelance.example",
        language: Language::En,
        role: Role::Customer,
        of: None,
        invited_by: Some(Who::Sam),
        invited: on(FIRST_DAY, 8, 20),
        arrives: on(FIRST_DAY, 11, 15),
    },
];

/// One of the cast.
pub(crate) fn member(who: Who) -> &'static Member {
    // The cast stands in the order of `Who`, which a test holds.
    &CAST[who as usize]
}
