//! Who is asked when: hosts beside each other, the addresses of one host one after the other with a pause between them.
//!
//! Begin with [`work_off`]. Each step of an address that leads on waits in the queue of the host that it leads to, so a host that many lead to is
//! not hurried either. Of two workers that are free the first takes the host that has waited longest; what is found does not depend on it.

#![allow(clippy::disallowed_methods, reason = "a pause is a stretch of time")]

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use url::Url;

use crate::source::web::client::{Client, Method, Reply};
use crate::source::web::{Answer, Gone, Manner, Silence, is_plain};

/// Hosts that are asked at the same time.
const HOSTS: usize = 8;
/// Steps that an address may lead on.
const STEPS: u8 = 10;
/// Times that one address is asked again because its host asked us to wait.
const AGAIN: u8 = 2;
/// Questions without an answer, one after the other, from which on a host is left alone.
const DEAF: u8 = 2;

/// Asks all of them.
pub(super) fn work_off(
    addresses: Vec<Url>,
    manner: &Manner,
    client: &Client,
    tell: &(dyn Fn() + Sync),
) -> BTreeMap<String, Answer> {
    let queue = Mutex::new(Queue::new(addresses));
    let changed = Condvar::new();
    let lock = || queue.lock().expect(UNPOISONED);
    let end = Instant::now() + manner.whole;
    let workers = HOSTS.min(lock().hosts.len());
    let work = || {
        let mut queue = lock();
        while queue.open > 0 && Instant::now() < end {
            let (host, task) = match queue.next(Instant::now()) {
                Next::Ask(host, task) => (host, task),
                Next::Wait(time) => {
                    let left = end.saturating_duration_since(Instant::now());
                    queue = wait(queue, &changed, time.unwrap_or(left).min(left));
                    continue;
                }
            };
            drop(queue);
            let reply = client.ask(task.method, &task.url);
            queue = lock();
            let open = queue.open;
            queue.hear(&host, *task, reply, manner, Instant::now());
            (queue.open..open).for_each(|_| tell());
            changed.notify_all();
        }
    };
    thread::scope(|scope| (0..workers).for_each(|_| _ = scope.spawn(work)));
    queue.into_inner().expect(UNPOISONED).answers
}

const UNPOISONED: &str = "nothing panics while it holds this lock";

/// Waits until something has changed, or a host may be asked again.
fn wait<'q>(queue: MutexGuard<'q, Queue>, changed: &Condvar, time: Duration) -> MutexGuard<'q, Queue> {
    changed.wait_timeout(queue, time).expect(UNPOISONED).0
}

/// One address on its way.
struct Task {
    /// The address that was asked for.
    asked: String,
    /// The one to which it has led until now.
    url: Url,
    method: Method,
    steps: u8,
    waits: u8,
    /// Where it has moved, while each step was for good.
    moved: Option<Url>,
    is_for_good: bool,
}

/// The questions to one host.
struct Host {
    tasks: VecDeque<Task>,
    /// When it may be asked next.
    free: Instant,
    is_busy: bool,
    /// Questions without an answer since the last answer.
    unheard: u8,
    /// What everybody is told who has a question to it.
    told: Option<Silence>,
}

struct Queue {
    hosts: BTreeMap<String, Host>,
    /// Addresses of which nothing is known yet.
    open: usize,
    answers: BTreeMap<String, Answer>,
}

enum Next {
    Ask(String, Box<Task>),
    /// Until something changes, at most so long.
    Wait(Option<Duration>),
}

impl Queue {
    fn new(addresses: Vec<Url>) -> Queue {
        let mut queue = Queue { hosts: BTreeMap::new(), open: 0, answers: BTreeMap::new() };
        for url in addresses {
            queue.open += 1;
            queue.put(Task {
                asked: url.to_string(),
                url,
                method: Method::Head,
                steps: 0,
                waits: 0,
                moved: None,
                is_for_good: true,
            });
        }
        queue
    }

    fn host(&mut self, name: &str) -> &mut Host {
        self.hosts.entry(name.to_owned()).or_insert_with(|| Host {
            tasks: VecDeque::new(),
            free: Instant::now(),
            is_busy: false,
            unheard: 0,
            told: None,
        })
    }

    /// Puts a question behind the others of its host.
    fn put(&mut self, task: Task) {
        let host = self.host(task.url.host_str().unwrap_or_default());
        match host.told.clone() {
            Some(silence) => self.finish(task, Answer::Unanswered(silence)),
            None => host.tasks.push_back(task),
        }
    }

    /// The question of the host that has been free for longest.
    fn next(&mut self, now: Instant) -> Next {
        let waiting = self.hosts.iter_mut().filter(|(_, host)| !host.is_busy && !host.tasks.is_empty());
        let Some((name, host)) = waiting.min_by_key(|(_, host)| host.free) else { return Next::Wait(None) };
        if host.free > now {
            return Next::Wait(Some(host.free - now));
        }
        host.is_busy = true;
        Next::Ask(name.clone(), Box::new(host.tasks.pop_front().expect("it is not empty")))
    }

    /// What an answer means for its address, and for the host that gave it.
    fn hear(&mut self, name: &str, task: Task, reply: Reply, manner: &Manner, now: Instant) {
        let host = self.host(name);
        host.is_busy = false;
        host.free = now + manner.pause;
        host.unheard = match reply {
            Reply::Silent(_) => host.unheard + 1,
            Reply::Status { .. } => 0,
        };
        let is_deaf = host.unheard >= DEAF;
        let is_inner = matches!(reply, Reply::Silent(Silence::Inner(_)));
        match judge(task, reply, manner) {
            Verdict::Known(task, answer) => {
                let told = match &answer {
                    Answer::Unanswered(silence @ (Silence::NoHost | Silence::LeftAlone)) => Some(silence.clone()),
                    // Where one of its addresses leads is no matter of the others.
                    Answer::Unanswered(silence @ Silence::Inner(_)) if is_inner => Some(silence.clone()),
                    _ => is_deaf.then_some(Silence::LeftAlone),
                };
                self.finish(*task, answer);
                if let Some(told) = told {
                    self.leave_alone(name, told);
                }
            }
            Verdict::On(task) if task.url.host_str() == Some(name) => self.host(name).tasks.push_front(*task),
            Verdict::On(task) => self.put(*task),
            Verdict::Later(task, time) => {
                let host = self.host(name);
                host.free = now + time.max(manner.pause);
                host.tasks.push_front(*task);
            }
        }
    }

    fn leave_alone(&mut self, name: &str, silence: Silence) {
        let host = self.host(name);
        host.told = Some(silence.clone());
        for task in std::mem::take(&mut host.tasks) {
            self.finish(task, Answer::Unanswered(silence.clone()));
        }
    }

    fn finish(&mut self, task: Task, answer: Answer) {
        self.open -= 1;
        self.answers.insert(task.asked, answer);
    }
}

enum Verdict {
    /// That is all that is to be known.
    Known(Box<Task>, Answer),
    /// Another question follows from it.
    On(Box<Task>),
    /// The same again, after this time.
    Later(Box<Task>, Duration),
}

fn judge(mut task: Task, reply: Reply, manner: &Manner) -> Verdict {
    let (code, location, retry_after) = match reply {
        Reply::Status { code, location, retry_after } => (code, location, retry_after),
        Reply::Silent(Silence::Nonsense) if task.method == Method::Head => return get(task),
        Reply::Silent(silence) => return Verdict::Known(Box::new(task), Answer::Unanswered(silence)),
    };
    if let (429 | 503, Some(time)) = (code, retry_after) {
        if time > manner.patience {
            return Verdict::Known(Box::new(task), Answer::Unanswered(Silence::LeftAlone));
        }
        if task.waits < AGAIN {
            task.waits += 1;
            return Verdict::Later(Box::new(task), time);
        }
    }
    match (code, location) {
        (301 | 302 | 303 | 307 | 308, Some(location)) => lead_on(task, code, &location, manner),
        // Where programs are kept out, a reader may still get in.
        (0..=399 | 401 | 407 | 451, _) => alive(task),
        (429, _) => Verdict::Known(Box::new(task), Answer::Unanswered(Silence::Status(code))),
        // Many servers know no `HEAD`, and say so in many ways.
        _ if task.method == Method::Head => get(task),
        // 416: there is something, and it has no first byte.
        (403 | 416, _) => alive(task),
        (404 | 410, _) => Verdict::Known(Box::new(task), Answer::Dead(Gone::Status(code))),
        _ => Verdict::Known(Box::new(task), Answer::Unanswered(Silence::Status(code))),
    }
}

fn get(task: Task) -> Verdict {
    Verdict::On(Box::new(Task { method: Method::Get, ..task }))
}

fn alive(task: Task) -> Verdict {
    // What stands behind `?` may be made for us alone, and is nothing to write down.
    let plain = |mut url: Url| {
        if url.query() != Url::parse(&task.asked).ok().as_ref().and_then(Url::query) {
            url.set_query(None);
        }
        url.to_string()
    };
    let moved = task.moved.clone().map(plain).filter(|moved| *moved != task.asked);
    Verdict::Known(Box::new(task), Answer::Alive { moved })
}

fn lead_on(mut task: Task, code: u16, location: &str, manner: &Manner) -> Verdict {
    if task.steps >= STEPS {
        return Verdict::Known(Box::new(task), Answer::Dead(Gone::Circle));
    }
    let next = task.url.join(location).ok().filter(|next| !matches!(next.scheme(), "file" | "data" | "javascript"));
    // There no browser follows.
    let Some(mut next) = next else {
        return Verdict::Known(Box::new(task), Answer::Unanswered(Silence::Nonsense));
    };
    // What leads to a program or behind a password is somebody else's to judge.
    if !is_plain(&next) {
        return alive(task);
    }
    next.set_fragment(None);
    if !manner.reaches(&next) {
        let host = next.host_str().unwrap_or_default().to_owned();
        return Verdict::Known(Box::new(task), Answer::Unanswered(Silence::Inner(host)));
    }
    task.is_for_good &= matches!(code, 301 | 308);
    if task.is_for_good {
        task.moved = Some(next.clone());
    }
    Verdict::On(Box::new(Task { url: next, method: Method::Head, steps: task.steps + 1, waits: 0, ..task }))
}
