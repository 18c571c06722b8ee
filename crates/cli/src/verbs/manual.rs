use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::{Args, Command, CommandFactory as _};
use clap_mangen::Man;

use crate::{cli::Cli, console::Console, durable, exit::Exit, failure::Failure, output::unwritable};

const EXAMPLES: &str = "\
Examples:
  countersign manual man/man1
  ls man/man1
  command -v man > /dev/null && man man/man1/countersign-verify.1 | cat || true";

/// Write a man page for every verb into a folder
///
/// The folder is made where it is not there. Pages of these names that are there are replaced.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// The folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let folder = &arguments.folder;
    fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    let mut command = Cli::command().disable_help_subcommand(true);
    // Names, usage and inherited texts of the verbs are only known once the command line is put together.
    command.build();
    let written = pages(folder, "countersign", &command)?;
    console.line(format!("wrote {written} pages into {}", folder.display()));
    Ok(Exit::Done)
}

/// The page of a verb, and those of the verbs below it.
fn pages(folder: &Path, name: &str, command: &Command) -> Result<usize, Failure> {
    let mut page = Vec::new();
    let path = folder.join(format!("{name}.1"));
    let rendered = Man::new(command.clone().name(name.to_owned())).render(&mut page);
    rendered.and_then(|()| durable::replace(&path, &page)).map_err(|error| unwritable(&path, &error))?;
    command
        .get_subcommands()
        .filter(|verb| !verb.is_hide_set())
        .try_fold(1, |count, verb| Ok(count + pages(folder, &format!("{name}-{}", verb.get_name()), verb)?))
}
