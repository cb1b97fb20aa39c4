//! The SMTP server that can be told to fail.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use docket_test_support::{Behaviour, SmtpServer, wait_until};

/// A client that says one line and reads one answer.
struct Client {
    line: BufReader<TcpStream>,
}

impl Client {
    fn greeted(server: &SmtpServer) -> Self {
        let line = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
        line.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let mut client = Self { line: BufReader::new(line) };
        assert!(client.answer().starts_with("220"));
        assert!(client.say("HELO test").starts_with("250"));
        client
    }

    fn say(&mut self, line: &str) -> String {
        write!(self.line.get_mut(), "{line}\r\n").unwrap();
        self.answer()
    }

    fn answer(&mut self) -> String {
        let mut answer = String::new();
        self.line.read_line(&mut answer).unwrap_or_default();
        answer
    }

    /// Sends a mail as far as it gets; the last answer, empty where the line was closed.
    fn send(&mut self, to: &str) -> String {
        assert!(self.say("MAIL FROM:<desk@docket.example>").starts_with("250"));
        let answer = self.say(&format!("RCPT TO:<{to}>"));
        if !answer.starts_with("250") {
            self.say("RSET");
            return answer;
        }
        let answer = self.say("DATA");
        if !answer.starts_with("354") {
            return answer;
        }
        self.say("Subject: Hello\r\n\r\nBonjour, voilà.\r\n..\r\n.")
    }
}

#[test]
fn a_mail_is_stored_as_it_was_sent() {
    let server = SmtpServer::start();
    assert!(Client::greeted(&server).send("kim@freelance.example").starts_with("250"));
    let messages = server.messages();
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].mail_from, "desk@docket.example");
    assert_eq!(messages[0].rcpt_tos, ["kim@freelance.example"]);
    assert_eq!(messages[0].data, "Subject: Hello\r\n\r\nBonjour, voilà.\r\n.\r\n");
    assert!(messages[0].answered);
}

#[test]
fn a_recipient_is_refused_as_often_as_told_and_then_accepted() {
    let server = SmtpServer::start();
    server.set_behaviour_times("kim@freelance.example", Behaviour::Refuse(450), 2);
    let mut client = Client::greeted(&server);
    assert!(client.send("Kim@freelance.example").starts_with("450"));
    assert!(client.send("kim@freelance.example").starts_with("450"));
    assert!(client.send("kim@freelance.example").starts_with("250"));
    let outcomes: Vec<String> = server.attempts().into_iter().map(|attempt| attempt.outcome).collect();
    assert_eq!(outcomes, ["refuse", "refuse", "accept"]);
}

#[test]
fn an_order_for_one_recipient_leaves_the_others_alone() {
    let server = SmtpServer::start();
    server.set_behaviour("*", Behaviour::Refuse(550));
    server.set_behaviour("kim@freelance.example", Behaviour::Accept);
    let mut client = Client::greeted(&server);
    assert!(client.send("jon@northwind.example").starts_with("550"));
    assert!(client.send("kim@freelance.example").starts_with("250"));
    assert_eq!(server.messages_to("jon@northwind.example"), []);
}

#[test]
fn a_closed_line_says_421_and_stores_nothing() {
    let server = SmtpServer::start();
    server.set_behaviour("*", Behaviour::Close);
    let mut client = Client::greeted(&server);
    assert!(client.send("kim@freelance.example").starts_with("421"));
    assert_eq!(client.answer(), "", "closed");
    assert_eq!(server.messages(), []);
}

#[test]
fn a_cut_line_stores_the_mail_and_gives_no_answer() {
    let server = SmtpServer::start();
    server.set_behaviour_times("*", Behaviour::Cut, 1);
    assert_eq!(Client::greeted(&server).send("kim@freelance.example"), "");
    assert!(Client::greeted(&server).send("kim@freelance.example").starts_with("250"));
    let answered: Vec<bool> = server.messages().iter().map(|message| message.answered).collect();
    assert_eq!(answered, [false, true]);
}

#[tokio::test]
async fn a_hanging_server_reads_the_mail_and_says_nothing() {
    let server = SmtpServer::start();
    server.set_behaviour("*", Behaviour::Hang);
    let mut client = Client::greeted(&server);
    client.say("MAIL FROM:<desk@docket.example>");
    client.say("RCPT TO:<kim@freelance.example>");
    client.say("DATA");
    write!(client.line.get_mut(), "Subject: Hello\r\n\r\n.\r\n").unwrap();
    wait_until(Duration::from_secs(30), "the server to hang", async || !server.attempts().is_empty()).await;
    client.line.get_mut().set_nonblocking(true).unwrap();
    let silence = client.line.read(&mut [0; 1]).unwrap_err();
    assert_eq!(silence.kind(), std::io::ErrorKind::WouldBlock);
    assert_eq!(server.messages(), []);
}
