use countersign_oci::ManifestAt;
use countersign_registry::{PushError, ReadError};
use countersign_transport::block_on;
use testkit::{Behaviour, HostileRegistry};

use crate::pushing::{NAME, digest_of, noise, push_image, repository};

#[test]
fn what_is_deleted_is_gone() {
    let (hostile, blob) = (HostileRegistry::honest(), noise(10));
    let repository = repository(&hostile);
    let image = block_on(push_image(&repository));
    let tag = ManifestAt::Tag("v1".to_owned());
    block_on(repository.delete_manifest(&tag)).unwrap();
    assert_eq!(hostile.manifest(NAME, "v1"), None);
    let at = ManifestAt::Digest(image.digest());
    assert_eq!(block_on(repository.has_manifest(&at)), Ok(true));
    block_on(repository.delete_manifest(&at)).unwrap();
    assert_eq!(block_on(repository.has_manifest(&at)), Ok(false));
    hostile.put_blob(NAME, blob.clone());
    block_on(repository.delete_blob(&digest_of(&blob))).unwrap();
    assert_eq!(block_on(repository.has_blob(&digest_of(&blob))), Ok(false));
}

#[test]
fn what_is_not_there_is_deleted() {
    let hostile = HostileRegistry::honest();
    let repository = repository(&hostile);
    assert_eq!(block_on(repository.delete_manifest(&ManifestAt::Tag("v1".to_owned()))), Ok(()));
    assert_eq!(block_on(repository.delete_blob(&digest_of(b"x"))), Ok(()));
}

#[test]
fn a_registry_that_deletes_nothing_says_so() {
    let hostile = HostileRegistry::start(Behaviour::new().deletes(false));
    let repository = repository(&hostile);
    let image = block_on(push_image(&repository));
    match block_on(repository.delete_manifest(&ManifestAt::Digest(image.digest()))) {
        Err(PushError::Exchange(ReadError::Status { status: 405, .. })) => {}
        other => panic!("{other:?}"),
    }
}
