//! How many streams are open, and whose.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use docket_domain::PersonId;

use crate::error::AppError;

/// So many streams one process keeps open. Each costs a connection and some kilobytes.
const MOST: usize = 8_192;
/// So many of them may be one person's: far more than anybody has pages open.
const MOST_OF_ONE: usize = 512;
/// When it is worth trying again.
const WAIT: Duration = Duration::from_secs(30);

/// The seats that are taken, by person.
#[derive(Debug, Default)]
pub(super) struct Seats(Mutex<HashMap<PersonId, usize>>);

/// One of them, until it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    of: Arc<Seats>,
    person: PersonId,
}

impl Seats {
    /// Takes a seat.
    pub(super) fn take(self: &Arc<Self>, person: PersonId) -> Result<Seat, AppError> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = taken.values().sum();
        let own = taken.get(&person).copied().unwrap_or_default();
        if all >= MOST || own >= MOST_OF_ONE {
            return Err(AppError::TooMany { wait: WAIT });
        }
        taken.insert(person, own + 1);
        Ok(Seat { of: Arc::clone(self), person })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.of.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = taken.get_mut(&self.person) {
            *own -= 1;
            if *own == 0 {
                taken.remove(&self.person);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_takes_so_many_seats_and_leaves_the_others_theirs() {
        let seats = Arc::new(Seats::default());
        let (one, other) = (PersonId(uuid::Uuid::from_u128(1)), PersonId(uuid::Uuid::from_u128(2)));
        let mut own: Vec<Seat> = (0..MOST_OF_ONE).map(|_| seats.take(one).unwrap()).collect();
        assert!(matches!(seats.take(one), Err(AppError::TooMany { .. })));
        let _elsewhere = seats.take(other).unwrap();
        own.pop();
        drop(seats.take(one).unwrap());
        drop(own);
        assert_eq!(seats.0.lock().unwrap().len(), 1, "who has left is forgotten");
    }
}
