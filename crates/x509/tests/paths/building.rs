//! Which paths are found, and in which order.

use countersign_x509::{PathError, Profile};
use testkit::x509::{CertificateSpec, Form, Key, Time, name};

use crate::chains::{Asked, authority_key_identifier, ca, cn, key, leaf, subject_key_identifier, verify};

#[test]
fn intermediates_may_come_in_any_order() {
    let (root, one, two) =
        (ca(("root", 1), ("root", 1)), ca(("one", 2), ("root", 1)), ca(("two", 3), ("one", 2)));
    let leaf = leaf(("leaf", 9), ("two", 3));
    for chain in [[&one, &two, &root], [&two, &one, &root], [&root, &one, &two]] {
        assert_eq!(verify(&leaf, &chain, &[&root]), Ok(3));
    }
}

#[test]
fn a_caller_who_refuses_a_path_gets_the_next_one() {
    // Two roots certify the same CA.
    let (first, second) = (ca(("first", 1), ("first", 1)), ca(("second", 2), ("second", 2)));
    let (by_first, by_second) = (ca(("ca", 3), ("first", 1)), ca(("ca", 3), ("second", 2)));
    let leaf = leaf(("leaf", 9), ("ca", 3));
    let paths = Asked::new(&leaf, &[&by_first, &by_second], &[&first, &second]).paths(Profile::RFC5280);
    let intermediates: Vec<_> = paths.into_iter().map(|path| path.unwrap().remove(1)).collect();
    assert_eq!(intermediates.len(), 2);
    assert!(intermediates.contains(&by_first.der()) && intermediates.contains(&by_second.der()));
}

#[test]
fn after_the_last_valid_path_there_is_no_error() {
    let root = ca(("root", 1), ("root", 1));
    let paths = Asked::new(&leaf(("leaf", 9), ("root", 1)), &[], &[&root]).paths(Profile::RFC5280);
    assert!(matches!(paths.as_slice(), [Ok(path)] if path.len() == 1));
}

#[test]
fn without_a_path_there_is_one_error() {
    let root = ca(("root", 1), ("root", 1));
    let paths = Asked::new(&leaf(("leaf", 9), ("other", 2)), &[], &[&root]).paths(Profile::RFC5280);
    assert_eq!(paths, [Err(PathError::UnknownIssuer { at: 0, issuer: cn("other").into() })]);
}

#[test]
fn anchors_of_one_name_and_several_keys_are_all_tried() {
    let anchors: Vec<_> = (1..6).map(|number| ca(("root", number), ("root", number))).collect();
    let anchors: Vec<_> = anchors.iter().collect();
    for number in 1..6 {
        assert_eq!(verify(&leaf(("leaf", 9), ("root", number)), &[], &anchors), Ok(1));
    }
    assert_eq!(verify(&leaf(("leaf", 9), ("root", 7)), &[], &anchors), Err(PathError::Signature { at: 0 }));
}

#[test]
fn identifiers_of_keys_are_hints_and_no_proof() {
    let root = ca(("root", 1), ("root", 1));
    let mut misnamed = ca(("ca", 2), ("root", 1));
    misnamed.extensions.push(subject_key_identifier(key(5)));
    let mut leaf = leaf(("leaf", 9), ("ca", 2));
    leaf.extensions.push(authority_key_identifier(key(6)));
    assert_eq!(verify(&leaf, &[&misnamed], &[&root]), Ok(2));
}

#[test]
fn an_issuer_with_the_right_identifier_and_the_wrong_key_does_not_hide_the_right_one() {
    let root = ca(("root", 1), ("root", 1));
    let mut impostor = ca(("ca", 3), ("root", 1));
    impostor.extensions.push(subject_key_identifier(key(2)));
    let right = ca(("ca", 2), ("root", 1));
    let mut leaf = leaf(("leaf", 9), ("ca", 2));
    leaf.extensions.push(authority_key_identifier(key(2)));
    assert_eq!(verify(&leaf, &[&impostor, &right], &[&root]), Ok(2));
}

#[test]
fn an_issuer_is_found_by_a_name_that_is_encoded_differently() {
    let mut root = ca(("root", 1), ("root", 1));
    root.subject = name(&[("2.5.4.3", Form::Printable, "ROOT")]);
    let mut middle = ca(("ca", 2), ("root", 1));
    middle.subject = name(&[("2.5.4.3", Form::Printable, "The  CA")]);
    let leaf = leaf(("leaf", 9), ("the ca", 2));
    assert_eq!(verify(&leaf, &[&middle], &[&root]), Ok(2));
    middle.subject = name(&[("2.5.4.3", Form::Printable, "The CB")]);
    let unknown = PathError::UnknownIssuer { at: 0, issuer: cn("the ca").into() };
    assert_eq!(verify(&leaf, &[&middle], &[&root]), Err(unknown));
}

#[test]
fn cycles_of_cross_certificates_end() {
    let one = ca(("one", 1), ("two", 2));
    let two = ca(("two", 2), ("one", 1));
    let leaf = leaf(("leaf", 9), ("one", 1));
    let stranger = ca(("root", 5), ("root", 5));
    let unknown = PathError::UnknownIssuer { at: 2, issuer: cn("one").into() };
    assert_eq!(verify(&leaf, &[&one, &two], &[&stranger]), Err(unknown));
    // The control: the same certificates, and the way out of the cycle.
    let root = ca(("root", 5), ("root", 5));
    let out = ca(("two", 2), ("root", 5));
    assert_eq!(verify(&leaf, &[&one, &two, &out], &[&root]), Ok(3));
}

#[test]
fn a_root_that_came_with_the_message_is_not_trusted() {
    let (root, own) = (ca(("root", 1), ("root", 1)), ca(("own", 2), ("own", 2)));
    let leaf = leaf(("leaf", 9), ("own", 2));
    let unknown = PathError::UnknownIssuer { at: 1, issuer: cn("own").into() };
    assert_eq!(verify(&leaf, &[&own], &[&root]), Err(unknown));
    assert_eq!(verify(&leaf, &[&own], &[&own]), Ok(1));
}

#[test]
fn a_certificate_that_stands_twice_in_the_message_makes_no_second_path() {
    let (root, one) = (ca(("root", 1), ("root", 1)), ca(("one", 2), ("root", 1)));
    let asked = Asked::new(&leaf(("leaf", 9), ("one", 2)), &[&one, &one, &one], &[&root]);
    assert_eq!(asked.paths(Profile::RFC5280).len(), 1);
}

#[test]
fn without_anchors_nothing_is_valid() {
    let one = ca(("one", 2), ("one", 2));
    let unknown = PathError::UnknownIssuer { at: 1, issuer: cn("one").into() };
    assert_eq!(verify(&leaf(("leaf", 9), ("one", 2)), &[&one], &[]), Err(unknown));
}

/// The names have the same key in the lists that are searched: what decides is their comparison.
#[test]
fn a_name_that_only_hashes_alike_is_another_name() {
    let teletex = name(&[("2.5.4.3", Form::Teletex, "acme")]);
    let control = "\u{14}\u{4}acme";
    let leaf = leaf(("leaf", 9), (control, 1));
    let unknown = PathError::UnknownIssuer { at: 0, issuer: cn(control).into() };
    let other = CertificateSpec { subject: teletex, ..ca(("root", 1), ("root", 1)) };
    assert_eq!(verify(&leaf, &[], &[&other]), Err(unknown.clone()));
    let root = ca(("root", 1), ("root", 1));
    assert_eq!(verify(&leaf, &[&other], &[&root]), Err(unknown));
    assert_eq!(verify(&leaf, &[], &[&ca((control, 1), (control, 1))]), Ok(1));
}

#[test]
fn an_issuer_whose_name_is_encoded_alike_is_tried_first() {
    let root = ca(("root", 1), ("root", 1));
    let alike = ca(("ca", 2), ("root", 1));
    let other = CertificateSpec { subject: name(&[("2.5.4.3", Form::Printable, "CA")]), ..alike.clone() };
    let leaf = leaf(("leaf", 9), ("ca", 2));
    for chain in [[&alike, &other], [&other, &alike]] {
        let paths = Asked::new(&leaf, &chain, &[&root]).paths(Profile::RFC5280);
        let tried: Vec<_> = paths.into_iter().map(|path| path.unwrap().remove(1)).collect();
        assert_eq!(tried, [alike.der(), other.der()]);
    }
}

#[test]
fn why_an_issuer_is_refused_says_more_than_that_another_one_did_not_sign() {
    let root = ca(("root", 1), ("root", 1));
    let (signer, stranger) = (ca(("ca", 2), ("root", 1)), ca(("ca", 3), ("root", 1)));
    let expired = CertificateSpec { not_after: Time::utc("251231000000Z"), ..signer };
    for chain in [[&expired, &stranger], [&stranger, &expired]] {
        let refused = verify(&leaf(("leaf", 9), ("ca", 2)), &chain, &[&root]);
        assert!(matches!(refused, Err(PathError::Expired { at: 1, .. })), "{refused:?}");
    }
}

#[test]
fn of_anchors_of_one_name_the_one_whose_key_is_named_is_tried_first() {
    let anchors = [1, 2, 3].map(|number| {
        let mut anchor = ca(("root", number), ("root", number));
        anchor.extensions.push(subject_key_identifier(key(number)));
        anchor
    });
    for number in 1..=3 {
        let mut leaf = leaf(("leaf", 9), ("root", number));
        leaf.extensions.push(authority_key_identifier(key(number)));
        let mut asked = Asked::new(&leaf, &[], &anchors.each_ref());
        asked.budget.candidates = 1;
        assert_eq!(asked.verify(Profile::RFC5280), Ok(1));
    }
}

#[test]
fn an_issuer_that_is_valid_is_tried_before_one_that_is_not() {
    let root = ca(("root", 1), ("root", 1));
    let valid = ca(("ca", 2), ("root", 1));
    let expired = CertificateSpec { not_after: Time::utc("251231000000Z"), ..valid.clone() };
    for chain in [[&expired, &valid], [&valid, &expired]] {
        let mut asked = Asked::new(&leaf(("leaf", 9), ("ca", 2)), &chain, &[&root]);
        asked.budget.candidates = 2;
        assert_eq!(asked.verify(Profile::RFC5280), Ok(2));
    }
}

/// That nobody else of the name was found would say less.
#[test]
fn why_the_only_issuer_is_refused_is_told_also_where_its_key_has_another_identifier() {
    let root = ca(("root", 1), ("root", 1));
    let mut expired = CertificateSpec { not_after: Time::utc("251231000000Z"), ..ca(("ca", 2), ("root", 1)) };
    expired.extensions.push(subject_key_identifier(key(5)));
    let mut leaf = leaf(("leaf", 9), ("ca", 2));
    leaf.extensions.push(authority_key_identifier(key(6)));
    let by_intermediate = verify(&leaf, &[&expired], &[&root]);
    assert!(matches!(by_intermediate, Err(PathError::Expired { at: 1, .. })), "{by_intermediate:?}");
    let by_anchor = verify(&leaf, &[], &[&expired]);
    assert!(matches!(by_anchor, Err(PathError::Expired { at: 1, .. })), "{by_anchor:?}");
}

/// Two CAs of the leaf's issuer's name: one whose own signature is wrong, and one that has expired.
#[test]
fn that_an_issuer_has_expired_says_more_than_that_the_path_of_another_one_ends() {
    let root = ca(("root", 1), ("root", 1));
    let forged = CertificateSpec { signer: key(7), ..ca(("ca", 2), ("root", 1)) };
    let expired = CertificateSpec { not_after: Time::utc("251231000000Z"), ..ca(("ca", 2), ("root", 1)) };
    let leaf = leaf(("leaf", 9), ("ca", 2));
    assert_eq!(verify(&leaf, &[&forged], &[&root]), Err(PathError::Signature { at: 1 }));
    let refused = verify(&leaf, &[&forged, &expired], &[&root]);
    assert!(matches!(refused, Err(PathError::Expired { at: 1, .. })), "{refused:?}");
}

/// The key is refused at the place of the CA, not at that of the certificate which it should have signed.
#[test]
fn an_issuer_whose_key_is_refused_is_as_telling_as_one_that_has_expired() {
    let root = ca(("root", 1), ("root", 1));
    let weak = CertificateSpec { key: Key::Rsa1024, ..ca(("ca", 2), ("root", 1)) };
    let expired = CertificateSpec { not_after: Time::utc("251231000000Z"), ..ca(("ca", 2), ("root", 1)) };
    // Of two that say as much the first is told, and what is valid is tried first.
    for chain in [[&weak, &expired], [&expired, &weak]] {
        let refused = verify(&leaf(("leaf", 9), ("ca", 2)), &chain, &[&root]);
        assert!(matches!(refused, Err(PathError::Key { at: 1, .. })), "{refused:?}");
    }
}

#[test]
fn a_wrong_signature_says_more_than_an_issuer_that_is_not_there() {
    let root = ca(("root", 1), ("root", 1));
    // By the identifier of its key it is tried first.
    let mut lost = ca(("ca", 2), ("nobody", 8));
    lost.extensions.push(subject_key_identifier(key(2)));
    let forged = CertificateSpec { signer: key(7), ..ca(("ca", 2), ("root", 1)) };
    let mut leaf = leaf(("leaf", 9), ("ca", 2));
    leaf.extensions.push(authority_key_identifier(key(2)));
    let unknown = PathError::UnknownIssuer { at: 1, issuer: cn("nobody").into() };
    assert_eq!(verify(&leaf, &[&lost], &[&root]), Err(unknown));
    assert_eq!(verify(&leaf, &[&lost, &forged], &[&root]), Err(PathError::Signature { at: 1 }));
}
