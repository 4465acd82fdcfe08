//! `cairn lsp`: serves an editor on stdin and stdout. What it answers is in [`crate::lsp`]; here is the conversation.
//!
//! Begin with [`Server::serve`]. One thread reads messages, one watches the disk, one understands the site anew ([`planner`]), and
//! this one decides. Every question waits until the site is understood with all that was typed before it; only completion does
//! not, because it looks at the text itself and somebody is typing.

mod planner;
mod wire;

use std::collections::BTreeMap;
use std::io::{self, BufReader, IsTerminal, Stdout};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::Notification as _;
use lsp_types::request::Request as _;
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionParams, CompletionOptions, CompletionParams, Diagnostic,
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, FileOperationFilter,
    FileOperationPattern, FileOperationRegistrationOptions, GotoDefinitionParams, HoverParams, InitializeParams,
    InitializeResult, MessageType, OneOf, Position, PublishDiagnosticsParams, RenameFilesParams, RenameOptions,
    RenameParams, ResourceOperationKind, ServerCapabilities, ServerInfo, ShowMessageParams, TextDocumentPositionParams,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions, Uri,
    WorkspaceFileOperationsServerCapabilities, WorkspaceServerCapabilities, notification, request,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::cli::args::{From, Global, Lsp};
use crate::cli::lsp::planner::{Job, Planned};
use crate::cli::watch::Watch;
use crate::cli::{FAILURE, FINDINGS, fail, log, options, report, repository_above};
use crate::edit::moves::{self, Move};
use crate::lsp::findings::ByFile;
use crate::lsp::position::{Encoding, Lines, apply};
use crate::lsp::uri::{Root, file};
use crate::lsp::{Edition, Editor, Place, actions, completion, definition, hover, rename};
use crate::path::SitePath;

/// What is typed within this time is understood at once.
const PAUSE: Duration = Duration::from_millis(80);

/// Runs it until the editor says `exit`.
pub(super) fn run(arguments: &Lsp, global: &Global) -> u8 {
    if let Some(root) = arguments.root.as_ref().filter(|root| !root.is_dir()) {
        return fail(&format!("`{}` is not a folder", root.display()), Some("name the folder of the repository"));
    }
    if io::stdin().is_terminal() {
        log(&report::note("an editor starts this and talks to it on standard input; Ctrl-C stops it"));
    }
    let (tell, events) = mpsc::channel();
    let read = tell.clone();
    thread::spawn(move || {
        let mut stdin = BufReader::new(io::stdin());
        while let Ok(Some(message)) = wire::read(&mut stdin) {
            if read.send(message.map_or_else(Event::Malformed, Event::Message)).is_err() {
                return;
            }
        }
        let _ = read.send(Event::Closed);
    });
    let server = Server {
        arguments,
        global,
        tell,
        out: io::stdout(),
        state: State::Fresh,
        asked: Asked::default(),
        at: None,
        open: BTreeMap::new(),
        edition: None,
        shown: BTreeMap::new(),
        waiting: Vec::new(),
        number: 0,
        planned: 0,
        is_planning: false,
        is_disk_changed: true,
        deadline: None,
        failure: None,
    };
    // An editor that has gone away is told nothing more.
    server.serve(&events).unwrap_or(FAILURE)
}

/// What happens to the server.
enum Event {
    /// The editor says something.
    Message(Message),
    /// The editor says something that cannot be read.
    Malformed(String),
    /// The editor is gone.
    Closed,
    /// Something on the disk is another.
    Disk,
    /// The site is understood anew.
    Planned(Box<Planned>),
}

/// How far the conversation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Fresh,
    Running,
    ShutDown,
}

/// What the editor said of itself.
#[derive(Default)]
struct Asked {
    encoding: Encoding,
    takes_versions: bool,
    moves_files: bool,
}

/// The repository that is served.
struct At {
    editor: Editor,
    jobs: Sender<Job>,
    /// Whether changes on the disk are noticed without the editor.
    is_watched: bool,
}

/// A file that the editor has open.
struct Open {
    uri: Uri,
    version: i32,
    text: String,
}

struct Server<'a> {
    arguments: &'a Lsp,
    global: &'a Global,
    tell: Sender<Event>,
    out: Stdout,
    state: State,
    asked: Asked,
    at: Option<At>,
    open: BTreeMap<SitePath, Open>,
    /// The site, and what is wrong with it.
    edition: Option<(Edition, ByFile)>,
    /// What the editor was told of each file.
    shown: ByFile,
    /// Questions about a text that is not understood yet.
    waiting: Vec<Request>,
    /// Of the newest change.
    number: u64,
    /// Of the change that was understood last.
    planned: u64,
    is_planning: bool,
    is_disk_changed: bool,
    /// When to understand the site anew.
    deadline: Option<Instant>,
    /// Why it could not be understood at last.
    failure: Option<String>,
}

/// What a question may be answered with instead of an answer.
struct Refusal(ErrorCode, String);

impl Server<'_> {
    /// The conversation, up to the exit status that the protocol asks for.
    fn serve(mut self, events: &Receiver<Event>) -> io::Result<u8> {
        loop {
            let event = match self.deadline {
                Some(deadline) => events.recv_timeout(deadline.saturating_duration_since(Instant::now())),
                None => events.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match event {
                Err(RecvTimeoutError::Timeout) => self.plan(),
                Ok(Event::Message(Message::Request(request))) => self.request(request)?,
                Ok(Event::Message(Message::Notification(notification))) => {
                    if notification.method == notification::Exit::METHOD {
                        return Ok(self.status());
                    }
                    self.notification(notification)?;
                }
                // Nothing was asked of the editor.
                Ok(Event::Message(Message::Response(_))) => {}
                Ok(Event::Malformed(reason)) => {
                    log(&report::note(&format!("the editor sent what cannot be read: {reason}")));
                    wire::refuse(&mut self.out, &reason)?;
                }
                Ok(Event::Disk) => self.changed(true),
                Ok(Event::Planned(planned)) => self.planned(*planned)?,
                Ok(Event::Closed) | Err(RecvTimeoutError::Disconnected) => return Ok(self.status()),
            }
        }
    }

    /// An editor that did not say `shutdown` did not mean to end.
    fn status(&self) -> u8 {
        if self.state == State::ShutDown { 0 } else { FINDINGS }
    }

    fn request(&mut self, request: Request) -> io::Result<()> {
        let refuse = |code, message: &str| Err(Refusal(code, message.to_owned()));
        let method = request.method.as_str();
        let answer = match (self.state, method) {
            (State::Fresh, request::Initialize::METHOD) => self.initialize(&request.params),
            (State::Fresh, _) => refuse(ErrorCode::ServerNotInitialized, "the first request is `initialize`"),
            (State::ShutDown, _) => refuse(ErrorCode::InvalidRequest, "the server was shut down"),
            (State::Running, request::Initialize::METHOD) => {
                refuse(ErrorCode::InvalidRequest, "`initialize` was there already")
            }
            (State::Running, request::Shutdown::METHOD) => {
                self.state = State::ShutDown;
                let left = std::mem::take(&mut self.waiting);
                for request in left {
                    self.refuse(
                        request.id,
                        Refusal(ErrorCode::RequestCanceled, "the server was shut down".to_owned()),
                    )?;
                }
                Ok(Value::Null)
            }
            (State::Running, method) if !ANSWERED.contains(&method) => {
                refuse(ErrorCode::MethodNotFound, &format!("`{method}` is not known here"))
            }
            (State::Running, _) if self.at.is_none() => Ok(Value::Null),
            (State::Running, _) if self.planned == self.number && self.failure.is_some() => {
                refuse(ErrorCode::RequestFailed, self.failure.as_deref().unwrap_or_default())
            }
            (State::Running, method)
                if self.is_current() || (method == request::Completion::METHOD && self.edition.is_some()) =>
            {
                return self.answer(request);
            }
            (State::Running, _) => {
                self.waiting.push(request);
                // Somebody waits.
                self.schedule(Duration::ZERO);
                return Ok(());
            }
        };
        match answer {
            Ok(value) => self.send(Response::new_ok(request.id, value)),
            Err(refusal) => self.refuse(request.id, refusal),
        }
    }

    fn refuse(&mut self, id: RequestId, refusal: Refusal) -> io::Result<()> {
        self.send(Response::new_err(id, refusal.0 as i32, refusal.1))
    }

    fn send(&mut self, message: impl Into<Message>) -> io::Result<()> {
        message.into().write(&mut self.out.lock())
    }

    fn notify<N: notification::Notification>(&mut self, params: N::Params) -> io::Result<()> {
        self.send(Notification::new(N::METHOD.to_owned(), params))
    }

    fn show(&mut self, typ: MessageType, message: String) -> io::Result<()> {
        self.notify::<notification::ShowMessage>(ShowMessageParams { typ, message })
    }

    fn initialize(&mut self, params: &Value) -> Result<Value, Refusal> {
        let params: InitializeParams = read(params)?;
        let workspace = params.capabilities.workspace.as_ref();
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let operations = edits.and_then(|edits| edits.resource_operations.as_deref()).unwrap_or_default();
        let general = params.capabilities.general.as_ref();
        let offered = general.and_then(|general| general.position_encodings.as_deref()).unwrap_or_default();
        let takes_versions = edits.and_then(|edits| edits.document_changes).unwrap_or_default();
        self.asked = Asked {
            encoding: Encoding::of(offered),
            takes_versions,
            // Some say this alone: files are moved by an edit of the newer form, so they know that too.
            moves_files: operations.contains(&ResourceOperationKind::Rename),
        };
        self.state = State::Running;
        let folder = match &self.arguments.root {
            Some(root) => std::path::absolute(root).ok(),
            None => folder(&params).and_then(|folder| repository_above(&folder).map(Path::to_owned)),
        };
        match folder {
            Some(folder) => self.begin(&folder),
            // Any folder could be a repository for `check`, but an editor opens all kinds of folders, and whole homes.
            None => log(&report::note(
                "here is neither cairn.yml nor .git: the first file will tell where the repository is",
            )),
        }
        Ok(to_value(InitializeResult {
            capabilities: capabilities(self.asked.encoding),
            server_info: Some(ServerInfo {
                name: "cairn".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        }))
    }

    /// Serves the repository in a folder from now on.
    fn begin(&mut self, folder: &Path) {
        let from = From { root: folder.to_owned(), drafts: self.arguments.drafts, now: self.arguments.now };
        let options = match options(&from, None) {
            Ok(options) => options,
            Err(message) => return log(&report::failure(&message, None)),
        };
        let left_out = [options.output.clone(), folder.join(".cairn"), folder.join(".git")];
        let watch = Watch::begin(&[folder.to_owned()], &left_out);
        let is_watched = watch.is_ok();
        match watch {
            Ok(watch) => {
                let tell = self.tell.clone();
                thread::spawn(move || watch.each(|_, _| _ = tell.send(Event::Disk)));
            }
            Err(error) => log(&report::note(&format!("only what the editor saves will be noticed: {error}"))),
        }
        let Asked { encoding, takes_versions, moves_files } = self.asked;
        let root = Root::new(folder, folder.canonicalize().ok().as_deref());
        let jobs = planner::begin(options, self.global.clone(), encoding, self.tell.clone());
        self.at = Some(At { editor: Editor { root, encoding, takes_versions, moves_files }, jobs, is_watched });
        self.number += 1;
        self.schedule(Duration::ZERO);
    }

    /// The file of the repository that an address names.
    fn path(&self, uri: &Uri) -> Option<SitePath> {
        let root = &self.at.as_ref()?.editor.root;
        root.path(uri).or_else(|| {
            // The editor may have come to the folder by another way, along a link.
            let file = PathBuf::from(file(uri)?);
            let real = file.parent()?.canonicalize().ok()?.join(file.file_name()?);
            let below = real.strip_prefix(root.folder().canonicalize().ok()?).ok()?.to_owned();
            SitePath::new(below.to_str()?)
        })
    }

    fn notification(&mut self, notification: Notification) -> io::Result<()> {
        if self.state != State::Running {
            return Ok(());
        }
        let Notification { method, params } = notification;
        let known = match method.as_str() {
            notification::DidOpenTextDocument::METHOD => read(&params).map(|params| self.opened(params)),
            notification::DidChangeTextDocument::METHOD => read(&params).map(|params| self.typed(params)),
            notification::DidCloseTextDocument::METHOD => read(&params).map(|params| self.closed(&params)),
            notification::DidSaveTextDocument::METHOD | notification::DidChangeWatchedFiles::METHOD => {
                // Whoever watches the disk has seen it.
                if self.at.as_ref().is_some_and(|at| !at.is_watched) {
                    self.changed(true);
                }
                Ok(Ok(()))
            }
            notification::Cancel::METHOD => read(&params).map(|params| self.cancelled(params)),
            _ => Ok(Ok(())),
        };
        known.unwrap_or_else(|Refusal(_, reason)| {
            log(&report::note(&format!("`{method}` of the editor cannot be read: {reason}")));
            Ok(())
        })
    }

    fn opened(&mut self, params: DidOpenTextDocumentParams) -> io::Result<()> {
        let document = params.text_document;
        if self.at.is_none() {
            let Some(file) = file(&document.uri).map(PathBuf::from) else { return Ok(()) };
            let Some(folder) = repository_above(&file) else { return Ok(()) };
            self.begin(folder);
        }
        let Some(path) = self.path(&document.uri) else { return Ok(()) };
        let is_known = self.is_current()
            && self.edition.as_ref().is_some_and(|(edition, _)| edition.text(&path).as_ref() == Some(&document.text));
        let open = Open { uri: document.uri, version: document.version, text: document.text };
        self.open.insert(path.clone(), open);
        self.shown.remove(&path);
        if !is_known {
            self.changed(false);
            return Ok(());
        }
        let found = self.edition.as_ref().and_then(|(_, found)| found.get(&path)).cloned().unwrap_or_default();
        self.publish(&path, found)
    }

    fn typed(&mut self, params: DidChangeTextDocumentParams) -> io::Result<()> {
        let Some(path) = self.path(&params.text_document.uri) else { return Ok(()) };
        let encoding = self.asked.encoding;
        let Some(open) = self.open.get_mut(&path) else { return Ok(()) };
        params.content_changes.iter().for_each(|change| apply(&mut open.text, change, encoding));
        open.version = params.text_document.version;
        self.changed(false);
        Ok(())
    }

    fn closed(&mut self, params: &DidCloseTextDocumentParams) -> io::Result<()> {
        let Some(path) = self.path(&params.text_document.uri) else { return Ok(()) };
        let Some(open) = self.open.remove(&path) else { return Ok(()) };
        // What was not saved is gone.
        self.changed(false);
        let is_spelt_otherwise = self.at.as_ref().is_some_and(|at| at.editor.root.uri(&path) != open.uri);
        if is_spelt_otherwise && self.shown.remove(&path).is_some() {
            // From now on the file is called as we spell it.
            let params = PublishDiagnosticsParams { uri: open.uri, diagnostics: Vec::new(), version: None };
            self.notify::<notification::PublishDiagnostics>(params)?;
        }
        Ok(())
    }

    fn cancelled(&mut self, params: lsp_types::CancelParams) -> io::Result<()> {
        let id = match params.id {
            lsp_types::NumberOrString::Number(number) => RequestId::from(number),
            lsp_types::NumberOrString::String(text) => RequestId::from(text),
        };
        let Some(at) = self.waiting.iter().position(|request| request.id == id) else { return Ok(()) };
        self.waiting.remove(at);
        self.refuse(id, Refusal(ErrorCode::RequestCanceled, "as you wish".to_owned()))
    }

    /// The content is another than it was.
    fn changed(&mut self, is_disk_changed: bool) {
        self.number += 1;
        self.is_disk_changed |= is_disk_changed;
        let pause = if self.waiting.is_empty() { PAUSE } else { Duration::ZERO };
        self.schedule(pause);
    }

    /// Whether the edition knows all that was typed.
    fn is_current(&self) -> bool {
        self.edition.is_some() && self.planned == self.number && self.failure.is_none()
    }

    fn schedule(&mut self, pause: Duration) {
        if !self.is_planning && self.at.is_some() && self.planned != self.number {
            let at = Instant::now() + pause;
            self.deadline = Some(self.deadline.map_or(at, |deadline| deadline.min(at)));
        }
    }

    /// Has the site understood with what there is now.
    fn plan(&mut self) {
        self.deadline = None;
        let Some(at) = &self.at else { return };
        let job = Job {
            number: self.number,
            unsaved: self.open.iter().map(|(path, open)| (path.clone(), open.text.clone().into_bytes())).collect(),
            versions: self.open.iter().map(|(path, open)| (path.clone(), open.version)).collect(),
            is_disk_changed: std::mem::take(&mut self.is_disk_changed),
        };
        self.is_planning = at.jobs.send(job).is_ok();
    }

    fn planned(&mut self, planned: Planned) -> io::Result<()> {
        self.is_planning = false;
        self.planned = planned.number;
        match planned.result {
            Ok((edition, found)) => {
                self.failure = None;
                let files: Vec<SitePath> = found.keys().chain(self.shown.keys()).cloned().collect();
                for path in files {
                    // What was typed since has moved the places: the next edition tells.
                    let is_old = |open: &Open| planned.versions.get(&path) != Some(&open.version);
                    if !self.open.get(&path).is_some_and(is_old) {
                        self.publish(&path, found.get(&path).cloned().unwrap_or_default())?;
                    }
                }
                self.edition = Some((edition, found));
            }
            Err(message) => {
                log(&report::failure(&message, None));
                if self.failure.as_ref() != Some(&message) {
                    self.show(MessageType::ERROR, message.clone())?;
                }
                self.failure = Some(message);
            }
        }
        if self.planned != self.number {
            self.schedule(if self.waiting.is_empty() { PAUSE } else { Duration::ZERO });
            return Ok(());
        }
        for request in std::mem::take(&mut self.waiting) {
            match &self.failure {
                Some(message) => {
                    let refusal = Refusal(ErrorCode::RequestFailed, message.clone());
                    self.refuse(request.id, refusal)?;
                }
                None => self.answer(request)?,
            }
        }
        Ok(())
    }

    /// Tells the editor what is wrong with a file, unless it knows.
    fn publish(&mut self, path: &SitePath, found: Vec<Diagnostic>) -> io::Result<()> {
        let known = self.shown.get(path);
        if known == Some(&found) || (known.is_none() && found.is_empty()) {
            return Ok(());
        }
        let Some(at) = &self.at else { return Ok(()) };
        let open = self.open.get(path);
        let uri = open.map_or_else(|| at.editor.root.uri(path), |open| open.uri.clone());
        let version = open.map(|open| open.version);
        match found.is_empty() {
            true => _ = self.shown.remove(path),
            false => _ = self.shown.insert(path.clone(), found.clone()),
        }
        self.notify::<notification::PublishDiagnostics>(PublishDiagnosticsParams { uri, diagnostics: found, version })
    }

    /// Answers a question about the content.
    fn answer(&mut self, request: Request) -> io::Result<()> {
        let Request { id, method, params } = request;
        let work = AssertUnwindSafe(|| self.work(&method, &params));
        let broken = |_| Err(Refusal(ErrorCode::InternalError, "this is a mistake in Cairn".to_owned()));
        match catch_unwind(work).unwrap_or_else(broken) {
            Ok((value, notes)) => {
                for note in notes {
                    self.show(MessageType::INFO, note)?;
                }
                self.send(Response::new_ok(id, value))
            }
            Err(refusal) => self.refuse(id, refusal),
        }
    }

    /// The answer, and what somebody has to be told beside it.
    fn work(&self, method: &str, params: &Value) -> Result<(Value, Vec<String>), Refusal> {
        let nothing = (Value::Null, Vec::new());
        let (Some(At { editor, .. }), Some((edition, _))) = (&self.at, &self.edition) else { return Ok(nothing) };
        let versions = |path: &SitePath| self.open.get(path).map(|open| (open.uri.clone(), open.version));
        let at = |position: &TextDocumentPositionParams, answer: &dyn Fn(Place<'_>) -> Value| {
            self.place(edition, &position.text_document.uri, position.position, answer).unwrap_or(Value::Null)
        };
        let value = match method {
            request::Completion::METHOD => {
                let params: CompletionParams = read(params)?;
                at(&params.text_document_position, &|place| to_value(completion::complete(editor, place)))
            }
            request::HoverRequest::METHOD => {
                let params: HoverParams = read(params)?;
                at(&params.text_document_position_params, &|place| to_value(hover::hover(editor, place)))
            }
            request::GotoDefinition::METHOD => {
                let params: GotoDefinitionParams = read(params)?;
                at(&params.text_document_position_params, &|place| to_value(definition::definition(editor, place)))
            }
            request::PrepareRenameRequest::METHOD => {
                let params: TextDocumentPositionParams = read(params)?;
                at(&params, &|place| to_value(rename::prepare(editor, place)))
            }
            request::Rename::METHOD => {
                let params: RenameParams = read(params)?;
                let TextDocumentPositionParams { text_document, position } = &params.text_document_position;
                let work = |place: Place<'_>| rename::rename(editor, place, &params.new_name);
                let Some(moved) = self.place(edition, &text_document.uri, *position, work) else { return Ok(nothing) };
                let moved = moved.map_err(|message| Refusal(ErrorCode::RequestFailed, message))?;
                return Ok((to_value(rename::workspace_edit(editor, edition, &versions, &moved)), moved.notes));
            }
            request::WillRenameFiles::METHOD => {
                let params: RenameFilesParams = read(params)?;
                let path = |uri: &str| self.path(&Uri::from_str(uri).ok()?);
                let files = params.files.iter();
                let files: Vec<(SitePath, SitePath)> =
                    files.filter_map(|file| Some((path(&file.old_uri)?, path(&file.new_uri)?))).collect();
                let source = &edition.output.source;
                return Ok(match moves::files(source, edition.with_drafts(), &files) {
                    Ok(moved) => {
                        // The editor moves them itself.
                        let edits = Move { renames: Vec::new(), ..moved };
                        (to_value(rename::workspace_edit(editor, edition, &versions, &edits)), edits.notes)
                    }
                    Err(message) => (Value::Null, vec![message]),
                });
            }
            request::CodeActionRequest::METHOD => {
                let params: CodeActionParams = read(params)?;
                let Some(path) = self.path(&params.text_document.uri) else { return Ok(nothing) };
                let (known, only) = (&params.context.diagnostics, params.context.only.as_deref());
                to_value(actions::actions(editor, edition, &versions, &path, params.range, known, only))
            }
            _ => Value::Null,
        };
        Ok((value, Vec::new()))
    }

    /// Asks about a place; `None` where the file is not one of the repository.
    fn place<T>(&self, edition: &Edition, uri: &Uri, position: Position, ask: impl Fn(Place<'_>) -> T) -> Option<T> {
        let path = self.path(uri)?;
        let text = match self.open.get(&path) {
            Some(open) => open.text.clone(),
            None => edition.text(&path)?,
        };
        let at = Lines::new(&text, self.asked.encoding).offset(position);
        Some(ask(Place { edition, path: &path, text: &text, at }))
    }
}

/// Questions that are answered.
const ANSWERED: [&str; 7] = [
    request::Completion::METHOD,
    request::HoverRequest::METHOD,
    request::GotoDefinition::METHOD,
    request::PrepareRenameRequest::METHOD,
    request::Rename::METHOD,
    request::WillRenameFiles::METHOD,
    request::CodeActionRequest::METHOD,
];

/// What is promised to the editor.
fn capabilities(encoding: Encoding) -> ServerCapabilities {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::INCREMENTAL),
        save: Some(lsp_types::TextDocumentSyncSaveOptions::Supported(true)),
        ..TextDocumentSyncOptions::default()
    };
    let filter = |glob: &str| FileOperationFilter {
        scheme: Some("file".to_owned()),
        pattern: FileOperationPattern { glob: glob.to_owned(), ..FileOperationPattern::default() },
    };
    let moved = FileOperationRegistrationOptions { filters: vec![filter("**")] };
    ServerCapabilities {
        position_encoding: Some(encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(["(", "[", "/", "#", ":", " ", ","].map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(true.into()),
        definition_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: Default::default(),
        })),
        code_action_provider: Some(
            CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, actions::FIX_ALL]),
                ..CodeActionOptions::default()
            }
            .into(),
        ),
        workspace: Some(WorkspaceServerCapabilities {
            file_operations: Some(WorkspaceFileOperationsServerCapabilities {
                will_rename: Some(moved),
                ..WorkspaceFileOperationsServerCapabilities::default()
            }),
            ..WorkspaceServerCapabilities::default()
        }),
        ..ServerCapabilities::default()
    }
}

/// The folder that the editor has open; of several the first.
#[expect(deprecated, reason = "older editors name their folder in no other way")]
fn folder(params: &InitializeParams) -> Option<PathBuf> {
    let first = params.workspace_folders.as_ref().and_then(|folders| folders.first()).map(|folder| &folder.uri);
    let named = first.or(params.root_uri.as_ref()).and_then(file).or_else(|| params.root_path.clone());
    named.map(PathBuf::from).filter(|folder| folder.is_dir())
}

fn read<T: DeserializeOwned>(params: &Value) -> Result<T, Refusal> {
    T::deserialize(params).map_err(|error| Refusal(ErrorCode::InvalidParams, error.to_string()))
}

fn to_value(answer: impl Serialize) -> Value {
    serde_json::to_value(answer).expect("answers are plain data")
}
