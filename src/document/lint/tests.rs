use crate::config::LimitsConfig;
use crate::diagnostic::Code;
use crate::document::parse;
use crate::path::SitePath;

/// What is found in a page with this text: code, line, column, and the text that is underlined.
fn found(text: &str) -> Vec<String> {
    let path = SitePath::new("faq/a.md").unwrap();
    let document = parse(&path, text.as_bytes(), &LimitsConfig::default());
    let mut found: Vec<_> = document.diagnostics.iter().filter(|found| found.code != Code::MissingTitle).collect();
    found.sort();
    let shown = |found: &&crate::diagnostic::Diagnostic| {
        let place = found.place.as_ref().unwrap();
        let marked = &text[place.bytes.0 as usize..place.bytes.1 as usize];
        format!("{} {}:{} {}", found.code.name(), place.line, place.column, marked)
    };
    found.iter().map(shown).collect()
}

fn check(table: &[(&str, &[&str])]) {
    for (text, expected) in table {
        assert_eq!(found(text), *expected, "{text}");
    }
}

#[test]
fn headings_that_jump_and_sections_without_text() {
    check(&[
        ("# T\n\n## A\n\nx\n\n#### B\n\ny\n", &["heading-jump 7:1 #### B"]),
        ("### First\n\nx\n", &["heading-jump 1:1 ### First"]),
        ("## A\n\n## B\n\nx\n", &["empty-section 1:1 ## A"]),
        ("## A\n\nx\n\n## B\n", &["empty-section 5:1 ## B"]),
        ("## A ##\n\n<!-- one -->\n<!-- two\nmore -->\n\n## B\n\n<!-- c --> x\n", &["empty-section 1:1 ## A ##"]),
        ("## A\n\nx\n\nB\n---\n\n## C\n\ny\n", &["empty-section 5:1 B\n---"]),
        ("## A\n\nx\n\n## License: MIT\n\n<!-- Contributor's Certificate of Origin -->\n", &[]),
        // A section may begin with its first part; an image or a list is something.
        ("## A\n\n### B\n\nx\n\n## C\n\n![c](data.md)\n", &[]),
        ("## A\n\n- x\n\n## B\n\n<!-- later -->\n\n##### License: MIT\n", &["heading-jump 9:1 ##### License: MIT"]),
        ("## A\n\nx\n\n### B\n\nx\n\n## C\n\nx\n", &[]),
    ]);
}

#[test]
fn a_page_has_one_title() {
    check(&[
        ("---\ntitle: T\n---\n\n# T\n\nx\n\n# A\n\ny\n", &["second-title 9:1 # A"]),
        ("---\ntitle: T\n---\n\n# What is it?\n\nx\n", &["second-title 5:1 # What is it?"]),
        ("# T\n\nx\n\nA\n=\n\ny\n", &["second-title 5:1 A\n="]),
        // The same in other signs, what is quoted, and a page whose title is missing.
        ("---\ntitle: t!\n---\n\n# T\n\nx\n\n> # Quoted\n>\n> y\n", &[]),
        ("x\n\n# A\n\ny\n", &[]),
    ]);
}

#[test]
fn labels_that_nothing_defines() {
    check(&[
        ("See [the guide][guid].\n\n[guide]: https://a.example/\n", &["missing-link-definition 1:17 guid"]),
        ("[One][1] and [two][2]\n\n[1]: https://a.example/\n", &["missing-link-definition 1:20 2"]),
        (
            "See [the long guide][guide] and ![cat][cat].\n",
            &["missing-link-definition 1:22 guide", "missing-link-definition 1:40 cat"],
        ),
        (
            "[docs][] [Docs here][], [u][undef label] [x][long label here] [Go][golang] [文書][docs]\n",
            &[
                "missing-link-definition 1:2 docs",
                "missing-link-definition 1:11 Docs here",
                "missing-link-definition 1:29 undef label",
                "missing-link-definition 1:46 long label here",
                "missing-link-definition 1:68 golang",
                "missing-link-definition 1:81 docs",
            ],
        ),
        (
            "an int[][], [string][] and [string, number][]; [OPTIONS][FILE] [Year][Month] [x][y] [a][] `[docs][]` [ ][]\n",
            &[],
        ),
        ("[docs][] and [Docs][]\n\n[docs]: https://a.example/\n", &[]),
        (
            "[guide][options] x[one two][key] [a-z][0-9] [--opt x][=value] run [options][file] [the key][k][v] [a b][c]: d\n",
            &[],
        ),
        ("`[the long guide][guide]` \\[the long guide][guide] [[a b]][cd] [the note][^note]\n", &[]),
        ("```text\n[the long guide][guide]\n```\n\n[the long guide][Guide]\n\n[guide]: https://a.example/\n", &[]),
    ]);
}

#[test]
fn code_in_a_language_that_nobody_knows() {
    check(&[
        ("```pyton\nx\n```\n", &["unknown-code-language 1:4 pyton"]),
        ("- a\n\n  ~~~ Foolang title=\"x\"\n  x\n  ~~~\n", &["unknown-code-language 3:7 Foolang"]),
        ("```{.nosuch hl_lines=\"1\"}\nx\n```\n", &["unknown-code-language 1:6 nosuch"]),
        ("```bash\nx\n```\n\n```\nx\n```\n\n```text\nx\n```\n\n    indented\n", &[]),
        (
            "```rust,ignore\nx\n```\n\n```js {1,2}\nx\n```\n\n```c++\nx\n```\n\n```toml\nx\n```\n\n```dockerfile\nx\n```\n",
            &[],
        ),
    ]);
}

#[test]
fn leftovers_of_other_generators() {
    check(&[
        ("x {{< note >}} y\n", &["foreign-shortcode 1:3 {{< note >}}"]),
        ("{{% tab name=\"a\" %}}\n", &["foreign-shortcode 1:1 {{% tab name=\"a\" %}}"]),
        ("x {% include note.html %}\n", &["foreign-shortcode 1:3 {% include note.html %}"]),
        ("{% raw %}x{% endraw %}\n", &["foreign-shortcode 1:1 {% raw %}", "foreign-shortcode 1:11 {% endraw %}"]),
        ("!!! note \"Mind\"\n", &["foreign-shortcode 1:1 !!! note \"Mind\""]),
        ("x\n\n[TOC]\n", &["foreign-shortcode 3:1 [TOC]"]),
        ("`{{< note >}}` and `{% raw %}`\n\n```text\n{{% x %}}\n{% if a %}\n```\n", &[]),
        ("Stop!!! now. {{name}} costs 5 {% of it. A set {%d%}.\n", &[]),
    ]);
}

#[test]
fn words_that_are_there_to_be_replaced() {
    let new = "Write the details here: why it happens, what to do, how to see that it worked.";
    check(&[
        (&format!("Hi.\n\n{new}\n"), &[&format!("placeholder-text 3:1 {new}")]),
        ("Lorem ipsum dolor sit amet\n", &["placeholder-text 1:1 Lorem ipsum dolor"]),
        (&format!("---\nstatus: draft\n---\n\n{new}\n"), &[]),
        ("```text\nLorem ipsum dolor\n```\n", &[]),
    ]);
}

#[test]
fn secrets_that_look_real() {
    let token = format!("ghp_{}", "a8Kd02LsPq9ZxW3vBn7RtY6uMc1Ej5Hg4FqX");
    let aws = "AKIAQ3EGRT7PLW2XNV5Z";
    let wireguard = "yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=";
    let pem =
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gt\n";
    check(&[
        (&format!("Use {token} here\n"), &[&format!("secret 1:5 {token}")]),
        (&format!("---\ntitle: T\nextra: {{key: {aws}}}\n---\n\nx\n"), &[&format!("secret 3:14 {aws}")]),
        (&format!("x\n\n<!-- {token} -->\n"), &[&format!("secret 3:6 {token}")]),
        (&format!("```ini\nPrivateKey = {wireguard}\n```\n"), &[&format!("secret 2:14 {wireguard}")]),
        (&format!("```text\n{pem}```\n"), &["secret 2:1 -----BEGIN OPENSSH PRIVATE KEY-----"]),
        // What an author makes up, or leaves out.
        ("AKIAIOSFODNN7EXAMPLE ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx glpat-your-token-goes-here-123\n", &[]),
        ("-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n\nPrivateKey = <your-key>\n", &[]),
        ("my_AKIAQ3EGRT7PLW2XNV5Z AKIAQ3EGRT\n", &[]),
    ]);
}

#[test]
fn a_secret_is_not_repeated() {
    let path = SitePath::new("a.md").unwrap();
    let document = parse(&path, b"# T\n\nAKIAQ3EGRT7PLW2XNV5Z\n", &LimitsConfig::default());
    let secret = document.diagnostics.iter().find(|found| found.code == Code::Secret).unwrap();
    assert!(!format!("{} {:?}", secret.message, secret.help).contains("Q3EGRT"));
}

#[test]
fn addresses_of_machines() {
    check(&[
        ("curl 78.46.5.205\n", &["public-address 1:6 78.46.5.205"]),
        ("64 bytes from web1 (78.46.5.205): ttl=64\n", &[]),
        ("`curl http://78.46.5.205:8080/x` and 78.46.5.205\n", &["public-address 1:14 78.46.5.205:8080"]),
        ("```text\nip 2a01:4f8:10::2/64\n```\n", &["public-address 2:4 2a01:4f8:10::2"]),
        ("127.0.0.1 100.64.0.1 169.254.1.1 255.255.255.0 0.0.0.0 224.0.0.1\n", &[]),
        ("192.0.2.1 198.51.100.7 203.0.113.9 2001:db8::1 fe80::1 ::1 3fff::1\n", &[]),
        (
            "10.0.0.1:80 10.0.0.1 10.0.0.0/8 fd00::2 78.46.5.205\n",
            &["private-address 1:1 10.0.0.1:80", "private-address 1:33 fd00::2", "public-address 1:41 78.46.5.205"],
        ),
        (
            "192.168.1.7 172.20.0.1 version 10.1.2.3\n",
            &["private-address 1:1 192.168.1.7", "private-address 1:13 172.20.0.1"],
        ),
        ("1.1.1.1 8.8.8.8 9.9.9.9 2606:4700:4700::1111 1.2.3.4 5.5.5.5\n", &[]),
        (
            "Version 6.12.33.4, v4.18.2.1, app-7.4.33.2, /opt/x/11.22.33.44/bin, 1.22.333.4444, 300.1.2.3, 12:34:56\n",
            &[],
        ),
        ("nameservers:\n  - 185.12.64.1\n  - 185.12.64.2\n", &[]),
        ("00:1b:44:11:3a:b7, abc::def, std::string::new, 2000::/3\n", &[]),
    ]);
}

#[test]
fn hosts_and_mail_addresses_of_somebody() {
    check(&[
        (
            "Open https://www.mydomain.com/x or your-domain.de.\n",
            &["real-hostname 1:14 www.mydomain.com", "real-hostname 1:36 your-domain.de"],
        ),
        (
            "example.com sub.example.org my.example host.test <your-domain.com> github.com domain.example domainname\n",
            &[],
        ),
        ("Mail jane.doe@gmail.com now\n", &["address-in-text 1:6 jane.doe@gmail.com"]),
        (
            "jane@example.com a@host.example git@github.com:x/y.git ssh root@web1.somewhere.com wg-quick@wg0.service\n",
            &[],
        ),
        ("npm i @scope/pkg@1.2.3 user@host https://me@forge.somewhere.com/x @jane\n", &[]),
    ]);
}

#[test]
fn hidden_characters_in_the_text() {
    check(&[
        ("a\u{202e}b\n", &["hidden-characters 1:2 \u{202e}"]),
        ("pay\u{200b}pal\n", &["hidden-characters 1:4 \u{200b}"]),
        ("```sh\nif x \u{2066}y\u{2069}\n```\n", &["hidden-characters 2:6 \u{2066}", "hidden-characters 2:8 \u{2069}"]),
        (
            "é\u{202e}\u{202d}b a\u{202e}\n",
            &["hidden-characters 1:2 \u{202e}\u{202d}", "hidden-characters 1:7 \u{202e}"],
        ),
        (
            "---\ntitle: a\u{202e}b\u{202e}\n# c\u{202e}\nlevel: \"be\u{202e}\"\n---\n\nx\n",
            &[
                "hidden-characters 2:9 \u{202e}",
                "hidden-characters 2:11 \u{202e}",
                "hidden-characters 3:4 \u{202e}",
                "bad-value 4:8 \"be\u{202e}\"",
                "hidden-characters 4:11 \u{202e}",
            ],
        ),
        ("x\u{1b}[31m\n", &["hidden-characters 1:2 \u{1b}"]),
        // Emoji, Persian, Thai and a flag need what elsewhere hides something; so does a foreign word among Arabic.
        ("👩\u{200d}💻 می\u{200c}خواهم ไทย\u{200b}ไทย 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}\n", &[]),
        ("شغّل \u{2066}cairn build\u{2069} الآن\n", &[]),
    ]);
}

#[test]
fn of_many_hidden_characters_the_first_are_told_and_the_others_counted() {
    let path = SitePath::new("a.md").unwrap();
    let document = parse(&path, format!("# T\n\n{}\n", "x\u{202e} ".repeat(30)).as_bytes(), &LimitsConfig::default());
    let hidden: Vec<_> = document.diagnostics.iter().filter(|found| found.code == Code::HiddenCharacters).collect();
    assert_eq!(hidden.len(), 20);
    assert_eq!(hidden[19].message, "a hidden character stands here: U+202E; at 10 more places below, too");
    assert!(!hidden[18].message.contains("more"));
}

#[test]
fn a_page_without_a_title_is_told_where_one_belongs_unless_it_may_have_one() {
    let place = |text: &str| {
        let document = parse(&SitePath::new("a.md").unwrap(), text.as_bytes(), &LimitsConfig::default());
        let missing = document.diagnostics.into_iter().find(|found| found.code == Code::MissingTitle);
        missing.map(|found| found.place.map(|place| (place.line, place.column)).unwrap())
    };
    assert_eq!(place("\n\n  x\n"), Some((3, 1)));
    assert_eq!(place("---\nlevel: beginner\ntitle:\n---\n\nx\n"), Some((3, 1)));
    assert_eq!(place("---\nlevel: beginner\n---\n\nx\n"), Some((1, 1)));
    assert_eq!(place("---\ntitle: [a\n---\n\nx\n"), None);
    assert_eq!(place("---\nlevel: beginner\n: : :\n---\n\nx\n"), None);
    assert_eq!(place("# T\n\nx\n"), None);
}

#[test]
fn passwords_and_keys_behind_their_names() {
    check(&[
        (
            "export AWS_SECRET_ACCESS_KEY=kJ8vQ2mZ/x7TqLr9+Wc4bNfYh3sGdP6eUa1oRiXt\n",
            &["secret 1:30 kJ8vQ2mZ/x7TqLr9+Wc4bNfYh3sGdP6eUa1oRiXt"],
        ),
        ("MYSQL_ROOT_PASSWORD: 'kX9#mQ2vLp7'\n", &["secret 1:23 kX9#mQ2vLp7"]),
        ("Your **password:** `8fK2mQzL1p`.\n", &["secret 1:21 8fK2mQzL1p"]),
        ("x {\"api_key\": \"9f8b2c6d1e7a4035bc92d8e1f06a7c34\"}\n", &["secret 1:16 9f8b2c6d1e7a4035bc92d8e1f06a7c34"]),
        ("`postgres://app:8fK2mQzL1p@db.internal:5432/x`\n", &["secret 1:17 8fK2mQzL1p"]),
        ("```sh\ncurl -s -u admin:8fK2mQzL1p https://x.internal/\n```\n", &["secret 2:18 8fK2mQzL1p"]),
        // One that has a mark is told once.
        (
            "api_key: AIzaSyD4q7Kx9mW2vLp8RtB3nYc6hJ1zGfE5sUd\n",
            &["secret 1:10 AIzaSyD4q7Kx9mW2vLp8RtB3nYc6hJ1zGfE5sUd"],
        ),
        // What stands in for one.
        (
            "password: changeme, PASSWORD=your-password, `password=<password>`, password=$DB_PASSWORD, pass=\"${PASS}\"\n",
            &[],
        ),
        (
            "password: {{ vault_password }}\n\npassword: ********\n\npassword: S3cr3tP@ssw0rd!\n\ntoken: xxxxxxxxxxxxxxxxxxxx\n",
            &[],
        ),
        (
            "password = hashlib.sha256(x9Y8).hexdigest()\n\npassword: Sommer2023!\n\npassword: MyAppV2Store9Config\n",
            &[],
        ),
        ("password: cGFzc3dvcmQ=\n\npassword: MWYyZDFlMmU2N2Rm\n\npassword_file: /run/secrets/kX9mQ2vLp7\n", &[]),
        ("https://user:password@host.internal/ https://user:8fK2mQzL1p@example.com/ curl -u user:secret x\n", &[]),
        (
            "secret: 2024-01-01T00:00:00Z\n\ntoken: us-east-1-prod-db-01-main-02\n\ntoken: abc123def456abc123def456\n",
            &[],
        ),
        ("The compass: 8fK2mQzL1p8fK2. A checksum: 9f8b2c6d1e7a4035bc92d8e1f06a7c34\n", &[]),
        ("nextToken: kX9mQ2vLp7RtWc4bNfYh NEXT_TOKEN=kX9mQ2vLp7RtWc4bNfYh token: AgoJb3JpZ2luX2VjELj...\n", &[]),
        ("HCLOUD_TOKEN=kX9mQ2vLp7RtWc4bNfYh\n", &["secret 1:14 kX9mQ2vLp7RtWc4bNfYh"]),
        (
            "DB_PASS=8fK2mQzL1p8fK2 dbPass: 8fK2mQzL1p8fK2\n",
            &["secret 1:9 8fK2mQzL1p8fK2", "secret 1:32 8fK2mQzL1p8fK2"],
        ),
    ]);
}

#[test]
fn passwords_of_commands_and_in_other_languages() {
    check(&[
        ("mysql -u app -pXk9dPq2LmZ8w shop\n", &["secret 1:16 Xk9dPq2LmZ8w"]),
        ("mysql -p'Xk9dPq2LmZ8w'\n", &["secret 1:10 Xk9dPq2LmZ8w"]),
        ("sshpass -p Xk9dPq2LmZ8w ssh x\n", &["secret 1:12 Xk9dPq2LmZ8w"]),
        ("tool --password Xk9dPq2LmZ8w --x\n", &["secret 1:17 Xk9dPq2LmZ8w"]),
        ("tool --db-password 'Xk9dPq2LmZ8w'\n", &["secret 1:21 Xk9dPq2LmZ8w"]),
        ("secret: Xk9dPq2LmZ8w\n", &["secret 1:9 Xk9dPq2LmZ8w"]),
        ("pwd=Xk9dPq2LmZ8w\n", &["secret 1:5 Xk9dPq2LmZ8w"]),
        ("DB_PWD=Xk9dPq2LmZ8w\n", &["secret 1:8 Xk9dPq2LmZ8w"]),
        ("пароль: Xk9dPq2LmZ8w\n", &["secret 1:9 Xk9dPq2LmZ8w"]),
        ("パスワード: Xk9dPq2LmZ8w\n", &["secret 1:8 Xk9dPq2LmZ8w"]),
        ("密码：Xk9dPq2LmZ8w。\n", &["secret 1:4 Xk9dPq2LmZ8w"]),
        ("Passwort: Xk9dPq2LmZ8w\n", &["secret 1:11 Xk9dPq2LmZ8w"]),
        ("mot de passe : Xk9dPq2LmZ8w\n", &["secret 1:16 Xk9dPq2LmZ8w"]),
        ("mot de passe : Xk9dPq2LmZ8w\n", &["secret 1:16 Xk9dPq2LmZ8w"]),
        ("contraseña: Xk9dPq2LmZ8w\n", &["secret 1:13 Xk9dPq2LmZ8w"]),
        ("CREATE USER x IDENTIFIED BY 'Xk9dPq2LmZ8w';\n", &["secret 1:30 Xk9dPq2LmZ8w"]),
        ("ALTER USER x IDENTIFIED WITH mysql_native_password BY 'Xk9dPq2LmZ8w';\n", &["secret 1:56 Xk9dPq2LmZ8w"]),
        ("CREATE ROLE x WITH PASSWORD 'Xk9dPq2LmZ8w';\n", &["secret 1:30 Xk9dPq2LmZ8w"]),
        ("| Passwort | Xk9dPq2LmZ8w |\n", &["secret 1:14 Xk9dPq2LmZ8w"]),
        ("|密码|`Xk9dPq2LmZ8w`|\n", &["secret 1:6 Xk9dPq2LmZ8w"]),
        ("mysql -u root -p shop\n\nmysql -pYourPassword1 shop\n\nmysql --port 3306 -P3307\n", &[]),
        (
            "--password <password> --password $DB_PASSWORD --password-file kX9mQ2vLp7Rt --token-ttl kX9mQ2vLp7RtWc4bNf\n",
            &[],
        ),
        (
            "пароль: ваш_пароль1, 密码：您的密码 IDENTIFIED BY 'password1' PWD=/home/kX9mQ2vLp7 OLDPWD=kX9mQ2vLp7Rt\n",
            &[],
        ),
        ("Written by `kX9mQ2vLp7Rt` | Name | kX9mQ2vLp7Rt |\n", &[]),
    ]);
}

#[test]
fn what_a_request_or_a_program_is_let_in_with() {
    let azure = "kX9mQ2vLp7RtWc4bNfYh3sGdP6eUa1oJ8iTqLr0xZzQk7vXz2mLp9RtWc4bNfYh3sGdP6eUa1oJ8iTqLr0xZzQ==";
    let discord = "MTEyNDg3NjU0MzIxOTg3NjU0Mw.GkX9mQ.2vLp7RtWc4bNfYh3sGdP6eUa1oJ8iTqLr0xZzQ";
    let manual = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs";
    check(&[
        ("curl -H 'Authorization: Bearer kX9mQ2vLp7RtWc4bNfYh'\n", &["secret 1:32 kX9mQ2vLp7RtWc4bNfYh"]),
        (
            "```py\nh = {\"Authorization\": \"Bearer kX9mQ2vLp7RtWc4bNfYh\"}\n```\n",
            &["secret 2:31 kX9mQ2vLp7RtWc4bNfYh"],
        ),
        // What it says in base64 is `app:8fK2mQzL1p`.
        ("authorization: Basic YXBwOjhmSzJtUXpMMXA=\n", &["secret 1:22 YXBwOjhmSzJtUXpMMXA="]),
        ("`curl --user=app:8fK2mQzL1p https://x.internal/`\n", &["secret 1:18 8fK2mQzL1p"]),
        (&format!("`AccountName=x;AccountKey={azure};EndpointSuffix=y`\n"), &[&format!("secret 1:27 {azure}")]),
        (&format!("`{discord}`\n"), &[&format!("secret 1:2 {discord}")]),
        // What stands in for one.
        (
            "Authorization: Bearer $TOKEN, Authorization: Bearer <token>, Authorization: Bearer your-token-goes-here-please\n",
            &[],
        ),
        ("Authorization: Bearer xxxxxxxxxxxxxxxxxxxxxxxx, Authorization: Basic dXNlcjpwYXNzd29yZA==\n", &[]),
        ("Authorization is needed: Bearer tokens end. AccountKey=<your-key> AccountKey=xxxx==\n", &[]),
        (&format!("`{manual}` `a.GkX9mQ.2vLp7RtWc4bNfYh3sGdP6eUa1oJ8iTqLr0xZzQ` 1.123456.2\n"), &[]),
        ("curl -u admin:Hunter2xyz9 https://x.internal/\n", &[]),
    ]);
}

#[test]
fn tokens_that_are_more_than_a_word() {
    let jwt = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1aWQiOjQyLCJyb2xlIjoiYWRtaW4ifQ.Qk7vXz2mLp9RtWc4bNfYh3sGdP6eUa1oJ8iTqLr0x";
    let shown = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";
    let sendgrid = "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";
    let slack = "hooks.slack.com/services/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";
    let telegram = "7236945810:AAkX9mQ2vLp7RtWc4bNfYh3sGdP6eUa1oJ8";
    check(&[
        (&format!("Bearer {jwt}\n"), &[&format!("secret 1:8 {jwt}")]),
        (&format!("{shown}\n"), &[]),
        (&format!("{sendgrid}\n"), &[&format!("secret 1:1 {sendgrid}")]),
        (&format!("`https://{slack}`\n"), &[&format!("secret 1:10 {slack}")]),
        ("`https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX`\n", &[]),
        (&format!("https://api.telegram.org/bot{telegram}/getMe\n"), &[&format!("secret 1:29 {telegram}")]),
        ("110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw\n", &[]),
    ]);
}

#[test]
fn variables_of_a_template() {
    let page = |body: &str| format!("---\ntitle: T\nvariables: [company, place]\n---\n\n```text\n{body}\n```\n");
    check(&[
        (&page("{{company}} in {{place}}"), &[]),
        (&page("{{compnay}} in {{place}}"), &["unused-variable 3:13 company", "undefined-variable 7:1 {{compnay}}"]),
        (&page("{{company}} {{#if place}} {{place}} {{}}"), &[]),
        // Without variables the signs mean something else.
        ("```jinja2\n{{ansible_host}} {{x}}\n```\n", &[]),
        (
            "---\ntitle: T\nplaceholder: \"%name%\"\nvariables: [a]\n---\n\n```text\n%a% %b% {{c}}\n```\n",
            &["undefined-variable 8:5 %b%"],
        ),
    ]);
}
