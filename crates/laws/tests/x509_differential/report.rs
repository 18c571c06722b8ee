//! Counts, and the table of what is explained.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use crate::{
    CHAINS,
    classes::{CLASSES, Class},
    openssl::pem,
    verdict::{Case, Peer},
};

/// How many chains both accept, both refuse, only this library accepts, only the peer accepts.
type Counts = [usize; 4];

pub(crate) struct Report {
    counts: BTreeMap<Peer, Counts>,
    explained: BTreeMap<(usize, Peer), usize>,
    unexplained: Vec<String>,
}

impl Report {
    pub(crate) fn of(cases: &[Case]) -> Self {
        let mut report =
            Self { counts: BTreeMap::new(), explained: BTreeMap::new(), unexplained: Vec::new() };
        for case in cases {
            for (peer, ours, theirs) in &case.verdicts {
                report.count(case, *peer, ours.as_ref().err(), theirs.as_ref().err());
            }
        }
        report
    }

    fn count(&mut self, case: &Case, peer: Peer, ours: Option<&String>, theirs: Option<&String>) {
        let column = match (ours, theirs) {
            (None, None) => 0,
            (Some(_), Some(_)) => 1,
            (None, Some(_)) => 2,
            (Some(_), None) => 3,
        };
        self.counts.entry(peer).or_default()[column] += 1;
        if column < 2 {
            return;
        }
        match CLASSES.iter().position(|class| class.explains(case, peer, ours, theirs)) {
            Some(index) => *self.explained.entry((index, peer)).or_default() += 1,
            None => self.unexplained.push(told(case, peer, ours, theirs)),
        }
    }

    /// # Panics
    /// Where a disagreement has no class.
    pub(crate) fn assert_explained(&self) {
        let shown = if brief() { self.unexplained.len() } else { SHOWN };
        let some = self.unexplained.iter().take(shown).cloned().collect::<Vec<_>>().join("\n");
        assert!(
            self.unexplained.is_empty(),
            "{} disagreements are not explained, of which the first are:\n{some}",
            self.unexplained.len()
        );
    }

    /// # Panics
    /// Where the table in `docs/` is another one, or a class explains nothing. Counts are those of one version of OpenSSL:
    /// under another one it is enough that all is explained.
    pub(crate) fn assert_written(&self, openssl: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/x509-differential.md");
        let table = self.table(openssl);
        if std::env::var_os("COUNTERSIGN_WRITE_DOCS").is_some_and(|value| value == "1") {
            std::fs::write(&path, table).unwrap();
            return;
        }
        let written = std::fs::read_to_string(&path).unwrap();
        if written.contains(&format!("OpenSSL {openssl} ")) {
            let unused = (0..CLASSES.len()).filter(|index| !self.explains_any(*index));
            let unused: Vec<_> = unused.map(|index| CLASSES[index].id).collect();
            assert!(unused.is_empty(), "classes that explain nothing: {unused:?}");
            assert!(
                written == table,
                "docs/x509-differential.md is out of date: COUNTERSIGN_WRITE_DOCS=1 writes it"
            );
        }
    }

    fn explains_any(&self, class: usize) -> bool {
        self.explained.keys().any(|(index, _)| *index == class)
    }

    fn table(&self, openssl: &str) -> String {
        let mut text = HEAD.replace("{chains}", &CHAINS.to_string()).replace("{openssl}", openssl);
        for (peer, [both, neither, ours, theirs]) in &self.counts {
            let _ = writeln!(text, "| {} | {both} | {neither} | {ours} | {theirs} |", peer.name());
        }
        for (title, only_ours) in [(STRICTER_PEER, true), (STRICTER_HERE, false)] {
            text.push_str(title);
            self.rows(&mut text, only_ours);
        }
        text
    }

    fn rows(&self, text: &mut String, only_ours: bool) {
        for ((index, peer), count) in &self.explained {
            let Class { id, why, .. } = &CLASSES[*index];
            if CLASSES[*index].only_ours() == only_ours {
                let _ = writeln!(text, "| {id} | {} | {count} | {why} |", peer.name());
            }
        }
    }
}

/// How many unexplained disagreements are printed, each with its chain as PEM. `COUNTERSIGN_DIFFERENTIAL_BRIEF=1` prints a
/// line for each of them instead.
const SHOWN: usize = 5;

fn brief() -> bool {
    std::env::var_os("COUNTERSIGN_DIFFERENTIAL_BRIEF").is_some_and(|value| value == "1")
}

fn told(case: &Case, peer: Peer, ours: Option<&String>, theirs: Option<&String>) -> String {
    let mutations: Vec<_> = case.chain.mutations.iter().map(|mutation| mutation.id()).collect();
    let verdict = |error: Option<&String>| error.map_or("accepts", String::as_str).to_owned();
    let summary = format!(
        "seed {:#x} [{}] this library: {} | {}: {}",
        case.chain.seed,
        mutations.join(", "),
        verdict(ours),
        peer.name(),
        verdict(theirs),
    );
    if brief() {
        return summary;
    }
    let chain = [
        ("leaf", pem(std::slice::from_ref(&case.chain.leaf))),
        ("intermediates", pem(&case.chain.intermediates)),
        ("anchors", pem(&case.chain.anchors)),
    ];
    chain.into_iter().fold(summary, |text, (what, blocks)| format!("{text}\n{what}:\n{blocks}"))
}

const HEAD: &str = "\
# Where this library, OpenSSL and rustls-webpki disagree

Written by the test `x509_differential` of crate `laws`, which fails where a disagreement has no explanation here; run it with
`COUNTERSIGN_WRITE_DOCS=1` to write this page anew. {chains} chains of 1 to 6 certificates, generated from a fixed seed with none,
one or two of the mutations of `testkit::x509::Mutation`, are judged at one moment by

- OpenSSL {openssl} as `openssl verify -partial_chain -policy_check`, beside profile `rfc5280` with a lone leaf allowed and the
  limits of anchors counted;
- the same with `-x509_strict` for every second chain, beside the same with every MUST of RFC 5280 §4;
- rustls-webpki 0.103 for code signing where a purpose is named, beside a profile of the same rule; anchors are name, key and
  nothing else.

| beside | both accept | both refuse | only this library accepts | only the peer accepts |
|---|---:|---:|---:|---:|
";
const STRICTER_PEER: &str = "
## Only this library accepts

| class | beside | chains | why |
|---|---|---:|---|
";
const STRICTER_HERE: &str = "
## Only the peer accepts

| class | beside | chains | why |
|---|---|---:|---|
";
