//! What an access does to bytes: the bytes of a load become a value, a value becomes the bytes of a store.

/// A load, apart from its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Load {
    /// Bytes extended by zeros.
    Zero,
    /// Bytes extended by their sign to this many bytes.
    Sign(u8),
    /// Lanes of this width, each extended to twice its width, by its sign or by zeros.
    Extend(u8, bool),
    /// One lane of this width in all lanes.
    Splat(u8),
}

/// Little-endian bytes as a number.
pub(super) fn number(bytes: &[u8]) -> u128 {
    bytes.iter().rev().fold(0, |value, &byte| value << 8 | u128::from(byte))
}

/// A number of `from` bytes, its sign extended to `to` bytes.
pub(super) fn sign_extend(value: u128, from: u8, to: u8) -> u128 {
    let free = 128 - 8 * u32::from(from);
    let wide = ((value << free) as i128 >> free) as u128;
    truncate(wide, to)
}

/// The low `width` bytes.
pub(super) fn truncate(value: u128, width: u8) -> u128 {
    value & u128::MAX >> (128 - 8 * u32::from(width))
}

/// Lane `lane` of width `width`.
pub(super) fn lane(vector: u128, width: u8, lane: u8) -> u128 {
    truncate(vector >> (8 * u32::from(width) * u32::from(lane)), width)
}

/// `vector` with another value in that lane.
pub(super) fn with_lane(vector: u128, width: u8, lane: u8, value: u128) -> u128 {
    let shift = 8 * u32::from(width) * u32::from(lane);
    let mask = truncate(u128::MAX, width) << shift;
    vector & !mask | truncate(value, width) << shift
}

/// A vector of `16 / width` lanes made one by one.
pub(super) fn lanes(width: u8, of: impl Fn(u8) -> u128) -> u128 {
    (0..16 / width).fold(0, |vector, i| with_lane(vector, width, i, of(i)))
}

impl Load {
    /// The value of these bytes.
    pub(super) fn value(self, bytes: &[u8]) -> u128 {
        let plain = number(bytes);
        match self {
            Load::Zero => plain,
            Load::Sign(to) => sign_extend(plain, bytes.len() as u8, to),
            Load::Splat(width) => lanes(width, |_| plain),
            Load::Extend(width, signed) => lanes(2 * width, |i| {
                let narrow = lane(plain, width, i);
                if signed {
                    sign_extend(narrow, width, 2 * width)
                } else {
                    narrow
                }
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Load, lane, with_lane};

    #[test]
    fn loads_extend_as_the_specification_says() {
        assert_eq!(Load::Zero.value(&[0x80, 0xff]), 0xff80);
        assert_eq!(Load::Sign(4).value(&[0x80]), 0xffff_ff80);
        assert_eq!(Load::Sign(8).value(&[0x7f]), 0x7f);
        let bytes = [0x01, 0x80, 0xff, 0x7f, 0, 0, 0x10, 0x80];
        assert_eq!(
            Load::Extend(2, true).value(&bytes),
            0xffff_8010_0000_0000_0000_7fff_ffff_8001
        );
        assert_eq!(
            Load::Extend(4, false).value(&bytes),
            0x0000_0000_8010_0000_0000_0000_7fff_8001
        );
        assert_eq!(Load::Splat(8).value(&bytes), 0x8010_0000_7fff_8001_8010_0000_7fff_8001);
        assert_eq!(Load::Splat(1).value(&[0xab]), u128::from_le_bytes([0xab; 16]));
    }

    #[test]
    fn lanes_are_counted_from_the_low_end() {
        let vector = u128::from_le_bytes([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
        assert_eq!(lane(vector, 4, 3), 0x0f0e_0d0c);
        assert_eq!(with_lane(vector, 8, 0, 0) >> 64, vector >> 64);
        assert_eq!(lane(with_lane(vector, 2, 5, 0xffff_beef), 2, 5), 0xbeef);
    }
}
