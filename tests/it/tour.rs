//! The tour of the README, line by line as it is printed there.

use std::path::Path;
use std::process::{Command, Stdio};

use docket_eventstore::backend_tests;

use crate::harness::{Site, path};

const PRINTED: &str = "127.0.0.1:8080";

backend_tests! {
    async fn the_readmes_tour_runs_as_it_is_printed(db: TestDb) {
        let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
        let site = Site::new(&db);
        let program = site.demo().await;
        let folder = tempfile::tempdir().unwrap();
        let script = script(&commands(&readme)).replace(PRINTED, &format!("127.0.0.1:{}", site.port()));
        let output = run(script, folder.path().to_owned()).await;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
        assert!(said.lines().any(|line| line == "404"), "the colleague finds nothing at first: {said}");
        assert!(said.contains("waiting_for_customer") && said.contains("subject_empty"), "{said}");
        drop(program);
    }
}

async fn run(script: String, folder: std::path::PathBuf) -> std::process::Output {
    let bash = move || bash(&script, &folder);
    tokio::task::spawn_blocking(bash).await.unwrap()
}

fn bash(script: &str, folder: &Path) -> std::process::Output {
    Command::new("bash")
        .args(["-e", "-u", "-o", "pipefail", "-c", script])
        .env_clear()
        .env("PATH", path())
        .env("HOME", folder)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("bash runs")
}

/// The commands of the tour: what stands in its `sh` blocks, continued lines joined.
fn commands(readme: &str) -> Vec<String> {
    let (_, rest) = readme.split_once("<!-- tour -->").expect("the README marks where the tour begins");
    let (tour, _) = rest.split_once("<!-- /tour -->").expect("the README marks where the tour ends");
    let mut commands: Vec<String> = Vec::new();
    let mut inside = false;
    let mut continued = false;
    for line in tour.lines() {
        let fence = line.trim_start().strip_prefix("```");
        if let Some(kind) = fence {
            inside = !inside && kind.trim() == "sh";
            continue;
        }
        if !inside || line.trim().is_empty() {
            continue;
        }
        match commands.last_mut().filter(|_| continued) {
            Some(last) => {
                last.push('\n');
                last.push_str(line);
            }
            None => commands.push(line.to_owned()),
        }
        // A quotation that is still open goes on, as a here document or a JSON body over several lines does.
        let last = commands.last().map_or("", String::as_str);
        continued = line.ends_with('\\') || last.matches('\'').count() % 2 == 1;
    }
    assert!(commands.len() >= 5, "a tour has some commands: {commands:?}");
    commands
}

/// The commands one after the other, each shown before it is run.
fn script(commands: &[String]) -> String {
    let mut script = String::new();
    // What builds and starts the program is done already.
    for command in commands.iter().filter(|command| !command.starts_with("cargo ")) {
        let shown = command.replace('\'', "'\\''");
        script.push_str(&format!("printf '%s\\n' '+ {shown}'\n{command}\n"));
    }
    script
}

#[test]
fn commands_are_found_between_the_marks_with_their_continuations() {
    let readme = "x\n<!-- tour -->\n```sh\na 1\nb \\\n  2\n\nc '{\n}'\n```\n```json\nno\n```\n```sh\nd\ne\n```\n\
                  <!-- /tour -->\n```sh\nno\n```";
    assert_eq!(commands(readme), ["a 1", "b \\\n  2", "c '{\n}'", "d", "e"]);
}

#[tokio::test]
async fn a_tour_ends_at_the_first_line_that_fails() {
    let folder = tempfile::tempdir().unwrap();
    let of = |commands: &[&str]| script(&commands.iter().map(|&line| line.to_owned()).collect::<Vec<_>>());
    let folder = folder.path().to_owned();
    let fine = run(of(&["X='a b'", "test \"$X\" = 'a b'"]), folder.clone()).await;
    assert!(fine.status.success(), "{}", String::from_utf8_lossy(&fine.stderr));
    assert!(!run(of(&["false", "true"]), folder.clone()).await.status.success());
    assert!(!run(of(&["false | true"]), folder.clone()).await.status.success());
    assert!(!run(of(&["echo \"$MISSING\""]), folder).await.status.success());
}
