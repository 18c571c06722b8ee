//! The names of a certificate that constraints apply to.

use countersign_encoding::der::Oid;

use crate::{Certificate, GeneralName, Name, NameForm};

/// `emailAddress` of PKCS #9 (RFC 2985 §5.2.1)
const EMAIL_ADDRESS: Oid<'static> = Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1]);

/// `SmtpUTF8Mailbox` (RFC 9598 §3), an `otherName`.
const UTF8_MAILBOX: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 8, 9]);

/// A name, and where it stands.
pub(super) struct Named<'c> {
    pub(super) name: GeneralName<'c>,
    pub(super) place: NamePlace,
}

/// Where a name stands.
#[derive(Clone, Copy)]
pub(super) enum NamePlace {
    /// It is the subject. There is one, so that what it costs grows with the number of subtrees alone.
    Subject,
    /// It is one of a list.
    Listed,
}

impl<'c> Named<'c> {
    const fn subject(name: Name<'c>) -> Self {
        Self { name: GeneralName::Directory(name), place: NamePlace::Subject }
    }

    const fn listed(name: GeneralName<'c>) -> Self {
        Self { name, place: NamePlace::Listed }
    }
}

/// The subject, where it has a name; its alternative names; and where none of them is a mailbox, those in the subject
/// (RFC 5280 §4.2.1.10). A common name is no host name, whatever it looks like.
pub(super) fn names<'c>(certificate: &'c Certificate<'_>) -> impl Iterator<Item = Named<'c>> {
    let subject = certificate.subject();
    let directory = Some(Named::subject(subject)).filter(|_| !subject.is_empty());
    let alternative = certificate.subject_alt_names();
    let has_mailbox = move || alternative.into_iter().flatten().any(|name| name.form() == NameForm::Email);
    // Few subjects have one: only then are the alternative names looked through.
    let has_legacy = subject.attributes().any(|attribute| attribute.oid() == EMAIL_ADDRESS);
    let legacy = Some(subject).filter(|_| has_legacy && !has_mailbox());
    let emails = legacy.into_iter().flat_map(|name| name.attributes());
    let emails = emails.filter(|attribute| attribute.oid() == EMAIL_ADDRESS);
    // A value that is no text is a mailbox that is malformed.
    let emails = emails.map(|attribute| GeneralName::Email(attribute.as_str().unwrap_or_default()));
    let alternative = alternative.into_iter().flatten().flat_map(|name| [Some(name), utf8_mailbox(&name)]);
    directory.into_iter().chain(alternative.flatten().chain(emails).map(Named::listed))
}

/// Constraints on mailboxes hold for mailboxes beyond ASCII too (RFC 9598 §6). They are not compared: what is no mailbox is
/// refused wherever there is such a constraint.
fn utf8_mailbox<'c>(name: &GeneralName<'c>) -> Option<GeneralName<'c>> {
    match name {
        GeneralName::Other(UTF8_MAILBOX, _) => Some(GeneralName::Email("")),
        _ => None,
    }
}

/// How many bytes of a name are compared as they are; a directory name is compared by keys.
pub(super) fn size(name: &GeneralName<'_>) -> usize {
    match name {
        GeneralName::Email(text) | GeneralName::Dns(text) | GeneralName::Uri(text) => text.len(),
        GeneralName::Ip(octets) => octets.len(),
        _ => 0,
    }
}

/// A set of forms.
#[derive(Clone, Copy, Default)]
pub(super) struct Forms(u16);

impl Forms {
    pub(super) fn insert(&mut self, form: NameForm) {
        self.0 |= bit(form);
    }

    /// Whether a form is in both.
    pub(super) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl FromIterator<NameForm> for Forms {
    fn from_iter<I: IntoIterator<Item = NameForm>>(forms: I) -> Self {
        forms.into_iter().fold(Self::default(), |mut set, form| {
            set.insert(form);
            set
        })
    }
}

const fn bit(form: NameForm) -> u16 {
    match form {
        NameForm::Other => 1,
        NameForm::Email => 1 << 1,
        NameForm::Dns => 1 << 2,
        NameForm::X400 => 1 << 3,
        NameForm::Directory => 1 << 4,
        NameForm::EdiParty => 1 << 5,
        NameForm::Uri => 1 << 6,
        NameForm::Ip => 1 << 7,
        NameForm::RegisteredId => 1 << 8,
    }
}
