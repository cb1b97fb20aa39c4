//! The words in which tickets of the demonstration are written down.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

use super::cast::Who;

/// The hour at which the last day of the story is cut off; it is laid so that this hour is the story's end.
const END_OF_DAY: TimeDelta = TimeDelta::hours(18);

/// A time of the story: so many working days before its end, at this time of day (UTC). The last day, 0, holds only
/// the two hours before the end, which are written as 16:00 to 18:00 whatever the end's own time of day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) day: u32,
    pub(crate) hour: u32,
    pub(crate) minute: u32,
}

impl Moment {
    /// When that is in a story that ends at `end`.
    pub(crate) fn before(self, end: DateTime<Utc>) -> DateTime<Utc> {
        let in_day = TimeDelta::minutes(i64::from(self.hour * 60 + self.minute));
        if self.day == 0 {
            return end - (END_OF_DAY - in_day);
        }
        working_day(end.date_naive(), self.day).and_time(NaiveTime::MIN).and_utc() + in_day
    }
}

/// The nth working day before a date.
pub(crate) fn working_day(date: NaiveDate, before: u32) -> NaiveDate {
    let earlier =
        std::iter::successors(date.checked_sub_days(Days::new(1)), |day| day.checked_sub_days(Days::new(1)));
    let mut working = earlier.filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun));
    working.nth(before.saturating_sub(1) as usize).unwrap_or(date)
}

/// The request types of the first desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Incident,
    Feature,
    Question,
}

impl Kind {
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Incident => "incident",
            Self::Feature => "feature_request",
            Self::Question => "question",
        }
    }
}

/// An answer to a form's field.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer {
    /// As it is.
    Is(&'static str),
    /// The date so many days after the opening, or before it.
    Days(i64),
}

/// A ticket and all that is done to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Script {
    pub(crate) opened: Moment,
    pub(crate) by: Who,
    /// Whom an agent opens it for.
    pub(crate) on_behalf_of: Option<Who>,
    pub(crate) kind: Kind,
    pub(crate) subject: &'static str,
    pub(crate) description: &'static str,
    pub(crate) fields: &'static [(&'static str, Answer)],
    /// Whether the reporter's organization sees it from the beginning.
    pub(crate) shared: bool,
    /// Whom it is shared with by name.
    pub(crate) with: &'static [Who],
    pub(crate) steps: &'static [Step],
}

/// A private question of Maria's with nothing in it, to be written over.
pub(crate) const BLANK: Script = Script {
    opened: on(0, 0, 0),
    by: Who::Maria,
    on_behalf_of: None,
    kind: Kind::Question,
    subject: "",
    description: "",
    fields: &[],
    shared: false,
    with: &[],
    steps: &[],
};

/// What somebody does to a ticket, and when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) at: Moment,
    pub(crate) by: Who,
    pub(crate) act: Act,
}

/// What can be done to a ticket.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    /// A public comment.
    Says(&'static str),
    /// A public comment of a customer: it is not solved.
    Objects(&'static str),
    /// An internal note.
    Notes(&'static str),
    /// A file by itself.
    Sends(Enclosure),
    /// An agent takes it.
    Takes,
    /// An agent gives it to another.
    Gives(Who),
    /// Another priority.
    Ranks(docket_domain::ticket::Priority),
    /// Another kind of request.
    Sorts(Kind),
    /// Another subject.
    Renames(&'static str),
    /// On hold, with a word to the customer.
    Holds(&'static str),
    /// A public comment of an agent who goes on with it: in progress.
    Works(&'static str),
    /// On hold is over, or work begins: in progress.
    Resumes,
    /// Resolved; a public resolution.
    Resolves(&'static str),
    /// Closed, with the usual reason and perhaps a word.
    Closes(Option<&'static str>),
    /// Closed for another reason.
    ClosesAs(docket_domain::ticket::CloseReason, &'static str),
    /// Reopened.
    Reopens(&'static str),
    /// Shown to the reporter's organization.
    Shares,
    /// Shown to reporter and participants only.
    Unshares,
    /// Shown to somebody by name.
    Adds(Who),
    /// No mail about it any more.
    Mutes,
}

/// A file of the story.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Enclosure {
    /// What a collection server wrote.
    Log,
    /// A curve of shares over an evening.
    Curve,
}

impl Enclosure {
    /// Its name and its content.
    pub(crate) fn file(self) -> (&'static str, &'static [u8]) {
        match self {
            Self::Log => ("collection-server.log", LOG.as_bytes()),
            Self::Curve => ("western region, share by minute.png", include_bytes!("share.png")),
        }
    }
}

const LOG: &str = "\
02:00:01 maintenance begins
02:14:37 assignments restored from copy of the day before
02:15:02 412 households assigned
02:15:02 WARN 25 households report and are not assigned: west-0413 to west-0437
02:31:40 maintenance ends
";

/// A time, so many working days before the story's end.
pub(crate) const fn on(day: u32, hour: u32, minute: u32) -> Moment {
    Moment { day, hour, minute }
}

/// A step.
pub(crate) const fn step(at: Moment, by: Who, act: Act) -> Step {
    Step { at, by, act }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn weekends_are_no_working_days() {
        // A Monday.
        assert_eq!(working_day(date("2026-11-23"), 1), date("2026-11-20"));
        assert_eq!(working_day(date("2026-11-23"), 6), date("2026-11-13"));
        // A Sunday.
        assert_eq!(working_day(date("2026-11-22"), 1), date("2026-11-20"));
        assert_eq!(working_day(date("2026-11-22"), 65), date("2026-08-24"));
    }

    #[test]
    fn the_last_day_ends_at_the_storys_end_whatever_time_it_is() {
        for end in ["2026-11-23T00:05:00Z", "2026-11-23T23:55:00Z", "2026-11-22T12:00:00Z"] {
            let end: DateTime<Utc> = end.parse().unwrap();
            assert_eq!(on(0, 18, 0).before(end), end);
            assert_eq!(on(0, 16, 30).before(end), end - TimeDelta::minutes(90));
            assert!(on(1, 17, 59).before(end) < on(0, 16, 0).before(end), "{end}");
        }
    }
}
