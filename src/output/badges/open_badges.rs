//! Open Badges 2.0, hosted (IMS Global, 2018): who gives, what is given, and that it was given to somebody.
//!
//! Begin with [`assertion`]. A verifier asks the address that a badge names and believes what answers there; so addresses stay
//! for ever, and a badge that was taken back says so at its own. Nothing here holds an address of a person but that of
//! their page, unless they asked for a salted hash of their e-mail address.

use serde_json::{Value, json};

use crate::document::person::Recipient;
use crate::path::UrlPath;
use crate::site::badges::Award;
use crate::site::people::lint::below_static;
use crate::site::people::person_url;
use crate::site::people::sha256;
use crate::view::badges::{
    GivenFile, badge_description, badge_url, class_url, image_url, issuer_name, issuer_url, level_name, rule_as_text,
};
use crate::view::setting::Setting;

const CONTEXT: &str = "https://w3id.org/openbadges/v2";

/// Who gives titles here.
pub(in crate::output) fn issuer(setting: &Setting<'_>) -> Value {
    let issuer = &setting.site.badges.issuer;
    let home = whole(setting, &UrlPath::root());
    let mut value = json!({
        "@context": CONTEXT,
        "type": "Issuer",
        "id": whole(setting, &issuer_url()),
        "name": issuer_name(setting),
        "url": issuer.url.clone().unwrap_or(home),
    });
    let description = issuer.description.as_ref().unwrap_or(&setting.site.config.description);
    if !description.is_empty() {
        value["description"] = json!(description);
    }
    if let Some(email) = &issuer.email {
        value["email"] = json!(email);
    }
    if let Some(image) = issuer_image(setting) {
        value["image"] = json!(whole(setting, &image));
    }
    value
}

/// Their picture, else the logo of the site where verifiers can show it.
pub(super) fn issuer_image(setting: &Setting<'_>) -> Option<UrlPath> {
    let site = setting.site;
    if let Some(own) = &site.badges.issuer_picture {
        return Some(UrlPath::new(&format!("/{}", below_static(own.path.as_str()))));
    }
    let logo = below_static(site.config.theme.logo.as_deref()?);
    let is_shown = logo.ends_with(".svg") || logo.ends_with(".png");
    (is_shown && site.links.static_length(logo).is_some()).then(|| UrlPath::new(&format!("/{logo}")))
}

/// What is given.
pub(in crate::output) fn class(setting: &Setting<'_>, badge: usize, level: usize) -> Value {
    let rule = rule_as_text(setting, &setting.site.badges.list[badge].levels[level].rule);
    let description = badge_description(setting, badge);
    json!({
        "@context": CONTEXT,
        "type": "BadgeClass",
        "id": whole(setting, &class_url(setting.site, badge, level)),
        "name": level_name(setting, badge, level),
        "description": if description.is_empty() { rule.clone() } else { description },
        "image": whole(setting, &image_url(setting.site, badge, level)),
        "criteria": {"id": whole(setting, &badge_url(setting.site, badge)), "narrative": rule},
        "issuer": whole(setting, &issuer_url()),
    })
}

/// That it was given to somebody, or that it was and is no more.
pub(in crate::output) fn assertion(setting: &Setting<'_>, award: &Award) -> Value {
    let site = setting.site;
    let id = whole(setting, &GivenFile::Assertion.url(site, award));
    if let Some(revoked) = &award.revoked {
        let mut value = json!({"@context": CONTEXT, "type": "Assertion", "id": id, "revoked": true});
        if !revoked.reason.is_empty() {
            value["revocationReason"] = json!(revoked.reason);
        }
        return value;
    }
    let evidence: Vec<Value> = award
        .evidence
        .iter()
        .map(|one| json!({"type": "Evidence", "id": whole(setting, &one.url(site)), "name": one.name(site)}))
        .collect();
    let mut value = json!({
        "@context": CONTEXT,
        "type": "Assertion",
        "recipient": recipient(setting, award, &id),
        "badge": whole(setting, &class_url(setting.site, award.badge, award.level)),
        "issuedOn": midnight(award),
        "image": whole(setting, &GivenFile::Svg.url(site, award)),
        "verification": {"type": "hosted"},
    });
    value["id"] = json!(id);
    if !evidence.is_empty() {
        value["evidence"] = json!(evidence);
    }
    value
}

/// The person's page; or, where they asked for it, a hash of an e-mail address with salt, which wallets recognise.
fn recipient(setting: &Setting<'_>, award: &Award, id: &str) -> Value {
    let file = setting.site.person_file(award.who);
    let (hash, salt) = match file.and_then(|file| file.badge_recipient.as_ref()) {
        None => {
            let page = whole(setting, &person_url(&award.id));
            return json!({"type": "url", "hashed": false, "identity": page});
        }
        Some(Recipient::Hash { hash, salt }) => (hash.clone(), salt.clone()),
        Some(Recipient::Email(email)) => {
            // Salt need not be secret; it must differ from badge to badge, and be the same in every build.
            let salt = sha256(&format!("{id} {}", sha256(email)))[..16].to_owned();
            (sha256(&format!("{email}{salt}")), salt)
        }
    };
    json!({"type": "email", "hashed": true, "salt": salt, "identity": format!("sha256${hash}")})
}

/// The day of a title as a point in time.
pub(in crate::output) fn midnight(award: &Award) -> String {
    format!("{}T00:00:00Z", award.on)
}

/// An address with host. Files of titles are planned only where it is known.
pub(in crate::output) fn whole(setting: &Setting<'_>, url: &UrlPath) -> String {
    setting.absolute(url).expect("badge files are planned only where the base URL is known")
}
