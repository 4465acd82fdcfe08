//! What somebody can have done for a page, and what others call that.
//!
//! Begin with [`Role`]. Who has which role is found out in [`resolve`](super::resolve).

/// What somebody did for a page, weightiest first. Of those that write its text, a person has one; but an author may
/// be the translator too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Declared by the page, else created it.
    Author,
    /// Named as co-author of the commit that created it.
    CoAuthor,
    /// Declared as its translator, else created this translation.
    Translator,
    /// Changed it later.
    Editor,
    /// Changed less of it, in all, than `credits.fixer_below` says.
    Fixer,
    /// Answered the question that it is about.
    Answerer,
    /// Reviewed a change.
    Reviewer,
    /// Tried it.
    Tester,
    /// Asked the question.
    Asker,
    /// Reported or helped.
    Helper,
    /// Helped others to begin. This lies between people: nobody has it on a page.
    Mentor,
}

impl Role {
    /// All of them, weightiest first.
    pub const ALL: [Role; 11] = [
        Role::Author,
        Role::CoAuthor,
        Role::Translator,
        Role::Editor,
        Role::Fixer,
        Role::Answerer,
        Role::Reviewer,
        Role::Tester,
        Role::Asker,
        Role::Helper,
        Role::Mentor,
    ];

    /// Whether whoever has it wrote some of the page's text.
    pub fn is_writing(self) -> bool {
        self <= Role::Fixer
    }

    /// As templates and programs know it.
    pub fn name(self) -> &'static str {
        match self {
            Role::Author => "author",
            Role::CoAuthor => "co-author",
            Role::Translator => "translator",
            Role::Editor => "editor",
            Role::Fixer => "fixer",
            Role::Answerer => "answerer",
            Role::Reviewer => "reviewer",
            Role::Tester => "tester",
            Role::Asker => "asker",
            Role::Helper => "helper",
            Role::Mentor => "mentor",
        }
    }

    /// What CRediT, the taxonomy of contributor roles (ANSI/NISO Z39.104-2022, <https://credit.niso.org/>), calls it.
    ///
    /// Who wrote first, answered or translated is "Writing – original draft", which names substantive translation; who
    /// improved or reviewed it "Writing – review & editing", who tried it "Validation", a mentor "Supervision", which names
    /// mentorship. Asking and help by reporting have no role there, and none is made up.
    pub fn in_credit(self) -> Option<&'static str> {
        match self {
            Role::Author | Role::CoAuthor | Role::Translator | Role::Answerer => {
                Some("https://credit.niso.org/contributor-roles/writing-original-draft/")
            }
            Role::Editor | Role::Fixer | Role::Reviewer => {
                Some("https://credit.niso.org/contributor-roles/writing-review-editing/")
            }
            Role::Tester => Some("https://credit.niso.org/contributor-roles/validation/"),
            Role::Mentor => Some("https://credit.niso.org/contributor-roles/supervision/"),
            Role::Asker | Role::Helper => None,
        }
    }

    /// The role of this name.
    pub fn named(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }
}
