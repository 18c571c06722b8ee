//! Nothing outside of a layout's folder is read or written, wherever links lead.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::sync::mpsc;

use countersign_oci::{FileRead, LayoutFiles as _};
use countersign_registry::{FolderEntry, FolderError, FolderFiles, FolderLock};

#[test]
fn a_plain_file_is_read_up_to_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "four").unwrap();
    symlink("file", folder.path().join("link")).unwrap();
    let files = FolderFiles::open(folder.path()).unwrap();
    assert!(matches!(files.find("file"), Ok(FolderEntry::File(_, 4))));
    for path in ["file", "link"] {
        assert_eq!(files.read(path, 4), FileRead::Bytes(b"four".to_vec()));
        assert_eq!(files.read(path, 3), FileRead::TooLarge { actual: 4 });
    }
}

#[test]
fn what_is_absent_outside_or_no_plain_file_is_told_apart_and_never_read() {
    let outer = tempfile::tempdir().unwrap();
    let root = outer.path().join("image");
    fs::create_dir_all(root.join("folder")).unwrap();
    fs::write(outer.path().join("secret"), "secret").unwrap();
    symlink("../secret", root.join("out")).unwrap();
    symlink("nowhere", root.join("dangling")).unwrap();
    fs::write(root.join("file"), "").unwrap();
    let files = FolderFiles::open(&root).unwrap();
    assert!(matches!(files.find("out"), Ok(FolderEntry::Outside)));
    assert!(matches!(files.find("../secret"), Ok(FolderEntry::Outside)));
    assert!(matches!(files.find("folder"), Ok(FolderEntry::NotPlain)));
    for absent in ["nothing", "dangling", "file/below"] {
        assert!(matches!(files.find(absent), Ok(FolderEntry::Absent)), "{absent}");
    }
    for path in ["out", "../secret", "folder", "nothing", "dangling"] {
        assert_eq!(files.read(path, 100), FileRead::Absent, "{path}");
    }
}

#[test]
fn a_place_is_made_inside_and_refused_beyond_a_link_that_leads_out() {
    let outer = tempfile::tempdir().unwrap();
    let root = outer.path().join("image");
    fs::create_dir_all(&root).unwrap();
    fs::create_dir(outer.path().join("elsewhere")).unwrap();
    symlink("../elsewhere", root.join("blobs")).unwrap();
    let files = FolderFiles::open(&root).unwrap();
    assert_eq!(files.place("a/b/file").unwrap(), files.root().join("a/b/file"));
    assert!(root.join("a/b").is_dir());
    let refused = files.place("blobs/sha256/x").unwrap_err();
    assert_eq!(refused, FolderError::Outside { path: files.root().join("blobs") });
    assert_eq!(fs::read_dir(outer.path().join("elsewhere")).unwrap().count(), 0);
}

#[test]
fn what_is_no_folder_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    for name in ["file", "nothing"] {
        let refused = FolderFiles::open(&folder.path().join(name)).unwrap_err();
        assert!(matches!(refused, FolderError::File { .. }), "{name}");
    }
}

#[test]
fn a_lock_says_that_it_waits_and_is_had_once_the_other_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let held = FolderLock::take(folder.path(), || panic!("nobody else has it")).unwrap();
    let (told, waits) = mpsc::channel();
    let path = folder.path().to_owned();
    let other = std::thread::spawn(move || FolderLock::take(&path, || told.send(()).unwrap()));
    waits.recv().unwrap();
    assert!(!other.is_finished());
    drop(held);
    other.join().unwrap().unwrap();
}
