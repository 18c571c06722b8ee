use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::{cli::Cli, console::Console, exit::Exit, failure::Failure};

const EXAMPLES: &str = "\
Examples:
  countersign completions bash > countersign.bash
  countersign completions zsh > _countersign";

/// Print the completions of a shell
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "countersign", &mut script);
    console.raw(String::from_utf8_lossy(&script));
    Ok(Exit::Done)
}
