//! Asks a YAML map for its keys by name and type, and reports what is not as it should be.
//!
//! Begin with [`Reader`], which knows the file and collects the reports, then [`Fields`], which remembers what was
//! asked for: what is left over at the end is unknown. A getter that returns `None` has either found nothing or
//! reported why.

use std::cell::{Cell, OnceCell, RefCell};
use std::ops::{Range, RangeInclusive};

use serde_json::Value as Json;

use crate::diagnostic::{Code, Diagnostic, Located, Place, did_you_mean, meant};
use crate::path::SitePath;
use crate::yaml::ruler::Ruler;
use crate::yaml::text::{clean, clean_lines, has_address, is_trick, is_web_address, shown, without_addresses};
use crate::yaml::{Key, Node, Value};

/// A file being read: its name, its text, and what was found wrong with it so far.
pub struct Reader<'a> {
    path: &'a SitePath,
    text: &'a str,
    /// Whether e-mail addresses may stay in texts: only in `cairn.yml`, which its maintainer publishes knowingly.
    keeps_addresses: bool,
    ruler: OnceCell<Ruler>,
    found: RefCell<Vec<Diagnostic>>,
}

/// The most that is reported of one file. Who has a hundred mistakes has made one of them a hundred times.
pub const MOST_REPORTS: usize = 100;

impl<'a> Reader<'a> {
    /// For files of strangers: no text that leaves here holds an e-mail address.
    pub fn new(path: &'a SitePath, text: &'a str) -> Reader<'a> {
        Reader { path, text, keeps_addresses: false, ruler: OnceCell::new(), found: RefCell::new(Vec::new()) }
    }

    /// For the site's own configuration.
    pub fn of_config(path: &'a SitePath, text: &'a str) -> Reader<'a> {
        Reader { keeps_addresses: true, ..Reader::new(path, text) }
    }

    /// Its name in the repository.
    pub fn path(&self) -> &'a SitePath {
        self.path
    }

    /// The whole file.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The place of some bytes.
    pub fn place(&self, bytes: Range<usize>) -> Place {
        self.ruler.get_or_init(|| Ruler::new(self.text)).place(self.path, self.text, bytes)
    }

    /// A value with its place.
    pub fn located<T>(&self, value: T, bytes: Range<usize>) -> Located<T> {
        let place = self.place(bytes);
        Located { value, line: place.line, column: place.column, bytes: place.bytes }
    }

    /// Reports; the answer takes the help.
    pub fn report(&self, code: Code, bytes: Range<usize>, message: impl Into<String>) -> Report<'_> {
        let count = self.count();
        if count < MOST_REPORTS {
            self.found.borrow_mut().push(Diagnostic::new(code, message).at(self.place(bytes)));
        } else if count == MOST_REPORTS {
            let more = Diagnostic::new(code, format!("more than {MOST_REPORTS} problems; the others are not listed"));
            self.found.borrow_mut().push(more.at(self.place(bytes)));
        }
        Report { found: &self.found, is_listed: count < MOST_REPORTS }
    }

    /// Everything that was reported, in order of place.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|diagnostic| diagnostic.place.as_ref().map(|place| place.bytes));
        found
    }

    pub(super) fn count(&self) -> usize {
        self.found.borrow().len()
    }

    pub(super) fn forget_behind(&self, count: usize) {
        self.found.borrow_mut().truncate(count);
    }
}

/// What was just reported.
pub struct Report<'r> {
    found: &'r RefCell<Vec<Diagnostic>>,
    is_listed: bool,
}

impl Report<'_> {
    /// Adds a way out.
    pub fn help(self, help: impl Into<String>) -> Self {
        if let Some(last) = self.found.borrow_mut().last_mut().filter(|_| self.is_listed) {
            last.help.push(help.into());
        }
        self
    }
}

/// One map, and which of its keys were asked for.
pub struct Fields<'a> {
    reader: &'a Reader<'a>,
    entries: &'a [(Key, Node)],
    asked: Vec<Cell<bool>>,
}

impl<'a> Fields<'a> {
    /// A map that nobody has asked yet.
    pub fn new(reader: &'a Reader<'a>, entries: &'a [(Key, Node)]) -> Fields<'a> {
        Fields { reader, entries, asked: entries.iter().map(|_| Cell::new(false)).collect() }
    }

    /// The file it stands in.
    pub fn reader(&self) -> &'a Reader<'a> {
        self.reader
    }

    /// The value under `name`, unless it is absent or null.
    pub fn get(&self, name: &str) -> Option<Field<'a>> {
        let at = self.entries.iter().position(|(key, _)| key.text == name)?;
        self.asked[at].set(true);
        let (key, node) = &self.entries[at];
        (node.value != Value::Null).then_some(Field { reader: self.reader, key, node })
    }

    /// The value under the first of `names` that has one. The others mean the same and are passed over.
    pub fn first(&self, names: &[&str]) -> Option<Field<'a>> {
        names.iter().filter_map(|name| self.get(name)).collect::<Vec<_>>().into_iter().next()
    }

    /// Marks keys as known whose values say nothing here.
    pub fn pass_over(&self, names: &[&str]) {
        for name in names {
            let _ = self.get(name);
        }
    }

    /// Every entry in order, marked as asked for.
    pub fn all(&self) -> Vec<Field<'a>> {
        self.asked.iter().for_each(|asked| asked.set(true));
        self.entries.iter().map(|(key, node)| Field { reader: self.reader, key, node }).collect()
    }

    /// Whether there is such a key, whatever stands behind it.
    pub fn holds(&self, name: &str) -> bool {
        self.entries.iter().any(|(key, _)| key.text == name)
    }

    /// The entries that nobody asked for, null ones too.
    pub fn rest(&self) -> Vec<Field<'a>> {
        let unasked = self.entries.iter().zip(&self.asked).filter(|(_, asked)| !asked.get());
        unasked.map(|((key, node), _)| Field { reader: self.reader, key, node }).collect()
    }

    /// Reports every key that nobody asked for. `owner` says whose key it is none of, as in "a key of `tested`".
    pub fn finish(&self, code: Code, owner: &str, known: &[&str]) {
        for field in self.rest() {
            let report = self.reader.report(
                code,
                field.key.bytes.clone(),
                format!("`{}` is not a key of {owner}", shown(&field.key.text)),
            );
            match meant(&field.key.text, known.iter().copied()) {
                Some(question) => report.help(question),
                None => report.help(format!("its keys are {}", quoted(known))),
            };
        }
    }
}

/// One entry of a map, or one item of a list.
#[derive(Clone, Copy)]
pub struct Field<'a> {
    /// Where it stands.
    pub reader: &'a Reader<'a>,
    /// Its key; for an item, that of its list.
    pub key: &'a Key,
    /// Its value.
    pub node: &'a Node,
}

impl<'a> Field<'a> {
    /// The key's name.
    pub fn name(&self) -> &'a str {
        &self.key.text
    }

    /// Reports on the value.
    pub fn report(&self, code: Code, message: impl Into<String>) -> Report<'a> {
        self.reader.report(code, self.mark(), message)
    }

    /// The bytes to underline: the value, or its first line where it has several, or the key where it is empty.
    fn mark(&self) -> Range<usize> {
        let bytes = self.node.bytes.clone();
        let first_line = self.reader.text[bytes.clone()].lines().next().map_or(0, |line| line.trim_end().len());
        if first_line == 0 { self.key.bytes.clone() } else { bytes.start..bytes.start + first_line }
    }

    /// The value with its place.
    pub fn located<T>(&self, value: T) -> Located<T> {
        self.reader.located(value, self.mark())
    }

    fn wrong_type(&self, wanted: &str, help: impl Into<String>) {
        let is = match &self.node.value {
            Value::Null => "nothing",
            Value::Scalar { .. } => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        };
        let message = match &self.node.value {
            Value::Scalar { text, .. } if !text.is_empty() => {
                format!("`{}` must be {wanted}, not `{}`", shown(self.name()), shown(text))
            }
            _ => format!("`{}` must be {wanted}, not {is}", shown(self.name())),
        };
        self.report(Code::WrongType, message).help(help);
    }

    /// The words exactly as written, whatever they hold.
    pub fn raw(&self) -> Option<&'a str> {
        match &self.node.value {
            Value::Scalar { text, .. } => Some(text),
            Value::Null => None,
            _ => {
                self.wrong_type("a text", format!("write it on one line: `{}: …`", shown(self.name())));
                None
            }
        }
    }

    /// One line of text, cleaned; `None` where it is empty.
    pub fn text(&self) -> Option<String> {
        let raw = self.raw()?;
        self.report_tricks(raw);
        self.printable(clean(raw))
    }

    /// Text that may have several lines, cleaned.
    pub fn lines(&self) -> Option<String> {
        let raw = self.raw()?;
        self.report_tricks(raw);
        self.printable(clean_lines(raw))
    }

    /// Says so where the words hold characters that readers do not see and that change what they see.
    pub fn report_tricks(&self, raw: &str) {
        if !raw.contains(is_trick) {
            return;
        }
        let message = format!("`{}` holds characters that hide or reorder text", shown(self.name()));
        let help = "write it anew; it is printed without them";
        let (start, written) = (self.node.bytes.start, &self.reader.text[self.node.bytes.clone()]);
        let mut from = 0;
        while let Some(at) = written[from..].find(is_trick).map(|at| from + at) {
            from = written[at..].find(|c| !is_trick(c)).map_or(written.len(), |length| at + length);
            self.reader.report(Code::HiddenCharacters, start + at..start + from, message.clone()).help(help);
        }
        // As an escape, such as `"\u202e"`, they can be seen in the file.
        if from == 0 {
            self.report(Code::HiddenCharacters, message).help(help);
        }
    }

    /// One line of text with its place.
    pub fn located_text(&self) -> Option<Located<String>> {
        self.text().map(|text| self.located(text))
    }

    fn printable(&self, text: String) -> Option<String> {
        if self.reader.keeps_addresses || !has_address(&text) {
            return Some(text).filter(|text| !text.is_empty());
        }
        self.report(Code::AddressInMetadata, format!("`{}` holds an e-mail address", shown(self.name())))
            .help("write a name or a link instead; the address is not printed");
        let left = without_addresses(&text).into_owned();
        Some(left).filter(|left| left.chars().any(char::is_alphanumeric))
    }

    /// The name of a file or page: a text in which `@` is nothing special, as in `logo@2x.png`.
    pub fn path(&self) -> Option<Located<String>> {
        let text = clean(self.raw()?);
        let name = text.rsplit('/').next().unwrap_or_default();
        let is_file = ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "md"]
            .iter()
            .any(|extension| name.to_ascii_lowercase().strip_suffix(extension).is_some_and(|rest| rest.ends_with('.')));
        let text = if is_file { Some(text).filter(|text| !text.is_empty()) } else { self.printable(text) };
        text.map(|text| self.located(text))
    }

    /// `true` or `false`.
    pub fn bool(&self) -> Option<bool> {
        match &self.node.value {
            Value::Null => return None,
            Value::Scalar { text, plain: true } => match text.as_str() {
                "true" | "True" | "TRUE" => return Some(true),
                "false" | "False" | "FALSE" => return Some(false),
                _ => {}
            },
            _ => {}
        }
        self.wrong_type("`true` or `false`", "write `true` or `false` without quotes");
        None
    }

    /// A whole number within bounds.
    pub fn integer(&self, bounds: RangeInclusive<i64>) -> Option<i64> {
        let number = match &self.node.value {
            Value::Null => return None,
            Value::Scalar { text, .. } => text.trim().parse::<i64>().ok(),
            _ => None,
        };
        match number {
            Some(number) if bounds.contains(&number) => Some(number),
            Some(number) => {
                let (low, high) = (bounds.start(), bounds.end());
                self.report(Code::BadValue, format!("`{}` must be from {low} to {high}, not {number}", self.name()))
                    .help(format!("write a number from {low} to {high}"));
                None
            }
            None => {
                self.wrong_type("a whole number", format!("write digits only, as in `{}: 3`", shown(self.name())));
                None
            }
        }
    }

    /// A number, within bounds.
    pub fn number(&self, bounds: RangeInclusive<f64>) -> Option<f64> {
        let number = match &self.node.value {
            Value::Null => return None,
            Value::Scalar { text, .. } => text.trim().parse::<f64>().ok().filter(|number| number.is_finite()),
            _ => None,
        };
        match number {
            Some(number) if bounds.contains(&number) => Some(number),
            Some(number) => {
                let (low, high) = (bounds.start(), bounds.end());
                self.report(Code::BadValue, format!("`{}` must be from {low} to {high}, not {number}", self.name()))
                    .help(format!("write a number from {low} to {high}"));
                None
            }
            None => {
                self.wrong_type("a number", format!("write it as in `{}: 1.5`", shown(self.name())));
                None
            }
        }
    }

    /// A date, or a point in time: `2026-03-31`, or RFC 3339.
    pub fn date(&self) -> Option<String> {
        let text = match &self.node.value {
            Value::Null => return None,
            Value::Scalar { text, .. } if text.trim().is_empty() => return None,
            Value::Scalar { text, .. } => text.trim(),
            _ => {
                self.wrong_type("a date", "write it as `2026-03-31`");
                return None;
            }
        };
        let date = date_of(text);
        if let Err(help) = &date {
            let message = format!("`{}` is not a date: `{}`", shown(self.name()), shown(text));
            self.report(Code::BadDate, message).help(help.clone());
        }
        date.ok()
    }

    /// A year, month or day: `2024`, `2024-03`, `2024-03-31`.
    pub fn day_or_month(&self) -> Option<String> {
        let text = self.raw()?.trim();
        let day = match text.len() {
            4 => format!("{text}-01-01"),
            7 => format!("{text}-01"),
            _ => return self.date(),
        };
        match date_of(&day) {
            Ok(_) => Some(text.to_string()),
            Err(_) => self.date(),
        }
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&self, choices: &[(&str, T)]) -> Option<T> {
        let text = clean(self.raw()?).to_lowercase().replace([' ', '_'], "-");
        if text.is_empty() {
            return None;
        }
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let shown_text = shown(self.raw().unwrap_or_default());
        let message = format!("`{}` cannot be `{}`", shown(self.name()), without_addresses(&shown_text));
        let report = self.report(Code::BadValue, message);
        let report = match did_you_mean(&text, words.iter().copied()) {
            Some(word) => report.help(format!("did you mean `{word}`?")),
            None => report,
        };
        report.help(format!("it is one of {}", quoted(&words)));
        None
    }

    /// The address of a web page, such as `https://host/path`.
    pub fn link(&self) -> Option<String> {
        let text = self.raw()?.trim();
        if text.is_empty() {
            return None;
        }
        if is_web_address(text) {
            return Some(text.to_string());
        }
        let message = format!("`{}` is not a web address that can be printed", shown(self.name()));
        let report = self.report(Code::BadLink, message);
        let bare = format!("https://{text}");
        let has_host = text.split('/').next().is_some_and(|host| host.contains('.') && !host.contains([':', '@']));
        if has_host && is_web_address(&bare) {
            report.help(format!("write `{}`", shown(&bare)));
        } else {
            report.help("write it with `https://`, a host and no user name; the link is left out");
        }
        None
    }

    /// The items of a list, or the value itself where it is a single one.
    pub fn items(&self) -> Vec<Field<'a>> {
        match &self.node.value {
            Value::Null => Vec::new(),
            Value::List(items) => {
                items.iter().filter(|item| item.value != Value::Null).map(|node| Field { node, ..*self }).collect()
            }
            _ => vec![*self],
        }
    }

    /// A list of texts; one text alone is a list of one.
    pub fn texts(&self) -> Vec<Located<String>> {
        self.items().iter().filter_map(Field::located_text).collect()
    }

    /// A list of page or file names; one alone is a list of one.
    pub fn paths(&self) -> Vec<Located<String>> {
        self.items().iter().filter_map(Field::path).collect()
    }

    /// A list of words, written as one; a text is reported, and read as words between commas.
    pub fn words(&self) -> Vec<Located<String>> {
        let Value::Scalar { text, .. } = &self.node.value else {
            if self.is_map() {
                self.wrong_type("a list", format!("write `{}: [one, two]`", shown(self.name())));
                return Vec::new();
            }
            return self.texts();
        };
        let words: Vec<String> = text.split(',').map(clean).filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let list = without_addresses(&words.join(", ")).into_owned();
        self.report(Code::WrongType, format!("`{}` must be a list, not a text", shown(self.name()))).help(format!(
            "write `{}: [{}]`, or one item a line with `- ` before it",
            shown(self.name()),
            shown(&list)
        ));
        let words = words.into_iter().filter(|word| self.reader.keeps_addresses || !has_address(word));
        words.map(|word| self.located(word)).collect()
    }

    /// The entries of a map.
    pub fn map(&self) -> Option<Fields<'a>> {
        match &self.node.value {
            Value::Map(entries) => Some(Fields::new(self.reader, entries)),
            Value::Null => None,
            _ => {
                let name = shown(self.name());
                self.wrong_type("a map", format!("write `{name}:` and below it, indented, lines of `key: value`"));
                None
            }
        }
    }

    /// Whether it is a map.
    pub fn is_map(&self) -> bool {
        matches!(self.node.value, Value::Map(_))
    }

    /// Whether it is a list.
    pub fn is_list(&self) -> bool {
        matches!(self.node.value, Value::List(_))
    }

    /// The words, where it is a text at all; never reports.
    pub fn peek(&self) -> Option<&'a str> {
        match &self.node.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The value for templates: plain numbers and booleans typed where they lose nothing, texts made printable.
    pub fn json(&self) -> Json {
        match &self.node.value {
            Value::Null => Json::Null,
            Value::Scalar { text, plain: true } => match text.as_str() {
                "true" | "True" | "TRUE" => Json::Bool(true),
                "false" | "False" | "FALSE" => Json::Bool(false),
                number if number.parse::<i64>().is_ok_and(|n| n.to_string() == *number) => {
                    number.parse::<i64>().map_or(Json::Null, Json::from)
                }
                // Fifteen digits survive every way of storing them, so that a cached page is the page.
                number if number.len() <= 15 && number.parse::<f64>().is_ok_and(|n| n.to_string() == *number) => {
                    number.parse::<f64>().map_or(Json::Null, Json::from)
                }
                _ => Json::String(self.lines().unwrap_or_default()),
            },
            Value::Scalar { .. } => Json::String(self.lines().unwrap_or_default()),
            Value::List(items) => Json::Array(items.iter().map(|node| Field { node, ..*self }.json()).collect()),
            Value::Map(entries) => Json::Object(
                entries
                    .iter()
                    .map(|(key, node)| {
                        (
                            without_addresses(&clean(&key.text)).into_owned(),
                            Field { reader: self.reader, key, node }.json(),
                        )
                    })
                    .collect(),
            ),
        }
    }
}

/// Words in backticks with commas between.
pub fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// The values that a type in words names: of "`product` or `practice`" the two.
pub fn choices(words: &str) -> impl Iterator<Item = &str> {
    words.split('`').skip(1).step_by(2)
}

/// A valid date in one spelling, or how to write it.
pub fn date_of(text: &str) -> Result<String, String> {
    const HELP: &str = "write it as `2026-03-31`, or with a time `2026-03-31T09:00:00Z`";
    let shape = |text: &str, shape: &str| {
        text.len() == shape.len()
            && text.bytes().zip(shape.bytes()).all(|(c, s)| if s == b'0' { c.is_ascii_digit() } else { c == s })
    };
    let (day, time) = match text.get(..10) {
        Some(day) if shape(day, "0000-00-00") => (day, &text[10..]),
        _ => return Err(suggestion(text).unwrap_or_else(|| HELP.into())),
    };
    if day.parse::<jiff::civil::Date>().is_err() {
        return Err("the calendar has no such day; write it as `2026-03-31` (year, month, day)".into());
    }
    if time.is_empty() {
        return Ok(day.into());
    }
    let time = time.strip_prefix(['T', 't', ' ']).ok_or(HELP)?.trim_start();
    let clock = time.find(['Z', 'z', '+', '-', ' ']).unwrap_or(time.len());
    let (clock, zone) = (&time[..clock], time[clock..].trim());
    let clock = if shape(clock, "00:00") { format!("{clock}:00") } else { clock.to_string() };
    let plain = clock.get(..8).is_some_and(|clock| shape(clock, "00:00:00"));
    let fraction = clock.get(8..).unwrap_or_default();
    let fraction_fits = fraction.is_empty()
        || fraction
            .strip_prefix('.')
            .is_some_and(|f| (1..=9).contains(&f.len()) && f.bytes().all(|b| b.is_ascii_digit()));
    if !plain || !fraction_fits {
        return Err(HELP.into());
    }
    let zone = match zone {
        // A clock without a zone names no point in time, so only its day is kept.
        "" => {
            let moment = format!("{day}T{clock}");
            return moment.parse::<jiff::civil::DateTime>().map(|_| day.into()).map_err(|_| HELP.into());
        }
        "Z" | "z" | "UTC" => "Z".to_string(),
        zone => {
            let digits = zone.strip_prefix(['+', '-']).ok_or(HELP)?;
            match digits.len() {
                5 if shape(digits, "00:00") => zone.to_string(),
                4 if shape(digits, "0000") => format!("{}:{}", &zone[..3], &zone[3..]),
                _ => return Err(HELP.into()),
            }
        }
    };
    let moment = format!("{day}T{clock}{zone}");
    moment.parse::<jiff::Timestamp>().map(|_| moment.clone()).map_err(|_| HELP.into())
}

/// What `31.03.2026`, `2026/3/31` or `31 March 2026` was probably meant to be. Orders that could be read in two ways
/// get no guess.
fn suggestion(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let number = |part: &str| part.parse::<i16>().ok();
    let month = |part: &str| {
        let part = part.to_lowercase();
        MONTHS.iter().position(|month| part.starts_with(month)).map(|at| at as i8 + 1)
    };
    let (year, month, day) = match (number(a), number(b), number(c)) {
        (Some(year), Some(month), Some(day)) if year > 31 => (year, month as i8, day),
        (Some(day), Some(month), Some(year)) if year > 31 && (day > 12 || text.contains('.')) => {
            (year, month as i8, day)
        }
        (Some(day), None, Some(year)) if year > 31 => (year, month(b)?, day),
        (None, Some(day), Some(year)) if year > 31 => (year, month(a)?, day),
        _ => return None,
    };
    let date = jiff::civil::Date::new(year, month, i8::try_from(day).ok()?).ok()?;
    Some(format!("write `{date}`"))
}
