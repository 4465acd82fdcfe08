//! A page that is about to be begun: where it goes, and what stands in it for a beginner to replace.
//!
//! Begin with [`NewPage`]. It is a draft, so that `check` is content with it; whoever takes `status: draft` away hears of every word that is still
//! ours and every field that is still empty.

use crate::config::{Config, FieldType};
use crate::document::front_matter::FIELDS;
use crate::document::kind::{FAQ_LIST, Kind, Kinds};
use crate::document::lint::placeholder;
use crate::lang::Lang;
use crate::path::{SitePath, slug};
use crate::site::Site;
use crate::site::naming::Naming;

/// What is known of it.
#[derive(Clone, Debug)]
pub struct NewPage<'a> {
    /// What it will be.
    pub kind: &'a Kind,
    /// Whether each of its headings is a question.
    pub is_list: bool,
    /// Its title.
    pub title: &'a str,
    /// Its language.
    pub lang: &'a Lang,
    /// Folder below the kind's; "" for none.
    pub folder: &'a str,
    /// Id of the person who writes it, where that is known.
    pub author: Option<&'a str>,
}

impl NewPage<'_> {
    /// Where its file goes. `content` is the folder with the content.
    pub fn path(&self, site: &Site, content: &SitePath, is_folder: &dyn Fn(&SitePath) -> bool) -> Option<SitePath> {
        let naming = Naming::new(&site.config.languages, site.config.language.as_ref());
        let mut stem = slug(self.title);
        if matches!(stem.as_str(), "index" | "readme" | "_index") {
            // A file of this name would be the folder's own page.
            stem = format!("{stem}-{}", self.kind.id);
        }
        let file = naming.file(&stem, (site.langs.first() != Some(self.lang)).then_some(self.lang), self.lang);
        let own =
            content.join(&self.lang.segment()).filter(|folder| naming.is_by_folder(self.lang) && is_folder(folder));
        let (top, file) = match own.filter(|_| site.config.languages.pattern.is_none()) {
            Some(top) => (top, format!("{stem}.md")),
            None => (content.clone(), file),
        };
        let below: Vec<&str> = [self.kind.folder.as_str(), self.folder.trim_end_matches('/'), &file]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        let below = below.join("/");
        let is_inside =
            !below.split('/').any(|segment| segment == ".." || segment.is_empty() || segment.starts_with('.'));
        top.join(&below).filter(|_| is_inside && !below.contains(['\\', '\0', '\n']))
    }

    /// Front matter with a line of explanation for each key, and a body to replace. `path` is where it goes.
    pub fn text(&self, site: &Site, content: &SitePath, path: &SitePath) -> String {
        let mut lines = Lines::default();
        let title = if self.is_question() {
            "The question, as somebody would ask it."
        } else {
            "The title: what the page is about."
        };
        lines.text("title", title, self.title);
        lines.bare("status", "A draft is not published. Take these two lines out when the page is ready.", "draft");
        let below = path.below(content).unwrap_or(path.as_str());
        let name = Naming::new(&site.config.languages, site.config.language.as_ref()).read(below);
        if self.is_list || site.kinds.kind_of(path, &format!("{}/x.md", name.folder), None).0.id != self.kind.id {
            let kind = if self.is_list { FAQ_LIST } else { &self.kind.id };
            lines.bare("kind", "What the page is, where its folder does not say it.", kind);
        }
        if name.lang.as_ref().or(site.langs.first()) != Some(self.lang) {
            lines.bare("lang", "The language, where the file's name does not say it.", self.lang.as_str());
        }
        if let Some(author) = self.author {
            lines.list("authors", "Who writes it: ids of people files.", &[author]);
        }
        self.own_keys(&site.config, &mut lines);
        self.required_keys(&mut lines);
        format!("---\n{}---\n\n{}", lines.text, self.body())
    }

    /// Whether the page is one question and its answer.
    pub fn is_question(&self) -> bool {
        self.kind.id == "faq" && !self.is_list
    }

    /// What a page of this kind usually says.
    fn own_keys(&self, config: &Config, lines: &mut Lines) {
        match self.kind.id.as_str() {
            "faq" if self.is_question() => {
                lines.list(
                    "asked_as",
                    "Other ways to ask the same, as in [\"forgot my password\"]. Search finds the page by each.",
                    &[],
                );
                lines.text("short_answer", "The answer in one or two sentences. Details go below.", "");
            }
            "tutorial" => {
                lines.text("description", "One line about it, for lists and search.", "");
                lines.text("outcome", "What the reader has at the end, in a sentence.", "");
                lines.bare("level", "How much the reader must know: beginner, intermediate or advanced.", "beginner");
                lines.text("duration", "How long it takes, as in \"20 minutes\".", "");
            }
            "template" => {
                lines.text("description", "One line: what it is for.", "");
                if config.license.is_none() {
                    lines.bare("license", "What readers may do with it: an SPDX identifier.", "CC-BY-4.0");
                }
            }
            _ => lines.text("description", "One line about the page, for lists and search.", ""),
        }
        if !config.areas.is_empty() {
            lines.bare("area", &format!("Where it belongs: {}.", some(config.areas.keys())), "");
        }
        let tags = match config.tags.is_empty() {
            true => "Topics, as in [ssh, dns].".to_owned(),
            false => format!("Topics, out of {}.", some(config.tags.keys())),
        };
        lines.list("tags", &tags, &[]);
    }

    /// What its kind asks for, and what it may say beside that.
    fn required_keys(&self, lines: &mut Lines) {
        let is_required = |name: &str| self.kind.required.iter().any(|key| key == name);
        for (name, field_type) in &self.kind.fields {
            let (what, example) = field_type.in_words();
            let required = if is_required(name) { "Required" } else { "If you know it" };
            let about = format!("{required}: {what}, as in {example}.").replace('`', "");
            match field_type {
                FieldType::Text => lines.text(name, &about, ""),
                FieldType::List => lines.list(name, &about, &[]),
                FieldType::Number | FieldType::Boolean | FieldType::Date => lines.bare(name, &about, ""),
            }
        }
        for name in self.kind.required.iter().filter(|name| !self.kind.fields.contains_key(*name)) {
            let about = FIELDS.iter().find(|(key, ..)| key == name).map_or("see the manual", |(_, _, about)| about);
            lines.bare(name, &format!("Required: {about}.").replace('`', ""), "");
        }
    }

    fn body(&self) -> String {
        match self.kind.id.as_str() {
            "faq" if self.is_list => {
                let question =
                    |number: &str| format!("## {} {number}\n\n{}\n", placeholder::QUESTION, placeholder::ANSWER);
                format!("{}\n{}", question("1"), question("2"))
            }
            "faq" => format!("{}\n", placeholder::ANSWER),
            "tutorial" => format!("{}\n\n## Step 1 - First step\n\n{}\n", placeholder::NEEDS, placeholder::STEP),
            "template" => {
                format!("{}\n\n```text title=\"template.txt\"\n{}\n```\n", placeholder::WHEN, placeholder::PAYLOAD)
            }
            _ => format!("{}\n", placeholder::PAGE),
        }
    }
}

/// The kind of this name, and whether it is a page of many questions.
pub fn kind<'a>(kinds: &'a Kinds, id: &str) -> Option<(&'a Kind, bool)> {
    kinds.get(id).map(|kind| (kind, id == FAQ_LIST))
}

/// The first of many names.
fn some<'a>(names: impl ExactSizeIterator<Item = &'a String>) -> String {
    const SHOWN: usize = 12;
    let more = if names.len() > SHOWN { " …" } else { "" };
    format!("{}{more}", names.take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", "))
}

/// Front matter, key by key, each once.
#[derive(Default)]
struct Lines {
    keys: Vec<String>,
    text: String,
}

impl Lines {
    /// A word that needs no quotes, or nothing yet.
    fn bare(&mut self, key: &str, about: &str, value: &str) {
        if self.keys.iter().any(|known| known == key) {
            return;
        }
        self.keys.push(key.to_owned());
        self.text.push_str(format!("# {about}\n{key}: {value}").trim_end());
        self.text.push('\n');
    }

    /// A text. What JSON writes is YAML as well: no quote in it can end it.
    fn text(&mut self, key: &str, about: &str, value: &str) {
        self.bare(key, about, &serde_json::to_string(value).expect("text is plain data"));
    }

    fn list(&mut self, key: &str, about: &str, values: &[&str]) {
        self.bare(key, about, &format!("[{}]", values.join(", ")));
    }
}
