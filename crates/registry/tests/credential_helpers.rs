//! Helper programs: what they are asked, what their answers mean, and how long and how much they may say.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests and their helpers may panic")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use countersign_registry::{Credential, Credentials, CredentialsError, DockerConfig, HelperProblem};
use countersign_transport::block_on;
use tempfile::TempDir;

/// A program cannot be started while another thread's child still holds it open for writing, so that one test writes and
/// runs programs at a time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

struct Setting {
    folder: TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Setting {
    /// A file of credentials with this content.
    fn new(config: &str) -> Self {
        let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("config.json"), config).unwrap();
        fs::create_dir(folder.path().join("bin")).unwrap();
        Self { folder, _turn: turn }
    }

    /// The same with the program `docker-credential-test`.
    fn with_helper(self, script: &str) -> Self {
        self.add("bin/docker-credential-test", script);
        self
    }

    fn add(&self, name: &str, script: &str) {
        let path = self.path(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn config(&self) -> DockerConfig {
        DockerConfig::from_file(self.path("config.json")).with_helper_folders([self.path("bin")])
    }

    fn find(&self, registry: &str) -> Result<Credential, CredentialsError> {
        block_on(self.config().find(registry, "acme/app"))
    }

    fn problem(&self) -> HelperProblem {
        match self.find("r.example").unwrap_err() {
            CredentialsError::Helper { program, problem } => {
                assert_eq!(program, "docker-credential-test");
                problem
            }
            other => panic!("{other:?}"),
        }
    }
}

const STORE: &str = r#"{"credsStore":"test"}"#;
const OWN: &str = r#"{"credHelpers":{"r.example":"test"},"auths":{"r.example":{"auth":"ZmlsZTpzZWNyZXQ="}}}"#;
const STORE_AND_AUTHS: &str = r#"{"credsStore":"test","auths":{"r.example":{"auth":"ZmlsZTpzZWNyZXQ="}}}"#;
const NOT_FOUND: &str = "cat >/dev/null; echo 'credentials not found in native keychain'; exit 1";

/// A script that answers with this user name and secret.
fn answer(username: &str, secret: &str) -> String {
    format!(
        r#"cat >/dev/null; printf '%s\n' '{{"ServerURL":"x","Username":"{username}","Secret":"{secret}"}}'"#
    )
}

fn basic(found: Result<Credential, CredentialsError>) -> (String, String) {
    match found.unwrap() {
        Credential::Basic { username, password } => (username, password.expose().to_owned()),
        other => panic!("{other:?}"),
    }
}

fn pair(username: &str, secret: &str) -> (String, String) {
    (username.to_owned(), secret.to_owned())
}

#[test]
fn a_helper_is_asked_get_with_the_server_on_its_standard_input() {
    let setting = Setting::new(STORE).with_helper(
        r#"server=$(cat); printf '{"ServerURL":"%s","Username":"%s %s","Secret":"s"}' "$server" "$*" "$server""#,
    );
    assert_eq!(basic(setting.find("r.example")), pair("get r.example", "s"));
    let refused = setting.find("localhost:5000").unwrap_err();
    assert!(matches!(refused, CredentialsError::Helper { problem: HelperProblem::UserName, .. }));
    let hub = setting.find("docker.io").unwrap_err();
    assert!(matches!(hub, CredentialsError::Helper { problem: HelperProblem::UserName, .. }));
}

#[test]
fn the_host_goes_with_its_port_and_docker_hub_by_its_url() {
    let setting = Setting::new(STORE).with_helper(r#"printf '{"Username":"u","Secret":"%s"}' "$(cat)""#);
    assert_eq!(basic(setting.find("localhost:5000")).1, "localhost:5000");
    assert_eq!(basic(setting.find("docker.io")).1, "https://index.docker.io/v1/");
}

#[test]
fn a_secret_may_have_any_characters() {
    let setting = Setting::new(STORE).with_helper(&answer("AWS", r"a:b\u003c\u0026 \u00e4"));
    assert_eq!(basic(setting.find("r.example")), pair("AWS", "a:b<& \u{e4}"));
}

#[test]
fn the_user_name_token_marks_an_identity_token() {
    let setting = Setting::new(STORE).with_helper(&answer("<token>", "refresh"));
    match setting.find("r.example").unwrap() {
        Credential::IdentityToken { username: None, token } => assert_eq!(token.expose(), "refresh"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_helper_of_the_registry_decides_alone() {
    let setting = Setting::new(OWN).with_helper(&answer("helper", "s"));
    assert_eq!(basic(setting.find("r.example")), pair("helper", "s"));
    let setting = {
        drop(setting);
        Setting::new(OWN).with_helper(NOT_FOUND)
    };
    assert!(matches!(setting.find("r.example"), Ok(Credential::Anonymous)));
}

#[test]
fn a_store_comes_before_auths_and_leaves_them_what_it_does_not_have() {
    let setting = Setting::new(STORE_AND_AUTHS).with_helper(&answer("store", "s"));
    assert_eq!(basic(setting.find("r.example")), pair("store", "s"));
    for nothing in [NOT_FOUND, &answer("", "")] {
        setting.add("bin/docker-credential-test", nothing);
        assert_eq!(basic(setting.find("r.example")), pair("file", "secret"));
        assert!(matches!(setting.find("r.example:443"), Ok(Credential::Anonymous)));
    }
}

#[test]
fn a_helper_that_fails_is_an_error_and_never_anonymous() {
    let setting = Setting::new(STORE_AND_AUTHS).with_helper("echo 'keyring \u{1b}[2J is locked' >&2; exit 3");
    let problem = setting.problem();
    let expected = "keyring \u{1b}[2J is locked";
    assert_eq!(problem, HelperProblem::Failed { code: Some(3), message: expected.to_owned() });
    assert_eq!(problem.to_string(), r"it failed: keyring \u{1b}[2J is locked");
    setting.add("bin/docker-credential-test", "echo 'no username'; exit 1");
    assert_eq!(setting.problem(), HelperProblem::Failed { code: Some(1), message: "no username".to_owned() });
    setting.add("bin/docker-credential-test", "kill -9 $$");
    assert_eq!(setting.problem(), HelperProblem::Failed { code: None, message: String::new() });
}

#[test]
fn what_a_failing_helper_says_is_shortened_and_holds_no_answer() {
    let setting = Setting::new(STORE).with_helper(&format!("{}; exit 1", answer("u", "canary")));
    assert_eq!(setting.problem(), HelperProblem::Failed { code: Some(1), message: String::new() });
    setting.add("bin/docker-credential-test", "head -c 5000 /dev/zero | tr '\\0' x >&2; exit 1");
    assert_eq!(setting.problem(), HelperProblem::Failed { code: Some(1), message: "x".repeat(256) });
}

#[test]
fn an_answer_that_is_none_is_an_error() {
    for script in
        ["true", "echo nonsense", "echo '{}{}'", r#"echo '{"Username":"a","Username":"b","Secret":"s"}'"#]
    {
        let setting = Setting::new(STORE).with_helper(script);
        assert!(matches!(setting.problem(), HelperProblem::Json(_)), "{script}");
    }
    for script in
        ["echo '[]'", "echo '{}'", r#"echo '{"Username":"u"}'"#, r#"echo '{"Username":"u","Secret":1}'"#]
    {
        let setting = Setting::new(STORE).with_helper(script);
        assert!(matches!(setting.problem(), HelperProblem::Field(_)), "{script}");
    }
}

#[test]
fn an_answer_is_limited_in_length() {
    let answer = |length: usize| {
        format!(
            r#"printf '{{"Username":"u","Secret":"'; head -c {length} /dev/zero | tr '\0' x; printf '"}}'"#
        )
    };
    let setting = Setting::new(STORE).with_helper(&answer(60_000));
    assert_eq!(basic(setting.find("r.example")).1.len(), 60_000);
    setting.add("bin/docker-credential-test", &answer(70_000));
    assert_eq!(setting.problem(), HelperProblem::TooLarge { limit: 64 * 1024 });
    setting.add("bin/docker-credential-test", "while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done");
    assert_eq!(setting.problem(), HelperProblem::TooLarge { limit: 64 * 1024 });
}

#[test]
fn a_helper_is_limited_in_time_whether_it_is_silent_or_has_answered() {
    let limit = Duration::from_millis(200);
    for script in ["exec sleep 60", "sleep 60", "exec >&- 2>&-; exec sleep 60"] {
        let setting = Setting::new(STORE).with_helper(script);
        let begun = Instant::now();
        let found = block_on(setting.config().with_helper_time(limit).find("r.example", "app"));
        let timeout = HelperProblem::Timeout { limit };
        let expected =
            CredentialsError::Helper { program: "docker-credential-test".to_owned(), problem: timeout };
        assert_eq!(found.unwrap_err(), expected, "{script}");
        assert!(begun.elapsed() < Duration::from_secs(20));
    }
}

#[test]
fn a_helper_may_be_given_any_time() {
    let setting = Setting::new(STORE).with_helper(&answer("u", "p"));
    let patient = setting.config().with_helper_time(Duration::MAX);
    assert_eq!(basic(block_on(patient.find("r.example", "app"))), pair("u", "p"));
}

#[test]
fn a_helper_that_leaves_its_error_stream_open_does_not_hold_up_its_answer() {
    let setting = Setting::new(STORE).with_helper(&format!("sleep 60 >/dev/null & {}", answer("u", "s")));
    let begun = Instant::now();
    assert_eq!(basic(setting.find("r.example")), pair("u", "s"));
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_helper_that_is_not_installed_is_an_error() {
    let setting = Setting::new(STORE_AND_AUTHS);
    assert_eq!(setting.problem(), HelperProblem::Missing);
    fs::write(setting.path("bin/docker-credential-test"), "not a program").unwrap();
    assert_eq!(setting.problem(), HelperProblem::Missing);
    setting.add("docker-credential-test", &answer("elsewhere", "s"));
    assert_eq!(setting.problem(), HelperProblem::Missing);
}

#[test]
fn a_helper_that_cannot_be_started_is_an_error() {
    let setting = Setting::new(STORE);
    let path = setting.path("bin/docker-credential-test");
    fs::write(&path, "#!/nonexistent/interpreter\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(matches!(setting.problem(), HelperProblem::Start(_)));
}

#[test]
fn the_name_of_a_helper_is_no_path_and_no_command() {
    let long = "x".repeat(200);
    for name in [
        "../docker-credential-test",
        "a/b",
        "/bin/sh",
        "test;id",
        "test get",
        "te\\nst",
        "",
        "t\u{e4}st",
        &long,
    ] {
        let setting = Setting::new(&format!(r#"{{"credHelpers":{{"r.example":"{name}"}}}}"#));
        match setting.find("r.example") {
            Err(CredentialsError::Helper { problem, .. }) => {
                assert_eq!(problem, HelperProblem::Name, "{name}")
            }
            Ok(Credential::Anonymous) if name.is_empty() => {}
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn helpers_are_looked_for_in_absolute_folders_of_the_search_path() {
    let setting = Setting::new(STORE).with_helper(&answer("path", "s"));
    let named = setting.path("config.json");
    let found = |path: String| {
        let config = DockerConfig::from_env(|name| match name {
            "REGISTRY_AUTH_FILE" => Some(named.to_str().unwrap().to_owned()),
            "PATH" => Some(path.clone()),
            _ => None,
        });
        block_on(config.find("r.example", "app"))
    };
    let bin = setting.path("bin");
    assert_eq!(basic(found(format!("/nonexistent::.:{}", bin.display()))), pair("path", "s"));
    let relative = pathdiff(&bin);
    let missing = found(format!(".::{}", relative.display())).unwrap_err();
    assert!(matches!(missing, CredentialsError::Helper { problem: HelperProblem::Missing, .. }));
}

/// The folder as it is seen from the current one.
fn pathdiff(folder: &Path) -> PathBuf {
    let up = std::env::current_dir().unwrap().components().count() - 1;
    let relative =
        (0..up).fold(PathBuf::new(), |path, _| path.join("..")).join(folder.strip_prefix("/").unwrap());
    assert!(relative.is_dir());
    relative
}
