//! Flags and verbs of other tools, and of ours that this build does not have yet: what to say instead of ignoring them.

/// What a flag that is not taken would have to be.
pub fn flag(name: &str) -> Option<String> {
    let name = name.split('=').next().unwrap_or(name);
    let found = |table: &[(&str, &'static str)]| {
        table.iter().find(|(flag, _)| *flag == name).map(|(_, advice)| *advice)
    };
    if let Some(advice) = found(NOT_YET) {
        return Some(format!("{name} {advice} is not in this build, and is never ignored"));
    }
    if let Some(advice) = found(OTHER_VERBS) {
        return Some(format!("{name} is not of this verb: {advice}"));
    }
    found(ELSEWHERE).map(|ours| format!("{name} is another tool's spelling: {ours}"))
}

/// What to say about a verb that is not there.
pub fn verb(name: &str) -> Option<String> {
    let (_, ours) = VERBS.iter().find(|(verb, _)| *verb == name)?;
    Some(format!("`{name}` is another tool's verb: {ours}"))
}

/// Ours, for what this build cannot do yet.
const NOT_YET: &[(&str, &str)] = &[
    ("--identity", "(who signed, without a key; by certificates of your own authority that is --subject)"),
    ("--identity-regexp", "(who signed, without a key)"),
    ("--issuer", "(who vouches for the identity)"),
    ("--issuer-regexp", "(who vouches for the identity)"),
    ("--trusted-root", "(keyless signatures)"),
    (
        "--certificate-chain",
        "(signing with a certificate; to verify name --certificate-root FILE and --subject NAME)",
    ),
    ("--trust-store", "(Notation signatures)"),
    ("--trust-policy", "(Notation signatures)"),
    ("--user-metadata", "(Notation signatures)"),
    ("--expiry", "(Notation signatures)"),
    ("--require-log", "(transparency log entries)"),
    ("--insecure-ignore-sct", "(keyless signatures)"),
    ("--insecure-ignore-signature-expiry", "(Notation signatures)"),
];

/// Ours, of other verbs, and what they are called in the rest.
const OTHER_VERBS: &[(&str, &str)] = &[
    (
        "--timestamp-url",
        "of `timestamp request` it is --url URL; to verify, name whom to believe by --timestamp-root FILE",
    ),
    ("--root", "it is --certificate-root FILE, or --timestamp-root FILE of a timestamping authority"),
];

const LOGIN: &str = "log in with `docker login HOST`, or with --username NAME --password-stdin";
const NO_INSECURE: &str = "ours are --plain-http for http and --ca-file FILE for an authority of your own; no certificate goes unchecked";
const NO_LOG: &str = "leave it out; this build writes no log entry and asks for none (later: --require-log)";
const KEYLESS: &str = "this build signs by keys (--key), and verifies by keys and by certificates of your own authority \
     (--certificate-root); later: --identity, --issuer, --trusted-root";

const CERTIFICATE: &str = "to verify, ours is --certificate-root for whom to trust, and the certificate comes with the \
     signature; signing with a certificate is not in this build";

const TSA: &str = "to sign, ours is --timestamp-url URL, with --timestamp-root FILE; of `timestamp request` it is --url URL; to \
     verify, --timestamp-root FILE";

/// Cosign's, Notation's and OpenSSL's, and what ours is.
const ELSEWHERE: &[(&str, &str)] = &[
    ("--annotations", "write -a KEY=VALUE or --annotation KEY=VALUE"),
    (
        "--certificate-identity",
        "ours is --subject NAME with --certificate-root FILE; for keyless signatures it is --identity, which is not in this build",
    ),
    (
        "--certificate-identity-regexp",
        "ours is --identity-regexp, a full match where that one is unanchored; it is not in this build",
    ),
    ("--certificate-oidc-issuer", "ours is --issuer, which is not in this build"),
    (
        "--certificate-oidc-issuer-regexp",
        "ours is --issuer-regexp, a full match where that one is unanchored; it is not in this build",
    ),
    ("--cert", CERTIFICATE),
    ("--no-upload", "ours is --dry-run, which writes nothing"),
    ("--certificate", CERTIFICATE),
    ("--insecure-ignore-certificate-expiry", "ours is --at TIME, which judges as of that time and says so"),
    ("--ca-roots", "ours is --certificate-root FILE with --subject NAME"),
    (
        "--CAfile",
        "ours is --certificate-root FILE with --subject NAME; of `certificate verify` it is --root FILE, for timestamps --timestamp-root FILE",
    ),
    (
        "--untrusted",
        "of `certificate verify` it is --intermediate FILE; elsewhere they come with the signature",
    ),
    ("--ca-intermediates", "leave it out; certificates between come with the signature"),
    ("--certificate-github-workflow-name", KEYLESS),
    ("--certificate-github-workflow-ref", KEYLESS),
    ("--certificate-github-workflow-repository", KEYLESS),
    ("--certificate-github-workflow-sha", KEYLESS),
    ("--certificate-github-workflow-trigger", KEYLESS),
    ("--sct", KEYLESS),
    ("--fulcio-url", KEYLESS),
    ("--identity-token", KEYLESS),
    ("--issue-certificate", KEYLESS),
    ("--oidc-issuer", KEYLESS),
    ("--oidc-client-id", KEYLESS),
    ("--oidc-provider", KEYLESS),
    ("--oidc-redirect-url", KEYLESS),
    ("--oidc-client-secret-file", KEYLESS),
    ("--oidc-disable-ambient-providers", KEYLESS),
    ("--fulcio-auth-flow", KEYLESS),
    ("--allow-certificate-chain", "ours is --certificate-root FILE with --subject NAME"),
    ("--password", "a password is never an argument: --password-file, COUNTERSIGN_PASSWORD, COSIGN_PASSWORD"),
    ("--outfile", "leave it out; the key is printed, so write > FILE"),
    ("--output-file", "leave it out; the result is printed, so write > FILE"),
    ("--timeout", "leave it out; only verbs that ask a registry wait for anybody"),
    ("-t", "ours is --timeout, of verbs that ask a registry"),
    ("--platform", "name the image of the platform by its digest, which `list` shows"),
    ("--recursive", "leave it out; `copy` takes everything, and `verify` has --platform all"),
    ("--verbose", "leave it out; verify --all reports every signature"),
    ("-v", "leave it out; verify --all reports every signature"),
    ("--debug", "leave it out; verify --all reports every signature"),
    ("-d", "leave it out; verify --all reports every signature"),
    ("-e", "ours is --expiry, which is not in this build"),
    ("-m", "ours is --user-metadata, which is not in this build"),
    ("-u", "ours is --username NAME, with --password-stdin"),
    ("-p", "a password is never an argument: --username NAME --password-stdin"),
    ("--signing-config", KEYLESS),
    ("--use-signing-config", "leave it out; what is signed with is named by --key and --format"),
    ("--insecure-ignore-tlog", NO_LOG),
    ("--private-infrastructure", NO_LOG),
    ("--tlog-upload", NO_LOG),
    ("--rekor-url", NO_LOG),
    (
        "--new-bundle-format",
        "leave it out; verify finds both forms, sign writes --format cosign|cosign-legacy",
    ),
    ("--signature-format", "ours is --format; notation-jws and notation-cose are not in this build"),
    ("--signature-digest-algorithm", "leave it out; the key decides the algorithm"),
    ("--signing-algorithm", "ours is --algorithm"),
    ("--check-claims", "leave it out; what was signed is always compared with the image"),
    ("--output-key-prefix", "ours is --out PREFIX"),
    ("--kms", "keys of a KMS are not in this build"),
    ("--sk", "security keys are not in this build"),
    ("--slot", "security keys are not in this build"),
    ("--id", "keys of plugins are not in this build"),
    ("--plugin", "keys of plugins are not in this build"),
    ("--plugin-config", "keys of plugins are not in this build"),
    ("--local-image", "name the layout: oci:PATH[:TAG|@DIGEST]"),
    ("--oci-layout", "name the layout: oci:PATH[:TAG|@DIGEST]"),
    ("--scope", "--trust-policy is not in this build"),
    ("--upload", "ours is --dry-run, which writes nothing"),
    ("--yes", "leave it out; nothing is asked"),
    ("-y", "leave it out; nothing is asked"),
    ("-r", "ours is --recursive"),
    ("--skip-confirmation", "leave it out; nothing is asked"),
    ("--sign-container-identity", "ours is --docker-reference"),
    ("--record-creation-timestamp", "leave it out; bundles carry the time of creation as an annotation"),
    (
        "--timestamp-server-url",
        "ours is --timestamp-url URL, with --timestamp-root FILE; of `timestamp request` it is --url URL",
    ),
    ("--timestamp-root-certificate", "ours is --timestamp-root FILE"),
    ("--timestamp_server", "ours is --url URL, of `timestamp request`"),
    ("--tsa", TSA),
    ("--tsa-url", TSA),
    ("--tsa-cert", "ours is --timestamp-root FILE"),
    ("--CRLfile", "ours is --crl FILE"),
    ("--issuer-cert", "ours is --certificate-root FILE, with --intermediate FILE"),
    ("--queryfile", "ours is --request FILE, of `timestamp verify`"),
    ("--artifact", "ours is the file itself, and --data FILE of `timestamp verify`"),
    ("--timestamp-root-cert", "ours is --timestamp-root FILE"),
    ("--timestamp-client-cacert", "client certificates are not in this build"),
    ("--timestamp-client-cert", "client certificates are not in this build"),
    ("--timestamp-client-key", "client certificates are not in this build"),
    ("--timestamp-server-name", "name the authority by the name in its certificate: --timestamp-url URL"),
    ("--timestamp-certificate-chain", "ours is --timestamp-root FILE"),
    ("--use-signed-timestamps", "ours is --timestamp-root FILE, with --require-timestamp"),
    (
        "--signature",
        "signatures are found beside the image; those of files are for verify-blob and sign-blob",
    ),
    ("--payload", "signatures are found beside the image; a payload in a file is shown by inspect"),
    ("--bundle", "bundles are found beside the image; those of files are for verify-blob and sign-blob"),
    (
        "--output-signature",
        "of sign-blob it is --signature FILE, of attest-blob --bundle FILE; those of images are written beside the image",
    ),
    ("--output-attestation", "of a file it is --bundle FILE; those of images are written beside the image"),
    ("--output-certificate", "signing with a certificate is not in this build"),
    ("--output-payload", "signatures are written beside the image; --prepare FILE writes what is signed"),
    ("--statement", "ours are --type and --predicate, of which the statement is made"),
    ("--hash", "leave it out; the file is read"),
    ("--digest", "give the file, whose digest is what counts"),
    ("--digestAlg", "give the file, whose digest is what counts"),
    ("--b64", "leave it out; --signature FILE is base64"),
    ("--replace", "leave it out; what is there stays, and the new one is added"),
    ("--policy", "policies are not in this build: verify-attestation --output json | jq .statement"),
    ("--rekor-entry-type", NO_LOG),
    ("--rfc3161-timestamp", "ours is --timestamp-root FILE, with --require-timestamp"),
    ("--rfc3161-timestamp-bundle", "a bundle carries its timestamps: --timestamp-url with sign-blob"),
    ("--attachment", "name what is attached by its digest: countersign list shows it"),
    ("--max-workers", "leave it out"),
    ("--max-signatures", "leave it out; 64 are looked at"),
    ("--experimental-oci11", "leave it out; referrers and tags are both read"),
    ("--registry-referrers-mode", "leave it out; --format decides where a signature lies"),
    ("--force-referrers-tag", "leave it out; --format decides where a signature lies"),
    ("--allow-referrers-api", "leave it out; referrers and tags are both read"),
    ("--allow-http-registry", "ours is --plain-http"),
    ("--allow-insecure-registry", NO_INSECURE),
    ("--insecure-registry", NO_INSECURE),
    ("--insecure", NO_INSECURE),
    ("--insecure-policy", "leave it out; whom to believe is said to verify"),
    ("--tls-verify", NO_INSECURE),
    ("--src-tls-verify", NO_INSECURE),
    ("--dest-tls-verify", NO_INSECURE),
    ("--from-insecure", NO_INSECURE),
    ("--to-insecure", NO_INSECURE),
    ("--from-plain-http", "ours is --plain-http"),
    ("--to-plain-http", "ours is --plain-http"),
    ("--registry-cacert", "ours is --ca-file FILE"),
    ("--from-ca-file", "ours is --ca-file FILE"),
    ("--to-ca-file", "ours is --ca-file FILE"),
    ("--cert-dir", "ours is --ca-file FILE"),
    ("--src-cert-dir", "ours is --ca-file FILE"),
    ("--dest-cert-dir", "ours is --ca-file FILE"),
    ("--registry-username", "ours is --username NAME, with --password-stdin"),
    ("--registry-password", "a password is never an argument: --username NAME --password-stdin"),
    ("--creds", "a password is never an argument: --username NAME --password-stdin"),
    ("--src-creds", "a password is never an argument: --source-username NAME --source-password-stdin"),
    (
        "--dest-creds",
        "a password is never an argument: --destination-username NAME --destination-password-stdin",
    ),
    ("--from-username", "ours is --source-username NAME, with --source-password-stdin"),
    ("--to-username", "ours is --destination-username NAME, with --destination-password-stdin"),
    ("--from-password", "a password is never an argument: --source-username NAME --source-password-stdin"),
    (
        "--to-password",
        "a password is never an argument: --destination-username NAME --destination-password-stdin",
    ),
    ("--registry-token", LOGIN),
    ("--k8s-keychain", LOGIN),
    ("--no-creds", "set DOCKER_CONFIG to an empty folder to log in nowhere"),
    ("--authfile", "set REGISTRY_AUTH_FILE to the file"),
    ("--src-authfile", "set REGISTRY_AUTH_FILE to the file"),
    ("--dest-authfile", "set REGISTRY_AUTH_FILE to the file"),
    (
        "--registry-config",
        "set DOCKER_CONFIG to the folder of config.json, or REGISTRY_AUTH_FILE to the file",
    ),
    ("--registry-client-cert", "client certificates are not in this build"),
    ("--registry-client-key", "client certificates are not in this build"),
    ("--registry-server-name", "name the registry by the name in its certificate"),
    ("--attachment-tag-prefix", "leave it out; tags are named by digests alone"),
    ("--from-oci-layout", "name the layout: oci:PATH[:TAG|@DIGEST]"),
    ("--to-oci-layout", "name the layout: oci:PATH[:TAG|@DIGEST]"),
    ("--preserve-digests", "leave it out; digests never change"),
    ("--multi-arch", "leave it out; every platform is copied"),
    ("--only", "leave it out; the image is copied with all that is attached to it"),
    ("--sig-only", "leave it out; the image is copied with all that is attached to it"),
    ("--concurrency", "leave it out"),
    ("--jobs", "leave it out"),
    ("--retry-times", "leave it out; what failed for a moment is tried again"),
];

const VERBS: &[(&str, &str)] = &[
    ("generate-key-pair", "ours is `key generate --out PREFIX`"),
    ("public-key", "ours is `key public FILE`"),
    ("import-key-pair", "ours is `key import FILE --out PREFIX`"),
    ("import", "ours is `key import FILE --out PREFIX`"),
    ("convert", "ours is `key convert FILE --to FORM`"),
    ("generate", "ours is `key generate --out PREFIX`"),
    ("tree", "ours is `list IMAGE`"),
    ("ls", "ours is `list IMAGE`"),
    ("triangulate", "ours is `list IMAGE`"),
    ("download", "ours are `list IMAGE`, and `verify-attestation IMAGE --output json` for what was verified"),
    ("cp", "ours is `copy SOURCE DESTINATION`"),
    ("save", "ours is `copy HOST/REPOSITORY:TAG oci:PATH:TAG`"),
    ("load", "ours is `copy oci:PATH:TAG HOST/REPOSITORY:TAG`"),
    ("pull", "ours is `copy HOST/REPOSITORY:TAG oci:PATH:TAG`"),
    ("push", "ours is `copy oci:PATH:TAG HOST/REPOSITORY:TAG`"),
    ("discover", "ours is `list IMAGE`"),
    ("clean", "this build removes no signatures"),
    (
        "initialize",
        "there is no default trust; name whom you believe: --key, or --certificate-root with --subject",
    ),
    (
        "login",
        "`docker login HOST` and its like are read; or --username NAME --password-stdin with each verb",
    ),
    ("logout", "this command keeps no passwords: `docker logout HOST`"),
    ("dockerfile", "verify each image by its name"),
    ("manifest", "verify each image by its name; `inspect FILE` shows a manifest of an image"),
    ("bundle", "ours is `sign-blob FILE`, which writes one, and `inspect FILE`, which shows one"),
    ("trusted-root", "keyless signatures are not in this build"),
    ("signing-config", "keyless signatures are not in this build"),
    ("env", "each verb's --help names the variables that it reads"),
    (
        "piv-tool",
        "security keys are not in this build; `sign --prepare FILE` and `attach` serve a key in a device",
    ),
    (
        "pkcs11-tool",
        "security keys are not in this build; `sign --prepare FILE` and `attach` serve a key in a device",
    ),
    (
        "cert",
        "ours are `certificate lint`, `verify`, `inspect`, `request` and `issue`; a trust store of Notation is not in this build",
    ),
    ("policy", "Notation signatures are not in this build"),
    ("blob", "ours are `sign-blob FILE` and `verify-blob FILE`"),
    ("man", "ours is `manual DIR`"),
    ("completion", "ours is `completions SHELL`"),
    ("version", "ours is `--version`"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_flag_stands_twice() {
        let all: Vec<&str> =
            NOT_YET.iter().chain(OTHER_VERBS).chain(ELSEWHERE).map(|(flag, _)| *flag).collect();
        let distinct: std::collections::BTreeSet<&str> = all.iter().copied().collect();
        assert_eq!(all.len(), distinct.len());
    }

    #[test]
    fn no_verb_stands_twice_and_none_is_one_of_ours() {
        let mut all: Vec<&str> = VERBS.iter().map(|(verb, _)| *verb).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        let command = <crate::cli::Cli as clap::CommandFactory>::command();
        assert!(command.get_subcommands().all(|ours| !all.contains(&ours.get_name())));
    }

    #[test]
    fn another_tools_flag_names_ours() {
        assert!(flag("--certificate-identity-regexp").unwrap().contains("--identity-regexp"));
        assert!(flag("--certificate-identity=me").unwrap().contains("--identity"));
        assert!(flag("--tsa").unwrap().contains("--timestamp-root"));
        assert!(flag("--timestamp-server-url").unwrap().contains("--timestamp-url"));
        assert!(flag("--root").unwrap().contains("not of this verb"));
        assert!(flag("--require-log").unwrap().contains("not in this build"));
        assert_eq!(flag("--no-such-flag"), None);
        assert!(verb("generate-key-pair").unwrap().contains("key generate"));
        assert_eq!(verb("no-such-verb"), None);
    }
}
