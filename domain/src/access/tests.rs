use super::*;
use crate::testing::{ADA, JON, KIM, MARIA, MERIDIAN, NORTHWIND, SAM, TOM, World};

fn access(participants: &BTreeSet<PersonId>, visibility: Visibility) -> TicketAccess<'_> {
    TicketAccess { reporter: MARIA, participants, visibility }
}

/// Maria reports. Columns: who sees it while it is private, shared with Meridian, shared with Northwind; and the
/// same with Kim as a participant.
#[test]
fn sight_follows_the_table() {
    let world = World::new();
    let (nobody, kim) = (BTreeSet::new(), BTreeSet::from([KIM]));
    let meridian = Visibility::Organization(MERIDIAN);
    let northwind = Visibility::Organization(NORTHWIND);
    let table = [
        (MARIA, [true, true, true, true, true, true]),
        (TOM, [false, true, false, false, true, false]),
        (JON, [false, false, true, false, false, true]),
        (KIM, [false, false, false, true, true, true]),
        (SAM, [true, true, true, true, true, true]),
        (ADA, [true, true, true, true, true, true]),
    ];
    for (person, expected) in table {
        let actor = world.actor(person);
        let mut seen = Vec::new();
        for participants in [&nobody, &kim] {
            for visibility in [Visibility::Private, meridian, northwind] {
                seen.push(can_see(&actor, access(participants, visibility)));
            }
        }
        assert_eq!(seen, expected, "{person}");
    }
}

#[test]
fn a_membership_that_ended_ends_the_sight() {
    let mut tom = World::new().actor(TOM);
    let nobody = BTreeSet::new();
    let shared = access(&nobody, Visibility::Organization(MERIDIAN));
    assert!(can_see(&tom, shared));
    tom.organizations.clear();
    assert!(!can_see(&tom, shared));
}

/// A ticket shared with Meridian, Kim a participant. `y` may, `n` sees it and may not, `-` may not know of it.
#[test]
fn rights_follow_the_table() {
    let world = World::new();
    let kim = BTreeSet::from([KIM]);
    let shared = access(&kim, Visibility::Organization(MERIDIAN));
    let people = [MARIA, TOM, KIM, JON, SAM, ADA];
    let table = [
        (Action::Read, "yyy-yy"),
        (Action::Comment, "yyy-yy"),
        (Action::Close, "yyy-yy"),
        (Action::Reopen, "yyy-yy"),
        (Action::Mute, "yyy-yy"),
        (Action::ChangeSubject, "ynn-yy"),
        (Action::Share, "ynn-yy"),
        (Action::AddParticipant { participants_may_add: false }, "ynn-yy"),
        (Action::AddParticipant { participants_may_add: true }, "yny-yy"),
        (Action::RemoveParticipant { person: KIM }, "yny-yy"),
        (Action::RemoveParticipant { person: JON }, "ynn-yy"),
        (Action::SeeNotes, "nnn-yy"),
        (Action::Note, "nnn-yy"),
        (Action::ChangeStatus, "nnn-yy"),
        (Action::Assign, "nnn-yy"),
        (Action::SetPriority, "nnn-yy"),
        (Action::ChangeRequestType, "nnn-yy"),
        (Action::OpenForOthers, "nnn-yy"),
    ];
    for (action, expected) in table {
        let answers: String = people
            .iter()
            .map(|person| match may_with(&world.actor(*person), action, shared) {
                Ok(()) => 'y',
                Err(Denied::NotAllowed(denied)) => {
                    assert_eq!(denied, action);
                    'n'
                }
                Err(Denied::Invisible) => '-',
            })
            .collect();
        assert_eq!(answers, expected, "{action:?}");
    }
}

#[test]
fn a_refusal_of_the_invisible_says_nothing_of_the_act() {
    assert_eq!(Denied::Invisible.class(), RefusalClass::Invisible);
    assert_eq!(Denied::Invisible.code(), "not_found");
    let denied = Denied::NotAllowed(Action::ChangeStatus);
    assert_eq!((denied.class(), denied.code()), (RefusalClass::Forbidden, "not_allowed"));
    assert!(denied.to_string().contains("close or reopen"), "{denied}");
}

#[test]
fn a_visibility_is_written_as_one_value() {
    assert_eq!(serde_json::to_string(&Visibility::Private).unwrap(), "\"private\"");
    let shared = serde_json::to_string(&Visibility::Organization(MERIDIAN)).unwrap();
    assert_eq!(shared, "{\"organization\":\"00000000-0000-0000-0000-000000000041\"}");
}
