//! Open Badges 3.0: a Verifiable Credential (W3C VC Data Model 2.0), signed with a key that the maintainer hands in.
//!
//! Begin with [`credential`]. Without a key there is no such file: what is not signed is no credential. The proof is that of
//! "Data Integrity EdDSA Cryptosuites v1.0", `eddsa-rdfc-2022`, the one with Ed25519 that 1EdTech certifies: what is signed is not the JSON but
//! what it says as RDF, in its canonical form. Every thing in our credentials has an address of its own, so that form is simply
//! its statements in order (RDF Dataset Canonicalization §4: only things without a name need more).

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::output::badges::key::BadgeKey;
use crate::output::badges::open_badges::{issuer_image, midnight, whole};
use crate::path::UrlPath;
use crate::site::badges::Award;
use crate::site::people::person_url;
use crate::view::badges::{
    GivenFile, badge_description, badge_url, class_url, image_url, issuer_name, level_name, rule_as_text,
};
use crate::view::setting::Setting;

const CONTEXTS: [&str; 3] = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
];
const SCHEMA: &str = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json";

/// Where the identity of the issuer is described (`did:web` 3.2), and where it lies on the site.
pub(in crate::output) struct Did {
    /// `did:web:host`, or `did:web:host:path`.
    pub(in crate::output) id: String,
    /// The file.
    pub(in crate::output) url: UrlPath,
}

impl Did {
    /// Of a site that will be published there; `None` where that is no secure address, to which the method leads.
    pub(in crate::output) fn of(base_url: &str) -> Option<Did> {
        let rest = base_url.trim_end_matches('/').strip_prefix("https://")?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let mut id = format!("did:web:{}", host.replace(':', "%3A"));
        path.split('/').filter(|segment| !segment.is_empty()).for_each(|segment| id += &format!(":{segment}"));
        let url = if path.is_empty() { "/.well-known/did.json" } else { "/did.json" };
        Some(Did { id, url: UrlPath::new(url) })
    }

    fn method(&self, key: &BadgeKey) -> String {
        format!("{}#{}", self.id, key.multikey())
    }

    /// The issuer's identity: its key, for signing credentials.
    pub(in crate::output) fn document(&self, key: &BadgeKey) -> Value {
        let method = self.method(key);
        json!({
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
            "id": self.id,
            "verificationMethod": [
                {"id": method, "type": "Multikey", "controller": self.id, "publicKeyMultibase": key.multikey()},
            ],
            "assertionMethod": [method],
        })
    }
}

/// Where a verifier learns what was taken back.
pub(in crate::output) fn revocations_url() -> UrlPath {
    UrlPath::new("/badges/revocations.json")
}

/// What was taken back.
pub(in crate::output) fn revocations(setting: &Setting<'_>, did: &Did) -> Value {
    let site = setting.site;
    let entry = |award: &Award| {
        let revoked = award.revoked.as_ref()?;
        let mut entry = json!({"id": whole(setting, &GivenFile::Credential.url(site, award)), "revoked": true});
        if !revoked.reason.is_empty() {
            entry["revocationReason"] = json!(revoked.reason);
        }
        Some(entry)
    };
    let entries: Vec<Value> = site.badges.awards.iter().filter_map(entry).collect();
    // 1EdTech's own validator looks for the second name, its data model has the first.
    json!({
        "id": whole(setting, &revocations_url()),
        "issuer": did.id,
        "revokedCredential": entries,
        "revokedCredentials": entries,
    })
}

/// A signed credential for a title that somebody holds.
pub(in crate::output) fn credential(setting: &Setting<'_>, award: &Award, did: &Did, key: &BadgeKey) -> Value {
    let mut credential = unsigned(setting, award, did);
    let proof = json!({
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": midnight(award),
        "verificationMethod": did.method(key),
        "proofPurpose": "assertionMethod",
    });
    // First what the proof says of itself, then what it is about: §3.3.4 of the cryptosuite.
    let message = [proof_statements(&proof), statements(&credential)].map(|text| Sha256::digest(text.as_bytes()));
    let signature = key.sign(&message.concat());
    credential["proof"] = proof;
    credential["proof"]["proofValue"] = json!(signature);
    credential
}

fn unsigned(setting: &Setting<'_>, award: &Award, did: &Did) -> Value {
    let site = setting.site;
    let name = level_name(setting, award.badge, award.level);
    let page = whole(setting, &badge_url(site, award.badge));
    let rule = rule_as_text(setting, &site.badges.list[award.badge].levels[award.level].rule);
    let description = badge_description(setting, award.badge);
    let issuer = &site.badges.issuer;
    let home = issuer.url.clone().unwrap_or_else(|| whole(setting, &UrlPath::root()));
    let evidence = award.evidence.iter();
    let evidence: Vec<Value> = evidence
        .map(|one| json!({"id": whole(setting, &one.url(site)), "type": ["Evidence"], "name": one.name(site)}))
        .collect();
    let mut profile = json!({"id": did.id, "type": ["Profile"], "name": issuer_name(setting), "url": home});
    if let Some(email) = &issuer.email {
        profile["email"] = json!(email);
    }
    if let Some(image) = issuer_image(setting) {
        profile["image"] = json!({"id": whole(setting, &image), "type": "Image"});
    }
    let mut credential = json!({
        "@context": CONTEXTS,
        "id": whole(setting, &GivenFile::Credential.url(site, award)),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": name,
        "issuer": profile,
        "validFrom": midnight(award),
        "credentialSubject": {
            "id": whole(setting, &person_url(&award.id)),
            "type": ["AchievementSubject"],
            "achievement": {
                "id": format!("{page}#cairn-level-{}", award.level + 1),
                "type": ["Achievement"],
                "achievementType": "Badge",
                "name": name,
                "description": if description.is_empty() { rule.clone() } else { description },
                "criteria": {"id": page, "narrative": rule},
                "image": {"id": whole(setting, &image_url(site, award.badge, award.level)), "type": "Image"},
                "related": [{
                    "id": whole(setting, &class_url(site, award.badge, award.level)),
                    "type": ["Related", "https://w3id.org/openbadges#BadgeClass"],
                    "version": "Open Badges v2p0",
                }],
            },
        },
        "credentialStatus": {"id": whole(setting, &revocations_url()), "type": "1EdTechRevocationList"},
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    });
    if !evidence.is_empty() {
        credential["evidence"] = json!(evidence);
    }
    credential
}

/// What the words of a credential mean, by the three contexts. A test lets another program expand them.
const TERMS: [(&str, &str, Object); 21] = [
    ("achievement", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement", Object::Thing),
    ("achievementType", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievementType", Object::Text),
    ("created", "http://purl.org/dc/terms/created", DATE_TIME),
    ("credentialSchema", "https://www.w3.org/2018/credentials#credentialSchema", Object::Thing),
    ("credentialStatus", "https://www.w3.org/2018/credentials#credentialStatus", Object::Thing),
    ("credentialSubject", "https://www.w3.org/2018/credentials#credentialSubject", Object::Thing),
    ("criteria", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Criteria", Object::Thing),
    (
        "cryptosuite",
        "https://w3id.org/security#cryptosuite",
        Object::Typed("https://w3id.org/security#cryptosuiteString"),
    ),
    ("description", "https://schema.org/description", Object::Text),
    ("email", "https://schema.org/email", Object::Text),
    ("evidence", "https://www.w3.org/2018/credentials#evidence", Object::Thing),
    ("image", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#image", Object::Thing),
    ("issuer", "https://www.w3.org/2018/credentials#issuer", Object::Thing),
    ("name", "https://schema.org/name", Object::Text),
    ("narrative", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#narrative", Object::Text),
    ("proofPurpose", "https://w3id.org/security#proofPurpose", Object::Named("https://w3id.org/security#")),
    ("related", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#related", Object::Thing),
    ("url", "https://schema.org/url", Object::Typed("https://www.w3.org/2001/XMLSchema#anyURI")),
    ("validFrom", "https://www.w3.org/2018/credentials#validFrom", DATE_TIME),
    ("verificationMethod", "https://w3id.org/security#verificationMethod", Object::Named("")),
    ("version", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#version", Object::Text),
];
const DATE_TIME: Object = Object::Typed("http://www.w3.org/2001/XMLSchema#dateTime");
const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const TYPES: [(&str, &str); 11] = [
    ("1EdTechJsonSchemaValidator2019", "https://purl.imsglobal.org/spec/vccs/v1p0/context.json#"),
    ("1EdTechRevocationList", "https://purl.imsglobal.org/spec/vcrl/v1p0/context.json#"),
    ("Achievement", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"),
    ("AchievementSubject", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"),
    ("DataIntegrityProof", "https://w3id.org/security#"),
    ("Evidence", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"),
    ("Image", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"),
    ("OpenBadgeCredential", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"),
    ("Profile", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"),
    ("Related", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"),
    ("VerifiableCredential", "https://www.w3.org/2018/credentials#"),
];

/// What stands behind a word.
#[derive(Clone, Copy)]
enum Object {
    /// A thing with an address, or a list of such.
    Thing,
    /// The address of a thing, with what is left out before it.
    Named(&'static str),
    /// A text.
    Text,
    /// A text of this type.
    Typed(&'static str),
}

/// What a credential says, in canonical N-Quads.
fn statements(credential: &Value) -> String {
    let mut lines = Vec::new();
    add_statements(credential, None, &mut lines);
    joined(lines)
}

/// What a proof says of itself. It has no address, and is the only thing without one.
fn proof_statements(proof: &Value) -> String {
    let mut lines = Vec::new();
    add_statements(proof, Some("_:c14n0"), &mut lines);
    joined(lines)
}

fn joined(mut lines: Vec<String>) -> String {
    lines.sort();
    lines.dedup();
    lines.concat()
}

/// Adds the statements about a thing, and about all things inside it; tells how it is called.
fn add_statements(thing: &Value, name: Option<&str>, lines: &mut Vec<String>) -> String {
    let thing: &Map<String, Value> = thing.as_object().expect("things are objects");
    let text = |value: &Value| value.as_str().expect("names and words are texts").to_owned();
    let subject = name.map_or_else(|| format!("<{}>", text(&thing["id"])), str::to_owned);
    for (key, value) in thing.iter().filter(|(key, _)| !matches!(key.as_str(), "@context" | "id")) {
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        for value in values {
            let (predicate, object) = if key == "type" {
                (TYPE, format!("<{}>", type_address(&text(value))))
            } else {
                let (_, predicate, object) =
                    TERMS.iter().find(|(word, ..)| word == key).expect("all words are in the table");
                let object = match object {
                    Object::Thing => add_statements(value, None, lines),
                    Object::Named(before) => format!("<{before}{}>", text(value)),
                    Object::Text => quoted(&text(value)),
                    Object::Typed(kind) => format!("{}^^<{kind}>", quoted(&text(value))),
                };
                (*predicate, object)
            };
            lines.push(format!("{subject} <{predicate}> {object} .\n"));
        }
    }
    subject
}

fn type_address(name: &str) -> String {
    let known = TYPES.iter().find(|(word, _)| *word == name);
    known.map_or_else(|| name.to_owned(), |(_, before)| format!("{before}{name}"))
}

/// A text as canonical N-Quads write it (RDF 1.2 N-Quads, "Canonical N-Quads").
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out += "\\\"",
            '\\' => out += "\\\\",
            '\n' => out += "\\n",
            '\r' => out += "\\r",
            '\t' => out += "\\t",
            '\u{8}' => out += "\\b",
            '\u{c}' => out += "\\f",
            '\0'..='\u{1f}' | '\u{7f}' => out += &format!("\\u{:04X}", u32::from(c)),
            c => out.push(c),
        }
    }
    out + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_leads_to_the_file_that_describes_it() {
        let table = [
            ("https://garden.example", Some(("did:web:garden.example", "/.well-known/did.json"))),
            ("https://garden.example/", Some(("did:web:garden.example", "/.well-known/did.json"))),
            ("https://garden.example:8443/kb/", Some(("did:web:garden.example%3A8443:kb", "/did.json"))),
            ("https://garden.example/a/b", Some(("did:web:garden.example:a:b", "/did.json"))),
            ("http://localhost:8080", None),
        ];
        for (base, expected) in table {
            let did = Did::of(base).map(|did| (did.id, did.url.to_string()));
            assert_eq!(did, expected.map(|(id, url)| (id.to_owned(), url.to_owned())), "{base}");
        }
    }

    #[test]
    fn texts_are_quoted_as_canonical_n_quads_ask() {
        for (text, expected) in [
            ("a", "\"a\""),
            ("\"\\\n\r\t", "\"\\\"\\\\\\n\\r\\t\""),
            ("\u{1}\u{7f}\u{8}", "\"\\u0001\\u007F\\b\""),
            ("ö🦀", "\"ö🦀\""),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }

    #[test]
    fn statements_stand_in_order_and_each_once() {
        let thing = json!({"id": "a:b", "type": ["Image"], "name": "x", "evidence": [{"id": "a:a", "name": "y"}, {"id": "a:a", "name": "y"}]});
        let expected = "<a:a> <https://schema.org/name> \"y\" .\n\
            <a:b> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://purl.imsglobal.org/spec/vc/ob/vocab.html#Image> .\n\
            <a:b> <https://schema.org/name> \"x\" .\n\
            <a:b> <https://www.w3.org/2018/credentials#evidence> <a:a> .\n";
        assert_eq!(statements(&thing), expected);
    }
}
