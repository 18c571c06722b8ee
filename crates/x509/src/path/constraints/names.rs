//! The names of a certificate that constraints apply to.

use countersign_encoding::der::Oid;

use crate::{Certificate, GeneralName, Name, NameForm};

/// `emailAddress` of PKCS #9 (RFC 2985 §5.2.1)
const EMAIL_ADDRESS: Oid<'static> = Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1]);

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
    let has_mailbox = alternative.into_iter().flatten().any(|name| name.form() == NameForm::Email);
    let legacy = Some(subject).filter(|_| !has_mailbox);
    let emails = legacy.into_iter().flat_map(|name| name.attributes());
    let emails = emails.filter(|attribute| attribute.oid() == EMAIL_ADDRESS);
    // A value that is no text is a mailbox that is malformed.
    let emails = emails.map(|attribute| GeneralName::Email(attribute.as_str().unwrap_or_default()));
    directory.into_iter().chain(alternative.into_iter().flatten().chain(emails).map(Named::listed))
}

/// A set of forms.
#[derive(Clone, Copy, Default)]
pub(super) struct Forms(u16);

impl Forms {
    pub(super) fn insert(&mut self, form: NameForm) {
        self.0 |= bit(form);
    }

    pub(super) fn contains(self, form: NameForm) -> bool {
        self.0 & bit(form) != 0
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
