//! More messages that are made to keep a verifier busy: as many paths as the limits let through, of certificates as long as
//! they let through. What is printed is time of the processor, where the system tells it.

use std::{
    fs,
    time::{Duration, Instant},
};

use countersign_x509::{PathError, Profile, Resource};
use testkit::x509::{CertificateSpec, ExtensionSpec, Form, name, oid, tlv};

use crate::chains::{Asked, ca, cn, key, leaf};

/// An optimized build takes a tenth of a second at most. Other builds, on machines with other things to do, may take longer.
const BOUND: Duration =
    if cfg!(debug_assertions) { Duration::from_secs(5) } else { Duration::from_millis(500) };

/// How long this thread was on a processor, where the system tells.
fn processor_time() -> Option<Duration> {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// The time of the processor that it took, or that of the clock.
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let (clock, processor) = (Instant::now(), processor_time());
    let answer = work();
    let taken = processor.zip(processor_time()).map_or_else(|| clock.elapsed(), |(from, to)| to - from);
    (answer, taken)
}

fn judge(what: &str, asked: &Asked) -> Result<usize, PathError> {
    judge_with(what, asked, Profile::RFC5280)
}

fn judge_with(what: &str, asked: &Asked, profile: &Profile) -> Result<usize, PathError> {
    let (answer, taken) = timed(|| asked.verify(profile));
    println!("{what}: {taken:?}, {}", answer.as_ref().map_or_else(|error| error.code(), |_| "accepted"));
    assert!(taken < BOUND, "{what} took {taken:?}");
    answer
}

/// How each CA of a ladder is changed, by its level and its number within it.
type Change<'c> = &'c dyn Fn(usize, u8, &mut CertificateSpec);

/// So many CAs of one name and key at each level, all of which issue to all of the level below: leaf, CAs, root.
fn ladder(
    names: &[Vec<u8>],
    width: u8,
    change: Change<'_>,
) -> (CertificateSpec, Vec<CertificateSpec>, CertificateSpec) {
    let number = |level: usize| u8::try_from(level).unwrap();
    let [first, .., top] = names else { panic!("a ladder has levels") };
    let mut cas = Vec::new();
    for (level, pair) in names.windows(2).enumerate() {
        for variant in 0..width {
            let mut one = ca(("", number(level)), ("", number(level + 1)));
            one.serial = vec![1, number(level), variant];
            (one.subject, one.issuer) = (pair[0].clone(), pair[1].clone());
            change(level, variant, &mut one);
            cas.push(one);
        }
    }
    let mut root = ca(("", number(names.len() - 1)), ("", number(names.len() - 1)));
    (root.subject, root.issuer) = (top.clone(), top.clone());
    let mut leaf = leaf(("leaf", 99), ("", 0));
    leaf.issuer = first.clone();
    (leaf, cas, root)
}

fn short_names(levels: u8) -> Vec<Vec<u8>> {
    (0..=levels).map(|level| cn(&format!("level {level}"))).collect()
}

fn unchanged(_: usize, _: u8, _: &mut CertificateSpec) {}

fn ask(ladder: &(CertificateSpec, Vec<CertificateSpec>, CertificateSpec)) -> Asked {
    let (leaf, cas, root) = ladder;
    Asked::new(leaf, &cas.iter().collect::<Vec<_>>(), &[root])
}

/// The same ladder under a root that is not known.
fn lost(ladder: &(CertificateSpec, Vec<CertificateSpec>, CertificateSpec)) -> Asked {
    let (leaf, cas, _) = ladder;
    Asked::new(leaf, &cas.iter().collect::<Vec<_>>(), &[&ca(("stranger", 200), ("stranger", 200))])
}

fn ran_out_of(answer: Result<usize, PathError>) -> Resource {
    match answer {
        Err(PathError::BudgetExhausted { what, .. }) => what,
        other => panic!("{other:?}"),
    }
}

/// `excluded` directory name, or any other constraint: encoded subtrees under `[0]` or `[1]`.
fn constraints(tag: u8, bases: &[Vec<u8>]) -> ExtensionSpec {
    let subtrees: Vec<u8> = bases.iter().flat_map(|base| tlv(0x30, &[base])).collect();
    ExtensionSpec::critical("2.5.29.30", tlv(0x30, &[&tlv(tag, &[&subtrees])]))
}

#[test]
fn many_paths_that_end_nowhere_end() {
    let ladder = ladder(&short_names(8), 8, &unchanged);
    assert_eq!(ran_out_of(judge("ladder", &lost(&ladder))), Resource::Candidates);
    assert_eq!(judge("ladder, control", &ask(&ladder)), Ok(9));
}

/// The names of issuer and subject are the same up to their ends, but for case.
#[test]
fn names_that_differ_at_their_ends_are_not_compared_for_each_path() {
    for length in [1_900, 30_000] {
        let text = |level: u8| {
            let letter = if level.is_multiple_of(2) { "n" } else { "N" };
            cn(&format!("{}{level}", letter.repeat(length)))
        };
        let names: Vec<_> = (0..=8).map(text).collect();
        let ladder = ladder(&names, 8, &unchanged);
        assert_eq!(ran_out_of(judge("long names", &lost(&ladder))), Resource::Candidates);
        // Sixty-four paths that are refused as a whole, each with as many CAs that are asked whether they are self-issued.
        let mut constrained = ladder.clone();
        constrained.2.extensions.push(constraints(0xa1, &[tlv(0xa4, &[&cn("leaf")])]));
        assert_eq!(ran_out_of(judge("long names, constrained", &ask(&constrained))), Resource::Paths);
        assert_eq!(judge("long names, control", &ask(&ladder)), Ok(9));
    }
}

/// Names are found by another encoding than their own.
#[test]
fn names_in_another_encoding_are_not_compared_for_each_path() {
    let text = |level: usize| format!("{}{level}", "n".repeat(1_900));
    let names: Vec<_> = (0..=8).map(|level| cn(&text(level))).collect();
    let other = |level: usize, _: u8, one: &mut CertificateSpec| {
        one.issuer = name(&[("2.5.4.3", Form::Utf8, &text(level + 1).to_uppercase())]);
    };
    let ladder = ladder(&names, 8, &other);
    assert_eq!(ran_out_of(judge("encodings", &lost(&ladder))), Resource::Candidates);
    assert_eq!(judge("encodings, control", &ask(&ladder)), Ok(9));
}

/// A path whose end has a name of half a mebibyte, or is refused for an identifier that is as long.
#[test]
fn what_a_refusal_would_carry_is_not_copied_for_each_path() {
    let long = cn(&"n".repeat(500_000));
    let mut names = short_names(8);
    names[8] = long.clone();
    let to_nowhere = ladder(&names, 7, &|level, variant, one| {
        if level == 7 && variant > 0 {
            one.issuer = cn("nobody");
        }
    });
    judge("long issuer", &lost(&to_nowhere)).unwrap_err();
    let critical = |level: usize, variant: u8, one: &mut CertificateSpec| {
        if level == 7 && variant == 0 {
            let identifier = tlv(6, &[&vec![0x2a; 500_000]]);
            let raw = tlv(0x30, &[&identifier, &[1, 1, 0xff], &tlv(4, &[&[5, 0]])]);
            one.outer_algorithm = None;
            one.unique_ids = tlv(0xa3, &[&tlv(0x30, &[&ExtensionSpec::ca(None).der(), &raw])]);
            one.extensions.clear();
        }
    };
    let refused = ladder(&short_names(8), 7, &critical);
    judge("long identifier", &lost(&refused)).unwrap_err();
}

/// Nobody but the caller gives more certificates of one name and key than fit into a message, but each is the issuer of each.
#[test]
fn cycles_of_many_certificates_end() {
    let text = |letter: &str, end: &str| cn(&format!("{}{end}", letter.repeat(1_900)));
    let mut cas = Vec::new();
    for variant in 0..31u8 {
        let letter = if variant.is_multiple_of(2) { "n" } else { "N" };
        let mut one = ca(("", 1), ("", 2));
        (one.subject, one.issuer) = (text(letter, "1"), text(letter, "2"));
        one.serial = vec![1, 1, variant];
        let mut two = ca(("", 2), ("", 1));
        (two.subject, two.issuer) = (text(letter, "2"), text(letter, "1"));
        two.serial = vec![1, 2, variant];
        cas.extend([one, two]);
    }
    let mut leaf = leaf(("leaf", 99), ("", 1));
    leaf.issuer = text("n", "1");
    let asked = Asked::new(&leaf, &cas.iter().collect::<Vec<_>>(), &[&ca(("root", 200), ("root", 200))]);
    judge("cycles", &asked).unwrap_err();
}

/// Sixty-four paths, each of them refused only as a whole.
#[test]
fn many_paths_with_policies_end() {
    let policies = |count: u16| {
        let one = |number: u16| tlv(0x30, &[&oid(&format!("1.3.6.1.4.1.{number}"))]);
        ExtensionSpec::new("2.5.29.32", tlv(0x30, &[&(1..=count).flat_map(one).collect::<Vec<u8>>()]))
    };
    let mappings = |count: u32, of: u16| {
        let number = |number: u32| oid(&format!("1.3.6.1.4.1.{number}"));
        let pair = |to: u32| tlv(0x30, &[&number(to % u32::from(of) + 1), &number(to / u32::from(of) + 1)]);
        ExtensionSpec::new("2.5.29.33", tlv(0x30, &[&(0..count).flat_map(pair).collect::<Vec<u8>>()]))
    };
    let required = ExtensionSpec::critical("2.5.29.36", tlv(0x30, &[&tlv(0x80, &[&[0]])]));
    let ladder = ladder(&short_names(8), 8, &|level, _, one| {
        one.extensions.extend([policies(100), mappings(2_500, 100)]);
        if level == 7 {
            one.extensions.push(required.clone());
        }
    });
    let asked = ask(&ladder);
    let bytes: usize = asked.chain.iter().map(Vec::len).sum();
    assert!(bytes < 4 << 20, "{bytes}");
    judge("policies", &asked).unwrap_err();
    // Where none is required.
    let many = self::ladder(&short_names(8), 8, &|_, _, one| one.extensions.push(mappings(2_500, 100)));
    let mut many = many;
    many.2.extensions.push(constraints(0xa1, &[tlv(0xa4, &[&cn("leaf")])]));
    judge("mappings", &ask(&many)).unwrap_err();
}

/// A chain as long as it may be, each of whose CAs constrains, and a leaf of as many names as fit.
#[test]
fn many_constraining_cas_above_many_names_end() {
    let (mut cas, number) = (Vec::new(), |level: u8| format!("level {level}"));
    for level in 0..38u8 {
        let mut one = ca((&number(level), level), (&number(level + 1), level + 1));
        one.extensions.push(constraints(0xa1, &[tlv(0x81, &[b"example.com"])]));
        cas.push(one);
    }
    let root = ca((&number(38), 38), (&number(38), 38));
    let mut leaf = leaf(("leaf", 99), (&number(0), 0));
    leaf.extensions.push(ExtensionSpec::alt_names(&vec![tlv(0x82, &[b"a.b"]); 200_000]));
    let asked = Asked::new(&leaf, &cas.iter().collect::<Vec<_>>(), &[&root]);
    assert_eq!(judge("names read", &asked), Ok(39));
}

/// Names of one form under as many subtrees as the limit lets through.
fn compared(what: &str, name: &dyn Fn(usize) -> Vec<u8>, base: &dyn Fn(usize) -> Vec<u8>) {
    let root = ca(("root", 1), ("root", 1));
    let mut one = ca(("one", 2), ("root", 1));
    let fitting = |encode: &dyn Fn(usize) -> Vec<u8>| {
        let mut list: Vec<Vec<u8>> = Vec::new();
        let mut bytes = 0;
        while bytes < 900_000 && list.len() < 10_000 {
            list.push(encode(list.len()));
            bytes += list.last().unwrap().len() + 8;
        }
        list
    };
    one.extensions.push(constraints(0xa1, &fitting(base)));
    let mut leaf = leaf(("leaf", 9), ("one", 2));
    leaf.extensions.push(ExtensionSpec::alt_names(&fitting(name)));
    let answer = judge(what, &Asked::new(&leaf, &[&one], &[&root]));
    assert_eq!(ran_out_of(answer), Resource::NameComparisons, "{what}");
}

#[test]
fn ten_thousand_names_of_each_form_under_ten_thousand_constraints_end() {
    compared("dns", &|n| tlv(0x82, &[format!("a{n}.example.com").as_bytes()]), &|n| {
        tlv(0x82, &[format!("x{n}.example").as_bytes()])
    });
    let host = "abcdefghijklmnopqrstuvwxyz.".repeat(9);
    compared("long dns", &|n| tlv(0x82, &[format!("a{n}.{host}com").as_bytes()]), &|n| {
        tlv(0x82, &[format!("x{n}.{host}com").as_bytes()])
    });
    compared("labels", &|n| tlv(0x82, &[format!("a.a.a.a.a.a.a.a.a{n}.com").as_bytes()]), &|n| {
        tlv(0x82, &[format!("a.a.a.a.a.a.a.a.x{n}.com").as_bytes()])
    });
    compared("email", &|n| tlv(0x81, &[format!("a{n}@example.com").as_bytes()]), &|n| {
        tlv(0x81, &[format!("x{n}@example.com").as_bytes()])
    });
    let local = "!#$%&'*+-/=?^_`{|}~".repeat(13);
    compared("long email", &|n| tlv(0x81, &[format!("{local}{n}@{host}com").as_bytes()]), &|n| {
        tlv(0x81, &[format!("{local}x{n}@{host}com").as_bytes()])
    });
    compared("uri", &|n| tlv(0x86, &[format!("https://a{n}.example.com/").as_bytes()]), &|n| {
        tlv(0x86, &[format!("x{n}.example").as_bytes()])
    });
    let path = "=%41;".repeat(20);
    compared("long uri", &|n| tlv(0x86, &[format!("https://a{n}.example.com/{path}").as_bytes()]), &|n| {
        tlv(0x86, &[format!("x{n}.example").as_bytes()])
    });
    compared("address", &|n| tlv(0x87, &[&[10, 0, (n >> 8) as u8, n as u8]]), &|n| {
        tlv(0x87, &[&[11, 0, (n >> 8) as u8, n as u8, 255, 255, 255, 255]])
    });
}

#[test]
fn ten_thousand_directory_names_under_ten_thousand_constraints_end() {
    let directory = |name: Vec<u8>| tlv(0xa4, &[&name]);
    compared("directory", &|n| directory(cn(&format!("a{n}"))), &|n| directory(cn(&format!("x{n}"))));
    // The same up to the end, but for case.
    let of = |letter: &str, n: usize, end: &str| directory(cn(&format!("{}{n}{end}", letter.repeat(20))));
    compared("directory, folded", &|n| of("n", n, "a"), &|n| of("N", n, "b"));
    let parts = |letter: &str, n: usize| {
        let text = format!("{letter}{n}");
        let rdn = ("2.5.4.11", Form::Utf8, letter);
        directory(name(&[rdn, rdn, rdn, rdn, rdn, rdn, ("2.5.4.3", Form::Utf8, &text)]))
    };
    compared("directory, parts", &|n| parts("n", n), &|n| parts("N", n + 20_000));
    let long = |letter: &str, n: usize| directory(cn(&format!("{}{n}", letter.repeat(300))));
    compared("directory, long", &|n| long("n", n), &|n| long("N", n + 20_000));
    // One part of eight attributes, which pair up in any order.
    let set = |letter: &str, n: usize, length: usize| {
        let attribute = |place: usize| {
            let text = format!("{}{}", letter.repeat(length), if place == 0 { n } else { place });
            tlv(0x30, &[&oid("2.5.4.11"), &tlv(0x0c, &[text.as_bytes()])])
        };
        let mut attributes: Vec<Vec<u8>> = (0..8).map(attribute).collect();
        attributes.sort();
        directory(tlv(0x30, &[&tlv(0x31, &[&attributes.concat()])]))
    };
    for length in [1, 4, 20, 60] {
        compared("directory, pairs", &|n| set("n", n, length), &|n| set("N", n + 20_000, length));
    }
}

#[test]
fn a_key_of_any_length_is_not_compared_for_each_path() {
    let asked = ask(&ladder(&short_names(8), 8, &|level, variant, one| {
        if level == 7 && variant == 0 {
            one.key = key(99);
        }
    }));
    assert_eq!(judge("keys", &asked), Ok(9));
}
