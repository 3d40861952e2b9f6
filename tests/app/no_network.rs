//! The program and its dependencies have no way to use a network.

use std::fs;
use std::path::Path;

/// Functions of the C library that open or accept connections.
#[cfg(all(
    target_os = "linux",
    target_pointer_width = "64",
    target_endian = "little"
))]
const NETWORK_CALLS: [&str; 13] = [
    "socket",
    "connect",
    "bind",
    "listen",
    "accept",
    "accept4",
    "sendto",
    "recvfrom",
    "getaddrinfo",
    "gethostbyname",
    "gethostbyname_r",
    "getnameinfo",
    "res_query",
];

/// Parts of the names of network crates, by family.
const ALLOWED_CRATES: [&str; 44] = [
    // HTTP and protocols on top of it.
    "http",
    "hyper",
    "reqwest",
    "ureq",
    "curl",
    "isahc",
    "surf",
    "attohttpc",
    "minreq",
    "awc",
    "axum",
    "actix",
    "warp",
    "rocket",
    "tonic",
    "grpc",
    "tungstenite",
    "websocket",
    "h2",
    "quinn",
    "quiche",
    // Runtimes with sockets.
    "tokio",
    "async-std",
    "smol",
    "async-io",
    "socket2",
    "async-net",
    // TLS.
    "rustls",
    "native-tls",
    "openssl",
    "boring",
    "webpki",
    "schannel",
    "security-framework",
    // DNS, mail, SSH and telemetry.
    "trust-dns",
    "hickory",
    "dns-lookup",
    "lettre",
    "ssh2",
    "russh",
    "sentry",
    "opentelemetry",
    "posthog",
    "self_update",
];

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("it can be read")
}

#[test]
fn no_dependency_uses_a_network() {
    let lock = read("Cargo.lock");
    let names: Vec<&str> = lock
        .lines()
        .filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
        .collect();
    assert!(
        names.len() > 50 && names.contains(&"ratatui"),
        "the list is read"
    );
    for name in names {
        let is_of =
            |family: &&&str| name == **family || (family.len() > 3 && name.contains(**family));
        let family = ALLOWED_CRATES.iter().find(is_of);
        assert_eq!(family, None, "{name} speaks over a network");
    }
}

#[test]
fn no_source_line_opens_a_connection() {
    let words = [
        "std::net",
        "net::",
        "TcpStream",
        "TcpListener",
        "UdpSocket",
        "ToSocketAddrs",
        "http://",
        "https://",
    ];
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the sources are there") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).expect("valid UTF-8");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            // The name of a JSON Schema feature, which nothing resolves.
            let code = code.replace("http://json-schema.org/draft-07/schema#", "");
            count += 1;
            for word in words {
                assert!(!code.contains(word), "{word} in {}", path.display());
            }
        }
    }
    assert!(count > 50, "the sources are read");
}

#[cfg(all(
    target_os = "linux",
    target_pointer_width = "64",
    target_endian = "little"
))]
#[test]
fn the_program_makes_no_network_system_call() {
    let calls = |program: &str| {
        let bytes = fs::read(program).expect("the program can be read");
        let needed = elf::needed(&bytes).expect("it is a program of this system");
        assert!(
            needed.iter().any(|name| name == "write"),
            "the names are read: {needed:?}"
        );
        needed
            .into_iter()
            .filter(|name| NETWORK_CALLS.contains(&name.as_str()))
            .collect::<Vec<_>>()
    };
    assert_eq!(calls(env!("CARGO_BIN_EXE_enough")), [""; 0]);
    // Cargo fetches crates, so it proves that the check works.
    if Path::new(env!("CARGO")).exists() {
        assert!(calls(env!("CARGO")).contains(&"connect".to_owned()));
    }
}

/// A minimal ELF reader for the imported functions of a program.
#[cfg(all(
    target_os = "linux",
    target_pointer_width = "64",
    target_endian = "little"
))]
mod elf {
    const SECTION: usize = 64;
    const SYMBOL: usize = 24;
    /// The type of the section with the dynamic symbols.
    const DYNAMIC_SYMBOLS: u64 = 11;

    pub fn needed(bytes: &[u8]) -> Option<Vec<String>> {
        let sections = number(bytes, 0x28, 8)?;
        let count = number(bytes, 0x3c, 2)?;
        let section = |index: usize| sections + index * SECTION;
        let kind = |at: usize| number(bytes, at + 4, 4).and_then(|kind| u64::try_from(kind).ok());
        let symbols = (0..count)
            .map(section)
            .find(|at| kind(*at) == Some(DYNAMIC_SYMBOLS))?;
        let names = number(bytes, section(number(bytes, symbols + 0x28, 4)?) + 0x18, 8)?;
        let (start, size) = (
            number(bytes, symbols + 0x18, 8)?,
            number(bytes, symbols + 0x20, 8)?,
        );
        let mut needed = Vec::new();
        for at in (start..start + size).step_by(SYMBOL) {
            let is_defined = number(bytes, at + 6, 2)? != 0;
            let name = bytes
                .get(names + number(bytes, at, 4)?..)?
                .split(|byte| *byte == 0)
                .next()?;
            if !is_defined && !name.is_empty() {
                needed.push(String::from_utf8_lossy(name).into_owned());
            }
        }
        Some(needed)
    }

    fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
        let part = bytes.get(at..at + length)?;
        let number = part
            .iter()
            .rev()
            .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        usize::try_from(number).ok()
    }
}
