use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use docket_domain::Actor;
use docket_domain::ticket::Status;
use docket_eventstore::db::Location;
use docket_eventstore::{ManualClock, Position};
use docket_files::Place;
use docket_notifier::{AccountTemplate, State, Template};

use super::cast::{CAST, member};
use super::script::Script;
use super::{story, tickets};
use crate::config::Config;
use crate::house::{House, Occupancy};

fn end() -> DateTime<Utc> {
    "2026-11-22T19:00:00Z".parse().unwrap()
}

fn scripts() -> impl Iterator<Item = &'static Script> {
    tickets::ALL.into_iter().flatten()
}

fn config(folder: PathBuf) -> Config {
    Config {
        location: Location::Folder(folder.clone()),
        listen: "127.0.0.1:8080".parse().unwrap(),
        public_url: "http://127.0.0.1:8080".to_owned(),
        smtp_url: format!("file:{}", folder.join("mail").display()),
        mail_from: "Docket <no-reply@docket.example>".to_owned(),
        metrics_listen: None,
        require_second_factor: false,
        limits: 0,
        trusted_proxies: Vec::new(),
        files: Place::Folder(folder.join("files")),
        scanner: None,
        max_file_size: 1024 * 1024,
        files_per_day: 20,
        uploads_kept: TimeDelta::days(1),
        data_dir: folder,
    }
}

#[test]
fn the_cast_stands_in_the_order_of_its_names() {
    for (index, played) in CAST.iter().enumerate() {
        assert_eq!(played.who as usize, index, "{}", played.name);
        assert_eq!(member(played.who).email, played.email);
    }
}

#[test]
fn each_script_goes_forward_in_time_and_ends_before_now() {
    for script in scripts() {
        let mut before = script.opened.before(end());
        for step in script.steps {
            let at = step.at.before(end());
            assert!(at > before, "\"{}\": {:?}", script.subject, step.act);
            assert!(at < end(), "\"{}\": {:?}", script.subject, step.act);
            before = at;
        }
    }
}

#[test]
fn forty_tickets_are_told_over_three_months_with_subjects_of_their_own() {
    let subjects: BTreeMap<_, _> = scripts().map(|script| (script.subject, script)).collect();
    assert_eq!(subjects.len(), 40);
    let first = scripts().map(|script| script.opened.before(end())).min().unwrap();
    assert!(end() - first > TimeDelta::days(85), "{first}");
}

#[tokio::test]
async fn the_story_leads_to_all_six_states_and_tells_everybody_as_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path().to_owned());
    let clock = Arc::new(ManualClock::new(end()));
    let house = House::open(&config, Arc::<ManualClock>::clone(&clock), Occupancy::Server).await.unwrap();

    let told = story::tell(&house, &clock, end()).await.unwrap();
    assert_eq!(told.tickets, 40);

    let mut states: BTreeMap<Status, usize> = BTreeMap::new();
    for number in 1..=40 {
        let ticket = house.app.ticket(&Actor::system(), &format!("AMS-{number}")).await.unwrap();
        *states.entry(ticket.state.status()).or_default() += 1;
    }
    for status in Status::ALL {
        assert!(states.get(&status).is_some_and(|count| *count >= 2), "{status}: {states:?}");
    }

    // Events have the times of the story.
    let events = house.store.read_after(Position::default(), 10_000).await.unwrap();
    assert!(events.windows(2).all(|pair| pair[0].recorded_at <= pair[1].recorded_at));
    let (first, last) = (events.first().unwrap().recorded_at, events.last().unwrap().recorded_at);
    assert!(end() - first > TimeDelta::days(85) && last <= end(), "{first} to {last}");
    assert!(end() - last < TimeDelta::hours(2), "it ends at {last}");

    // The notifier worked along: nothing is left, and nothing was too old when it was decided.
    let ledger = house.notifier.ledger().all(None, 10_000).await.unwrap();
    let open = ledger.iter().filter(|entry| !matches!(entry.state, State::Sent | State::Suppressed)).count();
    assert_eq!(open, 0);
    assert!(ledger.iter().all(|entry| entry.reason() != "too_old"));
    let invitations =
        ledger.iter().filter(|entry| entry.template == Template::Account(AccountTemplate::Invitation));
    assert!(invitations.clone().all(|entry| entry.state == State::Sent));
    assert_eq!(invitations.count(), CAST.len());
    let sent = ledger.iter().filter(|entry| entry.state == State::Sent).count();
    let files = std::fs::read_dir(folder.path().join("mail")).unwrap().count();
    assert_eq!(files, sent);
    assert_eq!(u64::try_from(sent).unwrap(), told.mails);
    house.close().await;
}
