use proptest::prelude::*;

use super::*;

#[test]
fn spellings_of_one_address_have_one_form() {
    for raw in [
        "maria@meridian.example",
        " Maria@Meridian.Example\n",
        "MARIA@MERIDIAN.EXAMPLE",
        "ｍａｒｉａ@meridian.example",
        "maria＠meridian.example",
    ] {
        assert_eq!(EmailAddress::parse(raw).unwrap().as_str(), "maria@meridian.example", "{raw:?}");
    }
    let composed = EmailAddress::parse("rene\u{301}@x.example").unwrap();
    assert_eq!(composed, EmailAddress::parse("RENÉ@x.example").unwrap());
}

#[test]
fn what_can_be_delivered_to_is_taken() {
    for raw in [
        "a@b.co",
        "first.last+tag@sub.example.org",
        "o'hara@example.org",
        "!#$%&'*+-/=?^_`{|}~@example.org",
        "用户@例子.广告",
        "x@1.example",
        "a@xn--bcher-kva.example",
    ] {
        let address = EmailAddress::parse(raw).unwrap();
        assert_eq!(format!("{}@{}", address.local_part(), address.domain()), raw);
    }
}

#[test]
fn what_cannot_is_refused() {
    for raw in [
        "maria",
        "@example.org",
        "maria@",
        "a@b@example.org",
        ".a@example.org",
        "a.@example.org",
        "a..b@example.org",
        "a b@example.org",
        "\"a b\"@example.org",
        "a@localhost",
        "a@-x.example",
        "a@x-.example",
        "a@exa_mple.org",
        "a@example..org",
        "a@example.org.",
        "a@[192.0.2.1]",
        "a@192.0.2.1",
        "a@example.org, b@example.org",
        "Maria <maria@example.org>",
        "maria\u{200B}@example.org",
        "maria\u{202E}@example.org",
    ] {
        assert_eq!(EmailAddress::parse(raw).unwrap_err().code(), "invalid_address", "{raw:?}");
    }
    assert_eq!(EmailAddress::parse("a\r\nBcc: b@example.org").unwrap_err().code(), "control_character");
    assert_eq!(EmailAddress::parse("  ").unwrap_err().code(), "empty");
}

#[test]
fn the_limits_of_rfc_5321_hold() {
    let local = |length| format!("{}@example.org", "a".repeat(length));
    assert!(EmailAddress::parse(&local(64)).is_ok());
    assert_eq!(EmailAddress::parse(&local(65)).unwrap_err().code(), "invalid_address");

    let label = "d".repeat(63);
    let total = |rest: usize| format!("a@{label}.{label}.{label}.{}", "e".repeat(rest));
    assert!(EmailAddress::parse(&total(60)).is_ok());
    assert_eq!(total(61).len(), 255);
    assert_eq!(EmailAddress::parse(&total(61)).unwrap_err().code(), "too_long");
    assert_eq!(EmailAddress::parse(&format!("a@{label}d.example")).unwrap_err().code(), "invalid_address");
}

#[test]
fn a_domain_is_an_address_without_its_first_half() {
    assert_eq!(MailDomain::parse(" Meridian.Example ").unwrap().as_str(), "meridian.example");
    assert_eq!(MailDomain::parse("meridian").unwrap_err().code(), "invalid_domain");
}

#[test]
fn a_name_can_always_be_made_from_an_address() {
    let address = EmailAddress::parse("maria.lopez@meridian.example").unwrap();
    assert_eq!(crate::PersonName::from_address(&address).as_str(), "maria.lopez");
}

proptest! {
    #[test]
    fn the_normal_form_is_its_own_normal_form(local in "\\PC{1,20}", domain in "\\PC{1,12}\\.\\PC{1,12}") {
        if let Ok(address) = EmailAddress::parse(&format!("{local}@{domain}")) {
            prop_assert_eq!(&EmailAddress::parse(address.as_str()), &Ok(address.clone()));
            let name = crate::PersonName::from_address(&address);
            prop_assert_eq!(&crate::PersonName::parse(name.as_str()), &Ok(name.clone()));
        }
    }

    #[test]
    fn case_never_makes_another_address(local in "[a-zA-Z0-9éßİıǅΣ]{1,10}") {
        let lower = EmailAddress::parse(&format!("{}@example.org", local.to_lowercase()));
        let mixed = EmailAddress::parse(&format!("{local}@Example.ORG"));
        prop_assert_eq!(lower, mixed);
    }
}

#[test]
fn public_mail_providers_are_known_whatever_their_spelling() {
    assert!(public::PROVIDERS.is_sorted());
    for name in public::PROVIDERS {
        assert_eq!(MailDomain::parse(name).unwrap().as_str(), *name);
    }
    for (name, public) in [("GMail.com", true), ("web.de", true), ("meridian.example", false)] {
        assert_eq!(MailDomain::parse(name).unwrap().is_public(), public, "{name}");
    }
}
