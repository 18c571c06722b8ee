//! `openssl verify`.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use testkit::{
    Program, base64,
    x509::{Chain, TIME},
};

use crate::verdict::Verdict;

/// Without it the program takes it that no policy at all is acceptable, where RFC 5280 §6.1.1 (c) begins with any.
const ANY_POLICY: &str = "2.5.29.32.0";

/// The program, and a folder of its own.
pub(crate) struct OpenSsl {
    program: Program,
    folder: tempfile::TempDir,
}

impl OpenSsl {
    pub(crate) fn new(program: &Program) -> Self {
        Self { program: program.clone(), folder: tempfile::tempdir().unwrap() }
    }

    fn file(&self, name: &str, certificates: &[Vec<u8>]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, pem(certificates)).unwrap();
        path
    }

    /// Any certificate of the store is an anchor, as it is here, and nothing of the machine is.
    pub(crate) fn verify(&self, chain: &Chain, options: &[&str]) -> Verdict {
        let leaf = self.file("leaf.pem", std::slice::from_ref(&chain.leaf));
        let anchors = self.file("anchors.pem", &chain.anchors);
        let mut command = self.program.command();
        command.args([
            "verify",
            "-no-CApath",
            "-no-CAstore",
            "-partial_chain",
            "-policy_check",
            "-policy",
            ANY_POLICY,
            "-attime",
        ]);
        command.arg(TIME.to_string()).args(options).arg("-CAfile").arg(anchors);
        if !chain.intermediates.is_empty() {
            command.arg("-untrusted").arg(self.file("intermediates.pem", &chain.intermediates));
        }
        let output = command.arg(&leaf).output().unwrap();
        if output.status.success() {
            return Ok(());
        }
        Err(reason(&String::from_utf8_lossy(&output.stderr), self.folder.path()))
    }
}

/// The lines that say why, without paths and addresses.
fn reason(said: &str, folder: &Path) -> String {
    let folder = format!("{}/", folder.display());
    let lines = said.lines().filter(|line| line.starts_with("error ") && line.contains(" depth lookup"));
    let lookup = lines.map(|line| line.split_once("lookup: ").map_or(line, |(_, why)| why)).next();
    let first =
        lookup.or_else(|| said.lines().find(|line| line.contains("Could not") || line.contains("Unable")));
    let key = || said.contains("unable to get certs public key").then_some("the public key cannot be read");
    first.or_else(key).or_else(|| said.lines().next()).unwrap_or_default().replace(&folder, "")
}

pub(crate) fn pem(certificates: &[Vec<u8>]) -> String {
    let mut text = String::new();
    for certificate in certificates {
        let encoded = base64(certificate);
        text.push_str("-----BEGIN CERTIFICATE-----\n");
        for line in encoded.as_bytes().chunks(64) {
            let _ = writeln!(text, "{}", std::str::from_utf8(line).unwrap());
        }
        text.push_str("-----END CERTIFICATE-----\n");
    }
    text
}
