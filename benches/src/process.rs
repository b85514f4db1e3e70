//! What the kernel says about this process.

/// Memory, mappings and files of this process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Bytes that are resident and in no file.
    pub resident: u64,
    /// Bytes of address space.
    pub mapped: u64,
    /// Mappings.
    pub mappings: u64,
    /// Open file descriptors.
    pub descriptors: u64,
}

impl Usage {
    /// Now.
    ///
    /// # Panics
    ///
    /// Without Linux's `/proc`.
    pub fn now() -> Self {
        let status = read("/proc/self/status");
        let kib = |field: &str| {
            let line = status.lines().find(|line| line.starts_with(field));
            let value = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
            value.unwrap_or_else(|| panic!("{field} in /proc/self/status")) * 1024
        };
        let descriptors = std::fs::read_dir("/proc/self/fd").unwrap_or_else(|error| panic!("/proc/self/fd: {error}"));
        Self {
            resident: kib("RssAnon:") + kib("RssShmem:"),
            mapped: kib("VmSize:"),
            mappings: read("/proc/self/maps").lines().count() as u64,
            descriptors: descriptors.count() as u64,
        }
    }
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
