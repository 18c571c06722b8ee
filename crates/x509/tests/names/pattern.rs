//! Patterns cover the whole of a name.

use countersign_x509::{IdentityPattern, PatternError};

use super::support::{dns, email, presenting, uri};

fn covers(pattern: &str, name: &[u8]) -> bool {
    IdentityPattern::parse(pattern).unwrap().matches(&presenting(&[name.to_vec()])).is_some()
}

#[test]
fn a_pattern_covers_the_whole_name() {
    let pattern = r"uri:https://ci\.example/acme/[a-z]+";
    assert!(covers(pattern, &uri("https://ci.example/acme/app")));
    for text in [
        "https://ci.example/acme/app\n",
        "https://ci.example/acme/app\nx",
        "x\nhttps://ci.example/acme/app",
        "https://ci.example/acme/app/",
        "xhttps://ci.example/acme/app",
        "https://ci.example/acme/App",
        "https://ciXexample/acme/app",
        "https://ci.example/acme/",
        "https://ci.example/acme/app\0",
        "",
    ] {
        assert!(!covers(pattern, &uri(text)), "{text:?}");
    }
    assert!(!covers(pattern, &email("https://ci.example/acme/app")));
    assert!(!covers(pattern, &dns("https://ci.example/acme/app")));
}

#[test]
fn a_pattern_covers_names_of_its_own_form_alone() {
    let names =
        [("dns", dns("a.example")), ("email", email("ana@a.example")), ("uri", uri("https://a.example/"))];
    for (form, _) in &names {
        for (other, name) in &names {
            assert_eq!(covers(&format!("{form}:.*"), name), form == other, "{form} and {other}");
        }
    }
}

#[test]
fn alternatives_do_not_reach_beyond_the_pattern() {
    for text in ["a@x.example", "b@x.example"] {
        assert!(covers("email:a@x.example|b@x.example", &email(text)));
    }
    for text in ["a@x.example.evil", "evilb@x.example", "a@x.exampleb@x.example"] {
        assert!(!covers("email:a@x.example|b@x.example", &email(text)), "{text}");
    }
    // The leftmost alternative fits a part, the second one the whole.
    assert!(covers("dns:a|ab", &dns("ab")));
    assert!(!covers("dns:", &dns("a")));
    assert!(!covers("dns:|a", &dns("ab")));
}

#[test]
fn flags_do_not_reach_beyond_the_pattern() {
    assert!(!covers("dns:(?m)a$", &dns("a\nb")));
    assert!(!covers("dns:(?m)^b", &dns("a\nb")));
    assert!(!covers("dns:(?s)a", &dns("a\n")));
    assert!(covers("dns:(?i)a", &dns("A")));
    assert!(!covers("dns:a", &dns("A")));
    assert_eq!(IdentityPattern::parse("dns:(?x)a # b").unwrap_err(), PatternError::Syntax);
    assert!(!covers("dns:a.b", &dns("a\nb")));
}

#[test]
fn what_is_no_name_of_its_form_is_covered_by_nothing() {
    assert!(covers(r"email:.*@example\.com", &email("ana@example.com")));
    for text in
        ["ana@evil.example\0@example.com", "ana@evil.example @example.com", "@example.com", "a@b@example.com"]
    {
        assert!(!covers(r"email:.*@example\.com", &email(text)), "{text:?}");
    }
    assert!(covers(r"uri:https://ci\.example/.*", &uri("https://ci.example/acme")));
    for text in [
        "https://ci.example/acme\0",
        "https://ci.example/a b",
        "https://ci.example/\"",
        "https://ci.example/%",
    ] {
        assert!(!covers(r"uri:https://ci\.example/.*", &uri(text)), "{text:?}");
    }
    assert!(covers(r"dns:.*\.example\.com", &dns("*.example.com")));
    for text in
        ["evil.example\0.example.com", "x y.example.com", "*.*.example.com", ".example.com", "a..example.com"]
    {
        assert!(!covers(r"dns:.*\.example\.com", &dns(text)), "{text:?}");
    }
}

#[test]
fn classes_are_ascii() {
    assert!(covers(r"dns:\w+", &dns("abc_1")));
    assert_eq!(IdentityPattern::parse(r"dns:\pL").unwrap_err(), PatternError::Syntax);
    assert_eq!(IdentityPattern::parse("dns:(?u)a").map(|_| ()), Ok(()));
}

#[test]
fn what_is_no_pattern_is_refused() {
    for (text, error) in [
        ("a", PatternError::UnknownForm),
        ("dn:CN=a", PatternError::UnknownForm),
        ("dns:ä", PatternError::NotAscii),
        ("dns:a)|(?:.*", PatternError::Syntax),
        ("dns:a)|(.*", PatternError::Syntax),
        ("dns:(", PatternError::Syntax),
        (r"dns:a\", PatternError::Syntax),
        ("dns:[a", PatternError::Syntax),
        (r"dns:(a)\1", PatternError::Syntax),
        ("dns:(?=a)", PatternError::Syntax),
        ("dns:a{1000}{1000}", PatternError::TooLarge),
    ] {
        assert_eq!(IdentityPattern::parse(text).unwrap_err(), error, "{text}");
    }
    let longest = "a".repeat(1024);
    assert!(IdentityPattern::dns(&longest).is_ok());
    assert_eq!(IdentityPattern::dns(&(longest + "a")).unwrap_err(), PatternError::TooLong);
    assert_eq!(IdentityPattern::dns(&"(".repeat(100)).unwrap_err(), PatternError::Syntax);
    let nested = format!("{}{}", "(".repeat(100), ")".repeat(100));
    assert_eq!(IdentityPattern::dns(&nested).unwrap_err(), PatternError::Syntax);
}
