//! One run of a helper program, within limits of time and output.

use std::io::{self, Read, Write as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use crate::credentials::HelperProblem;

/// The longest answer, in bytes.
const MAX_OUTPUT: usize = 64 * 1024;
/// The longest that a program may take, whatever it is given.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// How long to wait between two looks at whether a program that has closed its output has ended.
const PAUSE: Duration = Duration::from_millis(2);

/// What a program that ended in time left behind.
pub(super) struct Output {
    pub(super) status: ExitStatus,
    pub(super) stdout: Zeroizing<Vec<u8>>,
    pub(super) stderr: Zeroizing<Vec<u8>>,
}

type Stream = Receiver<Zeroizing<Vec<u8>>>;

/// Runs `PROGRAM get` with the server on its standard input, without a shell and with this program's environment.
pub(super) fn get(program: &Path, server: &str, limit: Duration) -> Result<Output, HelperProblem> {
    let limit = limit.min(LONGEST);
    let deadline = Instant::now() + limit;
    let mut child = Command::new(program)
        .arg("get")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(start)?;
    let output = finish(&mut child, server, deadline);
    if output.is_err() {
        // It may have ended by itself; either way nothing is left of it.
        let _ = child.kill();
        let _ = child.wait();
    }
    output.map_err(|problem| problem.unwrap_or(HelperProblem::Timeout { limit }))
}

/// `Err(None)` where the time is over.
fn finish(child: &mut Child, server: &str, deadline: Instant) -> Result<Output, Option<HelperProblem>> {
    let stdout = collect(child.stdout.take()).map_err(|error| Some(start(error)))?;
    let stderr = collect(child.stderr.take()).map_err(|error| Some(start(error)))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that reads nothing closes the pipe; what it answers is judged below. The server fits every pipe.
        let _ = stdin.write_all(server.as_bytes());
    }
    let stdout = receive(&stdout, deadline)?;
    let status = wait(child, deadline)?;
    // A grandchild may hold the stream open; what the program said itself is there by now.
    let stderr = receive(&stderr, deadline.min(Instant::now() + PAUSE * 10)).unwrap_or_default();
    Ok(Output { status, stdout, stderr })
}

fn start(error: io::Error) -> HelperProblem {
    HelperProblem::Start(error.kind())
}

/// Reads a stream to its end in a thread of its own. One byte over the limit is kept, and says that there was more.
fn collect(stream: Option<impl Read + Send + 'static>) -> io::Result<Stream> {
    let (sender, receiver) = mpsc::channel();
    let read = move || {
        let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_OUTPUT + 1));
        if let Some(stream) = stream {
            let _ = stream.take(MAX_OUTPUT as u64 + 1).read_to_end(&mut bytes);
        }
        let _ = sender.send(bytes);
    };
    thread::Builder::new().name("credential-helper-output".to_owned()).spawn(read)?;
    Ok(receiver)
}

fn receive(stream: &Stream, deadline: Instant) -> Result<Zeroizing<Vec<u8>>, Option<HelperProblem>> {
    match stream.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        Ok(bytes) if bytes.len() > MAX_OUTPUT => Err(Some(HelperProblem::TooLarge { limit: MAX_OUTPUT })),
        Ok(bytes) => Ok(bytes),
        Err(RecvTimeoutError::Timeout) => Err(None),
        Err(RecvTimeoutError::Disconnected) => Ok(Zeroizing::default()),
    }
}

fn wait(child: &mut Child, deadline: Instant) -> Result<ExitStatus, Option<HelperProblem>> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if Instant::now() >= deadline => return Err(None),
            Ok(None) => thread::sleep(PAUSE),
            Err(error) => return Err(Some(start(error))),
        }
    }
}
