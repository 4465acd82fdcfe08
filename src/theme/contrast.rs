//! Checks that the colours of `tokens.css` can be read, for any hue and in both schemes (WCAG 2.2 contrast).

use std::collections::BTreeMap;

use crate::theme::{DEFAULT, of_theme};

/// Lightness, chroma and hue.
type Oklch = [f64; 3];

/// Roles of a scheme for one hue.
fn roles(hue: f64, dark: bool) -> BTreeMap<String, Oklch> {
    let css = std::str::from_utf8(of_theme(DEFAULT, "assets/css/tokens.css").unwrap()).unwrap();
    let root = &css[..css.find(":lang(").unwrap()];
    root.lines().filter_map(|line| role(line, hue, dark)).collect()
}

/// `--name: light-dark(oklch(L C H), oklch(L C H));`
fn role(line: &str, hue: f64, dark: bool) -> Option<(String, Oklch)> {
    let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
    let color = value.split("oklch(").nth(if dark { 2 } else { 1 })?.replace("var(--hue)", &hue.to_string());
    let numbers: Vec<f64> = color.split(')').next()?.split_whitespace().map(|n| n.parse().expect(line)).collect();
    Some((name.to_owned(), numbers.try_into().expect(line)))
}

/// Linear sRGB, clipped to what a screen shows. Matrices: Björn Ottosson, "A perceptual color space for image processing".
fn linear_srgb([lightness, chroma, hue]: Oklch) -> [f64; 3] {
    let (a, b) = (chroma * hue.to_radians().cos(), chroma * hue.to_radians().sin());
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ]
    .map(|channel| channel.clamp(0.0, 1.0))
}

fn luminance(color: Oklch) -> f64 {
    let [r, g, b] = linear_srgb(color);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn contrast(one: Oklch, other: Oklch) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn known_colours_have_known_contrast() {
    assert!((contrast([1.0, 0.0, 0.0], [0.0, 0.0, 0.0]) - 21.0).abs() < 0.01);
    // #767676 on white is 4.54.
    assert!((contrast([0.5659, 0.0, 0.0], [1.0, 0.0, 0.0]) - 4.54).abs() < 0.05);
    // #0000ff on white is 8.59.
    assert!((contrast([0.452, 0.3132, 264.05], [1.0, 0.0, 0.0]) - 8.59).abs() < 0.1);
}

#[test]
fn every_role_is_readable_in_both_schemes_and_for_every_hue() {
    let grounds = ["page", "surface", "raised"];
    let mut pairs: Vec<(String, String, f64)> = Vec::new();
    let mut need = |ink: &str, on: &[&str], least: f64| {
        pairs.extend(on.iter().map(|ground| (ink.to_owned(), (*ground).to_owned(), least)));
    };
    need("text", &grounds, 7.0);
    need("text", &["accent-surface", "mark", "ok-surface", "warn-surface", "danger-surface", "info-surface"], 7.0);
    need("text-2", &grounds, 4.6);
    need("text-2", &["accent-surface"], 4.6);
    need("link", &grounds, 4.6);
    need("link", &["accent-surface", "ok-surface", "warn-surface", "danger-surface", "info-surface"], 4.6);
    need("accent", &grounds, 4.5);
    need("on-accent", &["accent"], 4.6);
    need("line-strong", &grounds, 3.0);
    need("focus", &grounds, 3.0);
    for notice in ["ok", "warn", "danger", "info", "special"] {
        need(notice, &[&format!("{notice}-surface")], 4.6);
    }
    for code in ["k", "s", "c", "n", "f", "t", "o", "v"] {
        need(&format!("code-{code}"), &["surface"], 4.5);
        need(&format!("code-{code}"), &["accent-surface", "ok-surface", "danger-surface"], 4.5);
    }
    let mut failures = Vec::new();
    for dark in [false, true] {
        for hue in (0..360).step_by(30) {
            let roles = roles(f64::from(hue), dark);
            for (ink, ground, least) in &pairs {
                let found = contrast(roles[ink], roles[ground]);
                if found < *least {
                    failures.push(format!("{ink} on {ground} at {hue}, dark {dark}: {found:.2} < {least}"));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn drawn_avatars_are_readable() {
    // The same formulas as `.avatar` in components.css, which the test reads to notice a change of either.
    let css = std::str::from_utf8(of_theme(DEFAULT, "assets/css/components.css").unwrap()).unwrap();
    for dark in [false, true] {
        let pick = |property: &str, hue: f64| {
            let line = css.lines().find(|line| line.trim().starts_with(property) && line.contains("--tint"));
            let line = line.unwrap().trim().replace(property, "--x").replace("var(--tint)", &hue.to_string());
            role(&line, hue, dark).unwrap().1
        };
        for number in 0..12 {
            let hue = f64::from(number) * 30.0;
            assert!(contrast(pick("color", hue), pick("background", hue)) >= 4.6, "{number} dark {dark}");
        }
    }
}
