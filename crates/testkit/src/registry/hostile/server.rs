use super::answer::Answer;
use super::auth::{Auth, Realm};
use super::behaviour::Behaviour;
use super::content::Content;
use super::control::Control;
use super::delivery::{Delivery, replacement};
use super::faults::{Fault, Faults};
use super::http::Head;
use super::record::{REMEMBERED_BODY, SeenRequest};
use super::route::{Call, Effect, Route};
use super::store::Store;
use super::tokens::Tokens;
use super::uploads;
use super::wire::{Ending, end};
use std::collections::HashMap;
use std::io::{self, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;

/// What all listeners and connections share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) address: String,
    pub(super) token_host: Mutex<Option<String>>,
    pub(super) behaviour: Mutex<Behaviour>,
    pub(super) store: Mutex<Store>,
    pub(super) tokens: Mutex<Tokens>,
    pub(super) faults: Mutex<Faults>,
    pub(super) seen: Mutex<Vec<SeenRequest>>,
    pub(super) open: Mutex<HashMap<usize, Arc<TcpStream>>>,
    pub(super) connections: AtomicUsize,
    pub(super) control: Control,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no thread of the registry panicked")
}

const MAX_OPEN: usize = 512;

/// Takes connections until the registry stops, each on a thread of its own.
pub(super) fn listen(shared: Arc<Shared>, listener: TcpListener, address: String) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            if shared.control.is_stopped() {
                return;
            }
            if let Ok(stream) = stream {
                shared.take(stream, &address);
            }
        }
    })
}

impl Shared {
    fn take(self: &Arc<Self>, stream: TcpStream, address: &str) {
        let number = self.connections.fetch_add(1, Ordering::Relaxed) + 1;
        let stream = Arc::new(stream);
        {
            let mut open = lock(&self.open);
            if open.len() >= MAX_OPEN {
                return;
            }
            open.insert(number, Arc::clone(&stream));
        }
        let (shared, address) = (Arc::clone(self), address.to_owned());
        std::thread::spawn(move || {
            // A connection that breaks is what many tests want; there is nobody to tell.
            let _ = shared.converse(&stream, number, &address);
            lock(&shared.open).remove(&number);
        });
    }

    fn converse(&self, stream: &TcpStream, connection: usize, at: &str) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut input = BufReader::with_capacity(64 * 1024, stream);
        while let Some(head) = Head::read(&mut input)? {
            let close = head.asks_to_close();
            if !self.exchange(stream, &mut input, head, connection, at)? || close {
                break;
            }
        }
        Ok(())
    }

    /// One request and its answer; whether the connection can go on.
    fn exchange(
        &self,
        mut stream: &TcpStream,
        input: &mut BufReader<&TcpStream>,
        head: Head,
        connection: usize,
        at: &str,
    ) -> io::Result<bool> {
        let (number, mut seen) = self.record(&head, connection, at);
        let faults = lock(&self.faults).strike(&seen);
        if faults.contains(&Fault::HangUp) {
            return end(stream, &self.control, Ending::Close);
        }
        if head.awaits_continue() {
            stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        let cut = cut_of(&faults);
        let body = head.read_body(input, cut.unwrap_or(u64::MAX))?;
        self.record_body(number, &mut seen, &body);
        if faults.contains(&Fault::Stall) {
            return end(stream, &self.control, Ending::Stall);
        }
        if faults.contains(&Fault::Garbage) {
            stream.write_all(b"\x00\x01\xff\xfe not HTTP at all \r\n\r\n\x16\x03\x01")?;
            return end(stream, &self.control, Ending::Close);
        }
        let behaviour = lock(&self.behaviour).clone();
        if cut.is_some() {
            self.break_off(&behaviour, &seen, &body);
            return end(stream, &self.control, Ending::Reset);
        }
        self.control.wait(behaviour.latency)?;
        let answer = match faults.iter().find_map(replacement) {
            Some(answer) => answer,
            None => self.answer(&behaviour, &seen, &body, effect_of(&faults)),
        };
        if faults.contains(&Fault::HangUpAfter) {
            return end(stream, &self.control, Ending::Close);
        }
        let bodiless = seen.method == "HEAD" || matches!(answer.status, 204 | 304);
        let delivery = Delivery::new(answer, bodiless);
        let delivery = faults.iter().fold(delivery, |delivery, fault| delivery.spoilt_by(fault, &seen));
        delivery.send(stream, &self.control)
    }

    fn record(&self, head: &Head, connection: usize, at: &str) -> (usize, SeenRequest) {
        let request = SeenRequest {
            at: at.to_owned(),
            connection,
            method: head.method.clone(),
            target: head.target.clone(),
            headers: head.headers.clone(),
            body: Vec::new(),
            body_length: 0,
        };
        let mut seen = lock(&self.seen);
        seen.push(request.clone());
        (seen.len() - 1, request)
    }

    fn record_body(&self, number: usize, request: &mut SeenRequest, body: &Content) {
        let mut beginning = vec![0; REMEMBERED_BODY];
        let count = body.read_at(0, &mut beginning).unwrap_or(0);
        beginning.truncate(count);
        request.body = beginning;
        request.body_length = body.length();
        if let Some(known) = lock(&self.seen).get_mut(number) {
            *known = request.clone();
        }
    }

    fn answer(&self, behaviour: &Behaviour, request: &SeenRequest, body: &Content, effect: Effect) -> Answer {
        if let (Auth::Bearer(bearer), "/token") = (&behaviour.auth, request.path()) {
            return lock(&self.tokens).issue(bearer, request);
        }
        // Other hosts ask for nothing: what they are sent is what a test looks at.
        if request.at == self.address {
            let realm = self.realm(&behaviour.auth);
            if let Some(refusal) = lock(&self.tokens).refuse(&behaviour.auth, &realm, request) {
                return refusal;
            }
        }
        Call { behaviour, store: &self.store, request, body, effect }.answer()
    }

    fn break_off(&self, behaviour: &Behaviour, request: &SeenRequest, body: &Content) {
        if let Route::Upload { id, .. } = Route::parse(request.path()) {
            let effect = Effect::Honest;
            uploads::break_off(&Call { behaviour, store: &self.store, request, body, effect }, id);
        }
    }

    fn realm(&self, auth: &Auth) -> String {
        let Auth::Bearer(bearer) = auth else { return String::new() };
        match &bearer.realm {
            Realm::Url(url) => url.clone(),
            Realm::SamePort => format!("http://{}/token", self.address),
            Realm::AnotherPort => {
                let host = lock(&self.token_host).clone().unwrap_or_default();
                format!("http://{host}/token")
            }
        }
    }

    /// Ends everything that goes on.
    pub(super) fn stop(&self) {
        self.control.stop();
        for stream in lock(&self.open).values() {
            // It may have ended by itself.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

fn cut_of(faults: &[Fault]) -> Option<u64> {
    faults.iter().find_map(|fault| match fault {
        Fault::CutRequestBody { after } => Some(*after),
        _ => None,
    })
}

fn effect_of(faults: &[Fault]) -> Effect {
    let effect = faults.iter().find_map(|fault| match fault {
        Fault::StaleTag => Some(Effect::ReadsStale),
        Fault::StoreOtherBytes => Some(Effect::StoresOther),
        Fault::LoseWrite => Some(Effect::StoresNothing),
        _ => None,
    });
    effect.unwrap_or(Effect::Honest)
}
