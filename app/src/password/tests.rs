use super::*;

#[tokio::test]
async fn d01_a_hash_is_argon2id_of_the_required_effort_and_a_weaker_one_is_known() {
    let hasher = Hasher::new().unwrap();
    let stored = hasher.hash(Password::attempt("seven kettles".to_owned())).await.unwrap();
    assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
    assert!(!hasher.is_weak(&stored));
    for (m, t) in [(8192, 2), (19_456, 1)] {
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(m, t, 1, None).unwrap());
        assert!(hasher.is_weak(&weak.hash_password(b"seven kettles").unwrap().to_string()), "m={m}, t={t}");
    }
    assert!(hasher.is_weak("no hash at all"));
    let fits = async |typed: &str, stored: Option<&String>| {
        hasher.verify(Password::attempt(typed.to_owned()), stored.cloned()).await.unwrap()
    };
    assert!(fits("seven kettles", Some(&stored)).await);
    assert!(!fits("seven kettles ", Some(&stored)).await);
    assert!(!fits("nobody has this password", None).await, "the decoy opens nothing");
}

#[tokio::test]
async fn d02_more_than_can_wait_are_turned_away_and_the_others_get_their_turn() {
    let hasher = Hasher::new().unwrap();
    let all = AT_ONCE + WAITING;
    // Nobody computes while the permits are held here, so everybody waits.
    let held = Arc::clone(&hasher.permits).acquire_many_owned(AT_ONCE as u32).await.unwrap();
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..all + 10 {
        let hasher = hasher.clone();
        tries.spawn(async move { hasher.run(|| ()).await });
    }
    let mut refused = 0;
    while refused < 10 {
        let done = tries.join_next().await.unwrap().unwrap();
        assert!(matches!(done, Err(AppError::Busy)), "only those who cannot even wait are answered now");
        refused += 1;
    }
    drop(held);
    let served = tries.join_all().await;
    assert!(served.len() == all && served.iter().all(Result::is_ok));
}
