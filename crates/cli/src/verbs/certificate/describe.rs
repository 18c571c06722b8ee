//! What certificates say of themselves, as JSON.

use crate::provider::Provider;
use countersign::{
    digest::{Algorithm, HashProvider as _},
    encoding::{
        der::Oid,
        json::{Object, Value},
    },
    x509::{
        AlgorithmError, Certificate, ExtensionKind, Lint, Profile, SignatureAlgorithm, Version, Violation,
        lint, purpose,
    },
};

/// A certificate, and the rules that it breaks.
pub fn certificate(der: &[u8], profile: &Profile) -> Object<'static> {
    let described = match Certificate::from_der(der) {
        Ok(certificate) => fields(&certificate),
        Err(violation) => Object::new().with("unreadable", violation.to_string()),
    };
    let lint = lint(der, profile);
    described
        .with("profile", lint.profile().to_owned())
        .with("violations", told(lint.violations()))
        .with("notices", told(lint.notices()))
}

/// One of several, in a list, or the only one.
pub fn certificates(ders: &[Vec<u8>], profile: &Profile) -> Object<'static> {
    let named = |kind: &'static str, object: Object<'static>| {
        object.iter().fold(Object::new().with("kind", kind), |object, (name, value)| {
            object.with(name.to_owned(), value.clone())
        })
    };
    match ders {
        [one] => named("certificate", certificate(one, profile)),
        several => {
            let list: Vec<_> = several.iter().map(|der| Value::from(certificate(der, profile))).collect();
            named("certificates", Object::new().with("certificates", list))
        }
    }
}

/// What a certificate says of itself.
pub fn fields(certificate: &Certificate<'_>) -> Object<'static> {
    let validity = certificate.validity();
    let signed = SignatureAlgorithm::read(certificate.signature_algorithm());
    let described = Object::new()
        .with("subject", certificate.subject().to_string())
        .with("issuer", certificate.issuer().to_string())
        .with("serial", certificate.serial().to_string())
        .with("version", version(certificate.version()))
        .with("notBefore", validity.not_before().to_rfc3339())
        .with("notAfter", validity.not_after().to_rfc3339())
        .with("signatureAlgorithm", algorithm(signed))
        .with("fingerprint", Provider.hash(Algorithm::Sha256, certificate.der()).to_string());
    let described = texts(described, "identities", certificate.identities().map(|name| name.to_string()));
    let described = usages(described, certificate);
    let described = locations(described, certificate);
    let extensions = certificate.extensions().map(|extension| {
        let name =
            extension.kind().map_or_else(|| extension.oid().to_string(), |kind| kind.name().to_owned());
        if extension.is_critical() { format!("{name}, critical") } else { name }
    });
    texts(described, "extensions", extensions)
}

/// The name of an algorithm, or why it has none.
pub fn algorithm(read: Result<SignatureAlgorithm, AlgorithmError>) -> String {
    read.map_or_else(|error| error.to_string(), |known| known.to_string())
}

fn version(version: Version) -> &'static str {
    match version {
        Version::V1 => "v1",
        Version::V2 => "v2",
        Version::V3 => "v3",
    }
}

fn usages(described: Object<'static>, certificate: &Certificate<'_>) -> Object<'static> {
    let described = match certificate.basic_constraints() {
        Some(constraints) => {
            let described = described.with("ca", constraints.is_ca());
            match constraints.path_len() {
                Some(length) => described.with("pathLength", u64::from(length)),
                None => described,
            }
        }
        None => described,
    };
    let described = match certificate.key_usage() {
        Some(usage) => described.with("keyUsage", usage.to_string()),
        None => described,
    };
    let named = |oid: Oid<'_>| purpose::name(oid).map_or_else(|| oid.to_string(), str::to_owned);
    let purposes = certificate.extended_key_usage().into_iter().flatten().map(named);
    let described = texts(described, ExtensionKind::ExtendedKeyUsage.name(), purposes);
    let policies = certificate.certificate_policies().into_iter().flatten();
    texts(described, "policies", policies.map(|policy| policy.oid().to_string()))
}

fn locations(described: Object<'static>, certificate: &Certificate<'_>) -> Object<'static> {
    let described = texts(described, "ocsp", certificate.ocsp_locations().map(str::to_owned));
    let described = texts(described, "caIssuers", certificate.ca_issuers().map(str::to_owned));
    texts(described, "crls", certificate.crl_locations().map(str::to_owned))
}

/// A list, where there is anything in it.
fn texts(
    object: Object<'static>,
    name: &'static str,
    texts: impl Iterator<Item = String>,
) -> Object<'static> {
    let list: Vec<_> = texts.map(Value::from).collect();
    if list.is_empty() { object } else { object.with(name, list) }
}

/// What a linter tells of one certificate of a file.
pub fn linted(index: usize, lint: &Lint) -> Object<'static> {
    Object::new()
        .with("index", u64::try_from(index).unwrap_or(u64::MAX))
        .with("read", lint.is_read())
        .with("role", lint.role().map_or(Value::Null, |role| Value::from(role.name())))
        .with("violations", told(lint.violations()))
        .with("notices", told(lint.notices()))
}

fn told(violations: &[Violation]) -> Vec<Value<'static>> {
    let each = |violation: &Violation| {
        Object::new()
            .with("rule", violation.rule().id())
            .with("level", violation.rule().level().name())
            .with("field", violation.field().name())
            .with("offset", u64::try_from(violation.offset()).unwrap_or(u64::MAX))
            .with("section", violation.section())
            .with("text", violation.rule().text())
    };
    violations.iter().map(each).map(Value::from).collect()
}
