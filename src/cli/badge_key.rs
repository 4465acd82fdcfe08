//! The key that signs badges: from the environment, as continuous integration keeps secrets, or from a file outside the
//! repository.

use std::path::Path;

use crate::output::badges::key::BadgeKey;

/// The variables that hand it in: the key itself, or the name of a file. They are no keys of `cairn.yml`.
pub(super) const VARIABLES: [&str; 2] = ["CAIRN_BADGE_KEY", "CAIRN_BADGE_KEY_FILE"];

/// A longer file is no key.
const LONGEST: u64 = 16 * 1024;

/// The key, where there is one. A file inside the repository is refused: what lies there is published sooner or later.
pub(super) fn read(root: &Path) -> Result<Option<BadgeKey>, String> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let [key, file] = VARIABLES;
    match (set(key), set(file)) {
        (None, None) => Ok(None),
        (Some(pem), None) => BadgeKey::parse(&pem).map(Some),
        (None, Some(name)) => from_file(root, Path::new(&name)).map(Some),
        (Some(_), Some(_)) => Err(format!("both {key} and {file} are set; one of them is enough")),
    }
}

fn from_file(root: &Path, file: &Path) -> Result<BadgeKey, String> {
    let failed = |error: std::io::Error| format!("the badge key in `{}` cannot be read: {error}", file.display());
    let place = file.canonicalize().map_err(failed)?;
    if root.canonicalize().is_ok_and(|root| place.starts_with(root)) {
        return Err(format!("the badge key `{}` lies in the repository; keep it outside", file.display()));
    }
    if std::fs::metadata(&place).map_err(failed)?.len() > LONGEST {
        return Err(format!("`{}` is too large to be a badge key", file.display()));
    }
    BadgeKey::parse(&std::fs::read_to_string(&place).map_err(failed)?)
}
