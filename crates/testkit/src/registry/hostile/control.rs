use std::io;
use std::net::TcpStream;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

/// Lets threads wait until time has passed or the registry stops.
#[derive(Debug, Default)]
pub(super) struct Control {
    stopped: Mutex<bool>,
    changed: Condvar,
}

impl Control {
    pub(super) fn stop(&self) {
        *self.stopped.lock().expect("no thread panics here") = true;
        self.changed.notify_all();
    }

    pub(super) fn is_stopped(&self) -> bool {
        *self.stopped.lock().expect("no thread panics here")
    }

    /// An error once the registry stops.
    pub(super) fn wait(&self, duration: Duration) -> io::Result<()> {
        let stopped = self.stopped.lock().expect("no thread panics here");
        let waited = self.changed.wait_timeout_while(stopped, duration, |stopped| !*stopped);
        let (stopped, _) = waited.expect("no thread panics here");
        if *stopped { Err(io::Error::other("the registry stops")) } else { Ok(()) }
    }

    /// Waits until the other side ends the connection.
    pub(super) fn wait_for_hangup(&self, stream: &TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(Duration::from_millis(1)))?;
        loop {
            self.wait(Duration::from_millis(20))?;
            match stream.peek(&mut [0]) {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                Err(error) if is_timeout(&error) => {}
                Err(error) => return Err(error),
            }
        }
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}
