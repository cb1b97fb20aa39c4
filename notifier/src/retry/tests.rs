use super::*;

#[test]
fn pauses_double_from_half_a_minute_and_stay_below_four_hours() {
    let policy = RetryPolicy::default();
    for (attempts, seconds) in [(1, 30), (2, 60), (3, 120), (9, 7_680), (10, 14_400), (60, 14_400)] {
        let full = Duration::from_secs(seconds);
        for chance in [0, 511, 1_023, u64::MAX] {
            let pause = policy.pause(attempts, chance);
            assert!(full / 2 <= pause && pause <= full, "attempt {attempts}: {pause:?}");
        }
    }
    assert_ne!(policy.pause(1, 0), policy.pause(1, 1_000));
}

#[test]
fn after_three_days_a_mail_is_given_up() {
    let policy = RetryPolicy::default();
    let decided = DateTime::<Utc>::UNIX_EPOCH;
    let after = |hours| policy.next(20, 0, decided, decided + TimeDelta::hours(hours));
    assert!(after(69).is_some());
    assert_eq!(after(71), None);
}
