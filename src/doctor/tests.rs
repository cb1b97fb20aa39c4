use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use clap::Parser;
use docket_eventstore::SystemClock;
use docket_eventstore::db::Location;

use super::{Finding, Verdict, checks, data};
use crate::cli::Cli;
use crate::config::Config;
use crate::house::{House, Occupancy};

fn config(folder: &Path, arguments: &[&str]) -> Config {
    let folder = folder.display().to_string();
    let all = ["docket", "--data-dir", &folder, "--listen", "127.0.0.1:0"]
        .into_iter()
        .chain(arguments.iter().copied());
    Config::new(&Cli::parse_from(all).options).unwrap()
}

fn of<'a>(findings: &'a [Finding], subject: &str) -> &'a Finding {
    findings.iter().find(|finding| finding.subject == subject).expect(subject)
}

#[test]
fn a_finding_is_one_line() {
    let line = Finding::warn("mail", "it said\r\nno", "Ask it").line();
    assert_eq!(line, "warn  mail            it said  no. Ask it");
}

#[test]
fn an_address_without_encryption_is_warned_of_unless_it_is_this_machine() {
    let folder = tempfile::tempdir().unwrap();
    for (url, verdict) in [
        ("https://desk.example", Verdict::Ok),
        ("http://127.0.0.1:8080", Verdict::Ok),
        ("http://[::1]:8080", Verdict::Ok),
        ("http://desk.example", Verdict::Warn),
    ] {
        let findings = checks::configuration(&config(folder.path(), &["--public-url", url]));
        assert_eq!(of(&findings, "public address").verdict, verdict, "{url}");
    }
}

#[test]
fn little_space_is_warned_of() {
    assert_eq!(checks::space("here", 1 << 30).verdict, Verdict::Ok);
    let little = checks::space("here", (1 << 30) - 1);
    assert!(little.verdict == Verdict::Warn && little.text.contains("Make room"), "{little:?}");
}

#[test]
fn a_taken_address_is_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap();
    let config = Config { listen, ..config(folder.path(), &[]) };
    assert_eq!(checks::server(&config).verdict, Verdict::Warn);
}

#[tokio::test]
async fn a_mail_server_that_is_away_fails_and_its_password_is_not_told() {
    let folder = tempfile::tempdir().unwrap();
    // Bound and given back: nobody listens there.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("smtp://docket:geheim@127.0.0.1:{port}");
    let finding = checks::mail(&config(folder.path(), &["--smtp-url", &url])).await;
    assert_eq!(finding.verdict, Verdict::Fail);
    assert!(
        finding.text.contains(&format!("127.0.0.1:{port}")) && !finding.text.contains("geheim"),
        "{finding:?}"
    );
}

#[tokio::test]
async fn a_database_that_is_away_fails_in_clear_words_and_its_password_is_not_told() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let location =
        Location::Postgres(format!("postgres://docket:geheim@127.0.0.1:{port}/docket?password=geheim"));
    let findings = data::database(&location, &crate::config::name_of(&location), &SystemClock).await;
    let database = of(&findings, "database");
    assert_eq!((findings.len(), database.verdict), (1, Verdict::Fail));
    assert!(database.text.contains("cannot be reached") && !database.text.contains("geheim"), "{database:?}");
}

#[tokio::test]
async fn an_empty_place_is_well_and_stays_empty() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("data");
    let location = Location::Folder(empty.clone());
    let findings = data::database(&location, "SQLite", &SystemClock).await;
    assert_eq!(of(&findings, "database").verdict, Verdict::Ok);
    let config = config(&empty, &[]);
    assert_eq!(checks::data_folder(&config).verdict, Verdict::Ok);
    assert_eq!(checks::mail(&config).await.verdict, Verdict::Ok);
    assert_eq!(checks::server(&config).verdict, Verdict::Ok);
    assert!(!empty.exists());
}

#[tokio::test]
async fn beside_a_running_house_all_is_well_and_a_lost_trigger_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path(), &[]);
    let house = House::open(&config, Arc::new(SystemClock), Occupancy::Server).await.unwrap();
    assert!(checks::server(&config).text.starts_with("one is running"));
    let findings = data::database(&config.location, "SQLite", &SystemClock).await;
    assert!(findings.iter().all(|finding| finding.verdict == Verdict::Ok), "{findings:?}");
    assert_eq!(findings.len(), 6);

    house
        .databases
        .log
        .write::<(), docket_eventstore::db::DbError, _>(|tx| {
            Box::pin(async move {
                docket_eventstore::on_tx!(tx, c => sqlx::query("DROP TRIGGER events_no_update").execute(c).await.map(drop))?;
                Ok(())
            })
        })
        .await
        .unwrap();
    let findings = data::database(&config.location, "SQLite", &SystemClock).await;
    assert_eq!(of(&findings, "protection").verdict, Verdict::Fail);
    house.close().await;
}
