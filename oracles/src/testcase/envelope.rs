//! The envelope: finding, reading and writing the plan's custom section.

use super::plan::{Plan, VERSION};
use serde::Deserialize;

/// Name of the custom section that holds the plan.
pub const SECTION: &str = "touchstone.plan";

const HEADER: &[u8] = b"\0asm\x01\0\0\0";

/// Why bytes are not a testcase.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// No bytes at all.
    #[error("the file is empty")]
    Empty,
    /// Text instead of a binary module.
    #[error(
        "a text file, not a binary module; WebAssembly text has to be converted first (`touchstone run` takes .wat files)"
    )]
    Text,
    /// A component or a later version of the binary format.
    #[error("a WebAssembly binary, but not a version-1 core module (a component?)")]
    OtherVersion,
    /// Anything else.
    #[error(
        "not a WebAssembly module (no \\0asm header); as libFuzzer input these bytes are entropy for the generator"
    )]
    NotWasm,
    /// A section reaches past the end of the file.
    #[error("a truncated module: the section at offset 0x{offset:x} reaches past the end of the file")]
    Truncated {
        /// Byte offset of the section.
        offset: usize,
    },
    /// The plan's section is not a plan.
    #[error("the plan in section `{SECTION}` cannot be read: {0}")]
    Plan(String),
    /// A plan of a newer build.
    #[error("the plan has version {0}, this build reads up to {VERSION}")]
    NewerPlan(u32),
}

/// Splits a file into the module without its plan, and the plan's bytes.
///
/// Only a plan in the *last* section counts.
///
/// # Errors
/// As [`DecodeError`]; only the framing of sections is looked at.
pub fn split(bytes: &[u8]) -> Result<(&[u8], Option<&[u8]>), DecodeError> {
    check_header(bytes)?;
    let mut offset = HEADER.len();
    let mut last = None;
    while offset < bytes.len() {
        let truncated = DecodeError::Truncated { offset };
        let (size, used) = leb_u32(&bytes[offset + 1..]).ok_or(truncated.clone())?;
        let start = offset + 1 + used;
        let end = start
            .checked_add(size as usize)
            .filter(|&end| end <= bytes.len())
            .ok_or(truncated)?;
        last = Some((offset, bytes[offset], &bytes[start..end]));
        offset = end;
    }
    if let Some((offset, 0, content)) = last
        && let Some(plan) = strip_name(content)
    {
        return Ok((&bytes[..offset], Some(plan)));
    }
    Ok((bytes, None))
}

fn check_header(bytes: &[u8]) -> Result<(), DecodeError> {
    if bytes.starts_with(HEADER) {
        return Ok(());
    }
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    if bytes.starts_with(&HEADER[..4]) {
        return Err(if bytes.len() < HEADER.len() {
            DecodeError::Truncated { offset: 0 }
        } else {
            DecodeError::OtherVersion
        });
    }
    if HEADER.starts_with(bytes) {
        return Err(DecodeError::Truncated { offset: 0 });
    }
    let is_text = |text: &str| !text.chars().any(|c| c.is_control() && !c.is_whitespace());
    Err(if std::str::from_utf8(bytes).is_ok_and(is_text) {
        DecodeError::Text
    } else {
        DecodeError::NotWasm
    })
}

fn strip_name(content: &[u8]) -> Option<&[u8]> {
    let (length, used) = leb_u32(content)?;
    let rest = &content[used..];
    (rest.len() >= length as usize && &rest[..length as usize] == SECTION.as_bytes()).then(|| &rest[length as usize..])
}

/// Reads a plan. Trailing bytes are an error, unknown fields are not.
pub(super) fn parse_plan(bytes: &[u8]) -> Result<Plan, DecodeError> {
    #[derive(Deserialize)]
    struct Version {
        #[serde(default)]
        version: u32,
    }
    // The version first: a newer plan may well not parse as ours.
    let parse_error = |e: ciborium::de::Error<std::io::Error>| DecodeError::Plan(e.to_string());
    let Version { version } = ciborium::de::from_reader_with_recursion_limit(bytes, 64).map_err(parse_error)?;
    if version > VERSION {
        return Err(DecodeError::NewerPlan(version));
    }
    let mut rest = bytes;
    let plan = ciborium::de::from_reader_with_recursion_limit(&mut rest, 64).map_err(parse_error)?;
    if !rest.is_empty() {
        return Err(DecodeError::Plan(format!("{} bytes after the plan", rest.len())));
    }
    Ok(plan)
}

/// The plan's encoding, without the section around it.
pub fn plan_bytes(plan: &Plan) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(plan, &mut bytes).expect("writing to a vector does not fail");
    bytes
}

/// The module with the plan as its last section.
pub(super) fn join(wasm: &[u8], plan: &Plan) -> Vec<u8> {
    let mut bytes = wasm;
    while let Ok((shorter, Some(_))) = split(bytes) {
        bytes = shorter;
    }
    let plan = plan_bytes(plan);
    let mut content = Vec::with_capacity(plan.len() + SECTION.len() + 1);
    write_leb_u32(&mut content, SECTION.len() as u32);
    content.extend_from_slice(SECTION.as_bytes());
    content.extend_from_slice(&plan);
    let mut out = Vec::with_capacity(bytes.len() + content.len() + 8);
    out.extend_from_slice(bytes);
    out.push(0);
    write_leb_u32(&mut out, content.len() as u32);
    out.extend_from_slice(&content);
    out
}

fn leb_u32(bytes: &[u8]) -> Option<(u32, usize)> {
    let mut value = 0u64;
    for (i, &byte) in bytes.iter().take(5).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * i);
        if byte & 0x80 == 0 {
            return u32::try_from(value).ok().map(|value| (value, i + 1));
        }
    }
    None
}

fn write_leb_u32(out: &mut Vec<u8>, mut value: u32) {
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testcase::{Step, Testcase};

    const EMPTY_MODULE: &[u8] = b"\0asm\x01\0\0\0";

    #[test]
    fn a_plan_with_missing_fields_has_defaults_and_unknown_fields_are_ignored() {
        let mut bytes = Vec::new();
        let map: std::collections::BTreeMap<&str, u64> = [("fuel", 7), ("from_the_future", 9)].into();
        ciborium::into_writer(&map, &mut bytes).unwrap();
        assert_eq!(
            parse_plan(&bytes).unwrap(),
            Plan {
                fuel: 7,
                ..Plan::default()
            }
        );
    }

    #[test]
    fn what_is_not_linked_once_is_written_as_before_there_was_a_choice() {
        let linked = |linked: bool| Plan {
            steps: vec![
                Step::In {
                    session: 3,
                    step: Box::new(Step::Flush),
                    linked,
                },
                Step::Exhaust {
                    module: 1,
                    most: 2,
                    linked,
                },
            ],
            ..Plan::default()
        };
        let mentions = |bytes: &[u8]| bytes.windows(6).any(|word| word == b"linked");
        let (plain, new) = (plan_bytes(&linked(false)), plan_bytes(&linked(true)));
        assert!(!mentions(&plain) && mentions(&new));
        assert_eq!(parse_plan(&plain).unwrap(), linked(false));
        assert_eq!(parse_plan(&new).unwrap(), linked(true));
    }

    #[test]
    fn a_newer_plan_is_named() {
        let mut bytes = Vec::new();
        ciborium::into_writer(
            &Plan {
                version: VERSION + 1,
                ..Plan::default()
            },
            &mut bytes,
        )
        .unwrap();
        assert_eq!(parse_plan(&bytes), Err(DecodeError::NewerPlan(VERSION + 1)));
    }

    #[test]
    fn encoding_replaces_an_older_plan() {
        let mut case = Testcase::new(EMPTY_MODULE.to_vec(), Plan::default());
        case.plan.fuel = 1;
        let first = case.encode();
        let again = Testcase {
            wasm: first,
            plan: Plan {
                fuel: 2,
                ..Plan::default()
            },
            generated_plan: false,
        }
        .encode();
        let read = Testcase::decode(&again).unwrap();
        assert_eq!((read.wasm.as_slice(), read.plan.fuel), (EMPTY_MODULE, 2));
    }

    #[test]
    fn what_is_not_a_testcase_is_named() {
        let decode = |bytes: &[u8]| Testcase::decode(bytes).unwrap_err();
        assert_eq!(decode(b""), DecodeError::Empty);
        assert_eq!(decode(b"(module)\n"), DecodeError::Text);
        assert_eq!(decode(b"\0as"), DecodeError::Truncated { offset: 0 });
        assert_eq!(decode(b"\0asm\x0d\0\x01\0"), DecodeError::OtherVersion);
        assert_eq!(decode(&[0xff, 0x00, 0x12]), DecodeError::NotWasm);
        assert_eq!(decode(b"\0asm\x01\0\0\0\x01\x7f"), DecodeError::Truncated { offset: 8 });
        assert_eq!(decode(b"\0asm\x01\0\0\0\x01"), DecodeError::Truncated { offset: 8 });
    }

    #[test]
    fn a_module_without_plan_gets_one() {
        let case = Testcase::decode(EMPTY_MODULE).unwrap();
        assert!(case.generated_plan);
        assert!(matches!(case.plan.steps[0], Step::Instantiate { module: 0, .. }));
    }
}
