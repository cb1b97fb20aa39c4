//! What can be looked at in the database: its schema, the log, the views, the outbox.

use chrono::{DateTime, TimeDelta, Utc};
use docket_eventstore::db::{Databases, Inspection, Location};
use docket_eventstore::{Clock, Head};
use docket_notifier::{Backlog, Ledger};

use super::{Finding, Verdict, chain};

/// Clocks of different machines may differ by this much.
const CLOCK_TOLERANCE: TimeDelta = TimeDelta::seconds(5);
/// Views further behind than this are not merely busy.
const LAG_LIMIT: i64 = 1_000;
/// A mail that has been due for longer than this waits for something.
const MAIL_LIMIT: TimeDelta = TimeDelta::minutes(10);

/// The database and all that is in it. `name` is how it is called, without its password.
pub(super) async fn database(location: &Location, name: &str, clock: &dyn Clock) -> Vec<Finding> {
    const SUBJECT: &str = "database";
    let databases = match Databases::open_as_is(location).await {
        Ok(Some(databases)) => databases,
        Ok(None) => {
            let text = format!("{name} is empty; the first start of `docket serve` sets it up");
            return vec![Finding::ok(SUBJECT, text)];
        }
        Err(error) => {
            return vec![Finding::fail(SUBJECT, format_args!("{name}: {}", chain(&error)), remedy(location))];
        }
    };
    let findings = look(&databases, location, name, clock).await;
    databases.close().await;
    findings
}

fn remedy(location: &Location) -> &'static str {
    match location {
        Location::Folder(_) => {
            "See that the folder's files belong to the user that Docket runs as, or restore them"
        }
        Location::Postgres(_) => {
            "See that the server runs, that the database is there, and that DOCKET_DATABASE_URL names both and the \
             right role and password"
        }
    }
}

async fn look(databases: &Databases, location: &Location, name: &str, clock: &dyn Clock) -> Vec<Finding> {
    let inspection = match databases.inspect().await {
        Ok(inspection) => inspection,
        Err(error) => {
            return vec![Finding::fail(
                "database",
                format_args!("{name}: {}", chain(&error)),
                remedy(location),
            )];
        }
    };
    let mut findings = vec![Finding::ok("database", format!("{name}, {}", inspection.version))];
    findings.push(schema(&inspection));
    if !inspection.missing_migrations.is_empty() {
        // What follows is asked of tables that may not be there.
        return findings;
    }
    findings.push(guarded(&inspection));
    let now = clock.now();
    match databases.head().await {
        Ok(head) => {
            findings.push(log(&head, now));
            findings.push(views(&head, inspection.views_position));
        }
        Err(error) => findings.push(Finding::fail("log", chain(&error), "Verify it: `docket audit verify`")),
    }
    match Ledger::new(databases.ops.clone()).backlog().await {
        Ok(backlog) => findings.push(outbox(&backlog, now)),
        Err(error) => findings.push(Finding::fail("outbox", chain(&error), remedy(location))),
    }
    findings
}

fn schema(inspection: &Inspection) -> Finding {
    const SUBJECT: &str = "schema";
    if !inspection.unknown_migrations.is_empty() {
        let found = format!("it was set up by a newer Docket ({})", inspection.unknown_migrations.join(", "));
        return Finding::fail(SUBJECT, found, "Use that version or a newer one");
    }
    if !inspection.missing_migrations.is_empty() {
        let found = format!("it is older than this program ({})", inspection.missing_migrations.join(", "));
        return Finding::warn(
            SUBJECT,
            found,
            "Back it up; the next start of `docket serve` brings it up to date",
        );
    }
    Finding::ok(SUBJECT, "up to date")
}

fn guarded(inspection: &Inspection) -> Finding {
    const SUBJECT: &str = "protection";
    if !inspection.events_are_guarded {
        return Finding::fail(
            SUBJECT,
            "the triggers that keep events from being changed are gone",
            "Find out who removed them, run `docket audit verify`, and restore the schema from a backup",
        );
    }
    if !inspection.role_is_limited {
        return Finding::warn(
            SUBJECT,
            "triggers keep events from being changed, but the database role could do away with them",
            "Let Docket connect by a role that is no superuser",
        );
    }
    Finding::ok(SUBJECT, "events cannot be changed or deleted")
}

fn log(head: &Head, now: DateTime<Utc>) -> Finding {
    const SUBJECT: &str = "log and clock";
    let position = head.position.0;
    if position == 0 {
        return Finding::ok(SUBJECT, "no event yet");
    }
    let ahead = head.recorded_at - now;
    if ahead > CLOCK_TOLERANCE {
        let found = format!(
            "the last of {position} events is from {}, which is {} seconds ahead of this machine's clock",
            head.recorded_at.format("%Y-%m-%d %H:%M:%S UTC"),
            ahead.num_seconds()
        );
        return Finding::fail(
            SUBJECT,
            found,
            "Set the clock, best by NTP; until then new events get that time",
        );
    }
    let at = head.recorded_at.format("%Y-%m-%d %H:%M:%S UTC");
    Finding::ok(SUBJECT, format!("{position} events, the last from {at}"))
}

fn views(head: &Head, position: Option<i64>) -> Finding {
    const SUBJECT: &str = "views";
    let behind = head.position.0 - position.unwrap_or_default();
    match behind {
        ..0 => Finding::warn(
            SUBJECT,
            format_args!("they are {} events ahead of the log", -behind),
            "The log was restored: stop Docket, delete the views, and start it to have them built again",
        ),
        0 => Finding::ok(SUBJECT, "they show all of it"),
        1..=LAG_LIMIT => Finding::ok(SUBJECT, format!("{behind} events behind")),
        _ => Finding::warn(
            SUBJECT,
            format_args!("they are {behind} events behind"),
            "If that number does not fall, see that a server with the role projector runs, and read its log",
        ),
    }
}

fn outbox(backlog: &Backlog, now: DateTime<Utc>) -> Finding {
    const SUBJECT: &str = "outbox";
    let waiting = backlog.pending + backlog.leased + backlog.retry + backlog.ambiguous;
    let late = backlog.oldest_due.map(|due| now - due).filter(|late| *late > MAIL_LIMIT);
    let mut found = Vec::new();
    if let Some(late) = late {
        found.push(format!("{waiting} mails wait, the oldest for {} minutes", late.num_minutes()));
    }
    if backlog.dead > 0 {
        found.push(format!("{} mails were given up", backlog.dead));
    }
    if found.is_empty() {
        return Finding {
            verdict: Verdict::Ok,
            subject: SUBJECT,
            text: format!("{waiting} mails wait, none for long"),
        };
    }
    let remedy = if late.is_some() {
        "See that a server with the role notifier runs and that the mail server takes mail"
    } else {
        "The ledger of each ticket says which and why"
    };
    Finding::warn(SUBJECT, found.join("; "), remedy)
}

#[cfg(test)]
mod tests {
    use docket_eventstore::Position;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-22T19:00:00Z".parse().unwrap()
    }

    fn head(position: i64, recorded_at: DateTime<Utc>) -> Head {
        Head { position: Position(position), hash: [0; 32], epoch: 1, recorded_at }
    }

    fn inspection() -> Inspection {
        Inspection {
            version: "SQLite 3.51.3".to_owned(),
            missing_migrations: Vec::new(),
            unknown_migrations: Vec::new(),
            events_are_guarded: true,
            role_is_limited: true,
            views_position: Some(0),
        }
    }

    #[test]
    fn an_event_from_the_future_means_that_the_clock_is_wrong() {
        assert_eq!(log(&head(7, now()), now()).verdict, Verdict::Ok);
        assert_eq!(log(&head(7, now() + TimeDelta::seconds(4)), now()).verdict, Verdict::Ok);
        let finding = log(&head(7, now() + TimeDelta::hours(1)), now());
        assert_eq!(finding.verdict, Verdict::Fail);
        assert!(
            finding.text.contains("3600 seconds") && finding.text.contains("Set the clock"),
            "{finding:?}"
        );
        assert_eq!(log(&head(0, now() + TimeDelta::hours(1)), now()).verdict, Verdict::Ok);
    }

    #[test]
    fn views_may_be_a_little_behind_and_never_ahead() {
        let head = head(5_000, now());
        for (position, verdict) in [
            (Some(5_000), Verdict::Ok),
            (Some(4_000), Verdict::Ok),
            (Some(3_999), Verdict::Warn),
            (Some(5_001), Verdict::Warn),
            (None, Verdict::Warn),
        ] {
            assert_eq!(views(&head, position).verdict, verdict, "{position:?}");
        }
    }

    #[test]
    fn the_outbox_is_well_unless_mails_wait_for_long_or_were_given_up() {
        let late = |minutes| Backlog {
            pending: 3,
            oldest_due: Some(now() - TimeDelta::minutes(minutes)),
            ..Backlog::default()
        };
        assert_eq!(outbox(&Backlog::default(), now()).verdict, Verdict::Ok);
        assert_eq!(outbox(&late(1), now()).verdict, Verdict::Ok);
        let waiting = outbox(&late(11), now());
        assert_eq!(waiting.verdict, Verdict::Warn);
        assert!(waiting.text.contains("3 mails wait, the oldest for 11 minutes"), "{waiting:?}");
        let dead = outbox(&Backlog { dead: 2, ..Backlog::default() }, now());
        assert!(dead.verdict == Verdict::Warn && dead.text.contains("2 mails were given up"), "{dead:?}");
    }

    #[test]
    fn a_newer_schema_fails_and_an_older_one_warns() {
        assert_eq!(schema(&inspection()).verdict, Verdict::Ok);
        let older = Inspection { missing_migrations: vec!["0009_ops_new"], ..inspection() };
        assert_eq!(schema(&older).verdict, Verdict::Warn);
        let newer = Inspection { unknown_migrations: vec!["0099_log_new".to_owned()], ..inspection() };
        assert_eq!(schema(&newer).verdict, Verdict::Fail);
    }

    #[test]
    fn a_log_without_its_triggers_fails_and_a_role_with_too_many_rights_warns() {
        assert_eq!(guarded(&inspection()).verdict, Verdict::Ok);
        assert_eq!(guarded(&Inspection { events_are_guarded: false, ..inspection() }).verdict, Verdict::Fail);
        assert_eq!(guarded(&Inspection { role_is_limited: false, ..inspection() }).verdict, Verdict::Warn);
    }
}
