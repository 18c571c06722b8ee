use std::{
    fs, io,
    path::{Path, PathBuf},
};

use clap::Parser as _;

use super::{DemoImage, unwritable};
use crate::{
    cli::Cli,
    console::{Console, quiet},
    durable,
    exit::Exit,
    failure::Failure,
};

/// Where the demo happens, and what that place is called in what is shown.
pub struct Story<'d> {
    real: &'d Path,
    /// As results have it.
    shown: String,
    /// As a shell reads it.
    quoted: String,
}

impl<'d> Story<'d> {
    pub fn new(real: &'d Path, shown: &Path) -> Self {
        let shown = shown.display().to_string();
        Self { real, quoted: quoted(&shown), shown }
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.real.join(below)
    }

    /// Runs one of our own commands as it is shown, and shows what it says.
    pub fn run(
        &self,
        console: &mut Console,
        about: &str,
        command: &str,
        expected: Exit,
    ) -> Result<(), Failure> {
        let real = self.real.display().to_string();
        self.say(console, about, &[command]);
        let words = command.split(' ').map(|word| word.replace("{demo}", &real));
        let cli = Cli::try_parse_from(words).map_err(|error| defect(&error.to_string()))?;
        let mut inner = Console::default();
        let exit = match cli.run(&mut inner) {
            Ok(exit) => exit,
            Err(failure) => {
                inner.fail(&failure);
                failure.exit()
            }
        };
        let (out, notes) = inner.into_parts();
        // Where both say the same, once is enough.
        let said = if out.is_empty() { notes } else { out };
        said.lines().for_each(|line| console.line(format!("    {}", line.replace(&real, &self.shown))));
        console.styled(format!("    {}\n", quiet(&format!("exit {}", exit.code()))));
        match exit == expected {
            true => Ok(()),
            false => Err(defect(&format!("`{command}` ended with {}, not {}", exit.code(), expected.code()))),
        }
    }

    fn say(&self, console: &mut Console, about: &str, commands: &[&str]) {
        console.line("");
        console.line(about);
        commands.iter().for_each(|command| self.show(console, command));
    }

    /// Copies the layout.
    pub fn copy(&self, console: &mut Console, about: &str, name: &str) -> Result<(), Failure> {
        self.say(console, about, &[&format!("cp -R {{demo}}/image/. {{demo}}/{name}")]);
        let to = self.path(name);
        copy_folder(&self.path("image"), &to).map_err(|error| unwritable(&to, &error))
    }

    /// Changes one digit of the layer's digest in an image's manifest.
    pub fn overwrite(&self, console: &mut Console, name: &str, image: &DemoImage) -> Result<(), Failure> {
        let (at, digit) = image.tampering();
        let file = image.manifest_path();
        self.show(
            console,
            &format!("printf {digit} | dd of={{demo}}/{name}/{file} bs=1 seek={at} conv=notrunc status=none"),
        );
        self.change(&format!("{name}/{file}"), |mut bytes| {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = u8::try_from(digit).unwrap_or(b'0');
            }
            bytes
        })
    }

    /// Lets the signature's tag name another image.
    pub fn rename_tag(
        &self,
        console: &mut Console,
        name: &str,
        from: &DemoImage,
        to: &DemoImage,
    ) -> Result<(), Failure> {
        let (from, to) = (from.signature_tag(), to.signature_tag());
        self.show(console, &format!("sed -i.bak s/{from}/{to}/ {{demo}}/{name}/index.json"));
        self.change(&format!("{name}/index.json"), |bytes| {
            String::from_utf8_lossy(&bytes).replace(&from, &to).into_bytes()
        })
    }

    fn show(&self, console: &mut Console, command: &str) {
        console.line(format!("  $ {}", command.replace("{demo}", &self.quoted)));
    }

    fn change(&self, file: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Result<(), Failure> {
        let path = self.path(file);
        let changed = fs::read(&path).map(change).and_then(|bytes| durable::replace(&path, &bytes));
        changed.map_err(|error| unwritable(&path, &error))
    }
}

/// A path as one word of a POSIX shell.
fn quoted(path: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+,@%".contains(c);
    match path.chars().all(is_plain) {
        true => path.to_owned(),
        false => format!("'{}'", path.replace('\'', "'\\''")),
    }
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy_folder(&entry.path(), &target)?,
            false => fs::copy(entry.path(), target).map(|_| ())?,
        }
    }
    Ok(())
}

fn defect(what: &str) -> Failure {
    Failure::new(Exit::Defect, format!("the demo did not go as it should: {what}"))
        .next("please report this with what was printed above")
}
