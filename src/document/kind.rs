//! Kinds of page: the four built-in ones and those of `cairn.yml`, in one form.
//!
//! Begin with [`Kinds::kind_of`]: the top folder decides, `kind:` in front matter overrides it.

use std::collections::BTreeMap;

pub use crate::config::FieldType;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Located, did_you_mean};
use crate::path::SitePath;
use crate::yaml::fields::quoted;
use crate::yaml::text::shown;

/// The value of `kind:` on a page of the kind `faq` where every `##` heading is a question.
pub const FAQ_LIST: &str = "faq-list";

/// What a page is, and what it needs for that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its name in front matter and config.
    pub id: String,
    /// The top folder whose files are of this kind, and the address of its index; "" for `page`.
    pub folder: String,
    /// What one page is called, where `cairn.yml` says it; else the theme's words for the built-in kinds.
    pub label: Option<String>,
    /// What several are called.
    pub plural: Option<String>,
    /// The template that draws it.
    pub template: String,
    /// Front-matter keys that a page of this kind must have.
    pub required: Vec<String>,
    /// Keys of its own.
    pub fields: BTreeMap<String, FieldType>,
}

/// Every kind of a site, built-in ones first, then by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kinds {
    /// All of them; a kind's place here is its number for the rest of the build.
    pub list: Vec<Kind>,
}

/// Name, folder and template.
const BUILT_IN: [(&str, &str, &str); 4] = [
    ("tutorial", "tutorials", "tutorial.html"),
    ("faq", "faq", "faq.html"),
    ("template", "templates", "template.html"),
    ("page", "", "page.html"),
];

impl Kinds {
    /// The built-in kinds as `cairn.yml` changes them, and its own.
    pub fn new(config: &Config) -> Kinds {
        let plain = |id: &str, folder: &str, template: &str| Kind {
            id: id.into(),
            folder: folder.into(),
            label: None,
            plural: None,
            template: template.into(),
            required: Vec::new(),
            fields: BTreeMap::new(),
        };
        let mut kinds: Vec<Kind> = BUILT_IN.iter().map(|(id, folder, template)| plain(id, folder, template)).collect();
        for (id, configured) in &config.kinds {
            let at = kinds.iter().position(|kind| kind.id == *id).unwrap_or_else(|| {
                kinds.push(plain(id, id, "page.html"));
                kinds.len() - 1
            });
            let kind = &mut kinds[at];
            if let Some(folder) = &configured.folder {
                kind.folder = folder.trim_matches('/').into();
            }
            if let Some(template) = &configured.template {
                kind.template = template.clone();
            }
            kind.label = configured.label.clone();
            kind.plural = configured.plural.clone();
            kind.required = configured.required.clone();
            let fields = configured.fields.iter();
            kind.fields = fields.filter_map(|(name, word)| Some((name.clone(), FieldType::of(word)?))).collect();
        }
        Kinds { list: kinds }
    }

    /// A kind's number.
    pub fn index(&self, kind: &Kind) -> usize {
        self.list.iter().position(|known| known.id == kind.id).expect("every kind is in the list")
    }

    /// The kind of this name; `faq-list` is a `faq`.
    pub fn get(&self, id: &str) -> Option<&Kind> {
        let id = if id == FAQ_LIST { "faq" } else { id };
        self.list.iter().find(|kind| kind.id == id)
    }

    /// The kind of a page. `file` is its path for messages; `below` the same below the content folder, and below the
    /// language's folder where it lies in one; `declared` is `kind:` of its front matter.
    pub fn kind_of(
        &self,
        file: &SitePath,
        below: &str,
        declared: Option<&Located<String>>,
    ) -> (&Kind, Option<Diagnostic>) {
        let by_folder = self.by_folder(below);
        let Some(declared) = declared else { return (by_folder, None) };
        if let Some(kind) = self.get(&declared.value) {
            return (kind, None);
        }
        let known: Vec<&str> = self.list.iter().map(|kind| kind.id.as_str()).chain([FAQ_LIST]).collect();
        let message = format!("there is no kind `{}`", shown(&declared.value));
        let found = Diagnostic::new(Code::BadValue, message).at(declared.place(file));
        let found = match did_you_mean(&declared.value, known.iter().copied()) {
            Some(meant) => found.help(format!("did you mean `{meant}`?")),
            None => found,
        };
        (
            by_folder,
            Some(found.help(format!("the kinds are {}; add others below `kinds:` in `cairn.yml`", quoted(&known)))),
        )
    }

    /// The kind whose folder holds the file; the deepest folder wins, so that a kind may live inside another's.
    fn by_folder(&self, below: &str) -> &Kind {
        let holds = |kind: &&Kind| {
            below.strip_prefix(kind.folder.as_str()).is_some_and(|rest| kind.folder.is_empty() || rest.starts_with('/'))
        };
        let deepest = self.list.iter().filter(holds).max_by_key(|kind| kind.folder.len());
        deepest.or_else(|| self.get("page")).expect("`page` is built in")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::KindConfig;

    fn kinds() -> Kinds {
        let idea = KindConfig {
            folder: Some("ideas/".into()),
            fields: BTreeMap::from([("votes".into(), "number".into())]),
            ..KindConfig::default()
        };
        let config = Config {
            kinds: BTreeMap::from([("idea".into(), idea), ("case-study".into(), KindConfig::default())]),
            ..Config::default()
        };
        Kinds::new(&config)
    }

    #[test]
    fn the_top_folder_decides() {
        let kinds = kinds();
        let table = [
            ("tutorials/a.md", "tutorial"),
            ("tutorials/deep/er/01.en.md", "tutorial"),
            ("faq/a.md", "faq"),
            ("templates/charter/index.md", "template"),
            ("ideas/a.md", "idea"),
            ("case-study/a.md", "case-study"),
            ("about.md", "page"),
            ("tutorials.md", "page"),
            ("tutorials-old/a.md", "page"),
        ];
        for (below, expected) in table {
            let file = SitePath::new(below).unwrap();
            let (kind, found) = kinds.kind_of(&file, below, None);
            assert_eq!((kind.id.as_str(), found), (expected, None), "{below}");
        }
    }

    #[test]
    fn front_matter_overrides_the_folder_and_a_misspelt_kind_does_not() {
        let kinds = kinds();
        let file = SitePath::new("content/faq/a.md").unwrap();
        let declared = |value: &str| Located { value: value.to_string(), line: 3, column: 7, bytes: (20, 26) };
        assert_eq!(kinds.kind_of(&file, "faq/a.md", Some(&declared("tutorial"))).0.id, "tutorial");
        assert_eq!(kinds.kind_of(&file, "x/a.md", Some(&declared("faq-list"))).0.id, "faq");
        let (kind, found) = kinds.kind_of(&file, "faq/a.md", Some(&declared("tutorail")));
        let found = found.unwrap();
        assert_eq!((kind.id.as_str(), found.code), ("faq", Code::BadValue));
        assert_eq!(found.place.as_ref().map(|p| (p.line, p.column)), Some((3, 7)));
        assert_eq!(found.help[0], "did you mean `tutorial`?");
    }
}
