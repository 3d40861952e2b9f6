//! Colours as numbers: parsing, mixing and contrast.

use ratatui::style::Color;

/// A colour in sRGB, 8 bits per channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// A colour in `OKLab`: lightness from 0 to 1, and two axes of hue and chroma. Equal distances look about equal.
///
/// Source: Björn Ottosson, “A perceptual color space for image processing” (2020).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct OkLab {
    pub(crate) lightness: f64,
    green_red: f64,
    blue_yellow: f64,
}

impl Rgb {
    /// The colour of a reply of the terminal to OSC 10 or 11, in one of the forms of `XParseColor`: `rgb:R/G/B`,
    /// `rgba:R/G/B/A` or `#RGB`, with 1 to 4 hexadecimal digits per channel.
    pub(crate) fn parse_x11(text: &str) -> Option<Self> {
        let channels: Vec<&str> = if let Some(digits) = text.strip_prefix('#') {
            let length = digits.len() / 3;
            if !digits.is_ascii() || length == 0 || digits.len() != 3 * length {
                return None;
            }
            (0..3)
                .map(|at| &digits[at * length..(at + 1) * length])
                .collect()
        } else {
            let (form, channels) = text.split_once(':')?;
            let count = match form {
                "rgb" => 3,
                "rgba" => 4,
                _ => return None,
            };
            let channels: Vec<&str> = channels.split('/').collect();
            if channels.len() != count {
                return None;
            }
            channels
        };
        let mut parsed = channels.into_iter().map(parse_channel);
        Some(Self(parsed.next()??, parsed.next()??, parsed.next()??))
    }

    /// Linear light per channel, from 0 to 1.
    fn to_linear(self) -> [f64; 3] {
        [self.0, self.1, self.2].map(|channel| {
            let channel = f64::from(channel) / 255.0;
            if channel <= 0.04045 {
                channel / 12.92
            } else {
                ((channel + 0.055) / 1.055).powf(2.4)
            }
        })
    }

    fn from_linear(channels: [f64; 3]) -> Self {
        let [red, green, blue] = channels.map(|channel| {
            let channel = channel.clamp(0.0, 1.0);
            let encoded = if channel <= 0.003_130_8 {
                12.92 * channel
            } else {
                1.055_f64.mul_add(channel.powf(1.0 / 2.4), -0.055)
            };
            to_byte(encoded * 255.0)
        });
        Self(red, green, blue)
    }

    pub(crate) fn to_oklab(self) -> OkLab {
        let [red, green, blue] = self.to_linear();
        let long = 0.412_221_470_8_f64.mul_add(
            red,
            0.536_332_536_3_f64.mul_add(green, 0.051_445_992_9 * blue),
        );
        let medium = 0.211_903_498_2_f64.mul_add(
            red,
            0.680_699_545_1_f64.mul_add(green, 0.107_396_956_6 * blue),
        );
        let short = 0.088_302_461_9_f64.mul_add(
            red,
            0.281_718_837_6_f64.mul_add(green, 0.629_978_700_5 * blue),
        );
        let [long, medium, short] = [long, medium, short].map(f64::cbrt);
        OkLab {
            lightness: 0.210_454_255_3_f64.mul_add(
                long,
                0.793_617_785_0_f64.mul_add(medium, -0.004_072_046_8 * short),
            ),
            green_red: 1.977_998_495_1_f64.mul_add(
                long,
                (-2.428_592_205_0_f64).mul_add(medium, 0.450_593_709_9 * short),
            ),
            blue_yellow: 0.025_904_037_1_f64.mul_add(
                long,
                0.782_771_766_2_f64.mul_add(medium, -0.808_675_766_0 * short),
            ),
        }
    }

    /// `share` (0 to 1) of `other` over this colour, straight in sRGB: for flat tints such as a selection.
    pub(crate) fn mix(self, other: Self, share: f64) -> Self {
        let channel = |from: u8, to: u8| {
            to_byte((f64::from(to) - f64::from(from)).mul_add(share, f64::from(from)))
        };
        Self(
            channel(self.0, other.0),
            channel(self.1, other.1),
            channel(self.2, other.2),
        )
    }

    /// `share` (0 to 1) of `other` over this colour in linear light: for the partial coverage of a pixel.
    pub(crate) fn mix_light(self, other: Self, share: f64) -> Self {
        let (from, to) = (self.to_linear(), other.to_linear());
        Self::from_linear([0, 1, 2].map(|at| (to[at] - from[at]).mul_add(share, from[at])))
    }

    /// `share` (0 to 1) of `other` over this colour in `OKLab`: for steps that should look even.
    pub(crate) fn mix_perceived(self, other: Self, share: f64) -> Self {
        let (from, to) = (self.to_oklab(), other.to_oklab());
        let between = |from: f64, to: f64| (to - from).mul_add(share, from);
        OkLab {
            lightness: between(from.lightness, to.lightness),
            green_red: between(from.green_red, to.green_red),
            blue_yellow: between(from.blue_yellow, to.blue_yellow),
        }
        .to_rgb()
    }

    /// The contrast ratio of two colours, from 1 to 21, by the formula of WCAG 2.2 (relative luminance).
    pub(crate) fn contrast(self, other: Self) -> f64 {
        let luminance = |colour: Self| {
            let [red, green, blue] = colour.to_linear();
            0.2126_f64.mul_add(red, 0.7152_f64.mul_add(green, 0.0722 * blue))
        };
        let (one, other) = (luminance(self), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// Whether text on this colour should be light: white has more contrast with it than black.
    pub(crate) fn is_dark(self) -> bool {
        self.contrast(Self(255, 255, 255)) > self.contrast(Self(0, 0, 0))
    }

    /// The RGB value of a colour of ratatui. None if the terminal decides it.
    pub(crate) const fn of(color: Color) -> Option<Self> {
        match color {
            Color::Rgb(red, green, blue) => Some(Self(red, green, blue)),
            Color::Indexed(number) => Self::of_index(number),
            _ => None,
        }
    }

    /// The RGB value of a colour of the 256-colour palette of xterm. The first 16 depend on the user's palette.
    pub(crate) const fn of_index(number: u8) -> Option<Self> {
        const STEPS: [u8; 6] = [0, 0x5f, 0x87, 0xaf, 0xd7, 0xff];
        match number {
            0..16 => None,
            16..232 => {
                let index = (number - 16) as usize;
                Some(Self(
                    STEPS[index / 36],
                    STEPS[index / 6 % 6],
                    STEPS[index % 6],
                ))
            }
            232.. => {
                let grey = 8 + 10 * (number - 232);
                Some(Self(grey, grey, grey))
            }
        }
    }
}

impl From<Rgb> for Color {
    fn from(Rgb(red, green, blue): Rgb) -> Self {
        Self::Rgb(red, green, blue)
    }
}

impl OkLab {
    pub(crate) fn with_lightness(self, lightness: f64) -> Self {
        Self { lightness, ..self }
    }

    /// The nearest sRGB colour, channel by channel.
    pub(crate) fn to_rgb(self) -> Rgb {
        let cone = |green_red: f64, blue_yellow: f64| {
            let chroma = green_red.mul_add(self.green_red, blue_yellow * self.blue_yellow);
            (self.lightness + chroma).powi(3)
        };
        let long = cone(0.396_337_777_4, 0.215_803_757_3);
        let medium = cone(-0.105_561_345_8, -0.063_854_172_8);
        let short = cone(-0.089_484_177_5, -1.291_485_548_0);
        Rgb::from_linear([
            4.076_741_662_1_f64.mul_add(
                long,
                (-3.307_711_591_3_f64).mul_add(medium, 0.230_969_929_2 * short),
            ),
            (-1.268_438_004_6_f64).mul_add(
                long,
                2.609_757_401_1_f64.mul_add(medium, -0.341_319_396_5 * short),
            ),
            (-0.004_196_086_3_f64).mul_add(
                long,
                (-0.703_418_614_7_f64).mul_add(medium, 1.707_614_701_0 * short),
            ),
        ])
    }

    pub(crate) fn distance(self, other: Self) -> f64 {
        let parts = [
            self.lightness - other.lightness,
            self.green_red - other.green_red,
            self.blue_yellow - other.blue_yellow,
        ];
        parts.iter().map(|part| part * part).sum::<f64>().sqrt()
    }
}

/// A channel of 1 to 4 hexadecimal digits, scaled to 8 bits.
fn parse_channel(digits: &str) -> Option<u8> {
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        return None;
    }
    let value = u32::from_str_radix(digits, 16).ok()?;
    let max = (1_u32 << (4 * digits.len())) - 1;
    u8::try_from((value * 255 + max / 2) / max).ok()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is within the range of a byte"
)]
fn to_byte(value: f64) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_of_terminals_are_parsed() {
        for (reply, rgb) in [
            ("rgb:1b1b/1b1b/2525", Some(Rgb(0x1b, 0x1b, 0x25))),
            ("rgb:ff/80/0", Some(Rgb(0xff, 0x80, 0))),
            ("rgb:f/0/8", Some(Rgb(0xff, 0, 0x88))),
            ("rgb:fff/000/800", Some(Rgb(0xff, 0, 0x80))),
            ("rgba:0000/2b2b/3636/ffff", Some(Rgb(0, 0x2b, 0x36))),
            ("#fdf6e3", Some(Rgb(0xfd, 0xf6, 0xe3))),
            ("#fff", Some(Rgb(0xff, 0xff, 0xff))),
            ("rgb:1b1b/1b1b", None),
            ("rgb:1b1b/1b1b/2525/2525", None),
            ("rgb:1b1b1/1b1b/2525", None),
            ("rgb:+1/00/00", None),
            ("rgb://", None),
            ("#", None),
            ("#ffff", None),
            ("#ffé", None),
            ("default", None),
            ("", None),
        ] {
            assert_eq!(Rgb::parse_x11(reply), rgb, "{reply}");
        }
    }

    #[test]
    fn contrast_follows_wcag() {
        let (black, white) = (Rgb(0, 0, 0), Rgb(255, 255, 255));
        assert!((white.contrast(black) - 21.0).abs() < 0.01);
        assert!((Rgb(0x76, 0x76, 0x76).contrast(white) - 4.54).abs() < 0.01);
        assert!(Rgb(0x1b, 0x1b, 0x25).is_dark() && !Rgb(0xfa, 0xf7, 0xf0).is_dark());
    }

    #[test]
    fn every_colour_survives_the_way_to_oklab_and_back() {
        for rgb in [
            Rgb(0, 0, 0),
            Rgb(255, 255, 255),
            Rgb(0x8c, 0xc3, 0xc6),
            Rgb(0xe0, 0xb5, 0x85),
        ] {
            assert_eq!(rgb.to_oklab().to_rgb(), rgb);
        }
        assert!((Rgb(255, 255, 255).to_oklab().lightness - 1.0).abs() < 1e-6);
    }

    #[test]
    fn half_coverage_in_linear_light_is_lighter_than_in_srgb() {
        let (black, white) = (Rgb(0, 0, 0), Rgb(255, 255, 255));
        assert_eq!(black.mix(white, 0.5), Rgb(128, 128, 128));
        assert_eq!(black.mix_light(white, 0.5), Rgb(188, 188, 188));
        assert_eq!(black.mix_perceived(white, 0.0), black);
        assert_eq!(black.mix_perceived(white, 1.0), white);
    }
}
