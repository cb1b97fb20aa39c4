use std::collections::HashSet;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::ledger::TicketTemplate;

const ABOUT: Template = Template::Ticket(TicketTemplate::Commented);

proptest! {
    #[test]
    fn two_mails_never_share_an_id(pairs in prop::collection::hash_set((any::<u128>(), any::<u128>()), 1..200)) {
        let ids: HashSet<String> = pairs
            .iter()
            .map(|(command, person)| {
                let (command, person) = (CommandId(Uuid::from_u128(*command)), PersonId(Uuid::from_u128(*person)));
                of_mail(command, person, ABOUT, "desk.example")
            })
            .collect();
        prop_assert_eq!(ids.len(), pairs.len());
    }

    #[test]
    fn an_id_is_a_msg_id_of_rfc_5322(
        command in any::<u128>(), person in any::<u128>(),
        template in prop::sample::select(Template::all().collect::<Vec<_>>()),
    ) {
        let id = of_mail(CommandId(Uuid::from_u128(command)), PersonId(Uuid::from_u128(person)), template, "desk.example");
        let inner = id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).unwrap();
        let (left, right) = inner.split_once('@').unwrap();
        prop_assert!(left.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')));
        prop_assert_eq!(right, "desk.example");
    }
}

#[test]
fn two_mails_about_an_account_in_one_command_have_two_ids() {
    let (command, person) = (CommandId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
    let accounts = Template::all().filter(|template| matches!(template, Template::Account(_)));
    let ids: Vec<String> =
        accounts.chain([ABOUT]).map(|about| of_mail(command, person, about, "desk.example")).collect();
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
}
