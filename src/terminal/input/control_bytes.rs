//! The control characters that the decoder treats in a special way.

pub(super) const CTRL_C: u8 = 0x03;
pub(super) const BEL: u8 = 0x07;
pub(super) const CAN: u8 = 0x18;
pub(super) const SUB: u8 = 0x1a;
pub(super) const ESC: u8 = 0x1b;
