//! Files: who gets them, what is taken, and what becomes of what nobody attaches.

use std::time::Duration;

use base64::Engine as _;
use docket_eventstore::backend_tests;
use docket_test_support::clamd::{EICAR, Scanner};
use docket_test_support::s3::{BUCKET, S3Server};
use docket_test_support::{wait_for, wait_until};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::audit::audit;
use crate::harness::cast::Stage;
use crate::harness::http::{API, BOUNDARY};
use crate::harness::{Answer, Call, Cast, Client, Person, Program, Site, items};

const LIMIT: Duration = Duration::from_secs(60);
const TEXT: &[u8] = b"12:00 panel import failed\n12:05 panel import failed again\n";

/// A picture of one point.
pub(crate) fn png() -> Vec<u8> {
    let text =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}

pub(crate) async fn upload(who: &Person, name: &str, content: &[u8]) -> String {
    let sent = who.send(Call::file("/uploads", name, content, &[])).await.expect(201);
    sent["id"].as_str().unwrap().to_owned()
}

async fn opened(who: &Person, more: &Value) -> String {
    format!("/tickets/{}", who.open(more).await.0["key"].as_str().unwrap())
}

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

backend_tests! {
    async fn d43_d44_a_file_goes_to_who_may_see_its_ticket_and_is_never_more_than_a_file(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { maria, lena, kim, sam, .. } = &stage.cast;
        let picture = upload(maria, "Bild 1; März.png", &png()).await;
        let path = opened(maria, &json!({
            "visibility": "private", "attachments": [picture], "participants": [{ "email": kim.email }],
        })).await;
        let ticket = maria.get(&path).await.expect(200);
        assert_eq!(ticket["attachments"][0]["id"], picture.as_str(), "{ticket}");
        assert_eq!(ticket["attachments"][0]["type"], "image/png", "{ticket}");
        let log = upload(kim, "trace.log", TEXT).await;
        let said = json!({ "body": "It is in the log.", "attachments": [log] });
        let comment = kim.post(format!("{path}/comments"), &said).await;
        assert_eq!(comment.expect(201)["attachments"][0]["name"], "trace.log", "{comment}");
        let comments = sam.get_at(format!("{path}/comments"), comment.position()).await.expect(200);
        assert_eq!(items(&comments)[0]["attachments"][0]["id"], log.as_str(), "{comments}");
        let listed = sam.get(format!("{path}/attachments")).await.expect(200);
        assert_eq!(items(&listed).iter().map(id).collect::<Vec<_>>(), [picture.as_str(), log.as_str()]);

        let file = format!("{path}/attachments/{log}");
        let got = maria.get(&file).await;
        assert_eq!((got.status.as_u16(), &got.bytes[..]), (200, TEXT));
        for (name, expected) in [
            ("content-type", "text/plain"),
            ("content-disposition", "attachment; filename=\"trace.log\"; filename*=UTF-8''trace.log"),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "sandbox; default-src 'none'"),
            ("accept-ranges", "bytes"),
            ("cache-control", "private, no-cache"),
        ] {
            assert_eq!(got.header(name), Some(expected), "{name}");
        }
        let tag = got.header("etag").unwrap().to_owned();
        assert_eq!(maria.send(Call::get(&file).header("if-none-match", &tag)).await.status, 304);
        let part = maria.send(Call::get(&file).header("range", "bytes=6-10")).await;
        assert_eq!((part.status.as_u16(), &part.bytes[..]), (206, &b"panel"[..]));
        let whole = format!("bytes 6-10/{}", TEXT.len());
        assert_eq!(part.header("content-range"), Some(whole.as_str()));
        let beyond = maria.send(Call::get(&file).header("range", "bytes=9999-")).await;
        beyond.expect_problem(416, "range_not_satisfiable");

        let shown = sam.get(format!("{path}/attachments/{picture}?inline=true")).await;
        let named = "inline; filename=\"Bild 1; M_rz.png\"; filename*=UTF-8''Bild%201%3B%20M%C3%A4rz.png";
        assert_eq!(shown.header("content-disposition"), Some(named), "{shown}");
        assert_eq!(&shown.bytes[..], png());
        let thumbnail = sam.get(format!("{path}/attachments/{picture}/thumbnail")).await;
        assert_eq!((thumbnail.status.as_u16(), thumbnail.header("content-type")), (200, Some("image/jpeg")));
        assert!(thumbnail.bytes.starts_with(b"\xff\xd8\xff"), "a JPEG");
        let again = sam.get(format!("{path}/attachments/{picture}/thumbnail")).await;
        assert_eq!(again.bytes, thumbnail.bytes);
        sam.get(format!("{file}/thumbnail")).await.expect_problem(404, "not_found");
        let text = sam.get(format!("{file}?inline=true")).await;
        assert!(text.header("content-disposition").unwrap().starts_with("attachment"), "only pictures are shown");

        // For who may not see the ticket, what is there and what is not are one and the same.
        let nowhere = format!("{path}/attachments/{}", uuid::Uuid::nil());
        for stranger in [lena, &stage.cast.jon] {
            for what in [file.clone(), format!("{file}/thumbnail"), nowhere.clone()] {
                let answer = stranger.get(&what).await.expect_problem(404, "not_found");
                let other = maria.get(&nowhere).await.expect_problem(404, "not_found");
                assert_eq!(answer["detail"], other["detail"]);
            }
        }
        // A right that is taken away counts at once.
        assert_eq!(kim.get(&file).await.status, 200);
        maria.delete(format!("{path}/participants/{}", kim.id)).await.expect(200);
        kim.get(&file).await.expect_problem(404, "not_found");
        assert!(audit(&stage.site, "verify").await.0);
    }

    async fn d44_a_file_of_an_internal_note_is_for_the_team_by_every_path(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { maria, sam, noor, .. } = &stage.cast;
        let path = opened(maria, &json!({})).await;
        let secret = upload(sam, "canary.txt", b"for the team").await;
        let note = json!({ "body": "See there.", "audience": "internal", "attachments": [secret] });
        let noted = sam.post(format!("{path}/comments"), &note).await;
        assert_eq!(id(&noted.expect(201)["attachments"][0]), secret);
        let alone = Call::file(format!("{path}/attachments"), "canary.png", &png(), &[("audience", "internal")]);
        let alone = sam.send(alone).await;
        let alone_id = id(&alone.expect(201)).to_owned();
        assert_eq!(alone.json()["audience"], "internal");
        let listed = noor.get(format!("{path}/attachments")).await.expect(200);
        assert_eq!(items(&listed).len(), 2, "{listed}");
        for what in ["", "/attachments", "/comments", "/history", "/audience"] {
            let answer = maria.get_at(format!("{path}{what}"), alone.position()).await;
            assert!(!answer.text.contains("canary") && !answer.text.contains(&secret), "{answer}");
        }
        for id in [&secret, &alone_id] {
            for what in ["", "/thumbnail"] {
                maria.get(format!("{path}/attachments/{id}{what}")).await.expect_problem(404, "not_found");
            }
        }
        let internal = Call::file(format!("{path}/attachments"), "a.txt", TEXT, &[("audience", "internal")]);
        maria.send(internal).await.expect_problem(403, "agents_only");
        // One mail a reader names the public one, and none the others.
        let public = Call::file(format!("{path}/attachments"), "public.txt", TEXT, &[]);
        sam.send(public).await.expect(201);
        let mail = stage.site.mail_folder();
        wait_until(LIMIT, "the mail about the file", async || mails(&mail).contains("public.txt")).await;
        let to_customers = mails(&mail);
        assert!(!to_customers.contains("canary"), "{to_customers}");
    }

    async fn only_ones_own_free_uploads_can_be_attached_and_once(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { maria, jon, .. } = &stage.cast;
        let path = opened(maria, &json!({})).await;
        let own = upload(maria, "a.txt", TEXT).await;
        let comment = |ids: Value| Call::post(format!("{path}/comments"), &json!({ "body": "!", "attachments": ids }));
        let foreign = upload(jon, "b.txt", TEXT).await;
        for wrong in [json!([own, foreign]), json!([own, uuid::Uuid::nil()])] {
            let refused = maria.send(comment(wrong)).await.expect_problem(422, "attachments_unknown");
            assert_eq!(refused["errors"][0]["field"], "attachments[1]");
        }
        maria.send(comment(json!([own, own]))).await.expect_problem(422, "attachments_repeated");
        jon.delete(format!("/uploads/{own}")).await.expect_problem(404, "not_found");
        let call = comment(json!([own])).header("idempotency-key", "once");
        let first = maria.send(call.clone()).await;
        assert_eq!(first.expect(201), maria.send(call).await.expect(201), "sent again it is the same");
        maria.send(comment(json!([own]))).await.expect_problem(422, "attachments_unknown");
        maria.delete(format!("/uploads/{own}")).await.expect_problem(404, "not_found");
        jon.delete(format!("/uploads/{foreign}")).await.expect(204);
        jon.delete(format!("/uploads/{foreign}")).await.expect_problem(404, "not_found");
        let twice = Call::file(format!("{path}/attachments"), "c.txt", TEXT, &[]).header("idempotency-key", "file");
        let first = maria.send(twice.clone()).await;
        assert_eq!(first.expect(201), maria.send(twice).await.expect(201));
        let listed = maria.get(format!("{path}/attachments")).await.expect(200);
        assert_eq!(items(&listed).len(), 2, "{listed}");
        assert_eq!(objects(&stage.site), 2, "what was sent again, or is deleted, is not kept");
    }

    async fn d42_what_is_not_what_it_says_is_refused_with_the_remedy(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let maria = &stage.cast.maria;
        for (name, content, code) in [
            ("a.jpg", png(), "file_type_mismatch"),
            ("a.html", b"<p>".to_vec(), "file_type_not_allowed"),
            ("a.txt", b"a\0b".to_vec(), "file_type_mismatch"),
            ("a.txt", Vec::new(), "file_empty"),
            ("", TEXT.to_vec(), "file_empty"),
        ] {
            let refused = maria.send(Call::file("/uploads", name, &content, &[])).await;
            assert_eq!(refused.expect_problem(422, code)["errors"][0]["field"], "file");
        }
        maria.send(Call::file("/uploads", "a.txt", TEXT, &[("more", "x")])).await.expect_problem(422, "unknown_field");
        let twice = maria.send(Call::file("/uploads", "a.txt", TEXT, &[("file", "x")])).await;
        assert_eq!(twice.expect_problem(422, "repeated_field")["errors"][0]["field"], "file");
        let path = opened(maria, &json!({ "visibility": "private" })).await;
        let public = [("audience", "public"), ("audience", "public")];
        let twice = maria.send(Call::file(format!("{path}/attachments"), "a.txt", TEXT, &public)).await;
        assert_eq!(twice.expect_problem(422, "repeated_field")["errors"][0]["field"], "audience");
        maria.post("/uploads", &json!({})).await.expect_problem(415, "unsupported_media_type");
        assert_eq!(objects(&stage.site), 0, "nothing of it was kept");
    }

    async fn d41_size_and_number_are_limited_and_memory_stays_where_it_was(db: TestDb) {
        let site = Site::new(&db);
        let limits = [("DOCKET_MAX_FILE_MIB", "1"), ("DOCKET_FILES_PER_DAY", "2")];
        let program = site.serve_with(&limits).await;
        let cast = Cast::found(&site).await;
        let (maria, kim) = (&cast.maria, &cast.kim);
        let largest = vec![b'a'; 1024 * 1024];
        upload(kim, "largest.txt", &largest).await;
        let over = [largest, b"a".to_vec()].concat();
        kim.send(Call::file("/uploads", "over.txt", &over, &[])).await.expect_problem(413, "file_too_large");
        let before = resident(&program);
        let answer = send_endlessly(&site, kim, 1 << 30).await;
        assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
        let grown = resident(&program).saturating_sub(before);
        assert!(grown < 16 << 20, "a body of 1 GiB took {grown} bytes of memory");

        let path = opened(maria, &json!({})).await;
        for number in 0..2 {
            let file = Call::file(format!("{path}/attachments"), &format!("{number}.txt"), TEXT, &[]);
            maria.send(file).await.expect(201);
        }
        let third = Call::file(format!("{path}/attachments"), "3.txt", TEXT, &[]);
        let refused = maria.send(third).await;
        refused.expect_problem(429, "too_many_requests");
        assert!(refused.header("retry-after").is_some());
        let other = opened(maria, &json!({})).await;
        let lying = upload(maria, "4.txt", TEXT).await;
        upload(maria, "5.txt", TEXT).await;
        maria.send(Call::file("/uploads", "6.txt", TEXT, &[])).await.expect_problem(409, "too_many_uploads");
        let said = json!({ "body": "!", "attachments": [lying] });
        maria.post(format!("{other}/comments"), &said).await.expect(201);
    }

    async fn d45_nobody_gets_a_file_before_the_scanner_has_seen_it(db: TestDb) {
        let site = Site::new(&db);
        let scanner = Scanner::start(0).unwrap();
        let port = scanner.port();
        let address = format!("tcp:127.0.0.1:{port}");
        let mut program = site.serve_with(&[("DOCKET_CLAMD", &address)]).await;
        let cast = Cast::found(&site).await;
        let (maria, sam) = (&cast.maria, &cast.sam);
        let path = opened(maria, &json!({})).await;
        let clean = attach(maria, &path, "clean.txt", TEXT).await;
        had(sam, &path, &clean, 200).await;
        let virus = EICAR.concat();
        let found_before = upload(maria, "before.txt", virus.as_bytes()).await;
        // The oldest goes first.
        let next = attach(maria, &path, "next.txt", TEXT).await;
        had(sam, &path, &next, 200).await;
        let said = json!({ "body": "Here.", "attachments": [found_before] });
        maria.post(format!("{path}/comments"), &said).await.expect_problem(422, "attachments_harmful");
        // The scanner is away: whatever comes waits, also through a restart.
        drop(scanner);
        let harmful = attach(maria, &path, "harmful.txt", virus.as_bytes()).await;
        let waiting = attach(maria, &path, "waiting.txt", TEXT).await;
        let refused = sam.get(format!("{path}/attachments/{waiting}")).await;
        refused.expect_problem(409, "file_waiting");
        program.stop().await;
        let _program = site.serve_with(&[("DOCKET_CLAMD", &address)]).await;
        let cast = cast.at(site.port()).await;
        let (maria, sam) = (&cast.maria, &cast.sam);
        sam.get(format!("{path}/attachments/{waiting}")).await.expect_problem(409, "file_waiting");
        let _scanner = Scanner::start(port).unwrap();
        had(sam, &path, &waiting, 200).await;
        had(sam, &path, &harmful, 403).await;
        let refused = maria.get(format!("{path}/attachments/{harmful}")).await;
        refused.expect_problem(403, "file_quarantined");
        let mail = site.mail_folder();
        wait_until(LIMIT, "the author to be told", async || mails(&mail).contains("found to be harmful")).await;
    }

    async fn what_nobody_attaches_is_swept_and_the_rest_is_proven_by_the_audit(db: TestDb) {
        let mut stage = Stage::fresh(&db).await;
        let maria = &stage.cast.maria;
        let path = opened(maria, &json!({})).await;
        let kept = attach(maria, &path, "kept.txt", TEXT).await;
        upload(maria, "loose.txt", TEXT).await;
        assert_eq!(objects(&stage.site), 2);
        stage.program.stop().await;
        stage.program = stage.site.serve_with(&[("DOCKET_UPLOADS_KEPT", "0")]).await;
        let site = &stage.site;
        wait_until(LIMIT, "what is loose to go", async || objects(site) == 1).await;
        let (content, said) = audit(site, "verify").await;
        assert!(content && said.contains("1 files"), "{said}");
        let file = files(site).pop().unwrap();
        std::fs::write(&file, b"another").unwrap();
        let (content, said) = audit(site, "verify").await;
        assert!(!content && said.contains(&kept) && said.contains("another content"), "{said}");
        std::fs::remove_file(&file).unwrap();
        let (content, said) = audit(site, "verify").await;
        assert!(!content && said.contains("is missing"), "{said}");
    }

    async fn files_in_a_bucket_are_kept_read_in_part_and_swept(db: TestDb) {
        let bucket = S3Server::start();
        let site = Site::new(&db);
        let url = format!("s3://{BUCKET}/docket");
        let endpoint = bucket.url();
        let variables = [
            ("DOCKET_FILES_URL", url.as_str()),
            ("DOCKET_FILES_ENDPOINT", &endpoint),
            ("DOCKET_FILES_ACCESS_KEY", "id"),
            ("DOCKET_FILES_SECRET_KEY", "key"),
        ];
        let mut program = site.serve_with(&variables).await;
        let cast = Cast::found(&site).await;
        let maria = &cast.maria;
        let path = opened(maria, &json!({})).await;
        // More than one part.
        let large: Vec<u8> = (0..11 << 20).map(|at| b'a' + (at % 23) as u8).collect();
        let kept = attach(maria, &path, "large.txt", &large).await;
        let picture = attach(maria, &path, "dot.png", &png()).await;
        let got = maria.get(format!("{path}/attachments/{kept}")).await;
        assert!(got.bytes == large, "{} bytes came back of {}", got.bytes.len(), large.len());
        let range = Call::get(format!("{path}/attachments/{kept}")).header("range", "bytes=6000000-6000009");
        assert_eq!(maria.send(range).await.bytes, large[6_000_000..6_000_010]);
        assert_eq!(maria.get(format!("{path}/attachments/{picture}/thumbnail")).await.status, 200);
        upload(maria, "loose.txt", TEXT).await;
        let objects = async || {
            let listed = Client::anonymous(bucket.port()).get(format!("!/{BUCKET}?list-type=2")).await.text;
            listed.matches("<Key>docket/").count()
        };
        assert_eq!(objects().await, 4, "two files, a thumbnail, and what is loose");
        program.stop().await;
        let swept = [&variables[..], &[("DOCKET_UPLOADS_KEPT", "0")]].concat();
        let _program = site.serve_with(&swept).await;
        wait_until(LIMIT, "what is loose to go", async || objects().await == 3).await;
    }
}

async fn attach(who: &Person, path: &str, name: &str, content: &[u8]) -> String {
    let attached = who.send(Call::file(format!("{path}/attachments"), name, content, &[])).await.expect(201);
    id(&attached).to_owned()
}

/// Waits until a file is answered so.
async fn had(who: &Person, path: &str, file: &str, status: u16) -> Answer {
    let what = format!("{file} to be answered with {status}");
    wait_for(LIMIT, &what, async || {
        let answer = who.get(format!("{path}/attachments/{file}")).await;
        (answer.status == status).then_some(answer)
    })
    .await
}

/// All mails that were sent, one after the other.
fn mails(folder: &std::path::Path) -> String {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files.filter_map(|file| std::fs::read_to_string(file.path()).ok()).collect()
}

/// The files in the store.
pub(crate) fn files(site: &Site) -> Vec<std::path::PathBuf> {
    let shelves = std::fs::read_dir(site.data_folder().join("files")).into_iter().flatten().flatten();
    let files = shelves.flat_map(|shelf| std::fs::read_dir(shelf.path()).into_iter().flatten().flatten());
    files.map(|file| file.path()).collect()
}

fn objects(site: &Site) -> usize {
    files(site).len()
}

/// The memory of a process, in bytes.
fn resident(program: &Program) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.pid())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

/// Sends a file of so many bytes, as long as the server takes it, and gives the head of its answer.
async fn send_endlessly(site: &Site, who: &Person, size: usize) -> String {
    let mut line = TcpStream::connect(("127.0.0.1", site.port())).await.unwrap();
    let part = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"endless.txt\"\r\n\r\n"
    );
    let head = format!(
        "POST {API}/uploads HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n\
         Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {}\r\n\r\n{part}",
        who.token(),
        part.len() + size
    );
    line.write_all(head.as_bytes()).await.unwrap();
    let (mut reading, mut writing) = line.split();
    let block = vec![b'a'; 64 * 1024];
    let send = async {
        for _ in 0..size / block.len() {
            if writing.write_all(&block).await.is_err() {
                break;
            }
        }
        std::future::pending::<()>().await;
    };
    let mut answer = vec![0; 4096];
    tokio::select! {
        read = reading.read(&mut answer) => answer.truncate(read.unwrap()),
        () = send => {}
    }
    String::from_utf8_lossy(&answer).into_owned()
}
