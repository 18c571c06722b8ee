//! Where credentials come from: given ones, files, and which file of several.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests and their helpers may panic")]

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use countersign_registry::{
    AuthFileError, Credential, Credentials, CredentialsError, DockerConfig, EntryProblem, FileProblem,
    NoCredentials, StaticCredentials, StaticCredentialsError,
};
use countersign_transport::block_on;
use tempfile::TempDir;

fn basic(username: &str, password: &str) -> Credential {
    Credential::Basic { username: username.to_owned(), password: password.into() }
}

/// The user name that is found; empty for none.
fn user(credentials: &dyn Credentials, registry: &str, repository: &str) -> String {
    match block_on(credentials.find(registry, repository)).unwrap() {
        Credential::Anonymous => String::new(),
        Credential::Basic { username, .. } => username,
        other => panic!("{other:?}"),
    }
}

/// A file with one login to `r.example`, its user name telling which file it is.
fn login(folder: &Path, relative: &str, username: &str) -> PathBuf {
    let path = folder.join(relative);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let text = format!(r#"{{"auths":{{"r.example":{{"username":"{username}","password":"secret"}}}}}}"#);
    fs::write(&path, text).unwrap();
    path
}

fn environment(folder: &TempDir, names: &[&str]) -> DockerConfig {
    let folder = folder.path().to_owned();
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    DockerConfig::from_env(move |name| {
        let value = match name {
            "HOME" => folder.join("home"),
            "XDG_RUNTIME_DIR" => folder.join("run"),
            "XDG_CONFIG_HOME" => folder.join("config"),
            "DOCKER_CONFIG" => folder.join("docker"),
            "REGISTRY_AUTH_FILE" => folder.join("named.json"),
            _ => return None,
        };
        names.iter().any(|known| known == name).then(|| value.to_str().unwrap().to_owned())
    })
}

fn refused(credentials: &dyn Credentials) -> CredentialsError {
    block_on(credentials.find("r.example", "app")).unwrap_err()
}

#[test]
fn nobody_has_credentials_by_default() {
    assert_eq!(user(&NoCredentials, "r.example", "app"), "");
    assert_eq!(user(&StaticCredentials::new(), "r.example", "app"), "");
}

#[test]
fn given_credentials_are_for_their_host_and_port_and_longest_prefix() {
    let given = StaticCredentials::new()
        .with("localhost", basic("host", "1"))
        .and_then(|given| given.with("localhost:5000", basic("port", "2")))
        .and_then(|given| given.with("localhost:5000/acme", basic("prefix", "3")))
        .and_then(|given| given.with("index.docker.io", basic("hub", "4")))
        .unwrap();
    for (registry, repository, expected) in [
        ("localhost", "acme/app", "host"),
        ("localhost:5000", "app", "port"),
        ("localhost:5000", "acme/app", "prefix"),
        ("localhost:5000", "acmes/app", "port"),
        ("localhost:5001", "acme/app", ""),
        ("localhost.evil", "acme/app", ""),
        ("docker.io", "library/nginx", "hub"),
    ] {
        assert_eq!(user(&given, registry, repository), expected, "{registry}/{repository}");
    }
}

#[test]
fn given_credentials_are_refused_where_they_cannot_be_meant() {
    let given = StaticCredentials::new().with("r.example", basic("a", "b")).unwrap();
    let again = given.clone().with("R.example", basic("c", "d"));
    assert!(matches!(again, Err(StaticCredentialsError::Twice)));
    let url = given.clone().with("https://r.example", basic("a", "b"));
    assert!(matches!(url, Err(StaticCredentialsError::Registry(_))));
    let colon = given.clone().with("s.example", basic("a:b", "c"));
    assert!(matches!(colon, Err(StaticCredentialsError::UserName)));
    assert!(given.with("s.example", basic("a", "b:c")).is_ok());
}

#[test]
fn secrets_are_withheld_from_debug_output() {
    let given = StaticCredentials::new()
        .with("a.example", basic("user", "canary"))
        .and_then(|given| given.with("b.example", Credential::Bearer("canary".into())))
        .and_then(|given| {
            given.with("c.example", Credential::IdentityToken { username: None, token: "canary".into() })
        })
        .unwrap();
    let shown = format!("{given:?} {given:#?}");
    assert!(shown.contains("user") && !shown.contains("canary"), "{shown}");
}

#[test]
fn files_are_looked_through_in_their_order() {
    let folder = TempDir::new().unwrap();
    let config = environment(&folder, &["HOME", "XDG_RUNTIME_DIR"]);
    let listed: Vec<_> = config.files().map(|path| path.strip_prefix(folder.path()).unwrap()).collect();
    let expected =
        ["run/containers/auth.json", "home/.config/containers/auth.json", "home/.docker/config.json"];
    assert_eq!(listed, expected.map(Path::new));

    assert_eq!(user(&config, "r.example", "app"), "", "no file at all");
    for (relative, name) in expected.into_iter().zip(["runtime", "config", "docker"]).rev() {
        login(folder.path(), relative, name);
        assert_eq!(user(&config, "r.example", "app"), name);
    }
}

#[test]
fn a_file_without_an_entry_leaves_the_question_to_the_next() {
    let folder = TempDir::new().unwrap();
    let config = environment(&folder, &["HOME", "XDG_RUNTIME_DIR"]);
    login(folder.path(), "home/.docker/config.json", "docker");
    fs::create_dir_all(folder.path().join("run/containers")).unwrap();
    fs::write(folder.path().join("run/containers/auth.json"), r#"{"auths":{"other.example":{}}}"#).unwrap();
    assert_eq!(user(&config, "r.example", "app"), "docker");
    assert_eq!(user(&config, "other.example", "app"), "");
}

#[test]
fn variables_move_the_files() {
    let folder = TempDir::new().unwrap();
    let config = environment(&folder, &["HOME", "XDG_CONFIG_HOME", "DOCKER_CONFIG"]);
    let listed: Vec<_> = config.files().map(|path| path.strip_prefix(folder.path()).unwrap()).collect();
    assert_eq!(listed, ["config/containers/auth.json", "docker/config.json"].map(Path::new));
    assert_eq!(environment(&folder, &[]).files().count(), 0);
}

#[test]
fn a_named_file_is_the_only_one_and_must_be_there() {
    let folder = TempDir::new().unwrap();
    login(folder.path(), "home/.docker/config.json", "docker");
    let config = environment(&folder, &["HOME", "REGISTRY_AUTH_FILE"]);
    let path = folder.path().join("named.json");
    assert_eq!(
        refused(&config),
        CredentialsError::File { path: path.clone(), problem: FileProblem::Unreadable(ErrorKind::NotFound) }
    );
    fs::write(&path, "{}").unwrap();
    assert_eq!(user(&config, "r.example", "app"), "");
    login(folder.path(), "named.json", "named");
    assert_eq!(user(&config, "r.example", "app"), "named");
}

#[test]
fn an_empty_variable_is_none() {
    let config = DockerConfig::from_env(|name| (name == "REGISTRY_AUTH_FILE").then(String::new));
    assert_eq!(config.files().count(), 0);
}

#[test]
fn a_new_login_is_seen() {
    let folder = TempDir::new().unwrap();
    let config = DockerConfig::from_file(login(folder.path(), "auth.json", "old"));
    assert_eq!(user(&config, "r.example", "app"), "old");
    login(folder.path(), "auth.json", "new");
    assert_eq!(user(&config, "r.example", "app"), "new");
}

#[test]
fn a_file_that_cannot_be_used_is_an_error_that_names_it_and_never_anonymous() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("home/.docker/config.json");
    let config = environment(&folder, &["HOME"]);
    let problem = |content: &[u8]| {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        match refused(&config) {
            CredentialsError::File { path: named, problem } if named == path => problem,
            other => panic!("{other:?}"),
        }
    };
    assert!(matches!(problem(b"{"), FileProblem::Malformed(AuthFileError::Json(_))));
    assert!(matches!(problem(b"[]"), FileProblem::Malformed(AuthFileError::Field(_))));
    let entry = problem(br#"{"auths":{"r.example":{"auth":"?"}}}"#);
    assert!(matches!(&entry, FileProblem::Entry(error) if error.problem() == EntryProblem::Base64));
    let fits = [b"{}".as_slice(), &vec![b' '; (1 << 20) - 2]].concat();
    fs::write(&path, &fits).unwrap();
    assert_eq!(user(&config, "r.example", "app"), "");
    let too_long = [fits.as_slice(), b" "].concat();
    assert!(matches!(problem(&too_long), FileProblem::Malformed(AuthFileError::Json(_))));
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    let error = refused(&config);
    assert!(
        matches!(&error, CredentialsError::File { problem: FileProblem::Unreadable(_), .. }),
        "{error:?}"
    );
    assert!(error.to_string().contains("config.json"));
}

#[test]
fn what_another_provider_says_is_shown_escaped() {
    let error = CredentialsError::Provider { detail: "sealed\u{1b}[2J".to_owned() };
    assert_eq!(error.to_string(), r"credentials are not available: sealed\u{1b}[2J");
}

#[test]
fn futures_may_move_between_threads() {
    fn is_send<T: Send>(_: &T) {}
    let config = DockerConfig::from_env(|_| None);
    is_send(&config.find("r.example", "app"));
}
