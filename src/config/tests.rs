use super::*;

/// What is wrong with a configuration: `line:column code message | help`.
fn read(text: &str) -> (Config, Vec<String>) {
    let (config, found) = parse(text, &[]);
    (config, found.into_iter().map(shown_finding).collect())
}

fn shown_finding(found: Diagnostic) -> String {
    let place = found.place.unwrap();
    let file = if place.file == FILE { String::new() } else { format!("{}:", place.file) };
    format!(
        "{file}{}:{} {} {} | {}",
        place.line,
        place.column,
        found.code.name(),
        found.message,
        found.help.join(" / ")
    )
}

#[test]
fn no_configuration_is_a_configuration() {
    assert_eq!(read(""), (Config::default(), Vec::new()));
    assert_eq!(read("# nothing yet\n"), (Config::default(), Vec::new()));
}

#[test]
fn every_option_is_read() {
    let (config, found) = read(
        r#"title: Stones
description: Write to help@stones.example.
base_url: https://stones.example/kb
language: en
languages: {list: [en, zh-hant], pattern: "{part}.{lang}.md"}
content: {folder: docs/, include: [README.md], exclude: "drafts/**"}
kinds:
  idea: {folder: ideas, label: Idea, plural: Ideas, template: idea.html, required: [votes], fields: {votes: number}}
  case-study:
repo: https://github.com/org/repo.git
branch: trunk
edit: "{repo}/blob/{branch}/{path}"
new: "{repo}/new/{folder}?name={name}"
history: false
ask: https://forum.example/new?title={title}
report: "{repo}/issues/new?title={title}&body={url}"
credits: {default: opt-in, bots: [ci], weight: words, fixer_below: 5}
license: CC-BY-4.0
review_every: 90
tags: {ssh: [openssh, secure shell], dns: }
areas: {net: Networking}
glossary: {DNS: "The telephone book of the net."}
search: {synonyms: [[ssh, openssh]], examples: [how do I log in?]}
allowed_addresses: [203.0.113.0/24, "*.stones.example"]
allowed_secrets: ["AKIA1234*"]
trusted_files: [google1234.html]
trusted_hosts: ["*.uni.example"]
external_links: {ignore: ["*.corp.example"], timeout: 5}
limits: {files: 5, languages: 20, page: 6, file: 7, image: 13, pixels: 14, path: 150, title: 160, tags: 17, tag: 18, listed: 19, front_matter: 8, nesting: 9, code: 10, code_line: 110, growth: 12}
theme:
  name: broadsheet
  hue: 30
  logo: logo.svg
  font: Georgia, "Noto Serif", serif
  home: [new, kinds]
  footer: [{Chat: "https://chat.example.org/"}]
nav: [/tutorials/, {Rules: /rules/}]
diagnostics:
  unknown-key: off
  broken-link: error
  in: {"drafts/**": {broken-link: warn}, "old/**": {broken-anchor: off}}
"#,
    );
    assert_eq!(found, Vec::<String>::new());
    let lang = |text: &str| Lang::parse(text).unwrap();
    let idea = KindConfig {
        folder: Some("ideas".into()),
        label: Some("Idea".into()),
        plural: Some("Ideas".into()),
        template: Some("idea.html".into()),
        required: vec!["votes".into()],
        fields: BTreeMap::from([("votes".into(), "number".into())]),
    };
    let expected = Config {
        title: "Stones".into(),
        description: "Write to help@stones.example.".into(),
        base_url: Some("https://stones.example/kb/".into()),
        language: Some(lang("en")),
        languages: Languages {
            list: vec![lang("en"), lang("zh-Hant")],
            pattern: Some("{part}.{lang}.md".into()),
            ..Languages::default()
        },
        content: Content {
            folder: Some("docs".into()),
            include: vec!["README.md".into()],
            exclude: vec!["drafts/**".into()],
            order: Order::Title,
        },
        kinds: BTreeMap::from([("idea".into(), idea), ("case-study".into(), KindConfig::default())]),
        repo: Some("https://github.com/org/repo".into()),
        branch: "trunk".into(),
        edit: Some("{repo}/blob/{branch}/{path}".into()),
        new: Some("{repo}/new/{folder}?name={name}".into()),
        history: Some(String::new()),
        ask: Some("https://forum.example/new?title={title}".into()),
        report: Some("{repo}/issues/new?title={title}&body={url}".into()),
        credits: CreditsConfig {
            default: CreditDefault::OptIn,
            bots: vec!["ci".into()],
            weight: Weight::Words,
            fixer_below: 5,
        },
        license: Some("CC-BY-4.0".into()),
        review_every: 90,
        tags: BTreeMap::from([
            ("dns".into(), Vec::new()),
            ("ssh".into(), vec!["openssh".into(), "secure shell".into()]),
        ]),
        areas: BTreeMap::from([("net".into(), "Networking".into())]),
        glossary: BTreeMap::from([("DNS".into(), "The telephone book of the net.".into())]),
        search: SearchConfig {
            synonyms: vec![vec!["ssh".into(), "openssh".into()]],
            examples: vec!["how do I log in?".into()],
        },
        allowed_addresses: vec!["203.0.113.0/24".into(), "*.stones.example".into()],
        allowed_secrets: vec!["AKIA1234*".into()],
        trusted_files: vec!["google1234.html".into()],
        trusted_hosts: vec!["*.uni.example".into()],
        external_links: ExternalLinksConfig { ignore: vec!["*.corp.example".into()], timeout: 5 },
        limits: LimitsConfig {
            files: 5,
            page: 6,
            file: 7,
            image: 13,
            pixels: 14,
            path: 150,
            title: 160,
            tags: 17,
            tag: 18,
            listed: 19,
            front_matter: 8,
            nesting: 9,
            code: 10,
            code_line: 110,
            growth: 12,
            languages: 20,
        },
        nav: config.nav.clone(),
        theme: ThemeConfig {
            name: "broadsheet",
            hue: 30,
            logo: Some("logo.svg".into()),
            font: Some("Georgia, \"Noto Serif\", serif".into()),
            home: vec!["new", "kinds"],
            footer: config.theme.footer.clone(),
            ..ThemeConfig::default()
        },
        diagnostics: BTreeMap::from([(Code::UnknownKey, Level::Off), (Code::BrokenLink, Level::Error)]),
        diagnostics_in: vec![
            ("drafts/**".into(), BTreeMap::from([(Code::BrokenLink, Level::Warn)])),
            ("old/**".into(), BTreeMap::from([(Code::BrokenAnchor, Level::Off)])),
        ],
    };
    assert_eq!(config, expected);
}

#[test]
fn mistakes_are_located_and_the_rest_is_kept() {
    let table = [
        ("tilte: x", "1:1 unknown-option `tilte` is not an option of `cairn.yml` | did you mean `title`?"),
        (
            "allowed_addresses: [8.8.8.0/33]",
            "1:21 bad-value `8.8.8.0/33` is not an address | write one such as `203.0.113.0/24`, `*.example.org` or `help@example.org`",
        ),
        (
            "allowed_secrets: ['*7letter*']",
            "1:19 bad-value `*7letter*` would allow other keys too | write the whole text, or eight characters of it and `*` for the others",
        ),
        (
            "diagnostics: {secret: off}",
            "1:23 bad-value `secret` protects readers and cannot be lowered | remove this line, or change the content that it complains about",
        ),
        (
            "theme: {font: 'x;} body {'}",
            "1:15 bad-value `x;} body {` is not a list of font families | write names with commas between them, such as `Georgia, \"Noto Serif\", serif`",
        ),
        (
            "nav: ['javascript:x']",
            "1:7 bad-value `javascript:x` is no address | write one of this site, such as `/tutorials/`, or one that begins with `https://`",
        ),
        ("theme: {hue: 400}", "1:14 bad-value `hue` must be from 0 to 360, not 400 | write a number from 0 to 360"),
        (
            "theme: {colour: red}",
            "1:9 unknown-option `colour` is not an option of `cairn.yml` | the options here are `name`, `hue`, `logo`, `font`, `heading_font`, `code_font`, `home`, `footer`",
        ),
        (
            "theme: dark",
            "1:8 wrong-type `theme` must be a map, not `dark` | write `theme:` and below it, indented, lines of `key: value`",
        ),
        (
            "base_url: stones.example",
            "1:11 bad-value `base_url` cannot be `stones.example` | write where the site will be published, such as `https://host/` or `https://host/repo/`",
        ),
        (
            "base_url: https://a.b/?c",
            "1:11 bad-value `base_url` cannot be `https://a.b/?c` | write where the site will be published, such as `https://host/` or `https://host/repo/`",
        ),
        (
            "repo: git@github.com:org/repo.git",
            "1:7 bad-value `repo` is not the address of a repository's page | write `https://github.com/org/repo`",
        ),
        (
            "repo: org/repo",
            "1:7 bad-value `repo` is not the address of a repository's page | write it as `https://github.com/org/repo`",
        ),
        (
            "edit: \"{repo}/{file}\"",
            "1:7 bad-value `{file}` is no placeholder of `edit` | it may hold `{repo}`, `{branch}`, `{path}`",
        ),
        (
            "ask: \"javascript:{title}\"",
            "1:6 bad-value `ask` must be the pattern of a web address | begin it with `{repo}` or `https://`, or write `false` for no link",
        ),
        (
            "language: english",
            "1:11 bad-language `english` is not a language code | write a BCP 47 code such as `en`, `pt-BR` or `zh-Hant`",
        ),
        (
            "languages: {pattern: \"{part}.md\"}",
            "1:22 bad-value `{part}.md` is not a naming pattern | write a file name with `{lang}` and `{name}` or `{part}`, such as `{part}.{lang}.md`",
        ),
        (
            "content: {folder: ../x}",
            "1:19 bad-value `../x` is not a folder of the repository | write it relative to the repository, without `..`",
        ),
        (
            "kinds: {Case Study: {}}",
            "1:9 bad-value `Case Study` cannot be the name of a kind | use small letters, digits and hyphens, such as `case-study`",
        ),
        (
            "kinds: {idea: {fields: {votes: int}}}",
            "1:32 bad-value `votes` cannot be `int` | it is one of `text`, `number`, `boolean`, `date`, `list`",
        ),
        (
            "kinds: {idea: {template: ../x.html}}",
            "1:26 bad-value `../x.html` is not the name of a template | write a file name such as `idea.html`; it lies in `theme/templates/`",
        ),
        (
            "credits: {default: everyone}",
            "1:20 bad-value `default` cannot be `everyone` | it is one of `public`, `named-only`, `opt-in` / until this can be read, people without a people file are named only where a page declares them",
        ),
        (
            "diagnostics: {bad-scheme: warn}",
            "1:27 bad-value `bad-scheme` protects readers and cannot be lowered | remove this line, or change the content that it complains about",
        ),
        (
            "diagnostics: {in: {\"a/**\": {bad-scheme: off}}}",
            "1:41 bad-value `bad-scheme` protects readers and cannot be lowered | remove this line, or change the content that it complains about",
        ),
        (
            "diagnostics: {brokn-link: off}",
            "1:15 unknown-option there is no diagnostic `brokn-link` | did you mean `broken-link`?",
        ),
        (
            "diagnostics: {broken-link: info}",
            "1:28 bad-value `broken-link` cannot be `info` | it is one of `off`, `warn`, `error`",
        ),
        (
            "search: {synonyms: [ssh, openssh]}",
            "1:21 wrong-type each group of synonyms must be a list | write `- [ssh, openssh]`",
        ),
        (
            "description: x\ntitle: \"y\nbranch: z",
            "2:8 yaml-syntax this quotation mark is never closed | add the closing quotation mark at the end of the value / until this can be read, people without a people file are named only where a page declares them",
        ),
    ];
    for (text, expected) in table {
        let (_, found) = read(text);
        assert_eq!(found.first().map(String::as_str), Some(expected), "{text}");
    }
    // What may ask for fewer names and is not understood is taken for it.
    let default = |text: &str| read(text).0.credits.default;
    for text in [
        "credits: {default: optin}",
        "credits: {defaults: public}",
        "credits: {default: opt-in",
        "credits: opt-in",
        "credit: {default: opt-in}",
        "title: \"y\nbranch: z",
    ] {
        assert_eq!(default(text), CreditDefault::OptIn, "{text}");
        assert!(!read(text).1.is_empty(), "{text}");
    }
    for text in ["credits: {bots: [x], weigt: words}", "titel: x", "", "credits:"] {
        assert_eq!(default(text), CreditDefault::NamedOnly, "{text}");
    }
    assert_eq!(default("credits: {default: public}\ntitle: \"x"), CreditDefault::Public, "that was said");
    let (config, found) = read("title: \"x\nbase_url: nowhere\ntheme: {hue: 10}\nzzz: 1");
    assert_eq!((config.title.as_str(), config.base_url, config.theme.hue, found.len()), ("x", None, 10, 3));
}

#[test]
fn languages_are_a_list_or_a_map() {
    let codes = |config: &Config| config.languages.list.iter().map(Lang::to_string).collect::<Vec<_>>().join(" ");
    let (list, found) = read("languages: [en, de]");
    assert_eq!((codes(&list), list.language, found), ("en de".into(), None, Vec::new()));
    let (map, found) = read("languages: {default: de, list: [de, en]}");
    assert_eq!((codes(&map), map.language, found), ("de en".into(), Lang::parse("de"), Vec::new()));
    let (both, _) = read("language: en\nlanguages: {default: de}");
    assert_eq!(both.language, Lang::parse("en"));
}

#[test]
fn variables_of_the_environment_come_last() {
    let set = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect::<Vec<_>>();
    let overrides = set(&[
        ("theme.hue", "30"),
        ("title", "New"),
        ("content.exclude", "[a, b]"),
        ("search.zzz", "1"),
        ("review_every", "soon"),
    ]);
    let (config, found) = parse("title: Old\ntheme: {logo: a.svg}", &overrides);
    assert_eq!((config.title.as_str(), config.theme.hue, config.theme.logo.as_deref()), ("New", 30, Some("a.svg")));
    assert_eq!(config.content.exclude, ["a", "b"]);
    let found: Vec<String> = found.into_iter().map(shown_finding).collect();
    assert_eq!(
        found,
        [
            "CAIRN_SEARCH__ZZZ:1:1 unknown-option `zzz` is not an option of `cairn.yml` | the options here are `synonyms`, `examples`",
            "CAIRN_REVIEW_EVERY:1:1 wrong-type `review_every` must be a whole number, not `soon` | write digits only, as in `review_every: 3`",
        ]
    );
}

#[test]
fn forges_are_known_by_their_host() {
    let table = [
        ("https://github.com/o/r", Some("{repo}/edit/{branch}/{path}")),
        ("https://github.corp.example/o/r", Some("{repo}/edit/{branch}/{path}")),
        ("https://gitlab.com/g/o/r", Some("{repo}/-/edit/{branch}/{path}")),
        ("https://gitlab.corp.example:8443/o/r", Some("{repo}/-/edit/{branch}/{path}")),
        ("https://codeberg.org/o/r", Some("{repo}/_edit/{branch}/{path}")),
        ("https://bitbucket.org/o/r", Some("{repo}/src/{branch}/{path}?mode=edit")),
        ("https://git.example/o/r", None),
    ];
    for (repo, expected) in table {
        let (config, found) = read(&format!("repo: {repo}"));
        assert_eq!((config.edit_pattern().as_deref(), found), (expected, Vec::new()), "{repo}");
        assert_eq!(config.report_pattern().is_some(), expected.is_some());
        assert_eq!(config.new_pattern().is_some(), expected.is_some());
        assert_eq!(config.history_pattern().is_some() && config.ask_pattern().is_some(), expected.is_some());
    }
    let (config, _) = read("repo: https://github.com/o/r\nedit: false\nhistory: https://x.org/{path}");
    assert_eq!((config.edit_pattern(), config.history_pattern().as_deref()), (None, Some("https://x.org/{path}")));
    assert_eq!(read("edit: \"{repo}/{path}\"").0.edit_pattern(), None);
    assert_eq!(config.new_pattern(), None);
    let (config, _) = read("repo: https://github.com/o/r\nedit: false\nnew: https://x.org/{folder}/{name}");
    assert_eq!(config.new_pattern().as_deref(), Some("https://x.org/{folder}/{name}"));
}

#[test]
fn the_manual_lists_every_option_with_its_default() {
    let docs = reference();
    let find = |key: &str| docs.iter().find(|doc| doc.key == key).unwrap();
    assert_eq!(find("theme.hue").default, "195");
    assert_eq!(find("branch").default, "main");
    assert_eq!(find("credits.default").default, "named-only");
    assert_eq!(find("kinds.<name>.fields").type_name, "map of keys to types");
    assert!(docs.iter().all(|doc| doc.doc.ends_with('.') && !doc.doc.contains("  ")), "{docs:#?}");
    let keys: std::collections::BTreeSet<&str> = docs.iter().map(|doc| doc.key.as_str()).collect();
    assert_eq!(keys.len(), docs.len());
    assert!(
        ["languages.pattern", "content.include", "search.synonyms", "diagnostics.in"]
            .iter()
            .all(|key| keys.contains(key))
    );
}
