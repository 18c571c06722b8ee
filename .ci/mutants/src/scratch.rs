//! The copy of the workspace that is rewritten.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{Result, modules};

/// Brings the copy up to date with what is in the repository, committed or not. What did not change is not touched, so
/// that it is not built again.
pub fn copy(root: &Path, copy: &Path) -> Result<()> {
    let arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let listed = Command::new("git").args(arguments).current_dir(root).output()?;
    if !listed.status.success() {
        return Err("git ls-files failed".into());
    }
    for file in String::from_utf8(listed.stdout)?.split('\0').filter(|file| !file.is_empty()) {
        let from = root.join(file);
        // The sources of the crate are written when they are mutated; what was deleted is not there.
        if from.is_file() && !Path::new(file).starts_with(sources()) {
            write(&copy.join(file), &fs::read(from)?)?;
        }
    }
    let original = copy.join("original");
    let _ = fs::remove_dir_all(&original);
    for file in rust_files(&root.join(sources()))? {
        let relative = file.strip_prefix(root.join(sources()))?;
        write(&original.join(relative), &fs::read(&file)?)?;
    }
    Ok(())
}

fn sources() -> PathBuf {
    Path::new(modules::FOLDER).join("src")
}

/// The sources of the crate: the path below `src`, and the text.
pub fn originals(copy: &Path) -> Result<Vec<(String, String)>> {
    let original = copy.join("original");
    let mut files = Vec::new();
    for file in rust_files(&original)? {
        let relative = file.strip_prefix(&original)?.to_string_lossy().into_owned();
        files.push((relative, fs::read_to_string(&file)?));
    }
    files.sort();
    Ok(files)
}

pub fn write_source(copy: &Path, file: &str, text: &str) -> Result<()> {
    write(&copy.join(sources()).join(file), text.as_bytes())
}

fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(file).is_ok_and(|known| known == bytes) {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(file, bytes)?)
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    Ok(files)
}
