//! Boundary values: the numbers at which instructions change their mind.

use super::entropy::Entropy;

/// NaNs of either sign, quiet and signalling, canonical and not; zeros; subnormals; extremes; conversion limits.
const F32_EDGES: [u32; 34] = [
    0x0000_0000,
    0x8000_0000,
    0x3f80_0000,
    0xbf80_0000,
    0x7f80_0000,
    0xff80_0000,
    0x7fc0_0000,
    0xffc0_0000,
    0x7fc0_0001,
    0x7fa0_0000,
    0x7f80_0001,
    0xff80_0001,
    0x7fff_ffff,
    0xffff_ffff,
    0x0000_0001,
    0x8000_0001,
    0x007f_ffff,
    0x0080_0000,
    0x7f7f_ffff,
    0xff7f_ffff,
    0x4f00_0000,
    0xcf00_0000,
    0x4eff_ffff,
    0x4f80_0000,
    0x5f00_0000,
    0xdf00_0000,
    0x5f80_0000,
    0x3f00_0000,
    0xbf00_0000,
    0x3fc0_0000,
    0x4020_0000,
    0x4b00_0001,
    0x3eff_ffff,
    0xbf7f_ffff,
];

const F64_EDGES: [u64; 38] = [
    0x0000_0000_0000_0000,
    0x8000_0000_0000_0000,
    0x3ff0_0000_0000_0000,
    0xbff0_0000_0000_0000,
    0x7ff0_0000_0000_0000,
    0xfff0_0000_0000_0000,
    0x7ff8_0000_0000_0000,
    0xfff8_0000_0000_0000,
    0x7ff8_0000_0000_0001,
    0x7ff4_0000_0000_0000,
    0x7ff0_0000_0000_0001,
    0xffff_ffff_ffff_ffff,
    0x0000_0000_0000_0001,
    0x8000_0000_0000_0001,
    0x000f_ffff_ffff_ffff,
    0x0010_0000_0000_0000,
    0x7fef_ffff_ffff_ffff,
    0xffef_ffff_ffff_ffff,
    0x41e0_0000_0000_0000,
    0xc1e0_0000_0000_0000,
    0xc1e0_0000_0020_0000,
    0x41df_ffff_ffc0_0000,
    0x41ef_ffff_ffe0_0000,
    0x41f0_0000_0000_0000,
    0x43e0_0000_0000_0000,
    0xc3e0_0000_0000_0000,
    0x43f0_0000_0000_0000,
    0x3fe0_0000_0000_0000,
    0xbfe0_0000_0000_0000,
    0x3ff8_0000_0000_0000,
    0x4004_0000_0000_0000,
    0x4330_0000_0000_0001,
    0x36a0_0000_0000_0000,
    0x3690_0000_0000_0000,
    0x47ef_ffff_e000_0000,
    0x47ef_ffff_f000_0000,
    0x3fdf_ffff_ffff_ffff,
    0xbfef_ffff_ffff_ffff,
];

/// A 32-bit integer near a boundary, now and then a uniform one.
pub fn i32_edge(e: &mut Entropy) -> i32 {
    match e.below(8) {
        0 => 0,
        1 => *e.pick(&[
            1, -1, 2, -2, 3, 7, 8, 15, 31, 32, 33, 63, 64, 65, 127, 128, 255, 256, -128, -129,
        ]),
        2 => *e.pick(&[
            i32::MIN,
            i32::MAX,
            i32::MIN + 1,
            i32::MAX - 1,
            0x7fff,
            0x8000,
            0xffff,
            0x1_0000,
            -0x8000,
        ]),
        3 => (1_u32 << e.below(32)) as i32,
        4 => ((1_u32 << e.below(32)) as i32).wrapping_sub(1),
        5 => ((1_u32 << e.below(32)) as i32).wrapping_add(1).wrapping_neg(),
        6 => e.below(100) as i32,
        _ => e.u32() as i32,
    }
}

/// A 64-bit integer near a boundary, now and then a uniform one.
pub fn i64_edge(e: &mut Entropy) -> i64 {
    match e.below(9) {
        0 => 0,
        1 => i64::from(i32_edge(e)),
        2 => *e.pick(&[
            i64::MIN,
            i64::MAX,
            i64::MIN + 1,
            i64::MAX - 1,
            0xffff_ffff,
            0x1_0000_0000,
            0x8000_0000,
        ]),
        3 => (1_u64 << e.below(64)) as i64,
        4 => ((1_u64 << e.below(64)) as i64).wrapping_sub(1),
        5 => ((1_u64 << e.below(64)) as i64).wrapping_add(1).wrapping_neg(),
        6 => *e.pick(&[1, -1, 2, -2, 63, 64, 65, -63, -64]),
        7 => e.below(100) as i64,
        _ => e.u64() as i64,
    }
}

/// The bits of a 32-bit float near a boundary.
pub fn f32_edge(e: &mut Entropy) -> u32 {
    match e.below(8) {
        0..=4 => *e.pick(&F32_EDGES),
        5 => (i32_edge(e) as f32).to_bits(),
        6 => ((e.below(4000) as f32 - 2000.0) / 8.0).to_bits(),
        _ => e.u32(),
    }
}

/// The bits of a 64-bit float near a boundary.
pub fn f64_edge(e: &mut Entropy) -> u64 {
    match e.below(8) {
        0..=4 => *e.pick(&F64_EDGES),
        5 => (i64_edge(e) as f64).to_bits(),
        6 => ((e.below(4000) as f64 - 2000.0) / 8.0).to_bits(),
        _ => e.u64(),
    }
}

/// The bytes of a vector: lanes of one width filled with boundary values, splats, masks, or uniform bits.
pub fn v128_edge(e: &mut Entropy) -> [u8; 16] {
    let mut bytes = [0_u8; 16];
    let splat = e.chance(30);
    match e.below(7) {
        0 => fill_lanes(&mut bytes, 1, splat, || {
            *e.pick(&[0, 1, 0x7f, 0x80, 0xff, 0x81, 15, 16, 2]) as u64
        }),
        1 => fill_lanes(&mut bytes, 2, splat, || {
            *e.pick(&[0_u64, 1, 0x7fff, 0x8000, 0xffff, 0x8001, 0x100])
        }),
        2 => fill_lanes(&mut bytes, 4, splat, || i32_edge(e) as u64),
        3 => fill_lanes(&mut bytes, 8, splat, || i64_edge(e) as u64),
        4 => fill_lanes(&mut bytes, 4, splat, || u64::from(f32_edge(e))),
        5 => fill_lanes(&mut bytes, 8, splat, || f64_edge(e)),
        _ => e.fill(&mut bytes),
    }
    bytes
}

fn fill_lanes(bytes: &mut [u8; 16], width: usize, splat: bool, mut next: impl FnMut() -> u64) {
    let mut value = next();
    for lane in bytes.chunks_mut(width) {
        lane.copy_from_slice(&value.to_le_bytes()[..width]);
        if !splat {
            value = next();
        }
    }
}
