//! What a body becomes, case by case, and the laws that hold for every body: nothing acts, everything is balanced,
//! and no input takes long. The security corpus lies outside the repository; where it is absent the tests say so.

use std::path::PathBuf;

use proptest::prelude::*;

use crate::config::LimitsConfig;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::body::{Facts, LinkForm, Resolved, Resolver, facts, read, read_within, render_inline};
use crate::path::SitePath;

/// A site that has every page but `gone.md`, and every image but `gone.png`.
struct Site;

impl Resolver for Site {
    fn resolve(&self, target: &str, anchor: Option<&str>, form: LinkForm) -> Resolved {
        if target.starts_with("gone") {
            return Resolved::Broken;
        }
        if form == LinkForm::Image {
            return Resolved::Image { src: format!("/i/{}", target.len()), size: Some((40, 20)) };
        }
        let anchor = anchor.map(|_| "#a").unwrap_or_default();
        Resolved::To {
            href: format!("/{}{anchor}", target.strip_suffix(".md").unwrap_or("x")),
            title: Some("Its title".into()),
        }
    }
    fn glossary(&self, term: &str) -> Option<&str> {
        (term == "DNS").then_some("names \"and\" numbers")
    }
    fn word(&self, key: &str) -> String {
        if key == "step-label" { "step-label {n}".to_owned() } else { key.to_owned() }
    }
}

fn html(body: &str) -> String {
    let html = read(body, 0, |body| body.html(&Site));
    assert_safe(&html, body);
    html
}

fn understood(body: &str) -> (Facts, Vec<Diagnostic>) {
    facts(&SitePath::new("a.md").unwrap(), body, 0, &LimitsConfig::default())
}

fn codes(body: &str) -> Vec<Code> {
    understood(body).1.into_iter().map(|diagnostic| diagnostic.code).collect()
}

#[track_caller]
fn check(body: &str, expected: &str) {
    assert_eq!(html(body).trim_end(), expected, "{body}");
}

#[test]
fn headings_have_unique_safe_ids() {
    let id = |body: &str| -> Vec<String> {
        understood(body).0.headings.list().into_iter().map(|heading| heading.id).collect()
    };
    let table: &[(&str, &[&str])] = &[
        ("## Step 1 - Do *it*!\n", &["step-1---do-it"]),
        ("## a\n## a\n## a-1\n## a\n", &["a", "a-1", "a-1-1", "a-2"]),
        ("## Größe 鍵\n", &["größe-鍵"]),
        ("## X {#y .z onclick=alert(1)}\n", &["y"]),
        ("## X {#cairn-search}\n## fn 1\n", &["c-cairn-search", "c-fn-1"]),
        ("## !!!\n", &["section"]),
        ("## <kbd>Ctrl</kbd> `-x`\n", &["ctrl--x"]),
    ];
    for (body, ids) in table {
        assert_eq!(id(body), *ids, "{body}");
    }
    assert_eq!(codes("## a {#x}\nx\n## b {#x}\nx\n## a\nx\n## a\nx\n"), [Code::DuplicateId]);
    check(
        "## A {#b .c .on\"x k=v}\n",
        "<h2 id=\"b\" class=\"c\">A <a class=\"anchor\" href=\"#b\" aria-label=\"anchor-label\">#</a></h2>",
    );
}

#[test]
fn the_first_heading_is_the_title_where_it_opens_the_body() {
    let title = |body: &str| understood(body).0.title;
    assert_eq!(title("<!-- x -->\n# A *b*\n\ntext\n"), Some("A b".into()));
    assert_eq!(title("text\n\n# A\n"), None);
    assert_eq!(title("> # A\n"), None);
    assert!(!html("# A\n\ntext\n").contains("A"));
    assert!(html("text\n\n# A\n").contains("<h2 id=\"a\">"));
    assert!(understood("# A\n").0.headings.list().is_empty());
}

#[test]
fn the_outline_of_a_page_leaves_no_level_out() {
    let levels = |body: &str| -> String {
        let html = html(body);
        html.match_indices("<h")
            .filter_map(|(at, _)| html[at + 2..].chars().next().filter(char::is_ascii_digit))
            .collect()
    };
    for (body, expected) in [
        ("## A\n\n### B\n\n## C\n\n#### D\n\n#### E\n\n### F\n\n##### G\n", "2323334"),
        ("#### First\n\n## A\n\n### B\n", "223"),
        ("text\n\n# A\n\n## B\n\n# C\n", "222"),
        ("## A\n\n<h5>B</h5>\n\n##### C\n\n<h1>D</h1>\n", "2332"),
    ] {
        assert_eq!(levels(body), expected, "{body}");
    }
}

#[test]
fn links_lead_where_the_site_says_and_nowhere_else() {
    let table = [
        ("[a](b.md#c)", "<p><a href=\"/b#a\">a</a></p>"),
        ("[a](gone.md)", "<p><span class=\"broken-link\">a</span></p>"),
        (
            "[a](https://example.org/?a=1&b=2 \"t\")",
            "<p><a href=\"https://example.org/?a=1&amp;b=2\" class=\"external\" rel=\"nofollow ugc noopener\" title=\"t\">a</a></p>",
        ),
        ("<a@example.org>", "<p><a href=\"mailto:a@example.org\">a@example.org</a></p>"),
        ("[a](javascript:alert(1))", "<p>a</p>"),
        ("[a](<java&#x09;script:alert(1)>)", "<p>a</p>"),
        (
            "[a](//example.org)",
            "<p><a href=\"https://example.org\" class=\"external\" rel=\"nofollow ugc noopener\">a</a></p>",
        ),
        ("[[b.md]] [[b.md|l]] [[ -f x ]]", "<p><a href=\"/b\">Its title</a> <a href=\"/b\">l</a> [[ -f x ]]</p>"),
        (
            "at https://example.org/a_b_c, a@b.org",
            "<p>at <a href=\"https://example.org/a_b_c\" class=\"external\" rel=\"nofollow ugc noopener\">https://example.org/a_b_c</a>, a@b.org</p>",
        ),
        ("`https://example.org`", "<p><code>https://example.org</code></p>"),
        ("[https://example.org](b.md)", "<p><a href=\"/b\">https://example.org</a></p>"),
        ("<a href=\"b.md\">[c](d.md)</a>", "<p><a href=\"/b\">c</a></p>"),
        ("<a href='javascript:x' onclick=y>c</a>", "<p>c</p>"),
    ];
    for (body, expected) in table {
        check(body, expected);
    }
    let suspect = "[a](https://known.example@evil.example/) <a href='https://gοogle.example/'>b</a> [c](https://known.example/@a)";
    assert_eq!(codes(suspect), [Code::SuspectLink, Code::SuspectLink]);
    let in_prose =
        "See https://known.example:pw@evil.example/ and https://xn--80ak6aa92e.example/x, or https://known.example/.";
    assert_eq!(codes(in_prose), [Code::SuspectLink, Code::SuspectLink]);
    let named = "[**known.example**](https://evil.example/) <a href='https://evil.example/'>https://known.example</a> <https://known.example>";
    assert_eq!(codes(named), [Code::SuspectLink, Code::SuspectLink]);
    assert_eq!(codes("[a](javascript:alert(1)) <a href='data:x'>c</a>"), [Code::BadScheme, Code::BadScheme]);
}

#[test]
fn links_are_listed_with_their_place() {
    let text = "---\nt: ü\n---\nSée [a](b%20c.md#d) and\n![i](j.png) [[k|l]] [r]\n\n[r]: s.md\n";
    let (facts, _) = facts(&SitePath::new("a.md").unwrap(), text, text.find("Sée").unwrap(), &LimitsConfig::default());
    let links = facts.links.list();
    let links: Vec<_> = links
        .iter()
        .map(|link| (link.target.as_str(), link.anchor.as_deref(), link.form, link.line, link.column))
        .collect();
    assert_eq!(
        links,
        [
            ("b c.md", Some("d"), LinkForm::Link, 4, 9),
            ("j.png", None, LinkForm::Image, 5, 6),
            ("k", None, LinkForm::Wiki, 5, 15),
            ("s.md", None, LinkForm::Link, 5, 21),
        ]
    );
    let (begin, end) = facts.links.list()[0].bytes;
    assert_eq!(&text[begin as usize..end as usize], "b%20c.md#d");
}

#[test]
fn images_are_local_sized_and_described() {
    let table = [
        (
            "![a](b.png)",
            "<p><img src=\"/i/5\" alt=\"a\" width=\"40\" height=\"20\" loading=\"lazy\" decoding=\"async\"></p>",
        ),
        (
            "![a](b.png \"t\")",
            "<figure><img src=\"/i/5\" alt=\"a\" width=\"40\" height=\"20\" loading=\"lazy\" decoding=\"async\"><figcaption>t</figcaption></figure>",
        ),
        ("![a](gone.png)", "<p><span class=\"missing-image\">a</span></p>"),
        (
            "![a](https://example.org/b.png)",
            "<p><a href=\"https://example.org/b.png\" class=\"external\" rel=\"nofollow ugc noopener\">a</a></p>",
        ),
        (
            "<img src=\"b.png\" alt=\"a\" width=\"20\" onerror=\"x\">",
            "<p><img src=\"/i/5\" alt=\"a\" width=\"20\" height=\"10\" loading=\"lazy\" decoding=\"async\"></p>",
        ),
        ("![a](data:image/png;base64,x)", "<p>a</p>"),
        (
            "[![a](b.png)](c.md)",
            "<p><a href=\"/c\"><img src=\"/i/5\" alt=\"a\" width=\"40\" height=\"20\" loading=\"lazy\" decoding=\"async\"></a></p>",
        ),
    ];
    for (body, expected) in table {
        check(body, expected);
    }
    assert_eq!(codes("![](b.png) ![a](https://example.org/b.png)"), [Code::ImageWithoutText, Code::RemoteImage]);
}

#[test]
fn raw_html_is_reduced_to_what_cannot_hurt() {
    let table = [
        ("<kbd>Ctrl</kbd>+<sub>x</sub><br/>y", "<p><kbd>Ctrl</kbd>+<sub>x</sub><br>\ny</p>"),
        ("a <!-- b --> c", "<p>a  c</p>"),
        ("<!-- Signed-off-by: a@example.org -->", ""),
        ("ssh <user>@<your_ip> on <example.com>", "<p>ssh &lt;user&gt;@&lt;your_ip&gt; on &lt;example.com&gt;</p>"),
        ("<your-domain>\n*is* yours", "<p>&lt;your-domain&gt;\n<em>is</em> yours</p>"),
        ("a <script>alert(1)</script>", "<p>a &lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<script>\nalert(1)\n\n</script>\nb", "<p>b</p>"),
        ("<b>a *b</b> c*", "<p><b>a <em>b c</em></b></p>"),
        ("<b>a", "<p><b>a</b></p>"),
        ("a</div></article></main>b", "<p>ab</p>"),
        ("</div>\n\na", "<p>a</p>"),
        (
            "<details>\n<summary>S</summary>\n\n*a*\n\n</details>\n\nb",
            "<details class=\"details\"><summary>S</summary><p><em>a</em></p>\n</details><p>b</p>",
        ),
        ("- <div>\n\nb", "<ul>\n<li><div></div></li>\n</ul>\n<p>b</p>"),
        ("<p align=\"center\">\n\na\n\n</p>", "<div class=\"align-center\"><p>a</p>\n</div>"),
        ("<center>a</center>", "<div>a</div>"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        (
            "<details><summary><h3>a</h3><b>b</b><ul><li>c</ul></summary>d</details>",
            "<details class=\"details\"><summary><h2>a</h2><b>b</b></summary><ul><li>c</li></ul>d</details>",
        ),
        (
            "<code>https://a.example:PORT</code> <kbd>https://b.example</kbd>",
            "<p><code>https://a.example:PORT</code> <kbd>https://b.example</kbd></p>",
        ),
        // A list holds nothing but items.
        ("<ul><ul><li>a</ul></ul>", "<ul><li><ul><li>a</li></ul></li></ul>"),
        ("<ol>a <b>b</b><li>c</ol>", "<ol><li>a <b>b</b></li><li>c</li></ol>"),
        (
            "<ul>\n<details><summary>s</summary>t</details>\n<div>d</div>\n</ul>",
            "<ul><li><details class=\"details\"><summary>s</summary>t</details><div>d</div></li></ul>",
        ),
        ("<ul>\n\na\n\n- b\n\n</ul>", "<ul><li><p>a</p>\n<ul>\n<li>b</li>\n</ul>\n</li></ul>"),
        (
            "<table><tr><td>a</td><td colspan=2 style=x>b</table>c",
            "<table><tr><td>a</td><td colspan=\"2\">b</td></tr></table>c",
        ),
        ("<table>\n\n*a*\n\n</table>", "<table></table><p><em>a</em></p>"),
        ("<td>a</td>", "a"),
        ("a <div>b</div> c", "<p>a b c</p>"),
        (
            "|a|\n|-|\n|x<ul><li>y</li></ul>|",
            "<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"table-label\"><table>\n<thead><tr><th>a</th></tr></thead>\n<tbody>\n<tr><td>x<ul><li>y</li></ul></td></tr>\n</tbody></table></div>",
        ),
        ("<h1>a</h1>", "<h2>a</h2>"),
        ("&copy; &lt;b&gt;", "<p>© &lt;b&gt;</p>"),
        ("<div>&lt;b&gt; &copy;</div>", "<div>&lt;b&gt; ©</div>"),
        ("<pre>\n a\n  b</pre>", "<pre>\n a\n  b</pre>"),
    ];
    for (body, expected) in table {
        check(body, expected);
    }
    assert_eq!(
        codes("<iframe src=x></iframe> <b onclick=x>b</b> <user> <b style=x>c</b>"),
        [Code::UnsafeHtml, Code::UnsafeHtml]
    );
}

#[test]
fn code_that_looks_like_a_tag_is_kept_as_it_is() {
    read("```xml title=a.xml\n<my-tag>\n  <b>\n```\n\n    <my-tag>\n\n`\n<x-y>`\n", 0, |body| {
        let (fences, html) = (body.fences(), body.html(&Site));
        assert_eq!(fences[0].code, "<my-tag>\n  <b>\n");
        assert_eq!((fences[0].language.as_str(), fences[0].title.as_deref()), ("xml", Some("a.xml")));
        assert!(html.contains("&lt;<span class=\"t\">my-tag</span>&gt;"), "{html}");
        assert!(!body.mirror(&Site).contains('\u{1}') && !html.contains('\u{1}'));
        assert_eq!(body.sections()[0].code, "a.xml\n<my-tag>\n  <b>\n<my-tag>\n<x-y>");
    });
}

#[test]
fn an_old_name_stays_an_address() {
    let table = [
        ("<a name=\"old\"></a>\n## New", "<span id=\"old\"></span><h2 id=\"new\">New #</h2>"),
        ("## New <a id=old></a>", "<h2 id=\"new\">New <span id=\"old\"></span> #</h2>"),
        ("<a name=\"new\"></a>\n## New", "<h2 id=\"new\">New #</h2>"),
        (
            "<a id=a></a>\n\n<a id=a></a> x <span id=fn-1>y</span>",
            "<span id=\"a\"></span><p> x <span id=\"c-fn-1\"></span><span>y</span></p>",
        ),
        ("<a id='x\" onclick=\"y'></a>z", "<p><span id=\"xonclicky\"></span>z</p>"),
    ];
    for (body, expected) in table {
        let html = html(body).replace("<a class=\"anchor\" href=\"#new\" aria-label=\"anchor-label\">#</a>", "#");
        assert_eq!(html.trim(), expected, "{body}");
    }
    assert_eq!(understood("<a name=old></a>\n## New").0.anchors, ["old"]);
}

#[test]
fn a_step_is_known_by_its_first_words() {
    let body = "1. no step\n\n:::steps\n1. Log **in**.\n\n   Then wait.\n\n2. Run\n   ```sh\n   a\n   ```\n3. Pick\n   - one\n   - two\n:::\n\n- no step";
    let steps: Vec<(String, String)> =
        read(body, 0, |body| body.steps()).into_iter().map(|step| (step.id, step.text)).collect();
    let expected = [("step-1", "Log in."), ("step-2", "Run"), ("step-3", "Pick")];
    assert_eq!(steps, expected.map(|(id, text)| (id.to_owned(), text.to_owned())));
}

#[test]
fn each_step_is_a_place_with_a_link_of_its_own() {
    let step = |id: &str, text: &str| {
        format!(
            "<li id=\"{id}\">{text}<a class=\"anchor\" href=\"#{id}\" aria-label=\"step-label {}\">#</a></li>\n",
            &id[5..]
        )
    };
    let list = |steps: &[String]| format!("<div class=\"steps\">\n<ol>\n{}</ol>\n</div>", steps.concat());
    check(":::steps\n1. a\n2. b\n:::", &list(&[step("step-1", "a"), step("step-2", "b")]));
    check(
        ":::steps\n4. a\n\n   b\n:::",
        &list(&[step("step-1", "<p>a</p>\n<p>b</p>\n")]).replace("<ol>", "<ol start=\"4\">"),
    );
    let ids = |body: &str| understood(body).0.anchors;
    let table: [(&str, &[&str]); 6] = [
        // Numbers are those that readers see, and a nested list has none.
        (":::steps\n1. a\n   1. b\n2. c\n:::\n\n1. d\n", &["step-1", "step-2"]),
        // A list further up changes nothing below its own heading.
        (
            "## In\n\n:::steps\n1. a\n:::\n\n## Out\n\n:::steps\n1. b\n2. c\n:::\n",
            &["in-step-1", "out-step-1", "out-step-2"],
        ),
        (":::steps\n1. a\n:::\n\n:::steps\n1. b\n:::\n", &["step-1", "step-1-1"]),
        // What has an id by its own words keeps it, wherever it stands.
        (":::steps\n1. a\n:::\n\n## Step 1\n", &["step-1-1"]),
        (":::steps\n1. a\n:::\n\n<a id=\"step-1\"></a>\n", &["step-1-1", "step-1"]),
        ("## Cairn one\n\n:::steps\n1. a\n:::\n", &["c-cairn-one-step-1"]),
    ];
    for (body, expected) in table {
        assert_eq!(ids(body), expected, "{body}");
    }
    assert_eq!(read(":::steps\n1. a\n2. b\n:::", 0, |body| body.mirror(&Site)), "1. a\n2. b\n");
}

#[test]
fn alerts_and_containers_share_one_markup() {
    let note = "<div class=\"alert note\" role=\"note\"><p class=\"alert-title\">alert-note</p>\n<p>a</p>\n</div>";
    let titled = "<div class=\"alert tip\" role=\"note\"><p class=\"alert-title\">T b</p>\n<p>a</p>\n</div>";
    let table = [
        ("> [!NOTE]\n> a", note),
        ("> [!info]\n> a", note),
        (":::note\na\n:::", note),
        ("::: info\n\na\n\n:::\n", note),
        ("> [!TIP] T *b*\n> a", titled),
        (":::tip[T **b**]\na\n:::", titled),
        ("> [!word]\n> a", "<blockquote>\n<p>[!word]\na</p>\n</blockquote>"),
        ("> :::note\n> a\n> :::", &format!("<blockquote>\n{note}\n</blockquote>")),
        ("> [!note]- T\n> a", "<details class=\"details\"><summary>T</summary>\n<p>a</p>\n</details>"),
        (":::details\na\n:::", "<details class=\"details\"><summary>details</summary>\n<p>a</p>\n</details>"),
        (
            "::::tabs\n:::tab[A]\na\n:::\n:::tab[B]\nb\n:::\n::::",
            "<div class=\"tabs\" data-tabs>\n<div class=\"tab\" data-tab=\"A\"><p class=\"tab-title\">A</p>\n<p>a</p>\n</div>\n<div class=\"tab\" data-tab=\"B\"><p class=\"tab-title\">B</p>\n<p>b</p>\n</div>\n</div>",
        ),
        (
            ":::tabs\n@tab A\na\n@tab B\nb\n:::",
            "<div class=\"tabs\" data-tabs>\n<div class=\"tab\" data-tab=\"A\"><p class=\"tab-title\">A</p>\n<p>a</p>\n</div>\n<div class=\"tab\" data-tab=\"B\"><p class=\"tab-title\">B</p>\n<p>b</p>\n</div>\n</div>",
        ),
        ("```\n:::note\n```", "<div class=\"code\"><pre tabindex=\"0\"><code>:::note\n</code></pre></div>"),
        ("***", "<hr>"),
    ];
    for (body, expected) in table {
        check(body, expected);
        assert_eq!(codes(body), [], "{body}");
    }
}

#[test]
fn containers_that_are_wrong_are_mended_and_reported() {
    assert_eq!(codes(":::note\na"), [Code::UnbalancedContainer]);
    assert_eq!(codes("a\n\n:::\n"), [Code::UnbalancedContainer]);
    assert_eq!(codes("- :::note\n"), []);
    assert_eq!(codes("- a\n\n  :::note\n  b\n\n:::\n"), [Code::UnbalancedContainer, Code::UnbalancedContainer]);
    assert_eq!(codes("::::note\n:::tip\n::::\n"), [Code::UnbalancedContainer]);
    assert_eq!(codes(":::nota\na\n:::"), [Code::UnknownContainer]);
    check(":::steps\n- a\n- b\n:::", "<div class=\"steps\">\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n</div>");
    for body in [":::steps\n- a\n- b\n:::", ":::steps\n## A\n\nb\n:::", ":::steps\n> 1. a\n:::", ":::steps\n:::"] {
        assert_eq!(codes(body), [Code::StepsWithoutList], "{body}");
    }
    assert_eq!(codes(":::steps\nFirst:\n\n1. a\n:::"), []);
    assert_eq!(understood(":::wraning\na\n:::").1[0].help, ["did you mean `warning`?"]);
    assert!(
        html(":::nota[T]\na\n:::")
            .starts_with("<div class=\"alert note\" role=\"note\"><p class=\"alert-title\">T</p>")
    );
}

#[test]
fn tables_tasks_definitions_and_footnotes() {
    let table = [
        (
            "|a|b|\n|:-:|-:|\n|1|2|",
            "<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"table-label\"><table>\n<thead><tr><th class=\"align-center\">a</th><th class=\"align-right\">b</th></tr></thead>\n<tbody>\n<tr><td class=\"align-center\">1</td><td class=\"align-right\">2</td></tr>\n</tbody></table></div>",
        ),
        (
            "- [x] a\n- [ ] b",
            "<ul>\n<li><span class=\"task done\" role=\"img\" aria-label=\"task-done\">☑</span> a</li>\n<li><span class=\"task\" role=\"img\" aria-label=\"task-open\">☐</span> b</li>\n</ul>",
        ),
        ("T\n: M", "<dl>\n<dt>T</dt>\n<dd>M</dd>\n</dl>"),
        (
            "a[^x]\n\n[^x]: n[^x]",
            "<p>a<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1\">1</a></sup></p>\n<section class=\"footnotes\" aria-label=\"footnotes\"><ol>\n<li id=\"fn-1\"><p>n<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1-2\">1</a></sup> <a class=\"footnote-back\" href=\"#fnref-1\" aria-label=\"footnote-back\">↩</a> <a class=\"footnote-back\" href=\"#fnref-1-2\" aria-label=\"footnote-back\">↩</a></p></li>\n</ol></section>",
        ),
        (
            "<a href=b.md>a[^x]</a>\n\n[^x]: n",
            "<p><a href=\"/b\">a<sup class=\"footnote-ref\" id=\"fnref-1\">1</sup></a></p>\n<section class=\"footnotes\" aria-label=\"footnotes\"><ol>\n<li id=\"fn-1\"><p>n <a class=\"footnote-back\" href=\"#fnref-1\" aria-label=\"footnote-back\">↩</a></p></li>\n</ol></section>",
        ),
        ("~~a~~ H~2~O 2^3^", "<p><del>a</del> H~2~O 2^3^</p>"),
        ("The HTML.\n\n*[HTML]: \"Markup\"\n", "<p>The <abbr title=\"&quot;Markup&quot;\">HTML</abbr>.</p>"),
    ];
    for (body, expected) in table {
        check(body, expected);
    }
    check(
        "<abbr>DNS</abbr> <abbr>X</abbr>",
        "<p><abbr title=\"names &quot;and&quot; numbers\">DNS</abbr> <abbr>X</abbr></p>",
    );
    check("DNS\n\n*[DNS]:", "<p><abbr title=\"names &quot;and&quot; numbers\">DNS</abbr></p>");
    check("鍵を\n作る。\nkey\n鍵", "<p>鍵を作る。\nkey\n鍵</p>");
    assert_eq!(codes("a[^1]"), [Code::MissingFootnote]);
    assert_eq!(codes("A claim[^note] and one.[^note-2]"), [Code::MissingFootnote, Code::MissingFootnote]);
    for regular in [
        "match [^a-z] and [^abc]",
        "x[^abc] y",
        "x[^aeiou].",
        "x[^a-zA-Z] y",
        "it[^note]+",
        "a[^z-a]\n\nb[^x]\n\n[^x]: n",
        "a [^note] b",
        "`x[^note]`",
    ] {
        assert_eq!(codes(regular), [], "{regular}");
    }
}

#[test]
fn formulas_are_rendered_or_shown_as_source() {
    assert!(html("$a^2$").contains("<math"));
    assert!(html("```math\na^2\n```").contains("display=\"block\""));
    assert_eq!(codes("$\\frac{1}$"), [Code::BadMath]);
    check("$\\frac{1}$", "<p><code class=\"math\">\\frac{1}</code></p>");
    check("costs $5 and $6, or $HOME", "<p>costs $5 and $6, or $HOME</p>");
}

#[test]
fn a_line_is_rendered_without_blocks() {
    let table = [
        ("Use `a` or **b**.", "Use <code>a</code> or <strong>b</strong>."),
        ("# a\n\n- b\n", "b"),
        ("[a](b.md) <script>", "<a href=\"/b\">a</a> &lt;script&gt;"),
        ("a\n\nb", "a b"),
    ];
    for (markdown, expected) in table {
        let html = render_inline(markdown, &Site);
        assert_safe(&html, markdown);
        assert_eq!(html, expected);
    }
}

#[test]
fn facts_tell_what_a_body_holds() {
    let (facts, _) = understood("# T\n\nFirst *one*.\n\n## A\n\n```sh\nx y z\n```\n\n    indented\n");
    assert_eq!((facts.lead.as_str(), facts.words, facts.is_empty), ("First one.", 3, false));
    assert_eq!(facts.first_block, Some(("sh".to_owned(), None)));
    assert!(understood("<!-- nothing -->\n").0.is_empty);
    assert!(!understood("# T\n").0.is_empty);
}

/// Inputs that parsers have died of. They end, their output is safe, and it is not much larger than they are.
#[test]
fn no_input_takes_long_or_much() {
    let inputs = [
        "x".repeat(1 << 20),
        "https://a.bc/ ".repeat(10_000),
        ">".repeat(50_000),
        "- ".repeat(10_000) + "a",
        (0..400).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect(),
        "[".repeat(200_000),
        "*a **a ".repeat(30_000),
        "<b>".repeat(20_000) + &"</i>".repeat(20_000),
        "<div>\n\n".repeat(5_000),
        "<p>".repeat(20_000),
        "<!--".repeat(50_000),
        "<a href=\"".repeat(50_000),
        ":::note\n".repeat(5_000) + &":::\n".repeat(5_000),
        "::::note\n".repeat(5_000) + &":::\n".repeat(5_000),
        ":::tabs\n".to_owned() + &"@tab a\n".repeat(5_000),
        "# a\n".repeat(5_000),
        "#\n".repeat(10_000),
        "a[^1]".repeat(10_000) + "\n\n[^1]: b",
        "[^".repeat(50_000),
        format!("{}\n{}\n{}", "|a".repeat(1000), "|-".repeat(1000), "|\n".repeat(10_000)),
        "`".repeat(50_000) + "a",
        "$a^".repeat(10_000),
        format!("$${}$$", "\\frac{1}{2}".repeat(350)).repeat(8),
        "![a](b)".repeat(10_000),
        "<img src=x>".repeat(10_000),
        "&copy;<i>&lt;".repeat(20_000),
        format!("<div>\n{}", "&copy;".repeat(10_000)),
        format!("*[a]: {}\n\n{}", "m".repeat(300), "a ".repeat(10_000)),
        "> [!NOTE] a\n\n".repeat(4_000),
        "T\n: a\n\n".repeat(4_000),
        "\u{1}<x>\n".repeat(20_000),
        format!("```sh\n{}", ("\"$(".repeat(600) + "\n").repeat(30)),
        format!("```sh\n{}", ("<<'".repeat(600) + "\n").repeat(30)),
        format!("```php\n\"{}", ("\\\"".repeat(900) + "\n").repeat(30)),
        format!("```yaml\n{}", ("{a: ".repeat(450) + "\n").repeat(30)),
        format!("```cpp\n{}", ("a(".repeat(900) + "\n").repeat(30)),
    ];
    for input in inputs {
        let named = &input[..input.len().min(20)];
        let (html, markdown) = read(&input, 0, |body| (body.html(&Site), body.mirror(&Site)));
        assert_safe(&html, named);
        let bound = 32 * input.len() + 256 * 1024;
        assert!(html.len() <= bound && markdown.len() <= bound, "{named}: {} → {}", input.len(), html.len());
        let (facts, diagnostics) = understood(&input);
        assert_room(&input, &facts, html.len().max(markdown.len()), named);
        assert!(diagnostics.len() <= 200 && facts.headings.list().len() <= input.len());
    }
    assert!(codes(&">".repeat(50)).contains(&Code::NestedTooDeep));
    assert!(
        codes(&(0..40).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect::<String>())
            .contains(&Code::NestedTooDeep)
    );
}

#[test]
fn what_a_maintainer_allows_is_shown_and_no_more() {
    let default = LimitsConfig::default();
    let made = |body: &str, limits: &LimitsConfig| {
        let (html, cut) = read_within(body, 0, limits, |body| (body.html(&Site), body.cut(&Site)));
        let (facts, found) = facts(&SitePath::new("a.md").unwrap(), body, 0, limits);
        assert!(cut.is_none() || facts.room < 0, "{cut:?} is left out, and there is room for {}", facts.room);
        (html, cut, found.iter().map(|found| found.code).collect::<Vec<_>>())
    };

    let quotes = format!("{}a\n", "> ".repeat(40));
    let emphasis = format!("{}a{}\n", "*a _a ".repeat(20), " a_ a*".repeat(20));
    for body in [&quotes, &emphasis] {
        let (html, _, found) = made(body, &default);
        let depth = html.matches("<blockquote>").count() + html.matches("<em>").count();
        assert!(depth == 32 && found.contains(&Code::NestedTooDeep), "{depth} {found:?}");
        let (html, _, found) = made(body, &LimitsConfig { nesting: 100, ..default.clone() });
        let depth = html.matches("<blockquote>").count() + html.matches("<em>").count();
        assert!(depth >= 40 && !found.contains(&Code::NestedTooDeep), "{depth} {found:?}");
    }

    let (long, wide) = ("let a = 1;\n".repeat(7_000), format!("let a = {};\n", "1+".repeat(1_500)));
    for (code, limits) in [
        (long, LimitsConfig { code: 128, ..default.clone() }),
        (wide, LimitsConfig { code_line: 4_000, ..default.clone() }),
    ] {
        let body = format!("```rust\n{code}```\n");
        for (limits, is_coloured) in [(&default, false), (&limits, true)] {
            let (html, _, found) = made(&body, limits);
            // One element says the language.
            assert_eq!(html.matches("<span class=").count() > 1, is_coloured);
            assert_eq!(found.contains(&Code::CodeTooLong), !is_coloured);
        }
    }

    let numbered = format!("Before.\n\n```text linenos\n{}```\n\nBehind.\n", "\n".repeat(20_000));
    let (html, cut, _) = made(&numbered, &default);
    assert!(html.len() < 64 * 1024 + 32 * numbered.len() && html.contains("Before") && !html.contains("Behind"));
    assert_eq!(cut.map(|cut| numbered[cut].starts_with("```text")), Some(true));
    let (html, cut, _) = made(&numbered, &LimitsConfig { growth: 64, ..default });
    assert!(html.contains("Behind") && cut.is_none());
}

#[test]
fn an_abbreviation_is_explained_until_readers_know_it() {
    let page =
        |times: usize| format!("*[abc]: a b c\n\n{}{}", "abc ".repeat(times / 2), "\n\nabc".repeat(times - times / 2));
    for (times, explained) in [(999, 999), (1000, 1000), (1500, 1000)] {
        let html = html(&page(times));
        assert_eq!(html.matches("<abbr title=\"a b c\">abc</abbr>").count(), explained, "{times}");
        assert_eq!(html.matches("abc").count(), times, "no word is lost");
    }
}

/// What is said of how long a page may become holds, and nothing is left out where it is said to fit.
fn assert_room(input: &str, facts: &Facts, length: usize, named: &str) {
    let links = 64 * facts.links.list().len() as i64;
    let most = 64 * 1024 + 32 * input.len() as i64;
    assert!(length as i64 <= most - facts.room + links, "{named}: {length} bytes, room {}", facts.room);
    let cut = read(input, 0, |body| body.cut(&Site));
    assert!(cut.is_none() || facts.room < links, "{named}: {cut:?} is left out, room {}", facts.room);
}

pub(super) fn corpus(name: &str) -> Option<serde_json::Value> {
    let root = std::env::var_os("CAIRN_TEST_DATA").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let path = root.join("security-corpus").join(name);
    let bytes = std::fs::read(&path);
    let is_promised = std::env::var_os("CAIRN_TEST_DATA").is_some();
    assert!(bytes.is_ok() || !is_promised, "CAIRN_TEST_DATA is set, and {} cannot be read", path.display());
    let bytes = bytes.ok()?;
    Some(serde_json::from_slice(&bytes).expect("the corpus is JSON"))
}

fn payloads(value: &serde_json::Value, out: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => out.push(text.clone()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| payloads(item, out)),
        serde_json::Value::Object(entries) => entries.values().for_each(|item| payloads(item, out)),
        _ => {}
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
fn every_payload_of_the_security_corpus_comes_out_harmless() {
    let mut tried = 0;
    for name in [
        "commonmark-spec-examples.json",
        "dompurify-fixtures.json",
        "h5sc-vectors.json",
        "owasp-xss-filter-evasion.json",
    ] {
        let Some(data) = corpus(name) else {
            eprintln!("skipped: {name} is not there; set CAIRN_TEST_DATA to the folder that holds security-corpus/");
            continue;
        };
        let mut found = Vec::new();
        payloads(&data, &mut found);
        for payload in found {
            let around = [
                payload.clone(),
                format!("a {payload} b"),
                format!("> - {payload}\n\nb"),
                format!("[x]({payload}) ![x](<{payload}>) [[{payload}]]"),
                format!("## {payload} {{#{payload}}}"),
                format!("```{payload}\n{payload}\n```"),
                format!(":::note[{payload}]\n{payload}\n:::"),
                format!("|a|\n|-|\n|{payload}|"),
                format!("<div>{payload}"),
                format!("*[a]: {payload}\n\na ${payload}$"),
            ];
            for body in around {
                html(&body);
                understood(&body);
                assert_safe(&render_inline(&body, &Site), &body);
            }
            tried += 1;
        }
    }
    eprintln!("{tried} payloads came out harmless");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_written_comes_out_safe(body in "\\PC{0,200}") {
        html(&body);
        understood(&body);
    }

    #[test]
    fn whatever_markup_is_written_comes_out_safe(parts in prop::collection::vec(prop::sample::select(PARTS), 0..40)) {
        let body = parts.concat();
        html(&body);
        let (facts, diagnostics) = understood(&body);
        for bytes in facts.links.list().iter().map(|link| link.bytes).chain(diagnostics.iter().map(|d| d.place.as_ref().unwrap().bytes)) {
            prop_assert!(bytes.0 <= bytes.1 && bytes.1 as usize <= body.len());
        }
        let (html, mirror) = read(&body, 0, |body| (body.html(&Site), body.mirror(&Site)));
        assert_room(&body, &facts, html.len().max(mirror.len()), &body);
    }
}

/// Pieces of which bodies are shuffled together.
const PARTS: &[&str] = &[
    "\n",
    "\n\n",
    "  ",
    "    ",
    "\t",
    "> ",
    "- ",
    "1. ",
    "a",
    "é字",
    " ",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "```\n",
    "```sh {1} title=x\n",
    "$",
    "$$",
    "[",
    "]",
    "](b.md)",
    "](javascript:x)",
    "![",
    "[[",
    "]]",
    "|",
    "|-|\n",
    "[^1]",
    "\n[^1]: ",
    "# ",
    "## ",
    " {#x}",
    "---\n",
    "\n: ",
    "[!NOTE]",
    "[ ] ",
    ":::note\n",
    "\n:::\n",
    "\n::::tabs\n",
    ":::tab[x]\n",
    "\n@tab y\n",
    "*[a]: b\n",
    "<b>",
    "</b>",
    "<div>",
    "</div>",
    "<div>\n",
    "\n</div>\n",
    "<p>",
    "</p>",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</table>",
    "<ul><li>",
    "</ul>",
    "<details>\n<summary>",
    "</summary>\n\n",
    "</details>\n",
    "<a href=b>",
    "</a>",
    "<img src=x onerror=y>",
    "<br>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<x-y>\n",
    "<h1>",
    "</h1>",
    "<pre>",
    "</pre>",
    "&lt;",
    "&#60;",
    "\\",
    "https://a.bc/d",
    "\r\n",
    "\u{0}",
    "\u{1}",
    "<?",
    "?>",
    "<![CDATA[",
    "]]>",
    "<p",
];

/// What no output may ever hold, checked by a reader that knows nothing of how it was made.
#[track_caller]
fn assert_safe(html: &str, body: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    assert!(
        !html.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r' | '\u{80}'..='\u{9f}')),
        "control character\n{body}\n{html}"
    );
    while let Some(at) = rest.find('<') {
        assert!(!rest[..at].contains('>'), "stray `>`\n{body}\n{html}");
        rest = &rest[at + 1..];
        let closing = rest.starts_with('/');
        rest = rest.strip_prefix('/').unwrap_or(rest);
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).expect("a tag ends");
        let name = &rest[..length];
        assert!(ELEMENTS.contains(&name), "element `{name}`\n{body}\n{html}");
        rest = &rest[length..];
        while let Some(attribute) = rest.strip_prefix(' ') {
            let length = attribute.find(|c: char| !c.is_ascii_lowercase() && c != '-').expect("an attribute ends");
            let key = &attribute[..length];
            assert!(ATTRIBUTES.contains(&key), "attribute `{key}`\n{body}\n{html}");
            rest = &attribute[length..];
            if let Some(value) = rest.strip_prefix("=\"") {
                let (value, after) = value.split_once('"').expect("a value ends");
                assert!(!value.contains(['<', '>']), "value\n{body}\n{html}");
                if matches!(key, "href" | "src") {
                    let lower = value.to_ascii_lowercase();
                    let allowed = ["https:", "http:", "mailto:", "/", "#"].iter().any(|begin| lower.starts_with(begin));
                    assert!(allowed && !lower.starts_with("//"), "address `{value}`\n{body}\n{html}");
                }
                rest = after;
            }
        }
        rest = rest.strip_prefix('>').unwrap_or_else(|| panic!("tag `{name}`\n{body}\n{html}"));
        if closing {
            assert_eq!(open.pop(), Some(name), "balance\n{body}\n{html}");
        } else if !matches!(name, "br" | "hr" | "img" | "wbr") {
            assert!(name != "a" || !open.contains(&"a"), "link in link\n{body}\n{html}");
            assert!(
                name != "p"
                    || !open.contains(&"p")
                    || open.iter().rposition(|e| *e == "p") < open.iter().rposition(|e| matches!(*e, "td" | "th")),
                "paragraph in paragraph\n{body}\n{html}"
            );
            open.push(name);
        }
    }
    assert!(!rest.contains('>'), "stray `>`\n{body}\n{html}");
    assert!(open.is_empty(), "left open: {open:?}\n{body}\n{html}");
}

#[test]
fn the_reader_of_these_tests_sees_what_is_wrong() {
    let table = [
        "<script>",
        "<p>",
        "</p>",
        "<p onclick=\"x\"></p>",
        "<a href=\"javascript:x\"></a>",
        "<b><i></b></i>",
        "<p style=\"x\"></p>",
        "a > b",
        "<p title=x></p>",
        "<a href=\"//x\"></a>",
    ];
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let missed: Vec<&str> =
        table.into_iter().filter(|html| std::panic::catch_unwind(|| assert_safe(html, "")).is_ok()).collect();
    std::panic::set_hook(hook);
    assert_eq!(missed, Vec::<&str>::new());
}

/// Every element that a body may hold.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "math",
    "merror",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Every attribute that a body may hold.
const ATTRIBUTES: &[&str] = &[
    "accent",
    "accentunder",
    "alt",
    "aria-hidden",
    "aria-label",
    "class",
    "colspan",
    "columnalign",
    "columnspan",
    "data-lang",
    "data-line",
    "data-tab",
    "data-tabs",
    "datetime",
    "decoding",
    "depth",
    "dir",
    "display",
    "displaystyle",
    "fence",
    "form",
    "height",
    "href",
    "id",
    "lang",
    "largeop",
    "linethickness",
    "loading",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "open",
    "rel",
    "role",
    "rowspan",
    "rspace",
    "scriptlevel",
    "separator",
    "src",
    "start",
    "stretchy",
    "symmetric",
    "tabindex",
    "title",
    "value",
    "voffset",
    "width",
];
