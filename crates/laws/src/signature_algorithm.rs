use countersign_crypto::{DigestAlgorithm, KeyType, RetiredAlgorithm};
use countersign_encoding::der::{Oid, Tag, unsigned_integer, write};
use countersign_x509::SignatureAlgorithm;

/// The AlgorithmIdentifier of a signature that is accepted is one of the few spellings that its standards leave, and where
/// it fits a type of key, what is computed is what it names.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn signature_algorithm(data: &[u8]) {
    let Ok(algorithm) = SignatureAlgorithm::read(data) else { return };
    assert!(spellings(algorithm).iter().any(|spelling| spelling == data), "{algorithm} in another spelling");
    for key_type in KeyType::ALL {
        if let Some(scheme) = algorithm.scheme(*key_type) {
            assert_eq!(scheme.algorithm().key_type(), *key_type, "computed with another type of key");
            assert_eq!(
                scheme.algorithm().digest_algorithm(),
                algorithm.digest(),
                "computed over another digest"
            );
        }
    }
    let retired = matches!(algorithm, SignatureAlgorithm::Retired(_));
    assert_eq!(
        algorithm.kind().is_none(),
        retired,
        "a retired algorithm has no place in lists, others have one"
    );
}

const NULL: &[u8] = &[5, 0];

fn spellings(algorithm: SignatureAlgorithm) -> Vec<Vec<u8>> {
    let with = |oid: &str, all: &[&[u8]]| all.iter().map(|one| identifier(oid, one)).collect();
    match algorithm {
        SignatureAlgorithm::Ecdsa(digest) => {
            with(&format!("1.2.840.10045.4.3.{}", number(digest) + 1), &[&[]])
        }
        SignatureAlgorithm::Ed25519 => with("1.3.101.112", &[&[]]),
        SignatureAlgorithm::RsaPkcs1(digest) => {
            with(&format!("1.2.840.113549.1.1.{}", number(digest) + 10), &[NULL, &[]])
        }
        SignatureAlgorithm::RsaPss(parameters) => pss(parameters.digest(), parameters.salt_len()),
        SignatureAlgorithm::Retired(RetiredAlgorithm::EcdsaSha1) => with("1.2.840.10045.4.1", &[&[]]),
        SignatureAlgorithm::Retired(RetiredAlgorithm::RsaPkcs1Md5) => with("1.2.840.113549.1.1.4", &[NULL]),
        SignatureAlgorithm::Retired(RetiredAlgorithm::RsaPkcs1Sha1) => {
            let mut all = with("1.3.14.3.2.29", &[NULL, &[]]);
            all.push(identifier("1.2.840.113549.1.1.5", NULL));
            all
        }
        other => panic!("{other} is new here"),
    }
}

/// With and without the NULL of each of the two hashes (RFC 4055 §2.1).
fn pss(digest: DigestAlgorithm, salt_len: u16) -> Vec<Vec<u8>> {
    let hash = |null: &[u8]| identifier(&format!("2.16.840.1.101.3.4.2.{}", number(digest)), null);
    let salt = match salt_len {
        20 => Vec::new(),
        salt_len => {
            let octets: Vec<u8> =
                salt_len.to_be_bytes().into_iter().skip_while(|octet| *octet == 0).collect();
            write(Tag::context_constructed(2), &[&unsigned_integer(&octets)])
        }
    };
    let nulls = [(NULL, NULL), (NULL, &[][..]), (&[], NULL), (&[], &[])];
    nulls
        .into_iter()
        .map(|(first, second)| {
            let mask = identifier("1.2.840.113549.1.1.8", &hash(second));
            let hash = write(Tag::context_constructed(0), &[&hash(first)]);
            let mask = write(Tag::context_constructed(1), &[&mask]);
            identifier("1.2.840.113549.1.1.10", &write(Tag::SEQUENCE, &[&hash, &mask, &salt]))
        })
        .collect()
}

fn identifier(oid: &str, parameters: &[u8]) -> Vec<u8> {
    let oid = Oid::contents_of(oid).expect("an object identifier");
    write(Tag::SEQUENCE, &[&write(Tag::OBJECT_IDENTIFIER, &[&oid]), parameters])
}

/// The last arc of the hash's own identifier.
fn number(digest: DigestAlgorithm) -> u8 {
    match digest {
        DigestAlgorithm::Sha256 => 1,
        DigestAlgorithm::Sha384 => 2,
        DigestAlgorithm::Sha512 => 3,
        other => panic!("{other} is new here"),
    }
}
