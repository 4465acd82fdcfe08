//! Colours for shell code, by a small reader of its own.
//!
//! Begin with [`paint`]. Most code in how-to pages is shell, and a grammar of regular expressions needs twenty times
//! longer for it than a reader that knows what a command, a word and a quotation are. It also knows what grammars do
//! not: sessions with prompts and output, here-documents, and placeholders such as `<your-ip>`.
//! It is no shell: what it does not recognise stays plain, and it never fails.

use crate::document::code::ink::{Ink, Role};

/// Coloured shell code.
pub(super) fn paint(code: &str) -> String {
    let mut reader = Reader {
        code,
        at: 0,
        ink: Ink::new(code.len()),
        command: true,
        after: false,
        in_word: false,
        declares: false,
        expects_in: false,
        cases: 0,
        in_pattern: false,
        documents: Vec::new(),
        is_session: code.lines().find(|line| !line.trim().is_empty()).is_some_and(|line| prompt(line).is_some()),
    };
    reader.begin_line();
    while reader.at < code.len() {
        reader.step();
    }
    reader.ink.finish()
}

struct Reader<'a> {
    code: &'a str,
    at: usize,
    ink: Ink,
    /// Whether a word that begins here is a command.
    command: bool,
    /// What `command` becomes when the word that is being read ends.
    after: bool,
    in_word: bool,
    /// Whether the command was `export` or the like, whose arguments are assignments.
    declares: bool,
    /// Whether `in` would be a keyword: behind `for` or `case`.
    expects_in: bool,
    /// How many `case` are open.
    cases: usize,
    /// Whether words are patterns of a `case`.
    in_pattern: bool,
    /// Ends of the here-documents that begin on the next line; whether tabs may stand before each.
    documents: Vec<(String, bool)>,
    /// Whether lines without a prompt are output.
    is_session: bool,
}

impl Reader<'_> {
    fn step(&mut self) {
        let rest = &self.code[self.at..];
        let bytes = rest.as_bytes();
        match bytes[0] {
            b'\n' => {
                self.end_word();
                self.take(Role::Plain, 1);
                self.command = true;
                self.declares = false;
                self.read_documents();
                self.begin_line();
            }
            b' ' | b'\t' | b'\r' => {
                self.end_word();
                let length = bytes.iter().position(|b| !matches!(b, b' ' | b'\t' | b'\r')).unwrap_or(bytes.len());
                self.take(Role::Plain, length);
            }
            b'#' if !self.in_word => {
                let length = rest.find('\n').unwrap_or(rest.len());
                self.take(Role::Comment, length);
            }
            b'\\' => {
                if bytes.get(1) == Some(&b'\n') {
                    // The line goes on: so does the command.
                    self.end_word();
                    self.take(Role::Plain, 2);
                } else {
                    self.begin_word(false);
                    let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
                    self.take(Role::Plain, length);
                }
            }
            b'\'' => self.single_quoted(rest),
            b'"' => self.double_quoted(),
            b'`' => {
                self.take(Role::Plain, 1);
                self.in_word = false;
                self.command = true;
            }
            b'$' => self.dollar(rest),
            b'|' | b'&' | b';' | b'(' | b')' => self.operator(rest),
            b'<' | b'>' => self.redirection(rest),
            _ => self.word(rest),
        }
    }

    fn take(&mut self, role: Role, length: usize) {
        self.ink.write(role, &self.code[self.at..self.at + length]);
        self.at += length;
    }

    fn begin_word(&mut self, after: bool) {
        if !self.in_word {
            self.in_word = true;
            self.after = after;
        }
    }

    fn end_word(&mut self) {
        if self.in_word {
            self.in_word = false;
            self.command = self.after;
        }
    }

    /// In a session, a line is a prompt with a command, or output.
    fn begin_line(&mut self) {
        while self.is_session && self.at < self.code.len() {
            let rest = &self.code[self.at..];
            let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
            match prompt(&rest[..length]) {
                Some(prompt) => {
                    self.take(Role::Plain, prompt);
                    return;
                }
                None => self.take(Role::Plain, length),
            }
        }
    }

    fn single_quoted(&mut self, rest: &str) {
        let end = rest[1..].find('\'').map(|at| at + 2);
        // The apostrophe in `don't` opens nothing.
        let end = end.filter(|end| !self.in_word || !rest[..*end].contains('\n'));
        self.begin_word(false);
        match end {
            Some(length) => self.take(Role::String, length),
            None => self.take(Role::Plain, 1),
        }
    }

    fn double_quoted(&mut self) {
        let rest = &self.code[self.at..];
        self.begin_word(false);
        let Some(length) = quotation(rest) else {
            self.take(Role::Plain, 1);
            return;
        };
        let end = self.at + length;
        let mut from = self.at;
        while self.at < end {
            let rest = &self.code[self.at..end];
            match rest.as_bytes()[0] {
                b'\\' => self.at += 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
                b'$' => match variable(rest) {
                    Some(length) => {
                        self.ink.write(Role::String, &self.code[from..self.at]);
                        self.take(Role::Variable, length);
                        from = self.at;
                    }
                    None => self.at += 1,
                },
                _ => self.at += rest.chars().next().map_or(1, char::len_utf8),
            }
        }
        self.at = end;
        self.ink.write(Role::String, &self.code[from..end]);
    }

    fn dollar(&mut self, rest: &str) {
        if let Some(length) = variable(rest) {
            self.begin_word(false);
            self.take(Role::Variable, length);
        } else if rest.starts_with("$(") {
            self.take(Role::Plain, 2);
            self.in_word = false;
            self.command = !rest.starts_with("$((");
        } else {
            self.begin_word(self.command);
            self.take(Role::Plain, 1);
        }
    }

    fn operator(&mut self, rest: &str) {
        self.end_word();
        self.declares = false;
        let bytes = rest.as_bytes();
        match bytes[0] {
            b'&' if bytes.get(1) == Some(&b'>') => self.redirection(rest),
            b'|' | b'&' => {
                let length = bytes.iter().take(2).take_while(|b| matches!(b, b'|' | b'&')).count();
                self.take(Role::Operator, length);
                self.command = !self.in_pattern;
            }
            b';' => {
                let length = bytes.iter().take(2).take_while(|b| **b == b';').count();
                self.in_pattern = length == 2 && self.cases > 0;
                self.take(Role::Plain, length);
                self.command = true;
            }
            _ => {
                if bytes[0] == b')' {
                    self.in_pattern = false;
                }
                self.take(Role::Plain, 1);
                // Behind `$(…)` an argument may go on.
                self.command = bytes[0] == b'(' || self.cases > 0;
            }
        }
    }

    fn redirection(&mut self, rest: &str) {
        if let Some(length) = placeholder(rest) {
            self.begin_word(false);
            self.take(Role::Plain, length);
            return;
        }
        let goes_on = self.command;
        self.end_word();
        let length = rest.bytes().take_while(|b| matches!(b, b'<' | b'>' | b'&')).count();
        let sign = &rest[..length];
        self.take(Role::Operator, length);
        if sign == "<<" {
            self.document();
        } else if sign.ends_with('&') {
            let digits = self.code[self.at..].bytes().take_while(|b| b.is_ascii_digit() || *b == b'-').count();
            self.take(Role::Operator, digits);
        }
        self.command &= goes_on;
    }

    /// Notes the end of a here-document.
    fn document(&mut self) {
        let rest = &self.code[self.at..];
        let dash = rest.starts_with('-');
        let after = rest[usize::from(dash)..].trim_start_matches([' ', '\t']);
        let skipped = rest.len() - after.len();
        let length = match after.chars().next() {
            Some(quote @ ('\'' | '"')) => after[1..].find(quote).map_or(0, |end| end + 2),
            _ => after.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(after.len()),
        };
        let word = after[..length].trim_matches(['\'', '"']);
        if word.is_empty() || word.contains('\n') {
            return;
        }
        self.documents.push((word.to_owned(), dash));
        self.take(Role::Plain, skipped);
        self.take(Role::String, length);
    }

    /// Reads the here-documents that begin on this line.
    fn read_documents(&mut self) {
        for (end, dash) in std::mem::take(&mut self.documents) {
            while self.at < self.code.len() {
                let rest = &self.code[self.at..];
                let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
                let line = rest[..length].trim_end();
                let line = if dash { line.trim_start_matches('\t') } else { line };
                // Lists indent whole blocks, so blanks before the end are forgiven.
                let ends = line.trim_start() == end;
                self.take(Role::String, length);
                if ends {
                    break;
                }
            }
        }
    }

    fn word(&mut self, rest: &str) {
        // Other blanks, such as the one that does not break, are part of a word; else it would have no length.
        let stop = [' ', '\t', '\r', '\n', '\'', '"', '`', '$', '|', '&', ';', '(', ')', '<', '>', '\\'];
        let length = rest.find(stop).unwrap_or(rest.len());
        let word = &rest[..length];
        // A number before a redirection names a channel.
        if !self.in_word && word.bytes().all(|b| b.is_ascii_digit()) && rest[length..].starts_with(['<', '>']) {
            self.take(Role::Operator, length);
            return;
        }
        let begins = !self.in_word;
        let may_assign = begins && (self.command || self.declares) && !self.in_pattern;
        if let Some(name) = assignment(word).filter(|_| may_assign) {
            self.begin_word(self.command);
            self.take(Role::Variable, name);
            self.take(Role::Plain, word[name..].find('=').map_or(0, |at| at + 1));
            return;
        }
        let (role, after) = match () {
            () if !begins => (Role::Plain, false),
            () if self.in_pattern => (if word == "esac" { Role::Keyword } else { Role::Plain }, false),
            () if self.command => self.command_word(word),
            () if self.expects_in && word == "in" => {
                self.expects_in = false;
                self.in_pattern = self.cases > 0;
                (Role::Keyword, false)
            }
            () if word.len() > 1 && word.starts_with('-') && !word.starts_with("---") => (Role::Variable, false),
            () => (Role::Plain, false),
        };
        if begins && word == "esac" {
            self.cases = self.cases.saturating_sub(1);
            self.in_pattern = false;
        }
        self.begin_word(after);
        // The value of an option is an argument like any other.
        let split = if role == Role::Variable { word.find('=').unwrap_or(length) } else { length };
        self.take(role, split);
        self.take(Role::Plain, length - split);
    }

    /// The role of a word in the place of a command, and whether a command follows it.
    fn command_word(&mut self, word: &str) -> (Role, bool) {
        match word {
            "if" | "then" | "elif" | "else" | "do" | "while" | "until" | "{" | "!" => {
                (if word.len() > 1 { Role::Keyword } else { Role::Plain }, true)
            }
            "for" | "select" => {
                self.expects_in = true;
                (Role::Keyword, false)
            }
            "case" => {
                self.expects_in = true;
                self.cases += 1;
                (Role::Keyword, false)
            }
            "fi" | "done" | "esac" | "function" | "[[" => (Role::Keyword, false),
            "}" | "[" | "]" | "]]" => (Role::Plain, false),
            "export" | "local" | "declare" | "readonly" | "typeset" | "unset" => {
                self.declares = true;
                (Role::Keyword, false)
            }
            "sudo" | "doas" | "exec" | "command" | "env" | "nohup" | "time" | "xargs" => (Role::Function, true),
            // `sudo -u name command`: which word is the command only `sudo` knows.
            _ if word.starts_with('-') && word.len() > 1 => (Role::Variable, false),
            _ if word.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '.' | '/' | '_' | '~')) => {
                (Role::Function, false)
            }
            _ => (Role::Plain, false),
        }
    }
}

/// How long the prompt is with which a line of a session begins.
fn prompt(line: &str) -> Option<usize> {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let line = &line[indent..];
    if line.starts_with("$ ") {
        return Some(indent + 2);
    }
    // `name@host:~$ `, `[root@host ~]# `.
    let end = line.match_indices("$ ").chain(line.match_indices("# ")).map(|(at, _)| at).min()?;
    let before = &line[..end];
    let is_prompt = before.contains('@')
        && before.len() <= 60
        && (before.starts_with('[') || !before.contains(' '))
        && !before.contains(['\'', '"', '=']);
    is_prompt.then_some(indent + end + 2)
}

/// How long `$name`, `${…}` or `$1` is.
fn variable(rest: &str) -> Option<usize> {
    let name = &rest[1..];
    match name.bytes().next()? {
        b'{' => {
            let mut depth = 0;
            for (at, byte) in name.bytes().enumerate().take(200) {
                match byte {
                    b'{' => depth += 1,
                    b'}' => depth -= 1,
                    b'\n' => return None,
                    _ => {}
                }
                if depth == 0 {
                    return Some(at + 2);
                }
            }
            None
        }
        b if b.is_ascii_alphabetic() || b == b'_' => {
            Some(1 + name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len()))
        }
        b'0'..=b'9' | b'@' | b'*' | b'#' | b'?' | b'$' | b'!' | b'-' => Some(2),
        _ => None,
    }
}

/// How long a text in double quotes is, `$(…)` with quotes of its own included.
fn quotation(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let mut depth = 0_usize;
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'$' if bytes.get(at + 1) == Some(&b'(') => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b'"' if depth == 0 => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
    // A bracket may have misled the count: then the next quote ends it.
    rest[1..].find('"').map(|at| at + 2)
}

/// How long `<your-ip>` is, which is no redirection.
fn placeholder(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('<')?;
    let length = inner.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.' | ' ' | ':' | '/'))?;
    let named = inner.starts_with(|c: char| c.is_alphabetic()) && !inner[..length].ends_with(' ');
    (named && inner[length..].starts_with('>')).then_some(length + 2)
}

/// How long the name is in `NAME=…`, `NAME+=…` or `NAME[x]=…`.
fn assignment(word: &str) -> Option<usize> {
    let name = word.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
    let rest = &word[name..];
    let rest = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(rest, |(_, rest)| rest);
    let fits = !word.starts_with(|c: char| c.is_ascii_digit()) && name > 0;
    (fits && (rest.starts_with('=') || rest.starts_with("+="))).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::code::ink::marked;

    #[test]
    fn commands_options_strings_and_variables_are_told_apart() {
        let table = [
            ("sudo apt-get install -y nginx", "[f:sudo apt-get] install [v:-y] nginx"),
            ("# a\nls # b", "[c:# a]\n[f:ls] [c:# b]"),
            ("echo \"a $B ${C:-d}\" 'e'", "[f:echo] [s:\"a] [v:$B ${C:-d}][s:\" 'e']"),
            ("A=1 B=\"x\" ./run --foo=bar", "[v:A]=1 [v:B]=[s:\"x\"] [f:./run] [v:--foo]=bar"),
            ("a | b && c; d &", "[f:a] [o:|] [f:b] [o:&&] [f:c]; [f:d] [o:&]"),
            ("a > b 2>&1 < c", "[f:a] [o:>] b [o:2>&1 <] c"),
            ("ssh root@<your-ip> x", "[f:ssh] root@<your-ip> x"),
            (
                "for i in a b; do\n  if [ -f $i ]; then exit; fi\ndone",
                "[k:for] i [k:in] a b; [k:do]\n  [k:if] [ [v:-f $i] ]; [k:then] [f:exit]; [k:fi]\n[k:done]",
            ),
            (
                "case $x in\n a|b) ls ;;\n *) c ;;\nesac\nd",
                "[k:case] [v:$x] [k:in]\n a[o:|]b) [f:ls] ;;\n *) [f:c] ;;\n[k:esac]\n[f:d]",
            ),
            ("cat > f <<'EOF'\na $b 'c\nEOF\nls", "[f:cat] [o:>] f [o:<<][s:'EOF']\n[s:a $b 'c]\n[s:EOF]\n[f:ls]"),
            ("a \\\n  -b c", "[f:a] \\\n  [v:-b] c"),
            ("x=$(date +%F) y", "[v:x]=$([f:date] +%F) y"),
            ("export A=1 B", "[k:export] [v:A]=1 B"),
            ("echo don't $5", "[f:echo] don't [v:$5]"),
            ("f() {\n  g\n}", "[f:f]() {\n  [f:g]\n}"),
            ("", ""),
        ];
        for (code, expected) in table {
            assert_eq!(marked(&paint(code)), expected, "{code}");
        }
    }

    #[test]
    fn a_session_has_prompts_and_output() {
        let table = [
            ("$ ls -l\ntotal 4 \"x\n$ cd", "$ [f:ls] [v:-l]\ntotal 4 \"x\n$ [f:cd]"),
            ("me@host:~$ ls\nif x", "me@host:~$ [f:ls]\nif x"),
            ("[root@h ~]# ls \\\n  a\nb", "[root@h ~]# [f:ls] \\\n  a\nb"),
        ];
        for (code, expected) in table {
            assert_eq!(marked(&paint(code)), expected, "{code}");
        }
    }
}
