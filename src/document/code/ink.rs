//! The eight colours of code, and the pen that writes them with the fewest elements.
//!
//! Begin with [`Ink::write`]. Neighbours of one role share an element, blanks stay outside, and every element ends on
//! the line on which it began, so that lines can be numbered and marked afterwards.

use crate::document::html::escape_text;

/// What a piece of code is, as far as colours tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// Nothing to colour.
    Plain,
    /// `k`.
    Keyword,
    /// `s`.
    String,
    /// `c`.
    Comment,
    /// `n`: numbers and constants.
    Number,
    /// `f`: functions and other names that are defined or called.
    Function,
    /// `t`: types and tags.
    Type,
    /// `o`: operators. Plain punctuation has no role.
    Operator,
    /// `v`: variables, attributes, options.
    Variable,
}

impl Role {
    pub(super) fn class(self) -> &'static str {
        match self {
            Role::Plain => "",
            Role::Keyword => "k",
            Role::String => "s",
            Role::Comment => "c",
            Role::Number => "n",
            Role::Function => "f",
            Role::Type => "t",
            Role::Operator => "o",
            Role::Variable => "v",
        }
    }
}

/// Coloured code being written.
pub(super) struct Ink {
    out: String,
    role: Role,
    /// Blanks that belong to whatever comes next.
    gap: String,
}

impl Ink {
    /// A pen for about so many bytes of code.
    pub(super) fn new(length: usize) -> Ink {
        Ink { out: String::with_capacity(length * 2), role: Role::Plain, gap: String::new() }
    }

    /// Writes a piece of code, which may span lines.
    pub(super) fn write(&mut self, role: Role, text: &str) {
        for line in text.split_inclusive('\n') {
            self.write_in_line(role, line);
            if line.ends_with('\n') {
                self.lift();
            }
        }
    }

    /// What was written.
    pub(super) fn finish(mut self) -> String {
        self.lift();
        self.out
    }

    fn write_in_line(&mut self, role: Role, text: &str) {
        if text.trim().is_empty() {
            self.gap.push_str(text);
            return;
        }
        let (blank, text) = text.split_at(text.len() - text.trim_start().len());
        self.gap.push_str(blank);
        if role != self.role {
            self.lift();
            if role != Role::Plain {
                self.out.push_str("<span class=\"");
                self.out.push_str(role.class());
                self.out.push_str("\">");
            }
            self.role = role;
        }
        self.out.push_str(&self.gap);
        self.gap.clear();
        let (text, blank) = text.split_at(text.trim_end().len());
        escape_text(&mut self.out, text);
        self.gap.push_str(blank);
    }

    /// Ends the open element; blanks stand behind it.
    fn lift(&mut self) {
        if self.role != Role::Plain {
            self.out.push_str("</span>");
            self.role = Role::Plain;
        }
        self.out.push_str(&self.gap);
        self.gap.clear();
    }
}

/// Coloured code as tests write it: `[f:ls] [v:-l]`.
#[cfg(test)]
pub(super) fn marked(html: &str) -> String {
    html.replace("<span class=\"", "[")
        .replace("\">", ":")
        .replace("</span>", "]")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}
