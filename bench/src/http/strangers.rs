//! Whether the time of an answer tells strangers who is known: the same request for known and unknown addresses,
//! taking turns.

use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::json;

use super::client::Client;
use super::people::email;
use super::table::Table;

/// Tries for each kind of address. A known one fails to log in fewer times than slow it down.
const TRIES: usize = 500;

/// Measures logins, sign-ups and resets at a server that knows `customers`.
pub(super) async fn run(port: u16, customers: usize, table: &mut Table) -> Result<()> {
    for what in ["log in", "sign up", "ask for a new password"] {
        let mut client = Client::connect(port, None).await?;
        let mut times = [Vec::new(), Vec::new()];
        for number in 0..TRIES {
            let unknown = format!("stranger{number}@broadcaster{}.example", number % 8);
            let addresses = [email(number % customers), unknown];
            // Who comes first changes, so that neither profits of a warm cache.
            for which in [number % 2, 1 - number % 2] {
                let (path, body) = match what {
                    "log in" => {
                        ("/session", json!({ "email": addresses[which], "password": "a wrong guess" }))
                    }
                    "sign up" => ("/signups", json!({ "email": addresses[which], "name": "Somebody" })),
                    _ => ("/password-resets", json!({ "email": addresses[which] })),
                };
                let begin = Instant::now();
                // A refusal is an answer like any other here.
                drop(client.post(path, body.to_string()).await);
                times[which].push(begin.elapsed());
            }
        }
        for (whose, times) in ["known", "unknown"].into_iter().zip(times) {
            row(table, &format!("{what}, {whose} address"), times);
        }
    }
    Ok(())
}

fn row(table: &mut Table, name: &str, mut times: Vec<Duration>) {
    times.sort();
    let ms = |part: usize| {
        let time = times.get(times.len() * part / 100).copied().unwrap_or_default();
        format!("{:.2}", time.as_secs_f64() * 1000.0)
    };
    table.push(name, [1.to_string(), format!("{TRIES} tries, p95 {} ms", ms(95)), ms(50), ms(99)]);
}
