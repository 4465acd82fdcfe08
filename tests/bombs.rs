//! Small files that cost other programs minutes or gigabytes: each is built beside a harmless file of its size, and may cost
//! only a few times as much. What is compared is work and what comes out: how often and how much memory is asked for, which
//! is the same in each run, and time of the processor, which sees what runs in circles without asking. Seconds and megabytes
//! are printed, and nothing is asserted of them alone. `CAIRN_TEST_ALL` makes them as large
//! as a page may be.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "tests use the world")]

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use allocation_counter::AllocationInfo;
use cairn::Options;
use support::files;

/// How much longer the processor may be at it than at a harmless file.
const TIMES: f64 = 12.0;

/// How much more memory may be asked for, and how much more often. Formulas and titles of containers are read by readers of
/// their own, which cost most for so few letters: some 15 times, whatever the size.
const COUNTED: f64 = 20.0;

/// For each byte of a file, requests for memory, and bytes asked for, below which it is no work at all.
const REQUESTS: f64 = 1.5;
const ASKED: f64 = 512.0;

/// Bytes of a bomb.
fn size() -> usize {
    if std::env::var_os("CAIRN_TEST_ALL").is_some() { 1000 << 10 } else { 64 << 10 }
}

/// What a build cost.
struct Cost {
    /// Time of the processor, in seconds.
    seconds: f64,
    /// How often memory was asked for.
    requests: f64,
    /// How many bytes of it in all.
    asked: f64,
    /// The most memory that was seen in use, in MiB.
    memory: u64,
    /// Bytes of the page and its mirror.
    out: usize,
    /// What was said.
    said: String,
}

/// Builds a repository with one file of this name, and what refers to it.
fn build(path: &str, bytes: &[u8]) -> Cost {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let write = |path: &str, bytes: &[u8]| {
        fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        fs::write(root.join(path), bytes).unwrap();
    };
    // What front matter may be is raised, so that its reader is tried and not the bound before it.
    write("cairn.yml", b"limits: {front_matter: 1024}\n");
    write("faq/a.md", format!("# A?\n\n![a](/{path})\n\n[a](/{path})\n").as_bytes());
    write(path, bytes);
    // A machine on which this is refused more memory than a harmless page may take several times over.
    let script = "ulimit -v 2097152; \"$@\" & echo $!; wait $!; echo \"ended $?\"; times";
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).arg("sh").arg(env!("CARGO_BIN_EXE_cairn"));
    command.args(["build", "--no-cache", "--jobs", "1", "--quiet", "-o", "out"]).current_dir(root);
    command.env("NO_COLOR", "1").env_remove("GITHUB_ACTIONS").stdin(Stdio::null());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut err = child.stderr.take().unwrap();
    let said = std::thread::spawn(move || {
        let mut text = Vec::new();
        err.read_to_end(&mut text).map(|_| String::from_utf8_lossy(&text).into_owned()).unwrap()
    });
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let pid = lines.next().unwrap();
    let watched = std::thread::spawn(move || watch(&pid));
    let lines: Vec<String> = lines.collect();
    assert!(child.wait().unwrap().success());
    let said = said.join().unwrap();
    assert!(lines.contains(&"ended 0".to_owned()), "{path}: the build did not end well: {lines:?} {said}");
    let site = files(&root.join("out"));
    let counted = counted(root);
    let page = path.strip_suffix(".md").unwrap_or("faq/a");
    let out = ["index.html", "index.md"].map(|file| site.get(&format!("{page}/{file}")).map_or(0, Vec::len));
    let given = site.get(path).map_or(0, Vec::len);
    Cost {
        seconds: seconds(lines.last().unwrap()),
        requests: counted.count_total as f64,
        asked: counted.bytes_total as f64,
        memory: watched.join().unwrap(),
        out: out.iter().sum::<usize>() + given,
        said,
    }
}

/// The same build in this process.
fn counted(root: &Path) -> AllocationInfo {
    let options = Options { root: root.to_owned(), output: root.join("counted"), ..Options::default() };
    support::allocations(|| drop(support::build(&options)))
}

/// The sum of a line of `times`, as in `0m1.250000s 0m0.030000s`: what the children took.
fn seconds(line: &str) -> f64 {
    let time = |word: &str| {
        let (minutes, seconds) = word.trim_end_matches('s').split_once('m').unwrap();
        60.0 * minutes.parse::<f64>().unwrap() + seconds.parse::<f64>().unwrap()
    };
    line.split_whitespace().map(time).sum()
}

/// The most memory that a process was seen with, where the system tells.
fn watch(pid: &str) -> u64 {
    let status = Path::new("/proc").join(pid).join("status");
    let mut most = 0;
    while let Ok(text) = fs::read_to_string(&status) {
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let Some(kib) = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()) else { break };
        most = most.max(kib >> 10);
        std::thread::sleep(Duration::from_millis(5));
    }
    most
}

/// So many bytes of it, at most.
fn filled(piece: &str) -> String {
    piece.repeat(size() / piece.len())
}

/// Half as many.
fn half(piece: &str) -> String {
    piece.repeat(size() / 2 / piece.len())
}

/// This where emphasis is as deep as half a bomb makes it.
fn deep(text: &str) -> String {
    let times = size() / 2 / "*a _a  a_ a*".len();
    "*a _a ".repeat(times) + text + &" a_ a*".repeat(times)
}

/// Front matter of this, on a page.
fn front(yaml: &str) -> String {
    format!("---\ntitle: T\n{yaml}\n---\n\nText.\n")
}

/// A block of code.
fn code(language: &str, text: &str) -> String {
    format!("# C?\n\n```{language}\n{text}\n```\n")
}

/// Blocks of code, each as large as is coloured, in lines as long as are coloured.
fn coloured(language: &str, piece: &str) -> String {
    let line = piece.repeat(1900 / piece.len());
    let block = format!("```{language}\n{}```\n\n", format!("{line}\n").repeat(32));
    filled(&block)
}

fn drawing(inside: &str) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">{inside}</svg>")
}

#[expect(clippy::print_stdout, reason = "whoever runs the tests should see what things cost")]
fn told(name: &str, length: usize, cost: &Cost) {
    let Cost { seconds, requests, memory, out, .. } = cost;
    let asked = cost.asked / f64::from(1 << 20);
    println!(
        "{length:>8} bytes {seconds:>6.2} s {requests:>9} requests of {asked:>6.1} MiB {memory:>4} MiB at once {out:>8} out  {name}"
    );
}

/// Runs `tried` beside `harmless` and compares. `most` bytes may come out for each that went in.
fn compare(path: &str, harmless: &[u8], tried: &[(&str, impl AsRef<[u8]>)], most: usize) {
    let usual = build(path, harmless);
    told("a harmless file", harmless.len(), &usual);
    let mut trouble = Vec::new();
    for (name, text) in tried {
        let text = text.as_ref();
        let cost = build(path, text);
        // What a program needs to begin says nothing about the file.
        let times = [
            ("the requests for memory", cost.requests / usual.requests.max(REQUESTS * size() as f64), COUNTED),
            ("the memory", cost.asked / usual.asked.max(ASKED * size() as f64), COUNTED),
            ("the time", cost.seconds / usual.seconds.max(0.25), TIMES),
        ];
        told(&format!("{:.1?} times  {name}", times.map(|(_, times, _)| times)), text.len(), &cost);
        for (what, times, _) in times.into_iter().filter(|(_, times, most)| times > most) {
            trouble.push(format!("{name}: {times:.1} times {what} of a harmless file"));
        }
        if cost.memory > 2 * usual.memory.max(64) + 256 {
            trouble.push(format!("{name}: {} MiB, where a harmless file needs {}", cost.memory, usual.memory));
        }
        // The page and its mirror, and what stands around each.
        if cost.out > 2 * (64 << 10) + most * text.len() + (64 << 10) {
            trouble.push(format!("{name}: {} bytes came out of {}", cost.out, text.len()));
        }
        // A report that nobody can read is one more bomb.
        if cost.said.len() > (64 << 10) + 2 * text.len() {
            trouble.push(format!("{name}: {} bytes were said of it", cost.said.len()));
        }
    }
    assert_eq!(trouble, Vec::<String>::new());
}

const PROSE: &str = "Some *words* of a [page](a.md) that `says` what it has to, and a little more.\n\n- one\n- two\n\n## More\n\n```sh\nls -l\n```\n\n";

#[test]
fn a_page_that_is_a_bomb_costs_what_a_harmless_one_costs() {
    let table = format!("{}\n{}\n", "|a".repeat(1000), "|-".repeat(1000));
    let target = "x".repeat(1000);
    let harmless = format!("# A?\n\n{}", filled(PROSE));
    let bombs = [
        ("one long word", filled("x")),
        ("quotes in quotes", filled(">")),
        ("lists in lists", filled("- ") + "a"),
        ("numbered lists in lists", filled("1. ") + "a"),
        ("quotes and lists in turn", filled("> - ") + "a"),
        ("a lazy paragraph in deep quotes", format!("{}a\n{}", "> ".repeat(32), filled("a\n"))),
        ("stairs of lists", (0..400).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect()),
        ("open brackets", filled("[")),
        ("open brackets of images", filled("![")),
        ("brackets in brackets", half("[") + &half("]")),
        ("links that are not closed", filled("[a](")),
        ("links with titles that are not closed", filled("[a](b \"")),
        ("emphasis that is not closed", filled("*a **a ")),
        ("emphasis that is only closed", filled("a* a** ")),
        ("emphasis of both signs", filled("*_")),
        ("emphasis in emphasis", half("*a _a ") + &half(" a_ a*")),
        ("tags in deep emphasis", deep(&half("<b>a</b> "))),
        ("addresses in deep emphasis", deep(&half("https://a.bc/ `a` "))),
        ("a link around deep emphasis", format!("[{}](https://a.bc)", deep(&half("a\n")))),
        ("formulas in deep emphasis", deep(&half("$a$ "))),
        ("footnotes in deep emphasis", deep(&half("[^1] ")) + "\n\n[^1]: b"),
        ("strikes", filled("~~a ~")),
        ("quoted code of growing length", (1..600).map(|ticks| format!("e{}", "`".repeat(ticks))).collect()),
        ("ticks", filled("`") + "a"),
        ("fences", filled("```\n")),
        ("entities", filled("&copy;")),
        ("entities that are none", filled("&a")),
        ("numbers of characters", filled("&#1114111;")),
        ("tags in tags", half("<b>") + &half("</i>")),
        ("blocks in blocks", filled("<div>\n\n")),
        ("comments", filled("<!--")),
        ("tags that are not closed", filled("<a href=\"")),
        ("attributes", format!("<div {}>", filled("a='b' "))),
        ("instructions", filled("<?")),
        ("declarations", half("<!A ") + &half("<![CDATA[")),
        ("definitions of links", (0..size() / 16).map(|at| format!("[a{at}]: b\n")).collect()),
        ("one definition many times", filled("[a]: b\n")),
        ("a definition that is used often", format!("[a]: {target}\n\n{}", filled("[a] "))),
        ("definitions that are missing", filled("[a][b] ")),
        ("a wide table with empty rows", table.clone() + &filled("|\n")),
        ("a table of one column", format!("|a|\n|-|\n{}", filled("|b\n"))),
        ("tables", filled("|a|b|\n|-|-|\n\n")),
        ("bars", filled("|")),
        ("references to a footnote", filled("a[^1]") + "\n\n[^1]: b"),
        (
            "footnotes that refer to each other",
            (0..size() / 24).map(|at| format!("[^{at}]: a [^{}]\n\n", at + 1)).collect(),
        ),
        ("footnotes in footnotes", filled("[^1]: ")),
        ("open footnotes", filled("[^")),
        ("headings of one name", filled("# a\n")),
        ("empty headings", filled("#\n")),
        ("lines below words", filled("a\n=\n")),
        ("containers", half(":::note\n") + &half(":::\n")),
        ("tabs of containers", ":::tabs\n".to_owned() + &filled("@tab a\n")),
        ("alerts", filled("> [!NOTE] a\n\n")),
        ("definitions of words", filled("T\n: a\n\n")),
        ("abbreviations", format!("*[a]: {}\n\n{}", "m".repeat(300), filled("a "))),
        ("formulas", filled("$a^2$ ")),
        ("formulas that are not closed", filled("$a^")),
        ("braces in a formula", format!("$${}$$", filled("{"))),
        ("fractions", filled(&format!("$${}$$\n\n", "\\frac{1}{2}".repeat(350)))),
        ("addresses", filled("https://a.bc/ ")),
        ("addresses that hold each other", filled("https://")),
        ("mailboxes", filled("a@")),
        ("links of a wiki", filled("[[a")),
        ("links of a wiki, closed", filled("[[a?]] ")),
        ("pictures", filled("![a](b.png)")),
        ("back slashes", filled("\\")),
        ("tabulators", filled("\t")),
        ("blank lines", filled("\n")),
        ("control characters", filled("\u{1}<x>\n")),
        ("commands in one line", filled("curl ")),
        ("commands with passwords in one line", filled("mysql -p")),
        ("passwords in one line", filled("--password=")),
        ("passwords with values", filled("password=aB3dE5gH7 ")),
        ("passwords in quotes", filled("PASSWORD '")),
        ("passwords in addresses", filled("x://a:b@")),
        ("keys of clouds", filled("AKIA")),
        ("private keys", filled("-----BEGIN ")),
        ("tokens", filled("eyJ.")),
        ("machines", filled("10.0.0.1 8.8.8.8 ")),
        ("hosts", filled("a.bc.de ")),
        ("hosts of others", (0..size() / 16).map(|at| format!("host{at}.bc.de ")).collect()),
        ("headings in one line", filled("<h2>a</h2>")),
        ("people in one line", (0..size() / 16).map(|at| format!("a{at}@bc.de ")).collect()),
        ("shortcodes", filled("{{< a ")),
        ("tags of Liquid", filled("{% a ")),
        ("admonitions", filled("!!! note\n")),
        ("words to replace", filled("TODO ")),
        ("hidden characters", filled("\u{202e}\u{200b}")),
        ("addresses that look like others", filled("http://\u{430}.bc/ ")),
        ("code in one long line", code("rust", &filled("a(b[c{"))),
        ("changes in one long line", code("diff", &filled("- "))),
        ("numbered empty lines", code("text linenos", &filled("\n"))),
        ("changed empty lines", code("diff linenos", &filled("+\n"))),
        ("calls of C++", coloured("cpp", "a(")),
        ("brackets of Markdown", coloured("markdown", "[")),
        ("strings of PHP", coloured("php", "\"\\\"")),
        ("braces of Rust", coloured("rust", "r#\"{'<")),
        ("expressions of JavaScript", coloured("js", "/[`${")),
        ("here-documents", coloured("sh", "<<'")),
        ("maps of YAML", coloured("yaml", "{a: ")),
        ("tags of HTML", coloured("html", "<a b='<")),
        ("patterns of Perl", coloured("perl", "s{q(")),
        ("macros of LaTeX", coloured("latex", "\\a{$")),
    ];
    let bombs = bombs.map(|(name, text)| (name, format!("# A?\n\n{text}")));
    compare("faq/bomb.md", harmless.as_bytes(), &bombs, 2 * 32);
}

#[test]
fn front_matter_that_is_a_bomb_costs_what_a_harmless_one_costs() {
    let laughs = |levels: usize| -> String {
        let level = |at: usize| format!("a{at}: &a{at} [{}]\n", vec![format!("*a{}", at.max(1) - 1); 9].join(", "));
        "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned() + &(1..levels).map(level).collect::<String>()
    };
    let harmless = front(&format!("extra:\n{}", filled("  - some words: of a list\n")));
    let bombs = [
        ("laughs, six levels", laughs(6)),
        ("laughs, nine levels", laughs(9)),
        (
            "one large anchor and many aliases",
            format!("a: &a [{}]\nb: [{}]", "x, ".repeat(size() / 6), "*a, ".repeat(size() / 8)),
        ),
        ("lists in a line", format!("a: {}{}", half("["), half("]"))),
        ("lists that are not closed", format!("a: {}", filled("["))),
        ("maps in a line", format!("a: {}", filled("{a: "))),
        ("lists in lists", format!("a:\n  {}a", filled("- "))),
        ("maps in maps", (0..600).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect()),
        ("tags of values", format!("a: {}x", filled("!!str "))),
        ("keys that are asked for", format!("a: {}", filled("? "))),
        ("one key many times", filled("a: b\n")),
        ("many keys", (0..size() / 12).map(|at| format!("k{at}: b\n")).collect()),
        ("lines that are none", filled("a b: c: d\n")),
        ("quotes", format!("a: \"{}\"", filled("\\u0041"))),
        ("quotes that are not closed", format!("a: {}", filled("\"a' "))),
        ("texts in lines", format!("a: |\n{}", filled("  x\n"))),
        ("merged maps", format!("a: &a {{b: c}}\nd:\n{}", filled("  <<: *a\n"))),
        ("documents", filled("%YAML 1.2\n...\n")),
        ("tags of a page", format!("tags: [{}]", filled("t, "))),
        ("old addresses", format!("redirects: [{}]", filled("/a/, "))),
        ("authors", format!("authors: [{}]", (0..size() / 12).map(|at| format!("ada{at}, ")).collect::<String>())),
        ("variables", format!("variables:\n{}", filled("  - {name: a}\n"))),
    ];
    let bombs = bombs.map(|(name, yaml)| (name, front(&yaml)));
    compare("faq/bomb.md", harmless.as_bytes(), &bombs, 2 * 32);
}

#[test]
fn a_drawing_that_is_a_bomb_costs_what_a_harmless_one_costs() {
    let harmless = drawing(&filled("<rect x=\"1\" y=\"2\" width=\"3\" height=\"4\" fill=\"#aabbcc\"/>\n"));
    let entity = |at: usize| format!("<!ENTITY e{at} \"{}\">", format!("&e{};", at.max(1) - 1).repeat(10));
    let laughs = format!("<!DOCTYPE svg [<!ENTITY e0 \"ha\">{}]>", (1..10).map(entity).collect::<String>());
    let bombs = [
        ("groups in groups", drawing(&filled("<g>"))),
        ("groups in groups, closed", drawing(&(half("<g>") + &half("</g>")))),
        ("groups that are left out", drawing(&filled("<script>"))),
        ("laughs", laughs + &drawing("<text>&e9;</text>")),
        (
            "attributes",
            drawing(&format!("<g {}/>", (0..size() / 10).map(|at| format!("a{at}='b' ")).collect::<String>())),
        ),
        ("one attribute many times", drawing(&format!("<g {}/>", filled("fill='red' ")))),
        ("a long path", drawing(&format!("<path d=\"{}\"/>", filled("M0 0L1 1")))),
        ("a long style", drawing(&format!("<style>{}</style>", filled("a{fill:red}")))),
        ("a style that is not closed", drawing(&format!("<style>{}</style>", filled("@media{")))),
        ("styles of elements", drawing(&filled("<g style=\"fill:red;x:url(y)\"/>"))),
        (
            "uses of uses",
            drawing(
                &(0..size() / 60)
                    .map(|at| format!("<g id=\"a{at}\"><use href=\"#a{}\"/></g>", at + 1))
                    .collect::<String>(),
            ),
        ),
        ("entities", drawing(&format!("<text>{}</text>", filled("&lt;")))),
        ("comments", drawing(&filled("<!-- -->"))),
        ("comments that are not closed", drawing(&filled("<!--"))),
    ];
    compare("faq/bomb.svg", harmless.as_bytes(), &bombs, 8);
}

#[test]
fn a_picture_that_is_a_bomb_costs_what_a_harmless_one_costs() {
    let many = |piece: &[u8]| piece.repeat(size() / piece.len());
    let jpeg = |inside: Vec<u8>| [&b"\xff\xd8"[..], &inside, b"\xff\xd9"].concat();
    let png = |inside: &[u8]| [b"\x89PNG\r\n\x1a\n", inside].concat();
    let gif = |inside: &[u8]| [&b"GIF89a\x01\0\x01\0\0\0\0"[..], inside].concat();
    let harmless = jpeg([&b"\xff\xda\0\x03\x01"[..], &many(b"pixels")].concat());
    let bombs = [
        ("comments of no length", jpeg(many(b"\xff\xfe\0\x02"))),
        ("marks", jpeg(many(b"\xff\xd0"))),
        ("ones", jpeg(many(b"\xff"))),
        ("zeros", jpeg(many(b"\0"))),
        ("parts", jpeg(many(b"\xff\xda\0\x02a"))),
        ("notes", jpeg(many(b"\xff\xe1\0\x14Exif\0\0MM\0*\0\0\0\x08\xff\xff\xff\xff"))),
        ("pieces of no length", png(&many(b"\0\0\0\0tEXtsum!"))),
        ("a piece as long as none is", png(&[&b"\xff\xff\xff\xff"[..], &many(b"tEXt")].concat())),
        ("pieces of a WebP", [&b"RIFF\0\0\0\0WEBP"[..], &many(b"XMP \0\0\0\0")].concat()),
        ("extensions of a GIF", gif(&many(b"\x21\xfe\0"))),
        ("blocks of a GIF", gif(&[&b"\x21\xfe"[..], &many(b"\x01a")].concat())),
        ("boxes of an AVIF", [&b"\0\0\0\x0cftypavif"[..], &many(b"\0\0\0\x08meta")].concat()),
        (
            "a size that nobody can unpack",
            png(&[&b"\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff"[..], &many(b"x")].concat()),
        ),
    ];
    compare("faq/bomb.jpg", &harmless, &bombs, 2);
}
