//! `cairn search QUERY`: the site's search at the command line, with the ranking of the browser.

use serde_json::json;

use crate::cli::args::{Global, Search};
use crate::cli::{cache, fail, fail_with, options, print};
use crate::lang::Lang;
use crate::output::Output;
use crate::search::{Found, Hit, Query, Search as Reader};
use crate::site::LangIdx;

/// Runs it.
pub(super) fn run(arguments: &Search, global: &Global) -> u8 {
    let options = match options(&arguments.from, None) {
        Ok(options) => options,
        Err(message) => return fail(&message, None),
    };
    let cache = cache(&options.root, global);
    let output = match crate::plan(&options, cache.clone(), true) {
        Ok(output) => output,
        Err(error) => return fail_with(&error),
    };
    let lang = match &arguments.lang {
        None => 0,
        Some(text) => {
            let lang = Lang::parse(text).and_then(|lang| output.site.langs.iter().position(|known| *known == lang));
            let Some(lang) = lang else {
                let known: Vec<&str> = output.site.langs.iter().map(Lang::as_str).collect();
                return fail(
                    &format!("the site has no pages in `{text}`"),
                    Some(&format!("it has {}", known.join(", "))),
                );
            };
            lang
        }
    };
    let found = match ask(&output, lang, &arguments.query, arguments.limit.into()) {
        Ok(found) => found,
        Err(message) => return fail(&message, None),
    };
    // A cache that cannot be written makes the next run slower and nothing else.
    let _ = cache.save();
    if arguments.json {
        let results: Vec<_> = found.results.iter().map(as_json).collect();
        print(&format!("{}\n", json!({ "results": results, "total": found.total, "more": found.more })));
    } else if found.results.is_empty() {
        print("Nothing found.\n");
    } else {
        for (number, hit) in found.results.iter().enumerate() {
            print(&as_text(number + 1, hit));
        }
        if found.more || found.total > found.results.len() {
            let least = if found.more { "at least " } else { "" };
            let full = found.results.len() == usize::from(arguments.limit);
            let limit = if full { "; --limit shows more" } else { "" };
            print(&format!("\nThe best {} of {least}{}{limit}.\n", found.results.len(), found.total));
        }
    }
    0
}

/// The best pages for a query in one language.
pub(super) fn ask(output: &Output, lang: LangIdx, query: &str, limit: usize) -> Result<Found, String> {
    let pieces = output.pieces();
    let lang = output.site.langs[lang].segment();
    let relative = output.addresses.mode == crate::path::LinkMode::Relative;
    debug_assert!(!relative, "the command line reads the pieces as they are, not as scripts");
    let fetch = |name: &str| pieces.file(&lang, name).map(<[u8]>::to_vec).ok_or_else(|| "no such piece".to_owned());
    let mut reader = Reader::open(fetch).map_err(|error| error.to_string())?;
    reader.search(query, &Query { limit, ..Query::default() }).map_err(|error| error.to_string())
}

fn as_json(hit: &Hit) -> serde_json::Value {
    json!({
        "url": hit.url, "title": hit.title, "section": hit.section, "anchor": hit.anchor,
        "excerpt": hit.excerpt_html, "kind": hit.kind, "lang": hit.lang, "score": hit.score,
        "also": hit.also.iter().map(|also| json!({ "section": also.section, "anchor": also.anchor, "excerpt": also.excerpt_html })).collect::<Vec<_>>(),
    })
}

fn as_text(number: usize, hit: &Hit) -> String {
    let section = if hit.section.is_empty() { String::new() } else { format!(" › {}", hit.section) };
    let anchor = if hit.anchor.is_empty() { String::new() } else { format!("#{}", hit.anchor) };
    let excerpt = plain(&hit.excerpt_html);
    let also = hit.also.iter().map(|also| format!("    also: {} (#{})\n", also.section, also.anchor));
    let also: String = also.collect();
    format!("{number:>2}. {}{section}\n    {}{anchor}\n    {excerpt}\n{also}", hit.title, hit.url)
}

/// The excerpt without its marks and character references, of which it has only decimal ones.
fn plain(html: &str) -> String {
    let html = html.replace("<mark>", "").replace("</mark>", "");
    let mut parts = html.split("&#");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let reference = part.split_once(';').and_then(|(code, rest)| Some((char::from_u32(code.parse().ok()?)?, rest)));
        match reference {
            Some((character, rest)) => {
                text.push(character);
                text.push_str(rest);
            }
            None => {
                text.push_str("&#");
                text.push_str(part);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_read_as_it_was_written() {
        for (html, text) in [
            ("people/&#60;your <mark>id</mark>&#62;.yml &#38; more", "people/<your id>.yml & more"),
            ("&#38;#60; &#x; &#", "&#60; &#x; &#"),
        ] {
            assert_eq!(plain(html), text);
        }
    }
}
