//! How often something may be asked for: by one person, from one network, by everybody together.
//!
//! The figures stand far above what people do by hand and what programs of theirs should; they are there for what
//! goes wrong and for those who try. They count in the memory of one process.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use docket_domain::PersonId;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::Problem;

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Logging in.
    Login,
    /// Asking for an account.
    SignUp,
    /// Asking for a new password.
    Reset,
    /// Using a mailed link.
    Link,
    /// Inviting somebody.
    Invite,
    /// Opening a ticket.
    Create,
    /// Commenting and what goes with it: status, closing, reopening.
    Comment,
    /// Sharing a ticket, or taking somebody into an organization.
    Share,
    /// Looking for people by name.
    NameSearch,
    /// Searching tickets.
    Search,
    /// Sending a file.
    Upload,
}

/// So many at once, and so many a second in the long run.
#[derive(Clone, Copy, Debug)]
struct Rate {
    burst: u32,
    per_second: u32,
}

const fn rate(burst: u32, per_second: u32) -> Option<Rate> {
    Some(Rate { burst, per_second })
}

/// The figures for one act: a person, a network, everybody.
type Rates = [Option<Rate>; 3];

impl Act {
    /// All.
    pub const ALL: [Self; 11] = [
        Self::Login,
        Self::SignUp,
        Self::Reset,
        Self::Link,
        Self::Invite,
        Self::Create,
        Self::Comment,
        Self::Share,
        Self::NameSearch,
        Self::Search,
        Self::Upload,
    ];

    /// What a request is, by its method, the route it matched and its query.
    pub fn of(method: &Method, route: &str, query: Option<&str>) -> Option<Self> {
        let path = route.strip_prefix("/api/v1").unwrap_or(route);
        let act = match (method.as_str(), path) {
            ("POST", "/session" | "/login" | "/login/code") => Self::Login,
            ("POST", "/signups" | "/signup") => Self::SignUp,
            ("POST", "/password-resets" | "/forgot") => Self::Reset,
            (
                _,
                "/activations/{token}" | "/password-resets/{token}" | "/activate/{token}" | "/reset/{token}",
            ) => Self::Link,
            (
                "POST",
                "/invitations"
                | "/invitations/{id}/resend"
                | "/people/invite"
                | "/people/{id}/invite"
                | "/organization/{id}/members/{person}/invite",
            ) => Self::Invite,
            ("POST", "/tickets" | "/new/{desk}/{type}") => Self::Create,
            (
                "POST",
                "/tickets/{key}/comments"
                | "/tickets/{key}/status"
                | "/tickets/{key}/close"
                | "/tickets/{key}/reopen"
                | "/tickets/{key}/hold"
                | "/tickets/{key}/links"
                | "/queue/bulk",
            ) => Self::Comment,
            (
                "POST",
                "/tickets/{key}/participants"
                | "/tickets/{key}/merge"
                | "/organizations/{id}/members"
                | "/organization/{id}/members",
            )
            | ("PUT" | "POST", "/tickets/{key}/visibility") => Self::Share,
            ("GET", "/people") => Self::NameSearch,
            ("GET", "/tickets" | "/tickets.csv") if is_search(query) => Self::Search,
            ("POST", "/uploads" | "/tickets/{key}/attachments") => Self::Upload,
            _ => return None,
        };
        Some(act)
    }

    fn rates(self) -> Rates {
        match self {
            Self::Login => [None, rate(600, 10), rate(2_000, 50)],
            Self::SignUp | Self::Reset => [None, rate(300, 1), rate(3_000, 20)],
            Self::Link => [None, rate(300, 5), rate(3_000, 50)],
            Self::Invite => [rate(300, 1), rate(3_000, 10), rate(10_000, 50)],
            Self::Create | Self::Comment => [rate(5_000, 50), rate(100_000, 1_000), rate(200_000, 5_000)],
            Self::Share => [rate(300, 1), rate(3_000, 10), rate(10_000, 100)],
            Self::Search => [rate(600, 10), rate(6_000, 100), rate(20_000, 500)],
            Self::Upload => [rate(300, 2), rate(3_000, 20), rate(10_000, 200)],
            Self::NameSearch => [rate(300, 5), rate(3_000, 50), rate(10_000, 500)],
        }
    }
}

#[derive(Debug)]
struct Counters {
    person: Option<DefaultKeyedRateLimiter<PersonId>>,
    network: Option<DefaultKeyedRateLimiter<Network>>,
    everybody: Option<DefaultDirectRateLimiter>,
}

/// The limits of a process. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Limits {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// In the order of [`Act::ALL`].
    counters: [Counters; Act::ALL.len()],
    trusted: Vec<IpAddr>,
    clock: DefaultClock,
}

impl Limits {
    /// The standard figures times `factor`; 0 means no limits. `trusted` are the proxies whose word on where a request
    /// comes from (`X-Forwarded-For`) is taken.
    pub fn new(factor: u32, trusted: Vec<IpAddr>) -> Self {
        let counters = Act::ALL.map(|act| {
            let [person, network, everybody] =
                act.rates().map(|rate| rate.and_then(|rate| quota(rate, factor)));
            Counters {
                person: person.map(RateLimiter::keyed),
                network: network.map(RateLimiter::keyed),
                everybody: everybody.map(RateLimiter::direct),
            }
        });
        Self { inner: Arc::new(Inner { counters, trusted, clock: DefaultClock::default() }) }
    }

    fn counters(&self, act: Act) -> &Counters {
        &self.inner.counters[act as usize]
    }

    /// Counts an act of a person.
    ///
    /// # Errors
    /// 429 when it is one too many.
    pub fn person(&self, act: Act, person: PersonId) -> Result<(), Problem> {
        let Some(limiter) = &self.counters(act).person else { return Ok(()) };
        let now = self.inner.clock.now();
        limiter.check_key(&person).map_err(|until| Problem::too_many(until.wait_time_from(now)))
    }

    fn network(&self, act: Act, network: &Network) -> Result<(), Problem> {
        let counters = self.counters(act);
        let now = self.inner.clock.now();
        let too_many = |wait| Err(Problem::too_many(wait));
        if let Some(limiter) = &counters.network
            && let Err(until) = limiter.check_key(network)
        {
            return too_many(until.wait_time_from(now));
        }
        if let Some(limiter) = &counters.everybody
            && let Err(until) = limiter.check()
        {
            return too_many(until.wait_time_from(now));
        }
        Ok(())
    }

    /// Forgets people and networks that have been quiet. To be called now and then.
    pub fn forget_quiet(&self) {
        for counters in &self.inner.counters {
            if let Some(limiter) = &counters.person {
                limiter.retain_recent();
            }
            if let Some(limiter) = &counters.network {
                limiter.retain_recent();
            }
        }
    }

    /// Where a request comes from.
    fn origin(&self, headers: &HeaderMap, peer: Option<IpAddr>) -> Network {
        let Some(peer) = peer else { return Network::default() };
        if !self.inner.trusted.contains(&peer) {
            return Network::of(peer);
        }
        // The last that is no proxy of ours: what stands before it is what the sender claims.
        let lines = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let hops: Vec<IpAddr> =
            lines.flat_map(|line| line.split(',')).filter_map(|hop| hop.trim().parse().ok()).collect();
        let origin = hops.into_iter().rev().find(|hop| !self.inner.trusted.contains(hop));
        Network::of(origin.unwrap_or(peer))
    }
}

fn quota(rate: Rate, factor: u32) -> Option<Quota> {
    let per_second = NonZeroU32::new(rate.per_second.saturating_mul(factor))?;
    let burst = NonZeroU32::new(rate.burst.saturating_mul(factor))?;
    Some(Quota::per_second(per_second).allow_burst(burst))
}

/// Where a limited request comes from, as far as it is counted: an IPv4 address, or the /64 of an IPv6 address, which is
/// what one customer of a provider has. Empty for requests that are no [`Act`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Network(pub String);

impl Network {
    fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(address.to_string()),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self(format!("{a:x}:{b:x}:{c:x}:{d:x}::/64"))
            }
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Network {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

/// Counts a request by its network, before anything is done for it.
pub(crate) async fn limit(State(limits): State<Limits>, mut request: Request, next: Next) -> Response {
    let Some(act) = act_of(request.method(), request.uri(), request.extensions()) else {
        return next.run(request).await;
    };
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let network = limits.origin(request.headers(), peer);
    if let Err(problem) = limits.network(act, &network) {
        tracing::warn!(target: "docket::security", ?act, network = network.0, "too many requests");
        return problem.into_response();
    }
    request.extensions_mut().insert(network);
    next.run(request).await
}

/// What a request is, where its route is limited.
pub(crate) fn act_of(method: &Method, uri: &Uri, extensions: &Extensions) -> Option<Act> {
    Act::of(method, extensions.get::<MatchedPath>()?.as_str(), uri.query())
}

impl Problem {
    /// Too often in too short a time.
    pub(crate) fn too_many(wait: Duration) -> Self {
        let seconds = whole_seconds(wait).max(1);
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_requests",
            format!("This was asked for too often. Try again in {seconds} s."),
        )
        .retry_after(u32::try_from(seconds).unwrap_or(u32::MAX))
    }
}

/// A pause in whole seconds, rounded up: what a `Retry-After` header can say.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// Whether a list is asked for what holds some words.
fn is_search(query: Option<&str>) -> bool {
    query.is_some_and(|query| query.split('&').any(|parameter| parameter.starts_with("q=")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d49_a_list_is_limited_where_it_is_searched() {
        let of = |query| Act::of(&Method::GET, "/api/v1/tickets", query);
        assert_eq!(of(Some("scope=mine&q=ratings")), Some(Act::Search));
        assert_eq!((of(Some("scope=mine&desk=q")), of(None)), (None, None));
    }

    #[test]
    fn the_figures_of_an_act_are_found_by_its_place() {
        assert!(Act::ALL.iter().enumerate().all(|(place, act)| *act as usize == place));
    }

    #[test]
    fn d49_a_person_may_do_so_much_and_is_then_told_to_wait() {
        let limits = Limits::new(1, Vec::new());
        let (one, other) = (PersonId(uuid::Uuid::from_u128(1)), PersonId(uuid::Uuid::from_u128(2)));
        let refused = (0..400).filter(|_| limits.person(Act::Share, one).is_err()).count();
        assert!((90..=100).contains(&refused), "{refused} of 400 were refused after a burst of 300");
        let problem = limits.person(Act::Share, one).unwrap_err();
        assert_eq!(
            (problem.status, problem.code.as_str()),
            (StatusCode::TOO_MANY_REQUESTS, "too_many_requests")
        );
        assert!(limits.person(Act::Share, other).is_ok(), "another person waits for nobody");
        assert!(limits.person(Act::Comment, one).is_ok(), "another act has a limit of its own");
    }

    #[test]
    fn a_factor_of_zero_means_no_limits() {
        let limits = Limits::new(0, Vec::new());
        assert!((0..1000).all(|_| limits.network(Act::SignUp, &Network::default()).is_ok()));
    }

    #[test]
    fn only_a_trusted_proxy_says_where_a_request_comes_from() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let limits = Limits::new(1, vec![proxy]);
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "198.51.100.7, 203.0.113.9".parse().unwrap());
        assert_eq!(limits.origin(&headers, Some(proxy)).0, "203.0.113.9");
        let stranger = "192.0.2.4".parse().unwrap();
        assert_eq!(limits.origin(&headers, Some(stranger)).0, "192.0.2.4");
        let six = "2001:db8:1:2:3:4:5:6".parse().unwrap();
        assert_eq!(limits.origin(&headers, Some(six)).0, "2001:db8:1:2::/64");
    }
}
