use super::*;

fn smtp(text: &str) -> SmtpTarget {
    match MailTarget::parse(text).unwrap() {
        MailTarget::Smtp(target) => target,
        MailTarget::Folder(folder) => panic!("{text} is the folder {}", folder.display()),
    }
}

#[test]
fn a_line_that_leaves_the_machine_is_encrypted() {
    for (text, security, port) in [
        ("smtp://mail.example", Security::StartTls, 587),
        ("smtp://mail.example:2525", Security::StartTls, 2525),
        ("smtps://mail.example", Security::Wrapper, 465),
        ("smtp://10.0.0.7", Security::StartTls, 587),
        ("smtp://localhost:1025", Security::Loopback, 1025),
        ("smtp://127.0.0.1", Security::Loopback, 25),
        ("smtp://[::1]:2500", Security::Loopback, 2500),
        ("smtp://localhost.example", Security::StartTls, 587),
    ] {
        let target = smtp(text);
        assert_eq!((target.security, target.port), (security, port), "{text}");
    }
}

#[test]
fn a_password_is_decoded_and_never_printed() {
    let target = smtp("smtps://docket%40desk.example:p%3Aw%20d@mail.example");
    assert_eq!(target.credentials, Some(("docket@desk.example".to_owned(), "p:w d".to_owned())));
    let printed = format!("{target:?}");
    assert!(printed.contains("docket@desk.example") && !printed.contains("p:w d"), "{printed}");
}

#[test]
fn a_folder_may_be_relative() {
    for (text, folder) in [("file:data/mail", "data/mail"), ("file:///var/mail", "/var/mail")] {
        assert_eq!(MailTarget::parse(text), Ok(MailTarget::Folder(PathBuf::from(folder))));
    }
}

#[test]
fn what_is_wrong_is_said() {
    for text in
        ["", "file:", "mail.example", "http://mail.example", "smtp://", "smtp://a@mail.example", "smtp://h/x"]
    {
        assert!(matches!(MailTarget::parse(text), Err(ConfigError::Target(_))), "{text}");
    }
    let parse = |from, url| MailConfig::parse("file:x", from, url);
    assert!(matches!(parse("nobody", "http://desk.example"), Err(ConfigError::From(_))));
    assert!(matches!(parse("a@b.example", "desk.example"), Err(ConfigError::PublicUrl(_))));
    let config = parse("Support <no-reply@desk.example>", "https://desk.example/").unwrap();
    assert_eq!((config.public_url.as_str(), config.id_domain()), ("https://desk.example", "desk.example"));
}
