//! The picture of a title that brings none: a heap of stones, one more for each level.
//!
//! Begin with [`Drawing::of`]. It is a list of ellipses, so that the same picture is lines ([`Drawing::svg`]) and pixels
//! ([`Drawing::pixels`]). Its colours and stones come from the title's id: the same on every machine, and seldom the same twice.

use crate::digest::Digest;
use crate::output::xml::Xml;

/// Pixels across and down.
pub(super) const SIZE: u32 = 400;

/// A picture.
pub(super) struct Drawing {
    shapes: Vec<Ellipse>,
}

/// One shape of it.
struct Ellipse {
    middle: (f64, f64),
    radii: (f64, f64),
    /// Degrees.
    turn: f64,
    colour: [u8; 3],
}

impl Drawing {
    /// For the level of a title, counted from 0.
    pub(super) fn of(id: &str, level: usize) -> Drawing {
        let digest = Digest::of(id.as_bytes());
        let bytes = digest.bytes();
        let chance = |at: usize, low: f64, high: f64| low + (high - low) * f64::from(bytes[at % bytes.len()]) / 255.0;
        let hue = f64::from(bytes[0] % 24) * 15.0;
        let round = |radius: f64, colour: [u8; 3]| Ellipse {
            middle: (200.0, 200.0),
            radii: (radius, radius),
            turn: 0.0,
            colour,
        };
        let mut shapes = vec![
            round(196.0, colour(hue, 0.42, 0.27)),
            round(178.0, colour(hue, 0.45, 0.86)),
            round(172.0, colour(hue, 0.50, 0.94)),
        ];
        // The ground, then stones, each a little narrower than the one it lies on.
        let stones = (3 + level).min(6);
        let height = 190.0 / stones as f64;
        let mut bottom = 306.0;
        shapes.push(Ellipse {
            middle: (200.0, bottom),
            radii: (118.0, 9.0),
            turn: 0.0,
            colour: colour(hue, 0.30, 0.78),
        });
        for stone in 0..stones {
            let share = stone as f64 / stones as f64;
            let half = height * chance(3 * stone + 1, 0.52, 0.62);
            let wide = (96.0 - 62.0 * share) * chance(3 * stone + 2, 0.92, 1.06);
            let middle = (200.0 + chance(3 * stone + 3, -9.0, 9.0), bottom - half);
            let turn = chance(3 * stone + 4, -5.0, 5.0);
            let light = 0.34 + 0.10 * chance(3 * stone + 5, 0.0, 1.0) + 0.10 * share;
            shapes.push(Ellipse { middle, radii: (wide, half), turn, colour: colour(hue, 0.22, light) });
            let shine = (middle.0 - wide * 0.12, middle.1 - half * 0.30);
            shapes.push(Ellipse {
                middle: shine,
                radii: (wide * 0.66, half * 0.42),
                turn,
                colour: colour(hue, 0.20, light + 0.07),
            });
            bottom -= half * 1.72;
        }
        Drawing { shapes }
    }

    /// As SVG. `title` is read out to those who do not see it.
    pub(super) fn svg(&self, title: &str) -> Vec<u8> {
        let mut xml = Xml::new();
        let size = SIZE.to_string();
        let about = [
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("viewBox", "0 0 400 400"),
            ("width", &size),
            ("height", &size),
            ("role", "img"),
        ];
        xml.element("svg", &about, |xml| {
            xml.text("title", &[], title);
            for Ellipse { middle, radii, turn, colour: [red, green, blue] } in &self.shapes {
                let number = |number: f64| format!("{number:.1}");
                let (x, y) = (number(middle.0), number(middle.1));
                let turn = format!("rotate({turn:.1} {x} {y})");
                let fill = format!("#{red:02x}{green:02x}{blue:02x}");
                let (across, down) = (number(radii.0), number(radii.1));
                let shape = [
                    ("cx", x.as_str()),
                    ("cy", &y),
                    ("rx", &across),
                    ("ry", &down),
                    ("transform", &turn),
                    ("fill", &fill),
                ];
                xml.empty("ellipse", &shape);
            }
        });
        xml.finish()
    }

    /// As rows of red, green, blue and opacity.
    pub(super) fn pixels(&self) -> Vec<u8> {
        /// Points looked at in a pixel, across and down.
        const POINTS: u32 = 4;
        let mut pixels = Vec::with_capacity((SIZE * SIZE * 4) as usize);
        let shapes: Vec<Field> = self.shapes.iter().map(Field::of).collect();
        for pixel in 0..SIZE * SIZE {
            let (mut sum, mut hits) = ([0_u32; 3], 0_u32);
            for point in 0..POINTS * POINTS {
                let place = |pixel: u32, point: u32| f64::from(pixel) + (f64::from(point) + 0.5) / f64::from(POINTS);
                let (x, y) = (place(pixel % SIZE, point % POINTS), place(pixel / SIZE, point / POINTS));
                if let Some(shape) = shapes.iter().rev().find(|shape| shape.covers(x, y)) {
                    hits += 1;
                    sum.iter_mut().zip(shape.colour).for_each(|(sum, part)| *sum += u32::from(part));
                }
            }
            let mean = |sum: u32| (sum / hits.max(1)) as u8;
            pixels.extend([mean(sum[0]), mean(sum[1]), mean(sum[2]), (hits * 255 / (POINTS * POINTS)) as u8]);
        }
        pixels
    }
}

/// An ellipse, prepared for asking whether it covers a point.
struct Field {
    middle: (f64, f64),
    radii: (f64, f64),
    turn: (f64, f64),
    colour: [u8; 3],
}

impl Field {
    fn of(ellipse: &Ellipse) -> Field {
        Field { middle: ellipse.middle, radii: ellipse.radii, turn: turned(ellipse.turn), colour: ellipse.colour }
    }

    fn covers(&self, x: f64, y: f64) -> bool {
        let (x, y) = (x - self.middle.0, y - self.middle.1);
        let (sine, cosine) = self.turn;
        let across = (x * cosine + y * sine) / self.radii.0;
        let down = (y * cosine - x * sine) / self.radii.1;
        across * across + down * down <= 1.0
    }
}

/// Sine and cosine of a few degrees, by their series: the functions of the standard library may differ in the last digit
/// from machine to machine, and pictures must not.
fn turned(degrees: f64) -> (f64, f64) {
    let x = degrees * std::f64::consts::PI / 180.0;
    (x - x * x * x / 6.0 + x * x * x * x * x / 120.0, 1.0 - x * x / 2.0 + x * x * x * x / 24.0)
}

/// A colour of hue (degrees), saturation and lightness, as CSS Color 4 §7.1 turns it into red, green and blue.
fn colour(hue: f64, saturation: f64, lightness: f64) -> [u8; 3] {
    let reach = saturation * lightness.min(1.0 - lightness);
    [0.0, 8.0, 4.0].map(|n| {
        let k = (n + hue / 30.0) % 12.0;
        let part = lightness - reach * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0);
        (part * 255.0).round() as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_those_of_css() {
        for (given, expected) in [
            ((0.0, 1.0, 0.5), [255, 0, 0]),
            ((120.0, 1.0, 0.25), [0, 128, 0]),
            ((240.0, 0.5, 0.5), [64, 64, 191]),
            ((50.0, 0.0, 1.0), [255, 255, 255]),
        ] {
            assert_eq!(colour(given.0, given.1, given.2), expected);
        }
    }

    #[test]
    fn a_picture_is_round_and_its_corners_are_clear() {
        let pixels = Drawing::of("translator", 1).pixels();
        let at = |x: usize, y: usize| pixels[(y * SIZE as usize + x) * 4 + 3];
        assert_eq!((at(0, 0), at(399, 399), at(200, 200), at(200, 6)), (0, 0, 255, 255));
        assert!(pixels.iter().skip(3).step_by(4).any(|opacity| (1..255).contains(opacity)), "its edge is soft");
        assert_ne!(pixels, Drawing::of("translator", 0).pixels());
    }
}
